package srp_test

import (
	"encoding/base64"
	"errors"
	"math/big"
	"testing"

	"github.com/cogbench/cogbench/srp"
)

// check compares what the package computes with what the vector publishes.
type check func(r record)

func sameInteger(r record, name string, got *big.Int) {
	r.t.Helper()
	if want := r.integer(name); got.Cmp(want) != 0 {
		r.t.Errorf("%s = %x, published %x", name, got, want)
	}
}

func sameBytes(r record, name string, got []byte) {
	r.t.Helper()
	if want := r.bytes(name); string(got) != string(want) {
		r.t.Errorf("%s = %x, published %x", name, got, want)
	}
}

func checkK(r record) { sameInteger(r, "k", srp.K()) }

func checkA(r record) { sameInteger(r, "A", publicA(r.t, r.integer("a"))) }

// checkUnrelatedA reads a mock whose A is not g^a: it only serves other cases.
func checkUnrelatedA(r record) { r.integer("A") }

func checkU(r record) {
	u, err := srp.Scrambling(r.integer("A"), r.integer("B"))
	if err != nil {
		r.t.Fatal(err)
	}
	sameInteger(r, "u", u)
}

func checkX(r record) {
	sameInteger(r, "x", srp.PrivateKey(r.identity(), r.integer("salt")))
}

func checkS(r record) {
	S, _ := r.premaster()
	sameInteger(r, "S", S)
}

func checkKey(r record) {
	sameBytes(r, "key", srp.SessionKey(r.premaster()))
}

func checkKeyOfS(r record) {
	sameBytes(r, "key", srp.SessionKey(r.integer("S"), r.integer("u")))
}

func checkHKDF(r record) {
	S, u := new(big.Int).SetBytes(r.bytes("ikm")), new(big.Int).SetBytes(r.bytes("salt"))
	sameBytes(r, "key", srp.SessionKey(S, u))
}

func checkSignatureOfKey(r record) {
	var key []byte
	if r.has("hmac_key_ascii") {
		key = []byte(r.text("hmac_key_ascii"))
	} else {
		key = r.bytes("key")
	}
	id := srp.Identity{Group: "myPool", Name: "test"} // as in the key's own vector
	if r.has("pool_name") {
		id.Group, id.Name = r.text("pool_name"), r.text("user_id_for_srp")
	}
	got := srp.Signature(key, id.Group, id.Name, r.bytes("secret_block"), r.text("timestamp"))
	sameBytes(r, "signature", got)
}

func checkSignature(r record) {
	id, key := r.identity(), srp.SessionKey(r.premaster())
	sameBytes(r, "signature", srp.Signature(key, id.Group, id.Name, r.bytes("secret_block"), r.text("timestamp")))
}

func checkProof(r record) {
	client, err := srp.NewClient(srp.WithEphemeral(r.integer("a")))
	if err != nil {
		r.t.Fatal(err)
	}
	challenge := srp.Challenge{B: r.text("B_hex"), Salt: r.text("salt_hex"), SecretBlock: r.text("secret_block_b64")}
	got, err := client.Proof(r.identity(), challenge, r.text("timestamp"))
	if err != nil {
		r.t.Fatal(err)
	}
	if want := r.text("signature_b64"); got != want {
		r.t.Errorf("signature = %s, published %s", got, want)
	}
}

func checkInnerHash(r record) {
	id := r.identity()
	got := srp.Hash([]byte(id.Group), []byte(id.Name), []byte(":"), []byte(id.Secret))
	sameBytes(r, "sha256", got)
}

func checkHexHash(r record) { sameBytes(r, "out", srp.Hash(r.bytes("in"))) }

func checkSecretHash(r record) {
	got := srp.SecretHash(r.text("username"), r.text("client_id"), r.text("client_secret"))
	if want := r.text("secret_hash"); got != want {
		r.t.Errorf("secret hash = %s, published %s", got, want)
	}
}

func checkDeviceVerifier(r record) {
	padded, err := base64.StdEncoding.DecodeString(r.text("Salt"))
	if err != nil {
		r.t.Fatal(err)
	}
	got := srp.DeviceVerifierWithSalt(r.identity(), new(big.Int).SetBytes(padded))
	want := srp.DeviceVerifier{Salt: r.text("Salt"), PasswordVerifier: r.text("PasswordVerifier")}
	if got != want {
		r.t.Errorf("got %+v, published %+v", got, want)
	}
}

func checkRefusesB(r record) {
	client, err := srp.NewClient()
	if err != nil {
		r.t.Fatal(err)
	}
	_, err = client.Proof(srp.Identity{}, srp.Challenge{B: r.text("B_hex"), Salt: "00"}, "")
	if !errors.Is(err, srp.ErrZeroB) {
		r.t.Errorf("B, a multiple of N, is answered with %v", err)
	}
}

// published says how every vector of every file is checked.
var published = map[string]map[string]check{
	"alexrudd_cognito_srp.json": {
		"k": checkK, "A": checkA, "key": checkKey, "signature": checkSignatureOfKey,
		"hkdf": checkHKDF, "u": checkU, "secret_hash": checkSecretHash,
	},
	"amazon_cognito_identity_dart_2.json": {
		"k": checkK, "hexHash": checkHexHash, "hkdf": checkHKDF, "u": checkU,
	},
	"amplify_android.json": {
		"A": checkA, "u": checkU, "x": checkX, "S": checkS, "key": checkKeyOfS,
		"M1_quirk": checkSignatureOfKey, "M1_proper": checkSignatureOfKey,
	},
	"amplify_swift.json": {
		"k": checkK, "testCalculateU_1": checkU, "testCalculateU_2": checkU, "testCalculateU_3": checkU,
		"testCalculateSharedSecret_1": checkS, "testCalculateSharedSecret_2": checkS,
		"testCalculateSharedSecretIllegalParam": checkRefusesB,
	},
	"aws_sdk_net_extensions_cognito.json": {
		"signature": checkProof, "key": checkKey, "inner_hash": checkInnerHash, "secret_hash": checkSecretHash,
	},
	"cognito_srp_helper.json": {
		"secret_hash": checkSecretHash, "inner_hash": checkInnerHash, "A": checkUnrelatedA,
		"user_signature": checkSignature, "device_verifier": checkDeviceVerifier,
	},
	"ryanmab_aws_cognito_srp.json": {
		"device_A": checkA, "device_verify_responds_predictably": checkProof,
		"device_verify_handles_odd_length_values": checkProof, "device_verifier": checkDeviceVerifier,
		"user_A": checkA, "user_verify_responds_predictably": checkProof,
		"user_verify_handles_odd_length_values": checkProof,
	},
	"soto_cognito.json": {"A": checkA, "key": checkKey},
}

func TestPublished(t *testing.T) {
	for file, checks := range published {
		vectors := readPublished(t, file)
		if len(vectors) != len(checks) {
			t.Errorf("%s has %d vectors, %d are checked", file, len(vectors), len(checks))
		}
		for _, fields := range vectors {
			name := fields["name"].(string)
			t.Run(file+"/"+name, func(t *testing.T) {
				compare, ok := checks[name]
				if !ok {
					t.Fatal("nothing checks this vector")
				}
				compare(record{t: t, fields: fields})
			})
		}
	}
}

func TestPadPublished(t *testing.T) {
	for _, fields := range readPublished(t, "padhex_amplify_js.json") {
		name := fields["name"].(string)
		t.Run(name, func(t *testing.T) {
			n, ok := new(big.Int).SetString(name, 10)
			if !ok {
				t.Fatalf("no integer: %q", name)
			}
			r := record{t: t, fields: map[string]any{"pad_hex": fields["hex"]}}
			sameBytes(r, "pad", srp.Pad(n))
		})
	}
}
