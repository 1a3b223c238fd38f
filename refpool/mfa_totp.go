package refpool

import (
	"encoding/base32"
	"fmt"
	"io"
)

// totpSecretBytes gives SecretCode the 52 characters that the service's has.
const totpSecretBytes = 32

type associateInput struct{ AccessToken, Session string }

type associateOutput struct {
	SecretCode string
	Session    string `json:",omitempty"`
}

type verifyInput struct {
	AccessToken        string
	Session            string
	UserCode           string
	FriendlyDeviceName string
}

type verifyOutput struct {
	Status  string
	Session string `json:",omitempty"`
}

// associateSoftwareToken gives a signed-in user, or one at MFA_SETUP, a secret,
// which counts once VerifySoftwareToken has seen a code of it.
func (r *request) associateSoftwareToken(in *associateInput) (*associateOutput, error) {
	secret, err := newTOTPSecret(r.server.random())
	if err != nil {
		return nil, err
	}
	out := &associateOutput{SecretCode: secret}
	out.Session, err = r.enrolling(in.AccessToken, in.Session, func(p *Pool, u *User, _ *Challenge) error {
		if !p.Config.SoftwareToken {
			return refuse("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool")
		}
		if u.TOTP == nil {
			u.TOTP = &TOTP{}
		}
		r.behaviour.MFA.Associate(u.TOTP, secret)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// verifySoftwareToken makes the secret given last the user's. At MFA_SETUP it
// becomes an active factor at once.
func (r *request) verifySoftwareToken(in *verifyInput) (*verifyOutput, error) {
	out := &verifyOutput{Status: "SUCCESS"}
	var err error
	out.Session, err = r.enrolling(in.AccessToken, in.Session, func(p *Pool, u *User, ch *Challenge) error {
		if u.TOTP == nil || u.TOTP.Pending == "" {
			return invalidParameter("No software token was associated with the user.")
		}
		fresh := &TOTP{Secret: u.TOTP.Pending, Name: in.FriendlyDeviceName, Active: u.TOTP.Active}
		if err := r.behaviour.MFA.CheckTOTP(fresh, in.UserCode, r.now(p)); err != nil {
			return refuse("EnableSoftwareTokenMFAException", "Code mismatch and fail enable Software Token MFA")
		}
		u.TOTP = fresh
		if ch != nil {
			fresh.Active, ch.SetUp = true, true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func newTOTPSecret(random io.Reader) (string, error) {
	secret := make([]byte, totpSecretBytes)
	if _, err := io.ReadFull(random, secret); err != nil {
		return "", fmt.Errorf("draw a TOTP secret: %w", err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret), nil
}

// enrolling runs act for the user of an access token, or of a Session of
// MFA_SETUP, whose challenge it gets too. A Session is replaced by the one
// that it returns.
func (r *request) enrolling(accessToken, session string, act func(*Pool, *User, *Challenge) error) (string, error) {
	switch {
	case accessToken != "":
		return authorize(r, accessToken, func(p *Pool, u *User, _ *Grant) (string, error) {
			return "", act(p, u, nil)
		})
	case session == "":
		return "", r.behaviour.Auth.Missing(r.operation, "Session")
	}
	pools, err := r.server.poolsNamed("")
	if err != nil {
		return "", err
	}
	for _, p := range pools {
		if next, found, err := r.enrollingAt(p, session, act); found {
			return next, err
		}
	}
	return "", invalidSession()
}

// enrollingAt is enrolling by a Session of the pool p, if it is one.
func (r *request) enrollingAt(
	p *Pool, session string, act func(*Pool, *User, *Challenge) error,
) (next string, found bool, err error) {
	p.Lock()
	defer p.Unlock()
	ch, found := p.auth.sessions.Get(r.behaviour.Auth.Sessions.Key(session), r.now(p))
	if !found {
		return "", false, nil
	}
	r.witness.client(p, ch.SignIn.Client)
	r.witness.user(ch.SignIn.User)
	a := &authRequest{request: r, pool: p, client: ch.SignIn.Client, name: "MFA_SETUP", session: session}
	a.given = map[string]string{"USERNAME": ch.SignIn.Name}
	if err := a.mustAnswer(ch); err != nil {
		return "", true, err
	}
	if err := act(p, ch.SignIn.User, ch); err != nil {
		return "", true, err
	}
	next, err = a.renew(ch)
	return next, true, err
}

// renew puts ch under a new Session, and ends the old one.
func (a *authRequest) renew(ch *Challenge) (string, error) {
	successor := *ch
	ch.Spent = true
	session, err := a.behaviour.Auth.Sessions.New(a.server.random())
	if err != nil {
		return "", fmt.Errorf("draw a session: %w", err)
	}
	now := a.now(a.pool)
	a.pool.auth.sessions.Put(a.behaviour.Auth.Sessions.Key(session), &successor, now.Add(successor.Life+remembrance), now)
	return session, nil
}
