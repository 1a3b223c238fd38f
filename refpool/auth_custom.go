package refpool

import "math/big"

// startCustom answers CUSTOM_AUTH, with CHALLENGE_NAME=SRP_A or without.
func (a *authRequest) startCustom() (*authOutput, error) {
	var A *big.Int
	var err error
	withSRP := a.given["CHALLENGE_NAME"] == "SRP_A"
	if withSRP {
		if a.given["SRP_A"] == "" {
			return nil, a.missing("SRP_A")
		}
		if A, err = a.behaviour.Auth.SRP.ParseA(a.given["SRP_A"]); err != nil {
			return nil, err
		}
	}
	if err := a.checkSecretHash(a.given["USERNAME"]); err != nil {
		return nil, err
	}
	s, err := a.begin("CUSTOM_AUTH")
	if err != nil {
		return nil, err
	}
	s.DeviceKey = a.behaviour.Device.Sent(a.name, a.given)
	if withSRP {
		s.custom = []ChallengeResult{{"SRP_A", true}}
	}
	next, err := a.behaviour.Auth.Custom.Define(a.pool.Config.Lambda.DefineAuthChallenge, s.custom)
	switch {
	case err != nil:
		return nil, err
	case next.Challenge == "PASSWORD_VERIFIER" && withSRP:
		return a.posePasswordVerifier(s, A)
	}
	return a.follow(s, next)
}

// advanceCustom reports to DefineAuthChallenge how a challenge ended, and does
// what it says: no output and no error if that is to issue tokens.
func (a *authRequest) advanceCustom(s *SignIn, challenge string, passed bool) (*authOutput, error) {
	s.custom = append(s.custom, ChallengeResult{challenge, passed})
	next, err := a.behaviour.Auth.Custom.Define(a.pool.Config.Lambda.DefineAuthChallenge, s.custom)
	if err != nil || next.IssueTokens {
		return nil, err
	}
	return a.follow(s, next)
}

// follow poses the next challenge, which DefineAuthChallenge chose.
func (a *authRequest) follow(s *SignIn, next DefineResponse) (*authOutput, error) {
	if next.Fail || next.Challenge != "CUSTOM_CHALLENGE" {
		return nil, wrongCredentials()
	}
	parameters, err := a.behaviour.Auth.Custom.Create(a.pool.Config.Lambda.CreateAuthChallenge)
	if err != nil {
		return nil, err
	}
	ch := &Challenge{Name: "CUSTOM_CHALLENGE", SignIn: s, UserID: s.Name}
	if s.User != nil {
		ch.UserID = s.User.Username
	}
	parameters["USERNAME"] = ch.UserID
	return a.pose(ch, parameters)
}

// answerCustom has VerifyAuthChallengeResponse check the answer and
// DefineAuthChallenge choose what follows. For a sign-in without a password this
// is the first factor.
func (a *authRequest) answerCustom() (*authOutput, error) {
	ch, err := a.bySession()
	if err != nil {
		return nil, err
	}
	s := ch.SignIn
	right, err := a.behaviour.Auth.Custom.Verify(a.pool.Config.Lambda.VerifyAuthChallengeResponse, a.given["ANSWER"])
	if err != nil {
		return nil, err
	}
	if !right || s.User == nil {
		a.settle(ch, wrongCredentials())
		return a.advanceCustom(s, ch.Name, false)
	}
	err = a.proven(s)
	a.settle(ch, err)
	if err != nil {
		return nil, err
	}
	return a.advance(s, ch.Name)
}
