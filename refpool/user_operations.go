package refpool

// userOperations lists the operations on users.
func userOperations() map[string]handler {
	return map[string]handler{}
}
