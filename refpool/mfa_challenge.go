package refpool

import "maps"

// poseFactor asks for a second factor, or which one. A code is sent at once.
func (a *authRequest) poseFactor(s *SignIn, name string, factors []string) (*authOutput, error) {
	ch := &Challenge{Name: name, SignIn: s, Choices: factors}
	parameters := a.behaviour.MFA.Parameters(ch, a.operation)
	switch name {
	case "SMS_MFA":
		return a.poseSent(ch, parameters, "SMS", mask(s.User.Attributes["phone_number"]))
	case "EMAIL_OTP":
		return a.poseSent(ch, parameters, "EMAIL", mask(s.User.Attributes["email"]))
	}
	return a.pose(ch, parameters)
}

// poseSent sends a code and asks for it.
func (a *authRequest) poseSent(ch *Challenge, parameters map[string]string, medium, destination string) (*authOutput, error) {
	code, err := a.behaviour.Auth.NewCode(a.server.random())
	if err != nil {
		return nil, err
	}
	ch.Code = code
	a.pool.send(ch.SignIn.User, medium, code, a.now(a.pool))
	parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] = medium
	parameters["CODE_DELIVERY_DESTINATION"] = destination
	return a.pose(ch, parameters)
}

// answerCode checks the code of SMS_MFA, SOFTWARE_TOKEN_MFA or EMAIL_OTP.
func (a *authRequest) answerCode() (*authOutput, error) {
	code := a.behaviour.MFA.Code(a.name, a.given)
	if code == "" {
		return nil, a.missing(a.name + "_CODE")
	}
	ch, err := a.bySession()
	if err != nil {
		return nil, err
	}
	if ch.First {
		return a.answerOneTimePassword(ch, code)
	}
	s := ch.SignIn
	if err := a.nameDeviceAt(ch); err != nil {
		return nil, err
	}
	if err := a.mayGuess(ch); err != nil {
		return nil, err
	}
	if err := a.checkCode(ch, code); err != nil {
		a.noteWrongCode(ch, err)
		return nil, err
	}
	a.behaviour.MFA.Lockout.Passed(&s.User.codes)
	if err := a.verifyAddress(ch); err != nil {
		return nil, err
	}
	a.settle(ch, nil)
	a.noteAlias(s)
	return a.advance(s, ch.Name)
}

// nameDeviceAt takes the device key of a response to ch over into the sign-in, and
// with it that there is none (MFA-12).
func (a *authRequest) nameDeviceAt(ch *Challenge) error {
	if a.behaviour.Device.Sent(a.name, a.given) == "" && !a.behaviour.MFA.KeepsDevice(ch) {
		ch.SignIn.DeviceKey = ""
	}
	return a.nameDevice(ch.SignIn)
}

// mayGuess refuses a code without a look at it while its user is locked out.
func (a *authRequest) mayGuess(ch *Challenge) error {
	lockout := &a.behaviour.MFA.Lockout
	if lockout.Counts(ch.Name) && lockout.Locked(&ch.SignIn.User.codes, a.now(a.pool)) {
		return refuse("NotAuthorizedException", "Password attempts exceeded")
	}
	return nil
}

// noteWrongCode counts a wrong code, for the challenge and, if it is of a second factor,
// for the user, and ends a challenge that bears no more.
func (a *authRequest) noteWrongCode(ch *Challenge, refusal error) {
	mfa := &a.behaviour.MFA
	if !ch.First && mfa.Lockout.Counts(ch.Name) {
		mfa.Lockout.Failed(&ch.SignIn.User.codes, a.now(a.pool))
	}
	ch.WrongCodes++
	if !mfa.MayTryAgain(ch) {
		ch.Spent = true
	}
	a.settle(ch, refusal)
}

// verifyAddress notes that the user had the code that was sent to an address.
func (a *authRequest) verifyAddress(ch *Challenge) error {
	u, attribute := ch.SignIn.User, a.behaviour.MFA.Verifies(ch.Name)
	if attribute == "" || u.Attributes[attribute] == "" || u.Attributes[attribute+"_verified"] == "true" {
		return nil
	}
	attributes := maps.Clone(u.Attributes)
	attributes[attribute+"_verified"] = "true"
	return a.pool.setAttributes(u, attributes, false)
}

func (a *authRequest) checkCode(ch *Challenge, code string) error {
	mfa, u := &a.behaviour.MFA, ch.SignIn.User
	switch {
	case ch.Name != "SOFTWARE_TOKEN_MFA" && !a.now(a.pool).Before(ch.Issued.Add(mfa.CodeLife(a.client))):
		return refuse("ExpiredCodeException", "Invalid code provided, please request a code again.")
	case ch.Name != "SOFTWARE_TOKEN_MFA":
		return mfa.CheckSent(ch.Code, code)
	}
	if u.TOTP == nil || u.TOTP.Secret == "" {
		return refuse("SoftwareTokenMFANotFoundException", "Software Token MFA does not exist for the user.")
	}
	return mfa.CheckTOTP(u.TOTP, code, a.now(a.pool))
}

// noteAlias notes that an MFA challenge was answered under another name than
// the user's own (DEV-CONF-06).
func (a *authRequest) noteAlias(s *SignIn) {
	name := a.given["USERNAME"]
	s.Alias = s.Alias || a.pool.fold(name) != a.pool.fold(s.User.Username) && name != s.User.Sub
}

// answerSelect poses the factor that the user selected.
func (a *authRequest) answerSelect() (*authOutput, error) {
	ch, err := a.bySession()
	if err != nil {
		return nil, err
	}
	selected, err := a.behaviour.MFA.Selected(a.given["ANSWER"], ch.Choices)
	if err != nil {
		return nil, err
	}
	if err := a.nameDevice(ch.SignIn); err != nil {
		return nil, err
	}
	a.settle(ch, nil)
	return a.poseFactor(ch.SignIn, selected, []string{selected})
}

// poseSetUp asks a user without a factor to set one up.
func (a *authRequest) poseSetUp(s *SignIn) (*authOutput, error) {
	choices := a.behaviour.MFA.SetUp(a.pool)
	if len(choices) == 0 {
		return nil, invalidParameter("The user has no second factor, and the pool offers none to set up.")
	}
	ch := &Challenge{Name: "MFA_SETUP", SignIn: s, Choices: choices}
	return a.pose(ch, a.behaviour.MFA.Parameters(ch, a.operation))
}

// answerSetUp ends MFA_SETUP once VerifySoftwareToken has set the factor up.
func (a *authRequest) answerSetUp() (*authOutput, error) {
	ch, err := a.bySession()
	if err != nil {
		return nil, err
	}
	if !ch.SetUp {
		return nil, invalidParameter("No second factor was set up in this session.")
	}
	if err := a.nameDeviceAt(ch); err != nil {
		return nil, err
	}
	a.settle(ch, nil)
	a.noteAlias(ch.SignIn)
	return a.advance(ch.SignIn, ch.Name)
}
