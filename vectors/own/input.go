package own

import (
	"encoding/base64"
	"fmt"
	"math/big"

	"github.com/cogbench/cogbench/srp"
)

// Input is the input of a request, by the names of the adapter protocol.
type Input map[string]any

// Text returns a field, "" if there is none.
func (in Input) Text(name string) string {
	text, _ := in[name].(string)
	return text
}

// Has reports whether the input has a field.
func (in Input) Has(name string) bool {
	_, given := in[name]
	return given
}

// Bytes reads a field that is base64.
func (in Input) Bytes(name string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(in.Text(name))
	if err != nil {
		return nil, fmt.Errorf("%s is not base64", name)
	}
	return data, nil
}

// Identity is the user's, or the device's if the input has one.
func (in Input) Identity() srp.Identity {
	if in.Has("deviceKey") {
		return srp.Identity{Group: in.Text("deviceGroupKey"), Name: in.Text("deviceKey"), Secret: in.Text("deviceSecret")}
	}
	return srp.Identity{Group: srp.PoolName(in.Text("poolId")), Name: in.Text("userId"), Secret: in.Text("password")}
}

// integer reads a field that is an integer of the wire.
func (in Input) integer(name string) (*big.Int, error) {
	n, err := srp.ParseHex(in.Text(name))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return n, nil
}
