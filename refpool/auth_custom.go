package refpool

import "math/big"

// startCustom answers CUSTOM_AUTH, with CHALLENGE_NAME=SRP_A or without.
func (t *turn) startCustom() (*authOutput, error) {
	var A *big.Int
	var err error
	withSRP := t.given["CHALLENGE_NAME"] == "SRP_A"
	if withSRP {
		if t.given["SRP_A"] == "" {
			return nil, t.missing("SRP_A")
		}
		if A, err = t.auth().SRP.ParseA(t.given["SRP_A"]); err != nil {
			return nil, err
		}
	}
	if err := t.checkSecretHash(t.given["USERNAME"]); err != nil {
		return nil, err
	}
	t.pool.Lock()
	defer t.pool.Unlock()
	s, err := t.begin("CUSTOM_AUTH")
	if err != nil {
		return nil, err
	}
	s.DeviceKey = t.server.behaviour.Device.Sent(t.name, t.given)
	if withSRP {
		s.custom = []ChallengeResult{{"SRP_A", true}}
	}
	verdict, err := t.auth().Custom.Define(t.pool.Config.Lambda.DefineAuthChallenge, s.custom)
	switch {
	case err != nil:
		return nil, err
	case verdict.Challenge == "PASSWORD_VERIFIER" && withSRP:
		return t.posePasswordVerifier(s, A)
	}
	return t.follow(s, verdict)
}

// advanceCustom tells the define trigger how a challenge ended, and follows its
// verdict: no output, no error if that is to issue tokens.
func (t *turn) advanceCustom(s *SignIn, challenge string, passed bool) (*authOutput, error) {
	s.custom = append(s.custom, ChallengeResult{challenge, passed})
	verdict, err := t.auth().Custom.Define(t.pool.Config.Lambda.DefineAuthChallenge, s.custom)
	if err != nil || verdict.IssueTokens {
		return nil, err
	}
	return t.follow(s, verdict)
}

// follow poses the challenge of a verdict that does not issue tokens.
func (t *turn) follow(s *SignIn, verdict Verdict) (*authOutput, error) {
	if verdict.Fail || verdict.Challenge != "CUSTOM_CHALLENGE" {
		return nil, wrongCredentials()
	}
	parameters, err := t.auth().Custom.Create(t.pool.Config.Lambda.CreateAuthChallenge)
	if err != nil {
		return nil, err
	}
	ch := &Challenge{Name: "CUSTOM_CHALLENGE", SignIn: s, UserID: s.Name}
	if s.User != nil {
		ch.UserID = s.User.Username
	}
	parameters["USERNAME"] = ch.UserID
	return t.pose(ch, parameters)
}

// answerCustom lets the verify trigger judge an answer, and the define trigger
// what follows. For a sign-in without a password this is the first factor.
func (t *turn) answerCustom() (*authOutput, error) {
	t.pool.Lock()
	defer t.pool.Unlock()
	ch, err := t.bySession()
	if err != nil {
		return nil, err
	}
	s := ch.SignIn
	right, err := t.auth().Custom.Verify(t.pool.Config.Lambda.VerifyAuthChallengeResponse, t.given["ANSWER"])
	if err != nil {
		return nil, err
	}
	if !right || s.User == nil {
		t.settle(ch, wrongCredentials())
		return t.advanceCustom(s, ch.Name, false)
	}
	err = t.proven(s)
	t.settle(ch, err)
	if err != nil {
		return nil, err
	}
	return t.advance(s, ch.Name)
}
