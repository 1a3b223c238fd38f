package spec

// Rule is one normative statement of the protocol.
type Rule struct {
	ID        string      // stable, such as "DEV-CONF-03"; never renumbered or reused
	Subject   Subject     // whose conduct it is about
	Area      string      // the id without its number, such as "DEV-CONF"
	Step      string      // the step of the protocol it speaks of, such as "ConfirmDevice"
	Level     Level       // how firmly the statement is known
	Profile   Profile     // the smallest profile that checks it; "" for a client's rule
	Features  []Feature   // what a target must have for the rule to apply; may be empty
	Statement string      // the rule itself, one or two sentences
	Sources   []Reference // where it is stated or shown, or from what it follows
	Evidence  []Evidence  // what was seen of the real service that bears on it
	Reports   []Reference // public reports of clients that broke it
	Changes   []Change    // what later versions changed in it, the oldest first
	Unchecked string      // why no black box can see it; "" when it can be checked
	Since     string      // the version of the catalogue that introduced it
}

// Checkable reports whether the rule can be judged from outside the service.
func (r Rule) Checkable() bool { return r.Unchecked == "" }

// Area is a group of rules: one step of the protocol, or one property of all steps.
type Area struct {
	ID    string // the prefix of its rules, such as "DEV-CONF"
	Title string // for people, such as "ConfirmDevice"
}
