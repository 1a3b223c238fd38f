package refpool

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"
)

const (
	codeLength   = 6
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

func signUp(c *call, in *signUpInput) (*signUpOutput, error) {
	p, client, err := c.publicClient(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return nil, err
	}
	p.Lock()
	closed := p.Config.AdminCreateOnly
	p.Unlock()
	switch {
	case closed:
		return nil, notAuthorized("SignUp is not permitted for this user pool")
	case in.Password == "": // users without one need a sign-in method that this pool does not have
		return nil, invalidParameter("A password is required in this user pool.")
	}
	code, err := drawText(c.server.random(), codeLength, digits)
	if err != nil {
		return nil, err
	}
	sub, password, err := c.prepare(p, in.Username, in.Password)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.enter(p, newcomer{
		username: in.Username, attributes: in.UserAttributes, status: "UNCONFIRMED",
		by: writer{client: client}, taken: "User already exists",
	}, sub, password)
	if err != nil {
		return nil, err
	}
	return &signUpOutput{UserSub: u.Sub, CodeDeliveryDetails: c.sendConfirmation(p, u, code)}, nil
}

// publicClient finds the client of a public operation and judges its secret hash.
func (c *call) publicClient(clientID, username, secretHash string) (*Pool, *Client, error) {
	p, client, err := c.server.client(clientID)
	if err != nil {
		return nil, nil, err
	}
	if err := c.server.behaviour.Auth.CheckSecretHash(client, c.operation, username, secretHash); err != nil {
		return nil, nil, err
	}
	return p, client, nil
}

// sendConfirmation sends a new user the code that verifies an attribute, by SMS
// where the pool verifies both. It returns nil where there is nothing to verify.
func (c *call) sendConfirmation(p *Pool, u *User, code string) *codeDelivery {
	for _, medium := range []string{"SMS", "EMAIL"} {
		attribute := contactOf(medium)
		if !slices.Contains(p.Config.AutoVerified, attribute) || u.Attributes[attribute] == "" {
			continue
		}
		u.pending = &pendingCode{code: code, attribute: attribute, sentAt: c.now(p)}
		p.send(u, medium, code, c.now(p))
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

type confirmSignUpInput struct {
	ClientId           string
	SecretHash         string
	Username           string
	ConfirmationCode   string
	ForceAliasCreation bool
}

func confirmSignUp(c *call, in *confirmSignUpInput) (*struct{}, error) {
	p, client, err := c.publicClient(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u := c.server.behaviour.Auth.FindUser(p, in.Username)
	if u == nil {
		if c.server.behaviour.Auth.Simulates(client) {
			return nil, expiredCode()
		}
		return nil, userNotFound()
	}
	if u.Status != "UNCONFIRMED" {
		return nil, notAuthorized("User cannot be confirmed. Current status is %s", u.Status)
	}
	if err := u.pending.check(in.ConfirmationCode, c.now(p)); err != nil {
		return nil, err
	}
	attributes, err := p.merge(u.Attributes, []Attribute{{u.pending.attribute + "_verified", "true"}}, writer{admin: true})
	if err != nil {
		return nil, err
	}
	if err := p.setAttributes(u, attributes, in.ForceAliasCreation); err != nil {
		return nil, err
	}
	u.confirm(c.now(p))
	return &struct{}{}, nil
}

func expiredCode() error {
	return refuse("ExpiredCodeException", "Invalid code provided, please request a code again.")
}

// check judges a code at time now, counting failures.
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

func adminConfirmSignUp(c *call, in *adminUserInput) (*struct{}, error) {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.adminUser(p, in.Username)
	if err != nil {
		return nil, err
	}
	if u.Status != "UNCONFIRMED" {
		return nil, notAuthorized("User cannot be confirmed. Current status is %s", u.Status)
	}
	u.confirm(c.now(p))
	return &struct{}{}, nil
}
