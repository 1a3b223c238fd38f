package spec

// Subject is whose conduct a rule is about.
type Subject string

// The subjects.
const (
	Server Subject = "server" // a user pool: what conform judges
	Client Subject = "client" // an app or library that signs in: what referee and explain judge
)
