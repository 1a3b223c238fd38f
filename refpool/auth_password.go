package refpool

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// startPassword answers USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH.
func (t *turn) startPassword() (*authOutput, error) {
	if err := t.checkSecretHash(t.given["USERNAME"]); err != nil {
		return nil, err
	}
	t.pool.Lock()
	defer t.pool.Unlock()
	s, err := t.begin(t.name)
	if err != nil {
		return nil, err
	}
	if err := t.checkPassword(s, t.given["PASSWORD"]); err != nil {
		return nil, err
	}
	if err := t.proven(s); err != nil {
		return nil, err
	}
	return t.advance(s, "PASSWORD")
}

// checkPassword takes as long for nobody.
func (t *turn) checkPassword(s *SignIn, password string) error {
	kept, name := credential{salt: big.NewInt(1), verifier: big.NewInt(1)}, s.Name
	if s.User != nil && s.User.Verifier != nil {
		kept, name = s.User.credential(), s.User.Username
	}
	return t.check(s, nil, func() error {
		if !t.server.matches(kept, t.pool.ID, name, password) {
			return wrongCredentials()
		}
		return nil
	})
}

// poseNewPassword asks a user with a temporary password for one of their own.
func (t *turn) poseNewPassword(s *SignIn) (*authOutput, error) {
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
	return t.pose(&Challenge{Name: "NEW_PASSWORD_REQUIRED", SignIn: s}, map[string]string{
		"USER_ID_FOR_SRP":    s.User.Username,
		"requiredAttributes": "[]",
		"userAttributes":     string(attributes),
	})
}

// answerNewPassword sets the user's own password. Attributes that come along as
// userAttributes.NAME are set too.
func (t *turn) answerNewPassword() (*authOutput, error) {
	t.pool.Lock()
	defer t.pool.Unlock()
	ch, err := t.bySession()
	if err != nil {
		return nil, err
	}
	u, password := ch.SignIn.User, t.given["NEW_PASSWORD"]
	if err := t.pool.Config.Password.check(password); err != nil {
		return nil, err
	}
	var fresh credential
	t.outside(func() { fresh, err = t.server.newCredential(t.pool.ID, u.Username, password) })
	if err != nil {
		return nil, err
	}
	if err := t.judge(ch); err != nil {
		return nil, err
	}
	if err := t.setGivenAttributes(u); err != nil {
		return nil, err
	}
	u.setCredential(fresh)
	u.Status, u.Modified = "CONFIRMED", t.now(t.pool)
	t.settle(ch, nil)
	return t.advance(ch.SignIn, ch.Name)
}

// setGivenAttributes sets what came along as userAttributes.NAME, as far as the
// client may write it.
func (t *turn) setGivenAttributes(u *User) error {
	var given []Attribute
	for _, parameter := range slices.Sorted(maps.Keys(t.given)) {
		if name, found := strings.CutPrefix(parameter, "userAttributes."); found {
			given = append(given, Attribute{name, t.given[parameter]})
		}
	}
	attributes, err := t.pool.merge(u.Attributes, given, writer{client: t.client})
	if err != nil {
		return err
	}
	return t.pool.setAttributes(u, attributes, false)
}
