package refpool

import (
	"fmt"
	"math/big"
)

// startSRP answers USER_SRP_AUTH with PASSWORD_VERIFIER.
func (a *authRequest) startSRP() (*authOutput, error) {
	A, err := a.behaviour.Auth.SRP.ParseA(a.given["SRP_A"])
	if err != nil {
		return nil, err
	}
	if err := a.checkSecretHash(a.given["USERNAME"]); err != nil {
		return nil, err
	}
	s, err := a.begin("USER_SRP_AUTH")
	if err != nil {
		return nil, err
	}
	s.DeviceKey = a.behaviour.Device.Sent(a.name, a.given)
	return a.posePasswordVerifier(s, A)
}

// posePasswordVerifier starts the user's SRP leg.
func (a *authRequest) posePasswordVerifier(s *SignIn, A *big.Int) (*authOutput, error) {
	ch := &Challenge{Name: "PASSWORD_VERIFIER", SignIn: s, A: A}
	verifier := a.userCredential(ch)
	parameters, err := a.startLeg(ch, verifier)
	if err != nil {
		return nil, err
	}
	parameters["USERNAME"] = ch.UserID
	parameters["USER_ID_FOR_SRP"] = ch.UserID
	return a.pose(ch, parameters)
}

// userCredential sets the challenge's user id and salt, and returns the
// verifier. A user without a password gets the salt of one who does not exist.
func (a *authRequest) userCredential(ch *Challenge) *big.Int {
	u := ch.SignIn.User
	if u != nil && u.Verifier != nil {
		ch.UserID, ch.Salt = u.Username, u.Salt
		return u.Verifier
	}
	ch.UserID, ch.Salt = a.behaviour.Auth.SimulatedUser(a.pool.auth.poolSecret(), a.pool.fold(ch.SignIn.Name))
	if u != nil {
		ch.UserID = u.Username
	}
	return ch.Salt // any number does: no proof is accepted
}

// startLeg computes B for verifier, off the lock, and returns the parameters of
// an SRP challenge.
func (a *authRequest) startLeg(ch *Challenge, verifier *big.Int) (map[string]string, error) {
	var err error
	a.pool.unlocked(func() {
		if ch.Leg, err = a.behaviour.Auth.SRP.NewLeg(verifier, a.server.random()); err != nil {
			return
		}
		ch.SecretBlock, err = a.behaviour.Auth.SRP.NewSecretBlock(a.server.random())
	})
	if err != nil {
		return nil, fmt.Errorf("start the SRP exchange: %w", err)
	}
	return map[string]string{
		"SRP_B":        ch.Leg.SRPB(),
		"SALT":         a.behaviour.Auth.SRP.FormatSalt(ch.Salt),
		"SECRET_BLOCK": a.behaviour.Auth.SRP.FormatBlock(ch.SecretBlock),
	}, nil
}

// answerPasswordVerifier checks the proof of the password.
func (a *authRequest) answerPasswordVerifier() (*authOutput, error) {
	ch, claim, err := a.readClaim()
	if err != nil {
		return nil, err
	}
	claim.Group, claim.Name = a.behaviour.Auth.SRP.UserIdentity(a.pool, ch.UserID)
	if err := a.prove(ch, claim); err != nil {
		return nil, err
	}
	err = a.proven(ch.SignIn)
	a.settle(ch, err)
	if err != nil {
		return nil, err
	}
	return a.advance(ch.SignIn, ch.Name)
}

// readClaim reads a proof, but for the identity that it signs, and finds the
// challenge that it answers.
func (a *authRequest) readClaim() (*Challenge, Claim, error) {
	timestamp, err := a.behaviour.Auth.SRP.Timestamp(a.given["TIMESTAMP"], a.server.time())
	if err != nil {
		return nil, Claim{}, err
	}
	signature, err := a.behaviour.Auth.SRP.ParseSignature(a.given["PASSWORD_CLAIM_SIGNATURE"])
	if err != nil {
		return nil, Claim{}, err
	}
	ch, block, err := a.byBlock()
	return ch, Claim{SecretBlock: block, Timestamp: timestamp, Signature: signature}, err
}

// prove refuses a wrong claim, and a right one if another request was faster.
func (a *authRequest) prove(ch *Challenge, claim Claim) error {
	answered := *ch
	err := a.check(ch.SignIn, ch, func() error { return a.behaviour.Auth.SRP.CheckProof(&answered, claim) })
	if err != nil {
		return err
	}
	return a.mustAnswer(ch)
}
