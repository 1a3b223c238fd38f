package refpool

import (
	"fmt"
	"math/big"
)

// startChoice answers USER_AUTH: with the challenge that the client prefers, or
// with a selection of those that the user has.
func (a *authRequest) startChoice() (*authOutput, error) {
	if err := a.checkSecretHash(a.given["USERNAME"]); err != nil {
		return nil, err
	}
	s, err := a.begin(a.name)
	if err != nil {
		return nil, err
	}
	s.DeviceKey = a.behaviour.Device.Sent(a.name, a.given)
	choice := &a.behaviour.Auth.Choice
	offered := choice.Offered(a.pool, s.User)
	factor := choice.Preferred(a.given["PREFERRED_CHALLENGE"], offered)
	if factor == "SELECT_CHALLENGE" {
		return a.poseSelection(s, offered)
	}
	if secret := secretOf(factor); secret != "" && a.given[secret] == "" {
		return a.pose(&Challenge{Name: factor, SignIn: s}, map[string]string{"USERNAME": s.Name})
	}
	return a.takeFactor(s, nil, factor)
}

// poseSelection lets the client choose among the first factors.
func (a *authRequest) poseSelection(s *SignIn, offered []string) (*authOutput, error) {
	out, err := a.pose(&Challenge{Name: "SELECT_CHALLENGE", SignIn: s, Choices: offered}, map[string]string{})
	if err != nil {
		return nil, err
	}
	out.AvailableChallenges = offered
	return out, nil
}

// answerChoice goes on with the first factor that the client selected. A password
// or SRP_A comes in the same response.
func (a *authRequest) answerChoice() (*authOutput, error) {
	ch, err := a.bySession()
	if err != nil {
		return nil, err
	}
	factor, err := a.behaviour.Auth.Choice.Selected(a.given["ANSWER"], ch.Choices)
	if err != nil {
		return nil, err
	}
	if secret := secretOf(factor); secret != "" && a.given[secret] == "" {
		return nil, a.missing(secret)
	}
	return a.takeFactor(ch.SignIn, ch, factor)
}

// answerFactor takes the secret that PASSWORD or PASSWORD_SRP asked for.
func (a *authRequest) answerFactor() (*authOutput, error) {
	ch, err := a.bySession()
	if err != nil {
		return nil, err
	}
	return a.takeFactor(ch.SignIn, ch, ch.Name)
}

// takeFactor begins with a first factor, whose secret is in the request. ch is the
// challenge that the request answers, nil at the start of a sign-in.
func (a *authRequest) takeFactor(s *SignIn, ch *Challenge, factor string) (*authOutput, error) {
	if factor == "PASSWORD" {
		return a.provePassword(s, ch)
	}
	var A *big.Int
	if factor == "PASSWORD_SRP" {
		var err error
		if A, err = a.behaviour.Auth.SRP.ParseA(a.given["SRP_A"]); err != nil {
			return nil, err
		}
	}
	if ch != nil {
		a.settle(ch, nil)
	}
	if A != nil {
		return a.posePasswordVerifier(s, A)
	}
	return a.poseOneTimePassword(s, factor)
}

// secretOf is the parameter that a first factor needs; empty if a code is sent
// for it.
func secretOf(factor string) string {
	switch factor {
	case "PASSWORD":
		return "PASSWORD"
	case "PASSWORD_SRP":
		return "SRP_A"
	}
	return ""
}

// poseOneTimePassword sends a code as the first factor. To a user who does not
// exist it only seems to.
func (a *authRequest) poseOneTimePassword(s *SignIn, name string) (*authOutput, error) {
	code, err := a.behaviour.Auth.NewCode(a.server.random())
	if err != nil {
		return nil, err
	}
	medium := mediumOf(name)
	destination := a.simulatedDestination(s, medium)
	if s.User != nil {
		a.pool.send(s.User, medium, code, a.now(a.pool))
		destination = mask(s.User.Attributes[contactOf(medium)])
	}
	return a.pose(&Challenge{Name: name, SignIn: s, Code: code, First: true}, map[string]string{
		"CODE_DELIVERY_DELIVERY_MEDIUM": medium, "CODE_DELIVERY_DESTINATION": destination,
	})
}

// answerOneTimePassword ends the first factor. The names of nobody have no right
// code.
func (a *authRequest) answerOneTimePassword(ch *Challenge, code string) (*authOutput, error) {
	s := ch.SignIn
	err := a.behaviour.Auth.Choice.CheckCode(ch.Code, code)
	if err == nil && s.User == nil {
		err = codeMismatch()
	}
	if err != nil {
		a.noteWrongCode(ch, err)
		return nil, err
	}
	err = a.proven(s)
	a.settle(ch, err)
	if err != nil {
		return nil, err
	}
	return a.advance(s, "ONE_TIME_PASSWORD")
}

// mediumOf is how the code of a challenge is sent.
func mediumOf(challenge string) string {
	if challenge == "EMAIL_OTP" {
		return "EMAIL"
	}
	return "SMS"
}

// simulatedDestination is where a code for a user who does not exist seems to go:
// the same place for the same name.
func (a *authRequest) simulatedDestination(s *SignIn, medium string) string {
	return a.pool.simulatedDestination(a.behaviour, s.Name, medium)
}

func (p *Pool) simulatedDestination(b *Behaviour, name, medium string) string {
	id, number := b.Auth.SimulatedUser(p.auth.poolSecret(), p.fold(name))
	if medium == "EMAIL" {
		return mask(id[:1] + "@" + id[1:])
	}
	const fourDigits = 10_000
	return mask(fmt.Sprintf("+1555000%04d", new(big.Int).Mod(number, big.NewInt(fourDigits))))
}
