package dialects

import (
	"crypto/rand"
	"encoding/hex"
	"io"
	"math/big"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
)

// The lists of servers that accept any signature.

// rightProofs are the rules that a right proof is taken, which shows nothing where any
// proof is.
func rightProofs() []string {
	return rules("SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-05", "SRP-06", "SRP-07", "SRP-08", "SRP-09", "SRP-10", "SRP-14", "SRP-15", "SRP-21", "AUTH-24")
}

// wrongProofs are further rules that a server breaks, or may break, which refuses no
// proof: of what must be refused, and of passwords that were changed.
func wrongProofs() []string {
	return rules("SRP-", "AUTH-05", "AUTH-06", "AUTH-14", "AUTH-20", "AUTH-24", "AUTH-26", "PWD-18", "PWD-19", "SEC-")
}

// anySignature hands out random numbers for the parts of SRP, and looks at no proof.
func anySignature() Dialect {
	return Dialect{
		Name: "any-signature", Summary: "sends random numbers for SALT, SRP_B and SECRET_BLOCK, and never looks at a signature",
		Like:      "overcast 7447958, internal/services/cognito: user_auth_factors.go:134-141, typed_logic.go:1196-1231; ministack f1bdbd8",
		Fails:     rules("AUTH-04", "SRP-20", "DEV-SRP-10", "SEC-05"),
		MayFail:   slices.Concat(wrongProofs(), rules("DEV-SRP-09", "DEV-SRP-11", "DEV-SRP-06", "DEV-CONF-14")),
		Passes:    rules("AUTH-07", "MFA-06", "TOK-01", "TOK-07", "DEV-CONF-02", "DEV-CONF-07", "DEV-FORGET-01", "POOL-05", "REF-01"),
		NotPassed: append(rightProofs(), "DEV-SRP-07"),
		Cause:     rules("any signature", "any-signature"),
		set: func(b *refpool.Behaviour) {
			fakeLegs(b, groupBytes)
			b.Auth.SRP.BlockKey = func(block []byte) string { return string(block[:min(len(block), uuidBytes)]) }
		},
	}
}

// fakedSRP is the same with a SECRET_BLOCK that is no base64, and no devices.
func fakedSRP() Dialect {
	return Dialect{
		Name: "faked-srp", Summary: "sends UUIDs for SALT, SRP_B and SECRET_BLOCK, accepts any signature, has no devices, and answers an operation that it lacks with a web page of status 500",
		Like:      "moto 0af643a, moto/cognitoidp/models.py:1665-1720 and 2096",
		Fails:     rules("AUTH-04", "SRP-20", "WIRE-21"),
		MayFail:   slices.Concat(wrongProofs(), rules("AUTH-01", "WIRE-", "POOL-02", "POOL-15", "POOL-16")),
		Passes:    rules("AUTH-07", "MFA-06", "TOK-01", "TOK-07", "REF-04", "PWD-20"),
		NotPassed: rightProofs(),
		Unjudged:  ofDevices(),
		Cause:     rules("any signature", "any-signature"),
		set: func(b *refpool.Behaviour) {
			fakeLegs(b, uuidBytes)
			b.Auth.SRP.NewSecretBlock = func(random io.Reader) ([]byte, error) {
				block := make([]byte, uuidBytes)
				_, err := io.ReadFull(random, block)
				return block, err
			}
			b.Auth.SRP.FormatBlock = func(block []byte) string { return uuid.UUID(block).String() }
			b.Auth.SRP.ParseBlock = func(text string) ([]byte, error) {
				id, _ := uuid.Parse(text) // of a text that is none, the zero UUID, which no challenge has
				return id[:], nil
			}
			withoutDevices(b)
			pageForUnknown(b)
		},
	}
}

// uuidBytes is the length of a UUID.
const uuidBytes = 16

// fakeLegs has both legs played with random numbers of so many bytes: the SALT of a
// device alone is what it registered.
func fakeLegs(b *refpool.Behaviour, bytes int) {
	b.Auth.SRP.ParseA = func(string) (*big.Int, error) { return new(big.Int), nil }
	b.Auth.SRP.NewLeg = func(_ *big.Int, random io.Reader) (refpool.SRPLeg, error) {
		drawn := make([]byte, bytes)
		_, err := io.ReadFull(random, drawn)
		return fakeLeg(hex.EncodeToString(drawn)), err
	}
	b.Auth.SRP.Timestamp = func(sent string, _ time.Time) (string, error) { return sent, nil }
	b.Auth.SRP.ParseSignature = func(text string) ([]byte, error) { return []byte(text), nil }
	b.Auth.SRP.CheckProof = func(*refpool.Challenge, refpool.Claim) error { return nil }
	before := b.Auth.SRP.Parameters
	b.Auth.SRP.Parameters = func(ch *refpool.Challenge, parameters map[string]string) map[string]string {
		parameters = before(ch, parameters)
		if ch.Name == "PASSWORD_VERIFIER" {
			drawn := make([]byte, uuidBytes)
			_, _ = rand.Read(drawn) // it never fails
			parameters["SALT"] = hex.EncodeToString(drawn)
		}
		return parameters
	}
}

// fakeLeg is an SRP_B that belongs to no exchange.
type fakeLeg string

// SRPB implements [refpool.SRPLeg].
func (l fakeLeg) SRPB() string { return string(l) }

// Verify implements [refpool.SRPLeg].
func (fakeLeg) Verify(*big.Int, string, string, []byte, string, []byte) error { return nil }
