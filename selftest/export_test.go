package selftest

// What tests may call that others may not.
var (
	Planned = planned
	Compare = compare
)
