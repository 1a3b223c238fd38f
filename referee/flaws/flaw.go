package flaws

import "slices"

// Flaw is one way to be wrong.
type Flaw struct {
	Name    string // stable, lower case, words joined by hyphens
	Summary string // what the client does, to complete "it …"
	// Breaks are the rules that it is for; Also are others that it breaks too.
	Breaks, Also []string
	// Walk is the name of the one in which it shows.
	Walk string

	set func(*Conduct)
}

// All lists every flaw.
func All() []Flaw {
	return slices.Concat(srpFlaws(), timeFlaws(), authFlaws(), hashFlaws(), mfaFlaws(), keyFlaws(), confirmFlaws(), deviceFlaws(), refreshFlaws(), safetyFlaws())
}

// rules are the ids of an entry.
func rules(ids ...string) []string { return ids }

// editing is a flaw that changes calls on their way out.
func editing(change func(c *Client, k *call)) func(*Conduct) {
	return func(conduct *Conduct) { conduct.edit = change }
}

// responding changes the parameters of the responses to challenges.
func responding(challenges []string, change func(c *Client, k *call, responses map[string]string)) func(*Conduct) {
	return editing(func(c *Client, k *call) {
		if slices.Contains(challenges, k.challenge()) {
			change(c, k, k.parameters())
		}
	})
}
