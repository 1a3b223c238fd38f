package refpool

// poolOperations lists the operations on pools.
func poolOperations() map[string]handler {
	return map[string]handler{}
}
