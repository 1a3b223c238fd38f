package target

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// errUnconfirmed is what a sign-up ends in that nothing confirms.
var errUnconfirmed = &Error{Kind: Refused, Operation: "SignUp", Err: errors.New("the user is not confirmed by it alone")}

// register makes the user in the best way that the target takes, so that it is
// confirmed and has its password.
func (p *Pool) register(ctx context.Context, u *User, spec UserSpec) error {
	attributes := u.attributes(spec)
	signUp := &signUp{
		pool: p, user: u, attributes: attributes,
		bare: spec.NoAddress, phone: spec.Phone || slices.Contains(spec.Factors, SMS), email: spec.Email || slices.Contains(spec.Factors, Email),
	}
	rung, err := p.Target().ladders.climb(thingUser, []way{
		{wayUser, func() error { return p.adminCreate(ctx, u, attributes) }},
		{"SignUp + AdminConfirmSignUp", func() error {
			return signUp.confirmed(ctx, func(client *Client) error {
				_, err := p.Target().api.AdminConfirmSignUp(ctx, &cip.AdminConfirmSignUpInput{UserPoolId: &p.ID, Username: &u.Username})
				return err
			})
		}},
		{wayCode, func() error {
			return signUp.confirmed(ctx, func(client *Client) error { return signUp.byCode(ctx, client) })
		}},
		{"SignUp", func() error {
			return signUp.confirmed(ctx, func(*Client) error { return errUnconfirmed })
		}},
	})
	u.Rungs = append(u.Rungs, lowerOf(rung)...)
	return err
}

// adminCreate creates the user as an administrator does.
func (p *Pool) adminCreate(ctx context.Context, u *User, attributes []types.AttributeType) error {
	api := p.Target().api
	out, err := api.AdminCreateUser(ctx, &cip.AdminCreateUserInput{
		UserPoolId: &p.ID, Username: &u.Username, UserAttributes: attributes,
		TemporaryPassword: aws.String(password()), MessageAction: types.MessageActionTypeSuppress,
	})
	if err != nil {
		return err
	}
	if out.User != nil {
		u.identify(aws.ToString(out.User.Username), out.User.Attributes)
	} else {
		u.identify("", nil)
	}
	_, err = api.AdminSetUserPassword(ctx, &cip.AdminSetUserPasswordInput{
		UserPoolId: &p.ID, Username: &u.ID, Password: &u.Password, Permanent: true,
	})
	return err
}

// signUp is a sign-up that is made once, however often its confirmation is tried.
type signUp struct {
	pool       *Pool
	user       *User
	attributes []types.AttributeType
	client     *Client
	done       bool // confirmed at once
	sent       bool // a code was sent

	bare         bool // the user must have no address
	phone, email bool // addresses that the user has to have verified
}

// confirmed signs the user up, and confirms it unless the target did.
func (s *signUp) confirmed(ctx context.Context, confirm func(*Client) error) error {
	if s.client == nil {
		if err := s.make(ctx); err != nil {
			return err
		}
	}
	if !s.done {
		if err := confirm(s.client); err != nil {
			return err
		}
	}
	return s.verify(ctx)
}

// verify has an administrator verify the addresses that need it: a sign-up leaves them
// as they are, but for an e-mail address that a code was sent to.
func (s *signUp) verify(ctx context.Context) error {
	var list []types.AttributeType
	if s.phone {
		list = append(list, types.AttributeType{Name: aws.String("phone_number_verified"), Value: aws.String("true")})
	}
	if s.email && (s.done || !s.sent) {
		list = append(list, types.AttributeType{Name: aws.String("email_verified"), Value: aws.String("true")})
	}
	if list == nil {
		return nil
	}
	_, err := s.pool.Target().api.AdminUpdateUserAttributes(ctx, &cip.AdminUpdateUserAttributesInput{
		UserPoolId: &s.pool.ID, Username: &s.user.ID, UserAttributes: list,
	})
	if err != nil && refuses(err) {
		return fmt.Errorf("a verified address, which takes administrator's operations: %w", ErrUnmet)
	}
	return err
}

// make calls SignUp, under another name if an administrator's attempt left a user with
// this one behind.
func (s *signUp) make(ctx context.Context) error {
	u := s.user
	client, err := s.pool.Client(ctx, ClientSpec{})
	if err != nil {
		return err
	}
	attributes := slices.DeleteFunc(slices.Clone(s.attributes), func(a types.AttributeType) bool {
		return strings.HasSuffix(*a.Name, "_verified")
	})
	if !s.bare && u.Email == "" && u.Phone == "" && s.pool.fixtures.inbox.Readable(ctx) { // for a code
		u.Email = u.Username + "@example.com"
		attributes = append(attributes, types.AttributeType{Name: aws.String("email"), Value: &u.Email})
	}
	call := func() (*cip.SignUpOutput, error) {
		return s.pool.Target().api.SignUp(ctx, &cip.SignUpInput{
			ClientId: &client.ID, Username: &u.Username, Password: &u.Password, UserAttributes: attributes,
		})
	}
	out, err := call()
	if err != nil && AsError(err).Name == "UsernameExistsException" && len(s.pool.Spec.UsernameAttributes) == 0 {
		u.Username += "-s"
		out, err = call()
	}
	if err != nil {
		return err
	}
	u.identify(u.Username, nil)
	u.Sub = aws.ToString(out.UserSub)
	s.client, s.done, s.sent = client, out.UserConfirmed, out.CodeDeliveryDetails != nil
	return nil
}

// byCode confirms the sign-up with the code that was sent to the user. If none was, the
// pool does not verify addresses: those that are made from then on do.
func (s *signUp) byCode(ctx context.Context, client *Client) error {
	u, inbox := s.user, s.pool.fixtures.inbox
	if !inbox.Readable(ctx) {
		return &Error{Kind: Refused, Operation: "ConfirmSignUp", Err: ErrNoCodes}
	}
	if s.bare {
		return fmt.Errorf("a user without an address, which takes administrator's operations where users are confirmed by a code: %w", ErrUnmet)
	}
	if !s.sent && s.phone {
		return fmt.Errorf("a verified telephone number, which takes administrator's operations where users are confirmed by a code: %w", ErrUnmet)
	}
	if !s.sent {
		s.pool.Target().ladders.needCodes()
		return &Error{Kind: Refused, Operation: "SignUp", Err: errors.New("no code was sent: the pool does not verify addresses")}
	}
	code, err := inbox.Code(ctx, u.Pool.ID, u.ID, "")
	if err != nil {
		return &Error{Kind: Refused, Operation: "ConfirmSignUp", Err: err}
	}
	_, err = u.Pool.Target().api.ConfirmSignUp(ctx, &cip.ConfirmSignUpInput{
		ClientId: &client.ID, Username: &u.Username, ConfirmationCode: &code,
	})
	return err
}

// wayCode is the way to a user by which a pool has to verify addresses.
const wayCode = "SignUp + ConfirmSignUp"

// needCodes has pools verify addresses, without which no code is sent. What was refused
// for want of that may be asked for again.
func (l *ladders) needCodes() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.codes {
		l.codes = true
		clear(l.refused)
	}
}

// needsCodes tells whether users are confirmed by codes that are sent to them.
func (l *ladders) needsCodes() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.codes || l.rungs[thingUser].Way == wayCode
}

func (u *User) identify(id string, attributes []types.AttributeType) {
	u.ID = id
	if u.ID == "" {
		u.ID = u.Username
	}
	for _, a := range attributes {
		if aws.ToString(a.Name) == "sub" {
			u.Sub = aws.ToString(a.Value)
		}
	}
}
