package refpool

import (
	"maps"
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

// has reports whether u is a user of the pool, and was not deleted.
func (p *Pool) has(u *User) bool { return p.Users[p.fold(u.Username)] == u }

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

// dropAliases takes out the aliases that lead to u.
func (p *Pool) dropAliases(u *User) {
	for _, alias := range p.aliases(u) {
		if p.byAlias[p.fold(alias)] == u {
			delete(p.byAlias, p.fold(alias))
		}
	}
}

// setAttributes gives u, who is in the pool, other attributes and the aliases
// that follow from them. An alias that another user has is refused unless force
// moves it.
func (p *Pool) setAttributes(u *User, attributes map[string]string, force bool) error {
	if err := p.claim(u, attributes, force); err != nil {
		return err
	}
	p.dropAliases(u)
	u.Attributes = attributes
	for _, alias := range p.aliasesIn(attributes) {
		p.byAlias[p.fold(alias)] = u
	}
	return nil
}

// claim makes the aliases in attributes free for u: held by nobody else, or
// taken away from whoever holds them.
func (p *Pool) claim(u *User, attributes map[string]string, force bool) error {
	for _, alias := range p.aliasesIn(attributes) {
		holder := p.byAlias[p.fold(alias)]
		if holder == nil || holder == u {
			continue
		}
		attribute := holder.attributeOf(alias, p)
		if !force || attribute == "preferred_username" || len(p.Config.UsernameAttributes) > 0 {
			return refuse("AliasExistsException", "An account with the %s already exists.", attribute)
		}
		p.dropAliases(holder)
		holder.Attributes = maps.Clone(holder.Attributes)
		holder.Attributes[attribute+"_verified"] = "false"
		for _, rest := range p.aliases(holder) {
			p.byAlias[p.fold(rest)] = holder
		}
	}
	return nil
}

// attributeOf names the attribute of u whose value is alias.
func (u *User) attributeOf(alias string, p *Pool) string {
	for _, name := range []string{"email", "phone_number", "preferred_username"} {
		if p.fold(u.Attributes[name]) == p.fold(alias) {
			return name
		}
	}
	return "alias"
}

// aliases lists what signs u in beside user name and sub.
func (p *Pool) aliases(u *User) []string { return p.aliasesIn(u.Attributes) }

// aliasesIn lists the values in attributes that sign a user in: those that the
// pool declares as aliases, once verified, and those that stand for the user name.
func (p *Pool) aliasesIn(attributes map[string]string) []string {
	var names []string
	for _, name := range p.Config.UsernameAttributes {
		if value := attributes[name]; value != "" {
			names = append(names, value)
		}
	}
	for _, name := range p.Config.AliasAttributes {
		verified := name == "preferred_username" || attributes[name+"_verified"] == "true"
		if value := attributes[name]; value != "" && verified {
			names = append(names, value)
		}
	}
	return names
}
