package refpool

import "time"

type forgotPasswordInput struct {
	ClientId   string
	SecretHash string
	Username   string
}

type forgotPasswordOutput struct {
	CodeDeliveryDetails codeDelivery
}

// forgotPassword sends a code with which ConfirmForgotPassword sets another
// password. To a user who does not exist it only seems to, if the client hides
// who exists.
func (r *request) forgotPassword(in *forgotPasswordInput) (*forgotPasswordOutput, error) {
	return withClient(r, in.ClientId, func(p *Pool, client *Client) (*forgotPasswordOutput, error) {
		auth := &r.behaviour.Auth
		u, err := r.userNamed(p, client, in.Username, in.SecretHash)
		switch {
		case err != nil:
			return nil, err
		case u == nil:
			return &forgotPasswordOutput{codeDelivery{p.simulatedDestination(r.behaviour, in.Username, "EMAIL"), "EMAIL", "email"}}, auth.Passwords.Nobody()
		case u.Status == "FORCE_CHANGE_PASSWORD":
			return nil, notAuthorized("User password cannot be reset in the current state.")
		}
		medium, err := auth.Passwords.Medium(p, u)
		if err != nil {
			return nil, err
		}
		if err := r.sendReset(p, u, medium); err != nil {
			return nil, err
		}
		contact := contactOf(medium)
		return &forgotPasswordOutput{codeDelivery{mask(u.Attributes[contact]), medium, contact}}, nil
	})
}

// sendReset sends u a code for ConfirmForgotPassword, which takes the place of any
// earlier one.
func (r *request) sendReset(p *Pool, u *User, medium string) error {
	code, err := r.behaviour.Auth.NewCode(r.server.random())
	if err != nil {
		return err
	}
	now := r.now(p)
	u.reset = &pendingCode{code: code, attribute: contactOf(medium), sentAt: now}
	p.send(u, medium, code, now)
	return nil
}

type confirmForgotPasswordInput struct {
	ClientId         string
	SecretHash       string
	Username         string
	ConfirmationCode string
	Password         string
}

func (r *request) confirmForgotPassword(in *confirmForgotPasswordInput) (*struct{}, error) {
	return withClient(r, in.ClientId, func(p *Pool, client *Client) (*struct{}, error) {
		u, err := r.userNamed(p, client, in.Username, in.SecretHash)
		switch {
		case err != nil:
			return nil, err
		case u == nil:
			return nil, codeMismatch()
		}
		return &struct{}{}, r.resetPassword(p, u, in)
	})
}

// resetPassword sets the password for a right code. A password that the policy
// does not allow leaves the code good.
func (r *request) resetPassword(p *Pool, u *User, in *confirmForgotPasswordInput) error {
	passwords, pending := &r.behaviour.Auth.Passwords, u.reset
	if err := r.checkReset(pending, in.ConfirmationCode, r.now(p)); err != nil {
		return err
	}
	if err := passwords.Check(p, in.Password); err != nil {
		return err
	}
	var made credential
	var err error
	p.unlocked(func() { made, err = r.server.newCredential(p.ID, u.Username, in.Password) })
	switch {
	case err != nil:
		return err
	case u.reset != pending, !p.has(u): // another request was faster
		return expiredCode()
	}
	u.setCredential(made)
	passwords.Reset(u)
	u.Modified = r.now(p)
	if passwords.Spends() {
		u.reset = nil
	}
	return nil
}

// checkReset checks a code at time now, counting failures.
func (r *request) checkReset(pending *pendingCode, code string, now time.Time) error {
	passwords := &r.behaviour.Auth.Passwords
	if pending == nil || passwords.Expired(pending.sentAt, now) {
		return expiredCode()
	}
	if refusal := passwords.TooMany(pending.failures); refusal != nil {
		pending.failures++
		return refusal
	}
	if !passwords.Matches(pending.code, code) {
		pending.failures++
		return codeMismatch()
	}
	return nil
}

func codeMismatch() error {
	return refuse("CodeMismatchException", "Invalid verification code provided, please try again.")
}
