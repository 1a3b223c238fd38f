package explain

// Cause is one that is known by name, for those who list them.
type Cause struct {
	ID      string   // for machines, such as "device-key-missing-in-mfa-response"
	Summary string   // what it is, in a sentence
	Rules   []string // the client rules that it breaks; none where it is not the client's fault
}

// Causes lists every cause that a diagnosis can name.
func Causes() []Cause {
	var list []Cause
	for _, c := range causes() {
		list = append(list, Cause{ID: c.id, Summary: c.summary, Rules: c.rules})
	}
	return list
}
