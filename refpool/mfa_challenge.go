package refpool

import (
	"encoding/json"
	"fmt"
)

// poseFactor asks for a second factor, or which one. A code is sent at once.
func (t *turn) poseFactor(s *SignIn, name string, factors []string) (*authOutput, error) {
	ch := &Challenge{Name: name, SignIn: s, Choices: factors}
	parameters := map[string]string{"USERNAME": s.User.Username, "USER_ID_FOR_SRP": s.User.Username}
	switch name {
	case "SELECT_MFA_TYPE":
		choices, err := json.Marshal(factors)
		if err != nil {
			return nil, fmt.Errorf("list the MFA types: %w", err)
		}
		parameters["MFAS_CAN_CHOOSE"] = string(choices)
	case "SOFTWARE_TOKEN_MFA":
		if s.User.TOTP != nil {
			parameters["FRIENDLY_DEVICE_NAME"] = s.User.TOTP.Name
		}
	case "SMS_MFA":
		return t.poseSent(ch, parameters, "SMS", mask(s.User.Attributes["phone_number"]))
	case "EMAIL_OTP":
		return t.poseSent(ch, parameters, "EMAIL", mask(s.User.Attributes["email"]))
	}
	return t.pose(ch, parameters)
}

// poseSent sends a code and asks for it.
func (t *turn) poseSent(ch *Challenge, parameters map[string]string, medium, destination string) (*authOutput, error) {
	code, err := drawText(t.server.random(), codeLength, digits)
	if err != nil {
		return nil, err
	}
	ch.Code = code
	t.pool.send(ch.SignIn.User, medium, code, t.now(t.pool))
	parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] = medium
	parameters["CODE_DELIVERY_DESTINATION"] = destination
	return t.pose(ch, parameters)
}

// answerCode judges the code of SMS_MFA, SOFTWARE_TOKEN_MFA or EMAIL_OTP.
func (t *turn) answerCode() (*authOutput, error) {
	code := t.server.behaviour.MFA.Code(t.name, t.given)
	if code == "" {
		return nil, t.missing(t.name + "_CODE")
	}
	t.pool.Lock()
	defer t.pool.Unlock()
	ch, err := t.bySession()
	if err != nil {
		return nil, err
	}
	s := ch.SignIn
	if err := t.nameDevice(s); err != nil {
		return nil, err
	}
	if err := t.checkCode(ch, code); err != nil {
		ch.WrongCodes++
		if !t.server.behaviour.MFA.MayTryAgain(ch) {
			ch.Spent = true
		}
		t.settle(ch, err)
		return nil, err
	}
	t.settle(ch, nil)
	t.noteAlias(s)
	return t.advance(s, ch.Name)
}

func (t *turn) checkCode(ch *Challenge, code string) error {
	mfa, u := &t.server.behaviour.MFA, ch.SignIn.User
	if ch.Name != "SOFTWARE_TOKEN_MFA" {
		return mfa.CheckSent(ch.Code, code)
	}
	if u.TOTP == nil || u.TOTP.Secret == "" {
		return refuse("SoftwareTokenMFANotFoundException", "Software Token MFA does not exist for the user.")
	}
	return mfa.CheckTOTP(u.TOTP, code, t.now(t.pool))
}

// noteAlias notes that an MFA challenge was answered under another name than
// the user's own (DEV-CONF-06).
func (t *turn) noteAlias(s *SignIn) {
	name := t.given["USERNAME"]
	s.Alias = s.Alias || t.pool.fold(name) != t.pool.fold(s.User.Username) && name != s.User.Sub
}

// answerSelect poses the factor that the user selected.
func (t *turn) answerSelect() (*authOutput, error) {
	t.pool.Lock()
	defer t.pool.Unlock()
	ch, err := t.bySession()
	if err != nil {
		return nil, err
	}
	selected, err := t.server.behaviour.MFA.Selected(t.given["ANSWER"], ch.Choices)
	if err != nil {
		return nil, err
	}
	t.settle(ch, nil)
	return t.poseFactor(ch.SignIn, selected, []string{selected})
}

// poseSetUp asks a user without a factor to set one up.
func (t *turn) poseSetUp(s *SignIn) (*authOutput, error) {
	choices := t.server.behaviour.MFA.SetUp(t.pool)
	if len(choices) == 0 {
		return nil, invalidParameter("The user has no second factor, and the pool offers none to set up.")
	}
	offered, err := json.Marshal(choices)
	if err != nil {
		return nil, fmt.Errorf("list the factors to set up: %w", err)
	}
	return t.pose(&Challenge{Name: "MFA_SETUP", SignIn: s, Choices: choices}, map[string]string{
		"USERNAME":        s.User.Username,
		"USER_ID_FOR_SRP": s.User.Username,
		"MFAS_CAN_SETUP":  string(offered),
	})
}

// answerSetUp ends MFA_SETUP once VerifySoftwareToken has set the factor up.
func (t *turn) answerSetUp() (*authOutput, error) {
	t.pool.Lock()
	defer t.pool.Unlock()
	ch, err := t.bySession()
	if err != nil {
		return nil, err
	}
	if !ch.SetUp {
		return nil, invalidParameter("No second factor was set up in this session.")
	}
	if err := t.nameDevice(ch.SignIn); err != nil {
		return nil, err
	}
	t.settle(ch, nil)
	t.noteAlias(ch.SignIn)
	return t.advance(ch.SignIn, ch.Name)
}
