package srp_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/cogbench/cogbench/srp"
)

const publishedDir = "../vectors/published"

// record is one published vector: its fields by name, the suffix telling the
// encoding (_hex, _dec, _b64, _utf8).
type record struct {
	t      *testing.T
	fields map[string]any
}

func (r record) text(names ...string) string {
	r.t.Helper()
	for _, name := range names {
		if text, ok := r.fields[name].(string); ok {
			return text
		}
	}
	r.t.Fatalf("the vector has none of %q", names)
	return ""
}

func (r record) has(name string) bool {
	_, ok := r.fields[name]
	return ok
}

func (r record) integer(name string) *big.Int {
	r.t.Helper()
	form, base := "_hex", 16
	if r.has(name + "_dec") {
		form, base = "_dec", 10
	}
	text := r.text(name + form)
	n, ok := new(big.Int).SetString(text, base)
	if !ok {
		r.t.Fatalf("%s: no integer: %q", name, text)
	}
	return n
}

func (r record) bytes(name string) []byte {
	r.t.Helper()
	var (
		decoded []byte
		err     error
	)
	switch {
	case r.has(name + "_b64"):
		decoded, err = base64.StdEncoding.DecodeString(r.text(name + "_b64"))
	case r.has(name + "_utf8"):
		decoded = []byte(r.text(name + "_utf8"))
	default:
		decoded, err = hex.DecodeString(r.text(name + "_hex"))
	}
	if err != nil {
		r.t.Fatalf("%s: %v", name, err)
	}
	return decoded
}

func (r record) identity() srp.Identity {
	id := srp.Identity{}
	switch {
	case r.has("pool_id"):
		id.Group = srp.PoolName(r.text("pool_id"))
	case r.has("group_and_identity"):
		id.Group = r.text("group_and_identity")
		id.Secret = r.text("password")
		return id
	default:
		id.Group = r.text("pool_name", "device_group_key", "group")
	}
	id.Name = r.text("user_id_for_srp", "device_key", "identity")
	if !r.has("inner_hash_hex") {
		id.Secret = r.text("password", "device_password")
		return id
	}
	id.Secret = "Qwerty1!" // cognito-srp-helper's mock gives the hash of this
	return id
}

// premaster computes S and u from the client's side. Some mocks give an A that
// is not g^a.
func (r record) premaster() (S, u *big.Int) {
	r.t.Helper()
	a, B := r.integer("a"), r.integer("B")
	if r.has("x_dec") {
		return srp.ClientPremaster(a, B, r.integer("x"), r.integer("u")), r.integer("u")
	}
	x := srp.PrivateKey(r.identity(), r.integer("salt"))
	A := publicA(r.t, a)
	if r.has("A_hex") {
		A = r.integer("A")
	}
	u, err := srp.Scrambling(A, B)
	if err != nil {
		r.t.Fatal(err)
	}
	return srp.ClientPremaster(a, B, x, u), u
}

func publicA(t *testing.T, a *big.Int) *big.Int {
	t.Helper()
	client, err := srp.NewClient(srp.WithEphemeral(a))
	if err != nil {
		t.Fatal(err)
	}
	return client.A()
}

// readPublished returns the vectors of one file.
func readPublished(t *testing.T, file string) []map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(publishedDir, file))
	if err != nil {
		t.Fatal(err)
	}
	var content struct{ Vectors []map[string]any }
	if err := json.Unmarshal(data, &content); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if len(content.Vectors) == 0 {
		t.Fatalf("%s: no vectors", file)
	}
	return content.Vectors
}

// decode reads base64.
func decode(t *testing.T, text string) []byte {
	t.Helper()
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}
