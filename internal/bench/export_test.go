package bench

// NewOperation makes an operation for tests.
func NewOperation(name string, prepare func() (func() error, error)) Operation {
	return Operation{Name: name, prepare: prepare}
}
