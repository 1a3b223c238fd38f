package vectors

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Form is how a field of an answer is written.
type Form int

// The forms of fields.
const (
	Integer Form = iota // lower-case hexadecimal without padding
	Bytes               // base64, in one line
	Octets              // lower-case hexadecimal, two digits a byte
	Text                // UTF-8
)

// Operation is something that an adapter may compute.
type Operation struct {
	Name string
	// Core operations are what a library is for: it has at least one.
	Core bool
	// Output gives the fields of an answer.
	Output map[string]Form
}

// Operations lists the operations of the adapter protocol, the core ones first.
func Operations() []Operation {
	return []Operation{
		{"client_public", true, map[string]Form{"A": Integer}},
		{"user_proof", true, map[string]Form{"signature": Bytes}},
		{"device_proof", true, map[string]Form{"signature": Bytes}},
		{"device_verifier", true, map[string]Form{"Salt": Bytes, "PasswordVerifier": Bytes}},
		{"pad", false, map[string]Form{"hex": Octets}},
		{"multiplier", false, map[string]Form{"k": Integer}},
		{"scrambling", false, map[string]Form{"u": Integer}},
		{"inner_hash", false, map[string]Form{"hash": Bytes}},
		{"private_key", false, map[string]Form{"x": Integer}},
		{"verifier", false, map[string]Form{"v": Integer}},
		{"premaster", false, map[string]Form{"S": Integer}},
		{"session_key", false, map[string]Form{"K": Bytes}},
		{"signature", false, map[string]Form{"signature": Bytes}},
		{"resumed_proof", false, map[string]Form{"signature": Bytes}},
		{"secret_hash", false, map[string]Form{"hash": Bytes}},
		{"timestamp", false, map[string]Form{"timestamp": Text}},
		{"server_public", false, map[string]Form{"B": Integer}},
		{"server_premaster", false, map[string]Form{"S": Integer}},
		{"registered", false, map[string]Form{"salt": Integer, "v": Integer}},
	}
}

// OperationNamed returns the operation of a name, and whether there is one.
func OperationNamed(name string) (Operation, bool) {
	all := Operations()
	place := slices.IndexFunc(all, func(o Operation) bool { return o.Name == name })
	if place < 0 {
		return Operation{}, false
	}
	return all[place], true
}

var (
	integerForm = regexp.MustCompile(`^(0|[1-9a-f][0-9a-f]*)$`)
	octetsForm  = regexp.MustCompile(`^([0-9a-f]{2})+$`)
)

// readable says why an answer's output cannot be compared at all, or nil.
func (o Operation) readable(output map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(o.Output)) {
		text, given := output[name]
		if !given {
			return fmt.Errorf("it has no %q", name)
		}
		if err := o.Output[name].readable(text); err != nil {
			return fmt.Errorf("%s %w", name, err)
		}
	}
	return nil
}

func (f Form) readable(text string) error {
	lineBreak := strings.IndexAny(text, "\r\n")
	switch {
	case text == "":
		// No operation has an empty output: this is what a missing one looks like.
		return errors.New("is empty: the output is missing")
	case f == Integer && !integerForm.MatchString(text):
		return fmt.Errorf("is not lower-case hexadecimal without padding: %.40q", text)
	case f == Octets && !octetsForm.MatchString(text):
		return fmt.Errorf("is not lower-case hexadecimal of whole bytes: %.40q", text)
	case f == Bytes && lineBreak >= 0:
		// The decoder would pass over it.
		return fmt.Errorf("is base64 with a line break after %d characters", lineBreak)
	case f == Bytes:
		if _, err := base64.StdEncoding.Strict().DecodeString(text); err != nil {
			return fmt.Errorf("is not base64: %.40q", text)
		}
	}
	return nil
}
