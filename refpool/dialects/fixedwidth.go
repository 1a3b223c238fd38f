package dialects

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"slices"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

// fixedWidth computes as RFC 5054 would have it, and has each number at the length of N.
func fixedWidth() Dialect {
	return Dialect{
		Name: "fixed-width", Summary: "stretches every integer of SRP to 384 bytes, hashes the salt as it is sent, takes no client with ALLOW_CUSTOM_AUTH and no verifier of 385 bytes",
		Like:    "StackSim baca589, src/cognito: its SRP, devices.ts and validation.ts",
		Fails:   rules("SRP-02", "SRP-03", "SRP-04", "SRP-06", "DEV-CONF-10"),
		MayFail: rules("SRP-", "DEV-SRP-06", "DEV-SRP-07", "DEV-CONF-12", "WIRE-30"),
		Passes:  rules("AUTH-01", "AUTH-04", "AUTH-07", "MFA-06", "TOK-01", "DEV-CONF-07", "DEV-FORGET-01", "DEV-GET-06", "REF-02"),
		Cause:   rules("fixed-width", "fixed width", "length of n"),
		set: func(b *refpool.Behaviour) {
			b.Auth.SRP.NewLeg = newFixedLeg
			b.Auth.SRP.UserVerifier = fixedVerifier
			b.Auth.SRP.FormatSalt = func(salt *big.Int) string { return fmt.Sprintf("%0*x", 2*fixedSaltBytes, salt) }
			refuseWideVerifiers(b)
			refuseCustomAuth(b)
		},
	}
}

// narrowVerifier is the same implementation with its arithmetic mended.
func narrowVerifier() Dialect {
	return Dialect{
		Name: "narrow-verifier", Summary: "takes no verifier of 385 bytes, and asks for no device in pools with ChallengeRequiredOnNewDevice=false",
		Like:    "StackSim baca589 with its SRP and the flows of clients mended, src/cognito/devices.ts",
		Fails:   rules("DEV-CONF-10"),
		MayFail: rules("DEV-CONF-12", "POOL-08", "POOL-09", "DEV-SRP-23"),
		Passes:  rules("SRP-03", "SRP-06", "SRP-20", "DEV-CONF-02", "DEV-CONF-07", "DEV-SRP-01", "DEV-SRP-10", "DEV-FORGET-01", "POOL-02", "POOL-05", "WIRE-02"),
		Cause:   rules("dev-conf-10", "385 bytes"),
		set: func(b *refpool.Behaviour) {
			refuseWideVerifiers(b)
			asks := b.Device.SignIn.AsksProof
			b.Device.SignIn.AsksProof = func(p *refpool.Pool, s *refpool.SignIn, d *refpool.Device) bool {
				return asks(p, s, d) && p.Config.Device.ChallengeRequiredOnNewDevice
			}
		},
	}
}

const (
	// groupBytes is the length of N.
	groupBytes = 384
	// fixedSaltBytes is the length of a user's salt.
	fixedSaltBytes = 16
	// ephemeralBytes is the size of b.
	ephemeralBytes = 32
)

// stretched is n at the length of N, most significant byte first.
func stretched(n *big.Int) []byte { return n.FillBytes(make([]byte, groupBytes)) }

// hashOf is SHA-256 over all parts, as an integer.
func hashOf(parts ...[]byte) *big.Int {
	sum := sha256.Sum256(slices.Concat(parts...))
	return new(big.Int).SetBytes(sum[:])
}

// fixedLeg is the server's side of an exchange with stretched integers.
type fixedLeg struct{ v, b, B *big.Int }

// newFixedLeg starts an exchange: B = k·v + g^b mod N, with k = H(PAD(N)‖PAD(g)).
func newFixedLeg(v *big.Int, random io.Reader) (refpool.SRPLeg, error) {
	drawn := make([]byte, ephemeralBytes)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return nil, err
	}
	N, g := srp.N(), srp.G()
	l := &fixedLeg{v: v, b: new(big.Int).SetBytes(drawn)}
	l.B = new(big.Int).Mul(hashOf(stretched(N), stretched(g)), v)
	l.B.Add(l.B, g.Exp(g, l.b, N)).Mod(l.B, N)
	return l, nil
}

// SRPB implements [refpool.SRPLeg].
func (l *fixedLeg) SRPB() string { return l.B.Text(16) }

// Verify implements [refpool.SRPLeg]: S = (A·v^u)^b mod N, with u = H(PAD(A)‖PAD(B)), and
// K of HKDF with PAD(u) for the salt.
func (l *fixedLeg) Verify(A *big.Int, group, name string, secretBlock []byte, timestamp string, signature []byte) error {
	N := srp.N()
	u := hashOf(stretched(A), stretched(l.B))
	S := new(big.Int).Exp(l.v, u, N)
	S.Mul(S, A).Exp(S, l.b, N)
	key, err := hkdf.Key(sha256.New, stretched(S), stretched(u), "Caldera Derived Key", 16)
	if err != nil {
		return err
	}
	if !hmac.Equal(srp.Signature(key, group, name, secretBlock, timestamp), signature) {
		return srp.ErrProof
	}
	return nil
}

// fixedVerifier is v = g^x mod N, with x = H(salt‖H(group‖name‖":"‖password)) over the
// bytes of the salt as they are sent.
func fixedVerifier(id srp.Identity, salt *big.Int) *big.Int {
	inner := sha256.Sum256([]byte(id.Group + id.Name + ":" + id.Secret))
	x := hashOf(salt.FillBytes(make([]byte, fixedSaltBytes)), inner[:])
	g := srp.G()
	return g.Exp(g, x, srp.N())
}

// refuseWideVerifiers leaves no room for the sign byte, which half of all verifiers need.
func refuseWideVerifiers(b *refpool.Behaviour) {
	before := b.Device.Confirm.ParseInteger
	b.Device.Confirm.ParseInteger = func(member, text string) (*big.Int, error) {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err == nil && member == "PasswordVerifier" && len(raw) > groupBytes {
			return nil, refusal("InvalidParameterException", "DeviceSecretVerifierConfig is invalid.")
		}
		return before(member, text)
	}
}

// refuseCustomAuth takes no client that may use a flow which the server has not.
func refuseCustomAuth(b *refpool.Behaviour) {
	onRequest(b, func(_ string, body []byte) error {
		var in struct{ ExplicitAuthFlows []string }
		if json.Unmarshal(body, &in) == nil && slices.Contains(in.ExplicitAuthFlows, "ALLOW_CUSTOM_AUTH") {
			return refusal("InvalidParameterException", "ExplicitAuthFlows contains an unsupported authentication flow.")
		}
		return nil
	})
}
