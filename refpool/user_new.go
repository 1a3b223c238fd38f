package refpool

import (
	"strings"
)

// newcomer is a user about to be entered.
type newcomer struct {
	username   string
	password   string
	attributes []Attribute
	status     string
	by         writer
	force      bool   // takes aliases away from others
	taken      string // message of UsernameExistsException
}

// enter makes a user of n, and enters it. The pool's lock is held, except while
// the password's verifier is computed.
func (r *request) enter(p *Pool, n newcomer) (*User, error) {
	sub, password, err := r.prepare(p, n)
	if err != nil {
		return nil, err
	}
	given, err := p.Config.withUsername(n.username, n.attributes)
	if err != nil {
		return nil, err
	}
	n.by.creating = true
	attributes, err := p.merge(nil, given, n.by)
	if err != nil {
		return nil, err
	}
	if p.findUser(n.username) != nil && (len(p.Config.UsernameAttributes) > 0 || p.Users[p.fold(n.username)] != nil) {
		return nil, refuse("UsernameExistsException", "%s", n.taken)
	}
	now := r.now(p)
	u := &User{
		Username: p.Config.storedName(n.username, sub), Sub: sub, Attributes: map[string]string{},
		Status: n.status, Enabled: true, Created: now, Modified: now,
		Devices: map[string]*Device{},
	}
	if err := p.setAttributes(u, attributes, n.force); err != nil {
		return nil, err
	}
	u.setCredential(password)
	p.addUser(u)
	return u, nil
}

// storedName is the Username of a user who signs up as name: a UUID where an
// e-mail address or a phone number stands for it.
func (c *PoolConfig) storedName(name, sub string) string {
	if len(c.UsernameAttributes) > 0 {
		return sub
	}
	return name
}

// withUsername adds the attribute that the user name stands for, and refuses a
// name of the wrong kind.
func (c *PoolConfig) withUsername(name string, given []Attribute) ([]Attribute, error) {
	email, phone := isEmail(name), phoneNumber.MatchString(name)
	if len(c.UsernameAttributes) == 0 {
		for _, alias := range c.AliasAttributes {
			if alias == "email" && email || alias == "phone_number" && phone {
				return nil, invalidParameter("Username cannot be of %s format, since user pool is configured for %s alias.",
					strings.ReplaceAll(alias, "_", " "), strings.ReplaceAll(alias, "_", " "))
			}
		}
		return given, nil
	}
	for _, attribute := range c.UsernameAttributes {
		if attribute == "email" && email || attribute == "phone_number" && phone {
			return append(without(given, attribute), Attribute{attribute, name}), nil
		}
	}
	switch kinds := strings.Join(c.UsernameAttributes, " "); {
	case strings.Contains(kinds, " "):
		return nil, invalidParameter("Username should be either an email or a phone number.")
	case kinds == "email":
		return nil, invalidParameter("Username should be an email.")
	default:
		return nil, invalidParameter("Username should be a phone number.")
	}
}

// without is attributes less those called name.
func without(attributes []Attribute, name string) []Attribute {
	var kept []Attribute
	for _, attribute := range attributes {
		if attribute.Name != name {
			kept = append(kept, attribute)
		}
	}
	return kept
}

// prepare draws the sub and computes the credential of a new user.
func (r *request) prepare(p *Pool, n newcomer) (sub string, made credential, err error) {
	if sub, err = drawUUID(r.server.random()); err != nil {
		return "", credential{}, err
	}
	if err := p.Config.Password.check(n.password); err != nil {
		return "", credential{}, err
	}
	stored := p.Config.storedName(n.username, sub)
	p.unlocked(func() { made, err = r.server.newCredential(p.ID, stored, n.password) })
	return sub, made, err
}
