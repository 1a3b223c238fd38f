package target

import (
	"context"
	"errors"
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
	signUp := &signUp{pool: p, user: u, attributes: attributes}
	rung, err := p.Target().ladders.climb(thingUser, []way{
		{wayUser, func() error { return p.adminCreate(ctx, u, attributes) }},
		{"SignUp + AdminConfirmSignUp", func() error {
			return signUp.confirmed(ctx, func(client *Client) error {
				_, err := p.Target().api.AdminConfirmSignUp(ctx, &cip.AdminConfirmSignUpInput{UserPoolId: &p.ID, Username: &u.Username})
				return err
			})
		}},
		{"SignUp + ConfirmSignUp", func() error {
			return signUp.confirmed(ctx, func(client *Client) error { return u.confirmByCode(ctx, client) })
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
}

// confirmed signs the user up, and confirms it unless the target did.
func (s *signUp) confirmed(ctx context.Context, confirm func(*Client) error) error {
	if s.client == nil {
		if err := s.make(ctx); err != nil {
			return err
		}
	}
	if s.done {
		return nil
	}
	return confirm(s.client)
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
	if u.Email == "" && u.Phone == "" && s.pool.fixtures.inbox.Readable(ctx) { // for a code
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
	s.client, s.done = client, out.UserConfirmed
	return nil
}

// confirmByCode confirms the sign-up with the code that was sent to the user.
func (u *User) confirmByCode(ctx context.Context, client *Client) error {
	inbox := u.Pool.fixtures.inbox
	if !inbox.Readable(ctx) {
		return &Error{Kind: Refused, Operation: "ConfirmSignUp", Err: ErrNoCodes}
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
