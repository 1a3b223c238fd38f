package refpool

import (
	"encoding/base64"
	"fmt"
	"math/big"
)

// startSRP answers USER_SRP_AUTH with PASSWORD_VERIFIER.
func (t *turn) startSRP() (*authOutput, error) {
	A, err := t.auth().SRP.ParseA(t.given["SRP_A"])
	if err != nil {
		return nil, err
	}
	if err := t.checkSecretHash(t.given["USERNAME"]); err != nil {
		return nil, err
	}
	t.pool.Lock()
	defer t.pool.Unlock()
	s, err := t.begin("USER_SRP_AUTH")
	if err != nil {
		return nil, err
	}
	s.DeviceKey = t.server.behaviour.Device.Sent(t.name, t.given)
	return t.posePasswordVerifier(s, A)
}

// posePasswordVerifier starts the user's SRP leg.
func (t *turn) posePasswordVerifier(s *SignIn, A *big.Int) (*authOutput, error) {
	ch := &Challenge{Name: "PASSWORD_VERIFIER", SignIn: s, A: A}
	verifier := t.userCredential(ch)
	parameters, err := t.startLeg(ch, verifier)
	if err != nil {
		return nil, err
	}
	parameters["USERNAME"] = ch.UserID
	parameters["USER_ID_FOR_SRP"] = ch.UserID
	return t.pose(ch, parameters)
}

// userCredential sets the challenge's user id and salt, and returns the
// verifier. Who has no password gets what nobody would.
func (t *turn) userCredential(ch *Challenge) *big.Int {
	u := ch.SignIn.User
	if u != nil && u.Verifier != nil {
		ch.UserID, ch.Salt = u.Username, u.Salt
		return u.Verifier
	}
	ch.UserID, ch.Salt = t.auth().SimulatedUser(t.pool.auth.poolSecret(), t.pool.fold(ch.SignIn.Name))
	if u != nil {
		ch.UserID = u.Username
	}
	return ch.Salt // any number does: no proof is accepted
}

// startLeg computes B for verifier, off the lock, and returns the parameters of
// an SRP challenge.
func (t *turn) startLeg(ch *Challenge, verifier *big.Int) (map[string]string, error) {
	var err error
	t.outside(func() {
		if ch.Leg, err = t.auth().SRP.NewLeg(verifier, t.server.random()); err != nil {
			return
		}
		ch.SecretBlock, err = t.auth().SRP.NewSecretBlock(t.server.random())
	})
	if err != nil {
		return nil, fmt.Errorf("start the SRP exchange: %w", err)
	}
	return map[string]string{
		"SRP_B":        ch.Leg.SRPB(),
		"SALT":         t.auth().SRP.FormatSalt(ch.Salt),
		"SECRET_BLOCK": base64.StdEncoding.EncodeToString(ch.SecretBlock),
	}, nil
}

// answerPasswordVerifier judges the proof of the password.
func (t *turn) answerPasswordVerifier() (*authOutput, error) {
	claim, err := t.readClaim()
	if err != nil {
		return nil, err
	}
	t.pool.Lock()
	defer t.pool.Unlock()
	ch, block, err := t.byBlock()
	if err != nil {
		return nil, err
	}
	claim.SecretBlock = block
	claim.Group, claim.Name = t.auth().SRP.UserIdentity(t.pool, ch.UserID)
	if err := t.prove(ch, claim); err != nil {
		return nil, err
	}
	err = t.proven(ch.SignIn)
	t.settle(ch, err)
	if err != nil {
		return nil, err
	}
	return t.advance(ch.SignIn, ch.Name)
}

// readClaim reads the parts of a proof that need no challenge.
func (t *turn) readClaim() (Claim, error) {
	timestamp, err := t.auth().SRP.Timestamp(t.given["TIMESTAMP"], t.server.time())
	if err != nil {
		return Claim{}, err
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(t.given["PASSWORD_CLAIM_SIGNATURE"])
	if err != nil {
		return Claim{}, invalidParameter("PASSWORD_CLAIM_SIGNATURE is not base64.")
	}
	return Claim{Timestamp: timestamp, Signature: signature}, nil
}

// prove judges a claim, and that no other turn was faster with a right one.
func (t *turn) prove(ch *Challenge, claim Claim) error {
	answered := *ch
	err := t.check(ch.SignIn, ch, func() error { return t.auth().SRP.CheckProof(&answered, claim) })
	if err != nil {
		return err
	}
	return t.judge(ch)
}
