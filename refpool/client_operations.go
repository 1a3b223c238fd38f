package refpool

// clientOperations lists the operations on clients.
func clientOperations() map[string]handler {
	return map[string]handler{}
}
