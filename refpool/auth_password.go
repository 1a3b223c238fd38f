package refpool

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// startPassword answers USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH.
func (a *authRequest) startPassword() (*authOutput, error) {
	if err := a.checkSecretHash(a.given["USERNAME"]); err != nil {
		return nil, err
	}
	s, err := a.begin(a.name)
	if err != nil {
		return nil, err
	}
	return a.provePassword(s, nil)
}

// provePassword checks the PASSWORD of the request, which answers ch; nil if it
// came with the first request.
func (a *authRequest) provePassword(s *SignIn, ch *Challenge) (*authOutput, error) {
	if err := a.checkPassword(s, ch, a.given["PASSWORD"]); err != nil {
		return nil, err
	}
	if ch != nil {
		if err := a.mustAnswer(ch); err != nil { // another request was faster
			return nil, err
		}
	}
	err := a.proven(s)
	if ch != nil {
		a.settle(ch, err)
	}
	if err != nil {
		return nil, err
	}
	return a.advance(s, "PASSWORD")
}

// checkPassword takes as long for nobody.
func (a *authRequest) checkPassword(s *SignIn, ch *Challenge, password string) error {
	kept, name := credential{salt: big.NewInt(1), verifier: big.NewInt(1)}, s.Name
	if s.User != nil && s.User.Verifier != nil {
		kept, name = s.User.credential(), s.User.Username
	}
	return a.check(s, ch, func() error {
		right := a.server.matches(kept, a.pool.ID, name, password)
		if !a.behaviour.Auth.Passwords.Proves(a.name, right) {
			return a.behaviour.Auth.Wrong(a.name)
		}
		return nil
	})
}

// poseNewPassword asks a user with a temporary password for one of their own.
func (a *authRequest) poseNewPassword(s *SignIn) (*authOutput, error) {
	shown := map[string]string{}
	for name, value := range s.User.Attributes {
		if name != "sub" {
			shown[name] = value
		}
	}
	attributes, err := json.Marshal(shown)
	if err != nil {
		return nil, err
	}
	return a.pose(&Challenge{Name: "NEW_PASSWORD_REQUIRED", SignIn: s}, map[string]string{
		"USER_ID_FOR_SRP":    s.User.Username,
		"requiredAttributes": "[]",
		"userAttributes":     string(attributes),
	})
}

// answerNewPassword sets the user's own password. Attributes that come along as
// userAttributes.NAME are set too.
func (a *authRequest) answerNewPassword() (*authOutput, error) {
	ch, err := a.bySession()
	if err != nil {
		return nil, err
	}
	u, password := ch.SignIn.User, a.given["NEW_PASSWORD"]
	if err := a.pool.Config.Password.check(password); err != nil {
		return nil, err
	}
	var fresh credential
	a.pool.unlocked(func() { fresh, err = a.server.newCredential(a.pool.ID, u.Username, password) })
	if err != nil {
		return nil, err
	}
	if err := a.mustAnswer(ch); err != nil {
		return nil, err
	}
	if err := a.setGivenAttributes(u); err != nil {
		return nil, err
	}
	u.setCredential(fresh)
	u.Status, u.Modified = "CONFIRMED", a.now(a.pool)
	a.settle(ch, nil)
	return a.advance(ch.SignIn, ch.Name)
}

// setGivenAttributes sets what came along as userAttributes.NAME, as far as the
// client may write it.
func (a *authRequest) setGivenAttributes(u *User) error {
	var given []Attribute
	for _, parameter := range slices.Sorted(maps.Keys(a.given)) {
		if name, found := strings.CutPrefix(parameter, "userAttributes."); found {
			given = append(given, Attribute{name, a.given[parameter]})
		}
	}
	return a.pool.changeAttributes(u, given, writer{client: a.client}, false)
}
