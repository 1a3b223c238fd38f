package refpool

import (
	"strings"
)

// The directory finds users by user name, sub or alias. Its functions need the
// pool's lock.

// fold is the form in which the pool compares user names and aliases.
func (p *Pool) fold(name string) string {
	if p.Config.CaseSensitive {
		return name
	}
	return strings.ToLower(name)
}

// findUser returns the user whose user name, sub or verified alias is name, or
// nil.
func (p *Pool) findUser(name string) *User {
	if u := p.Users[p.fold(name)]; u != nil {
		return u
	}
	if u := p.bySub[name]; u != nil {
		return u
	}
	return p.byAlias[p.fold(name)]
}

// addUser enters u under its names.
func (p *Pool) addUser(u *User) {
	p.Users[p.fold(u.Username)] = u
	p.bySub[u.Sub] = u
	for _, alias := range p.aliases(u) {
		p.byAlias[p.fold(alias)] = u
	}
}

// removeUser takes u and all its names out of the pool.
func (p *Pool) removeUser(u *User) {
	delete(p.Users, p.fold(u.Username))
	delete(p.bySub, u.Sub)
	p.dropAliases(u)
}

// dropAliases takes out the aliases that lead to u, as before its attributes change.
func (p *Pool) dropAliases(u *User) {
	for _, alias := range p.aliases(u) {
		if p.byAlias[p.fold(alias)] == u {
			delete(p.byAlias, p.fold(alias))
		}
	}
}

// aliases lists the values other than user name and sub that sign u in: its
// attributes that the pool declares as aliases, once verified, and those that
// stand for the user name.
func (p *Pool) aliases(u *User) []string {
	var names []string
	for _, attribute := range p.Config.UsernameAttributes {
		if value := u.Attributes[attribute]; value != "" {
			names = append(names, value)
		}
	}
	for _, attribute := range p.Config.AliasAttributes {
		value := u.Attributes[attribute]
		if value != "" && (attribute == "preferred_username" || u.Attributes[attribute+"_verified"] == "true") {
			names = append(names, value)
		}
	}
	return names
}
