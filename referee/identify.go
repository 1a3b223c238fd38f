package referee

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
)

// nameKey is what users are found by: two app clients may be of two pools.
func nameKey(clientID, name string) string { return clientID + "\x00" + name }

// user is who was last known by a name at an app client.
func (h *History) user(clientID, name string) *User {
	key := nameKey(clientID, name)
	if h.byName[key] == nil {
		user := &User{ClientID: clientID, told: map[string]bool{}}
		h.Users = append(h.Users, user)
		h.call(user, name)
	}
	return h.byName[key]
}

// call gives a user a name.
func (h *History) call(user *User, name string) {
	h.byName[nameKey(user.ClientID, name)] = user
	if !slices.Contains(user.Names, name) {
		user.Names = append(user.Names, name)
	}
}

// join makes a sign-in one of the user's, and of no other's.
func (h *History) join(s *SignIn, user *User) {
	if before := s.User; before != nil {
		before.signIns = slices.DeleteFunc(before.signIns, func(other *SignIn) bool { return other == s })
	}
	s.User = user
	user.signIns = append(user.signIns, s)
}

// name takes the names that an answer gives the user of a sign-in. The first tells who it
// is; all further ones are of the same user.
func (h *History) name(s *SignIn, names ...string) {
	for _, name := range names {
		if name == "" {
			continue
		}
		clientID := s.First().Request.ClientID
		if s.User == nil {
			h.join(s, h.user(clientID, name))
		}
		if !s.User.told[name] {
			h.learn(s, clientID, name)
		}
		s.User.told[name] = true
		s.told = true
	}
}

// learn puts a name that was not known of the sign-in's user in its place: it is one more
// name of the same user, unless the service has called the user of this alias by another
// one before. Then the alias has moved to somebody else.
func (h *History) learn(s *SignIn, clientID, name string) {
	user, other := s.User, h.byName[nameKey(clientID, name)]
	moved := !s.told && len(user.told) > 0
	switch {
	case moved && other == nil:
		other = &User{ClientID: clientID, told: map[string]bool{}}
		h.Users = append(h.Users, other)
		h.call(other, name)
		h.join(s, other)
	case moved:
		h.join(s, other)
	case other == nil || other == user:
		h.call(user, name)
		return
	default:
		h.merge(user, other)
		return
	}
	if sent := s.First().Request.Parameters()["USERNAME"]; sent != "" {
		h.call(other, sent)
	}
}

// merge makes one user of two.
func (h *History) merge(from, to *User) {
	for _, s := range from.signIns {
		s.User = to
	}
	for _, d := range from.devices {
		d.User = to
	}
	to.signIns = append(to.signIns, from.signIns...)
	slices.SortFunc(to.signIns, func(a, b *SignIn) int { return a.Number - b.Number })
	to.devices = append(to.devices, from.devices...)
	for _, name := range from.Names {
		if h.byName[nameKey(from.ClientID, name)] == from {
			h.call(to, name)
		}
	}
	for name := range from.told {
		to.told[name] = true
	}
	for e, user := range h.users {
		if user == from {
			h.users[e] = to
		}
	}
	h.Users = slices.DeleteFunc(h.Users, func(u *User) bool { return u == from })
}

// device is the one with a key; one of its own, which no other call is about, for a masked key.
func (h *History) device(key string) *Device {
	if isMasked(key) {
		h.masked = true
		return &Device{Key: key}
	}
	if h.byKey[key] == nil {
		d := &Device{Key: key}
		h.byKey[key] = d
		h.Devices = append(h.Devices, d)
	}
	return h.byKey[key]
}

// give makes a device the user's, if it is nobody's yet.
func (h *History) give(d *Device, user *User) {
	if d.User == nil && user != nil {
		d.User = user
		user.devices = append(user.devices, d)
	}
}

// claims are those of a token that name its user.
type claims struct {
	Sub         string `json:"sub"`
	Username    string `json:"username"`         // of an access token
	CognitoName string `json:"cognito:username"` // of an id token
	ClientID    string `json:"client_id"`        // of an access token
}

// name is the user name, or the sub where the token has none.
func (c *claims) name() string {
	if c.Username != "" {
		return c.Username
	}
	return c.Sub
}

// claimsOf reads the claims of a token; nil for what is none, such as the pseudonym of one.
func claimsOf(token string) *claims {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil
	}
	c := &claims{}
	if json.Unmarshal(payload, c) != nil {
		return nil
	}
	return c
}

// namesOf are the names that tokens give their user.
func namesOf(result *AuthenticationResult) []string {
	var names []string
	for _, token := range []string{result.AccessToken, result.IDToken} {
		if c := claimsOf(token); c != nil {
			names = append(names, c.Username, c.CognitoName, c.Sub)
		}
	}
	return names
}
