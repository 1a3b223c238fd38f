package refpool

import (
	"encoding/json"
	"math/big"
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
	if err := t.locked(s); err != nil {
		return nil, err
	}
	if !t.passwordMatches(s) {
		t.noteFailure(s)
		return nil, wrongCredentials()
	}
	if err := t.proven(s); err != nil {
		return nil, err
	}
	return t.advance(s, "PASSWORD")
}

// passwordMatches compares off the lock, and takes as long for nobody.
func (t *turn) passwordMatches(s *SignIn) bool {
	kept, name := credential{salt: big.NewInt(1), verifier: big.NewInt(1)}, s.Name
	if s.User != nil && s.User.Verifier != nil {
		kept, name = s.User.credential(), s.User.Username
	}
	var matches bool
	t.outside(func() { matches = t.server.matches(kept, t.pool.ID, name, t.given["PASSWORD"]) })
	return matches && s.User != nil
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
	u.setCredential(fresh)
	u.Status, u.Modified = "CONFIRMED", t.now(t.pool)
	t.pool.dropAliases(u)
	for name, value := range t.given {
		if attribute, found := strings.CutPrefix(name, "userAttributes."); found {
			u.Attributes[attribute] = value
		}
	}
	t.pool.addUser(u)
	t.settle(ch, nil)
	return t.advance(ch.SignIn, ch.Name)
}
