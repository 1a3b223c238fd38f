package vectors

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/cogbench/cogbench/report"
)

// ErrNotOffered is what a function of a [Library] returns for what it has not.
var ErrNotOffered = errors.New("the library has no such operation")

// Library is an SRP library in Go, as far as it goes: a function for each operation that
// it has, nil for others, and at least one of the first four. Integers are lower-case
// hexadecimal without leading zeros where they are returned, and as a service sends them
// where they are given: of odd length, in upper case, with zeros in front. An error is a
// refusal of the input, which is right for some. Functions are called by several
// goroutines at once.
type Library struct {
	// ClientPublic is A = g^a mod N.
	ClientPublic func(a string) (A string, err error)
	// UserProof is the base64 of PASSWORD_CLAIM_SIGNATURE for a password.
	UserProof func(UserProof) (signature string, err error)
	// DeviceProof is the same for a device's secret.
	DeviceProof func(DeviceProof) (signature string, err error)
	// DeviceVerifier is the base64 of what ConfirmDevice registers a device with.
	DeviceVerifier func(DeviceRegistration) (salt, verifier string, err error)
	// Other answers the optional operations by name, see [Operations].
	Other func(operation string, input map[string]any) (output map[string]string, err error)
}

// UserProof is what the proof of a password is made of.
type UserProof struct {
	// SecretA is a, the client's secret.
	SecretA string `json:"a"`
	// B and Salt are those of the challenge, PoolID the user pool's id, with the region.
	B           string `json:"B"`
	Salt        string `json:"salt"`
	PoolID      string `json:"poolId"`
	UserID      string `json:"userId"`
	Password    string `json:"password"`
	SecretBlock string `json:"secretBlock"` // base64
	Timestamp   string `json:"timestamp"`
}

// DeviceProof is what the proof of a device is made of.
type DeviceProof struct {
	SecretA        string `json:"a"`
	B              string `json:"B"`
	Salt           string `json:"salt"`
	DeviceGroupKey string `json:"deviceGroupKey"`
	DeviceKey      string `json:"deviceKey"`
	DeviceSecret   string `json:"deviceSecret"`
	SecretBlock    string `json:"secretBlock"` // base64
	Timestamp      string `json:"timestamp"`
}

// DeviceRegistration is what a device is registered by.
type DeviceRegistration struct {
	DeviceGroupKey string `json:"deviceGroupKey"`
	DeviceKey      string `json:"deviceKey"`
	DeviceSecret   string `json:"deviceSecret"`
	Salt           string `json:"salt"` // the hexadecimal of its bytes
}

// Test checks a library against the embedded vectors: a subtest for each operation, which
// fails for each vector that disagrees. Operations that the library has not are skipped;
// a library without one that counts fails.
func Test(t *testing.T, library Library) {
	t.Helper()
	result, err := Check(t.Context(), Options{Library: library.answer})
	if err != nil {
		t.Fatal(err)
	}
	for _, count := range result.ByOperation() {
		t.Run(count.Op, func(t *testing.T) {
			t.Helper()
			tell(t, result, count)
		})
	}
	if verdict, why := result.Verdict(); verdict != Agreed && verdict != Disagreed {
		t.Error(why)
	}
}

// tell tells a subtest what came of its operation.
func tell(t *testing.T, result *Result, count OperationSummary) {
	t.Helper()
	if count.Pass+count.Fail == 0 {
		t.Skip("the library has no such operation")
	}
	for _, c := range result.Cases {
		if c.Op == count.Op && c.Outcome == report.Fail {
			t.Errorf("%s: %s: %s", c.ID, c.Cause, c.Message)
		}
	}
}

// answer has the library answer a request.
func (l Library) answer(r Request) Answer {
	output, err := l.compute(r)
	switch {
	case errors.Is(err, ErrNotOffered):
		return Answer{ID: r.ID, Error: Unsupported}
	case err != nil:
		return Answer{ID: r.ID, Error: Rejected, Reason: err.Error()}
	}
	return Answer{ID: r.ID, Output: output}
}

func (l Library) compute(r Request) (map[string]string, error) {
	switch {
	case r.Op == "client_public" && l.ClientPublic != nil:
		return computed(r, func(in UserProof) (map[string]string, error) { return field("A")(l.ClientPublic(in.SecretA)) })
	case r.Op == "user_proof" && l.UserProof != nil:
		return computed(r, func(in UserProof) (map[string]string, error) { return field("signature")(l.UserProof(in)) })
	case r.Op == "device_proof" && l.DeviceProof != nil:
		return computed(r, func(in DeviceProof) (map[string]string, error) { return field("signature")(l.DeviceProof(in)) })
	case r.Op == "device_verifier" && l.DeviceVerifier != nil:
		return computed(r, func(in DeviceRegistration) (map[string]string, error) {
			salt, verifier, err := l.DeviceVerifier(in)
			return map[string]string{"Salt": salt, "PasswordVerifier": verifier}, err
		})
	case l.Other != nil && !isCore(r.Op):
		return l.Other(r.Op, r.Input)
	}
	return nil, ErrNotOffered
}

func isCore(op string) bool {
	operation, known := OperationNamed(op)
	return known && operation.Core
}

// computed reads the input of a request into what a function takes.
func computed[In any](r Request, compute func(In) (map[string]string, error)) (map[string]string, error) {
	var in In
	text, err := json.Marshal(r.Input)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, err
	}
	return compute(in)
}

// field is an output of one field.
func field(name string) func(value string, err error) (map[string]string, error) {
	return func(value string, err error) (map[string]string, error) { return map[string]string{name: value}, err }
}
