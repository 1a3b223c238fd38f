package refpool

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"
)

const (
	codeLifetime = day // documented life of a sign-up code
	codeAttempts = 5   // wrong codes until TooManyFailedAttemptsException
)

// pendingCode is a code that ConfirmSignUp waits for.
type pendingCode struct {
	code      string
	attribute string // email or phone_number; verified by the code
	sentAt    time.Time
	failures  int
}

type signUpInput struct {
	ClientId       string
	SecretHash     string
	Username       string
	Password       string
	UserAttributes []Attribute
}

type codeDelivery struct {
	Destination    string
	DeliveryMedium string
	AttributeName  string
}

type signUpOutput struct {
	UserConfirmed       bool
	CodeDeliveryDetails *codeDelivery `json:",omitempty"`
	UserSub             string
}

func (r *request) signUp(in *signUpInput) (*signUpOutput, error) {
	return withClient(r, in.ClientId, func(p *Pool, client *Client) (*signUpOutput, error) {
		if err := r.behaviour.Auth.CheckSecretHash(client, r.operation, in.Username, in.SecretHash); err != nil {
			return nil, err
		}
		switch {
		case p.Config.AdminCreateOnly:
			return nil, notAuthorized("SignUp is not permitted for this user pool")
		case in.Password == "": // ConfirmSignUp would have to open the sign-in of a user without one
			return nil, invalidParameter("A password is required in this user pool.")
		}
		code, err := r.behaviour.Auth.NewCode(r.server.random())
		if err != nil {
			return nil, err
		}
		u, err := r.enter(p, newcomer{
			username: in.Username, password: in.Password, attributes: in.UserAttributes, status: "UNCONFIRMED",
			by: writer{client: client}, taken: "User already exists",
		})
		if err != nil {
			return nil, err
		}
		return &signUpOutput{UserSub: u.Sub, CodeDeliveryDetails: r.sendConfirmation(p, u, code)}, nil
	})
}

// sendConfirmation sends a new user the code that verifies an attribute, by SMS
// if the pool verifies both. It returns nil if there is nothing to verify.
func (r *request) sendConfirmation(p *Pool, u *User, code string) *codeDelivery {
	for _, medium := range []string{"SMS", "EMAIL"} {
		attribute := contactOf(medium)
		if !slices.Contains(p.Config.AutoVerified, attribute) || u.Attributes[attribute] == "" {
			continue
		}
		u.pending = &pendingCode{code: code, attribute: attribute, sentAt: r.now(p)}
		p.send(u, medium, code, r.now(p))
		return &codeDelivery{mask(u.Attributes[attribute]), medium, attribute}
	}
	return nil
}

// mask hides most of an address as the service does: a***@e***, +*******1234.
func mask(address string) string {
	if local, domain, ok := strings.Cut(address, "@"); ok {
		return local[:1] + "***@" + domain[:min(1, len(domain))] + "***"
	}
	shown := address[max(0, len(address)-4):]
	return "+" + strings.Repeat("*", max(0, len(address)-5)) + shown
}

// userNamed is the user that a call without a signature names, once its SecretHash is
// right; nil for one who does not exist, if the client hides that.
func (r *request) userNamed(p *Pool, client *Client, username, secretHash string) (*User, error) {
	auth := &r.behaviour.Auth
	if err := auth.CheckSecretHash(client, r.operation, username, secretHash); err != nil {
		return nil, err
	}
	u := auth.FindUser(p, username)
	if u == nil && !auth.Simulates(client) {
		return nil, userNotFound()
	}
	return u, nil
}

type confirmSignUpInput struct {
	ClientId           string
	SecretHash         string
	Username           string
	ConfirmationCode   string
	ForceAliasCreation bool
}

func (r *request) confirmSignUp(in *confirmSignUpInput) (*struct{}, error) {
	return withClient(r, in.ClientId, func(p *Pool, client *Client) (*struct{}, error) {
		u, err := r.userNamed(p, client, in.Username, in.SecretHash)
		switch {
		case err != nil:
			return nil, err
		case u == nil:
			return nil, expiredCode()
		case u.Status != "UNCONFIRMED":
			return nil, notUnconfirmed(u)
		}
		if err := u.pending.check(in.ConfirmationCode, r.now(p)); err != nil {
			return nil, err
		}
		verified := []Attribute{{u.pending.attribute + "_verified", "true"}}
		if err := p.changeAttributes(u, verified, writer{admin: true}, in.ForceAliasCreation); err != nil {
			return nil, err
		}
		u.confirm(r.now(p))
		return &struct{}{}, nil
	})
}

func notUnconfirmed(u *User) error {
	return notAuthorized("User cannot be confirmed. Current status is %s", u.Status)
}

func expiredCode() error {
	return refuse("ExpiredCodeException", "Invalid code provided, please request a code again.")
}

// check checks a code at time now, counting failures.
func (pending *pendingCode) check(code string, now time.Time) error {
	switch {
	case pending == nil || now.Sub(pending.sentAt) > codeLifetime:
		return expiredCode()
	case pending.failures >= codeAttempts:
		return refuse("TooManyFailedAttemptsException", "Attempt limit exceeded, please try after some time.")
	case subtle.ConstantTimeCompare([]byte(code), []byte(pending.code)) != 1:
		pending.failures++
		return refuse("CodeMismatchException", "Invalid verification code provided, please try again.")
	}
	return nil
}

func (u *User) confirm(now time.Time) {
	u.Status, u.pending, u.Modified = "CONFIRMED", nil, now
}

func (r *request) adminConfirmSignUp(in *adminUserInput) (*struct{}, error) {
	return withUser(r, in.UserPoolId, in.Username, func(p *Pool, u *User) (*struct{}, error) {
		if u.Status != "UNCONFIRMED" {
			return nil, notUnconfirmed(u)
		}
		u.confirm(r.now(p))
		return &struct{}{}, nil
	})
}
