package faults

import (
	"crypto/hmac"
	"encoding/base64"
	"io"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

// signsIn are the rules of the right proof, which fail together if no proof
// is accepted any more.
func signsIn() []string { return append(provesUser(), "SRP-05", "SRP-08") }

// provesUser are those of them that need the user's leg to end well: a device can be had
// without it, by a flow that takes the password.
func provesUser() []string {
	return rules("SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-06", "SRP-07", "SRP-09", "SRP-10", "SRP-14", "SRP-15", "SRP-21", "SRP-22", "SRP-25")
}

// signsInWithDevice are the rules that need the device leg to end well.
func signsInWithDevice() []string {
	return rules("SRP-01", "SRP-02", "SRP-03", "SRP-05", "SRP-06", "SRP-09", "SRP-10", "SRP-14", "SRP-15", "SRP-25")
}

func srpFaults() []Fault {
	return []Fault{
		{Name: "generator-five", Summary: "computes with g = 5", Breaks: rules("SRP-01"), Also: signsIn(), set: generatorFive},
		{Name: "multiplier-unpadded", Summary: "computes k without the 00 byte before N", Breaks: rules("SRP-02"), Also: append(signsIn(), "SRP-20"), Seen: "emulators", set: wrongArithmetic("multiplier=unpadded")},
		{Name: "scrambling-unpadded", Summary: "computes u without sign bytes", Chance: true, Breaks: rules("SRP-03"), Also: signsIn(), Seen: "emulators", set: wrongArithmetic("scrambling=unpadded")},
		{Name: "scrambling-fixed-width", Summary: "computes u from integers padded to 384 bytes", Chance: true, Breaks: rules("SRP-03"), Also: signsIn(), Seen: "emulators", set: wrongArithmetic("scrambling=fixed-width")},
		{Name: "inner-hash-missing", Summary: "omits the inner hash from x", Breaks: rules("SRP-04"), Also: append(provesUser(), "SRP-20"), set: otherVerifier("inner-hash=missing")},
		{
			Name: "device-salt-in-reverse", Summary: "sends a SALT other than the one the device registered", Breaks: rules("SRP-05", "DEV-SRP-06"), Also: append(signsInWithDevice(), "DEV-SRP-07", "SRP-08", "DEV-CONF-02", "DEV-NEW-05", "DEV-STAT-01", "DEV-STAT-03", "POOL-03", "POOL-09"),
			set: otherSalt,
		},
		{Name: "key-sha256", Summary: "derives K as SHA-256(S)", Breaks: rules("SRP-06"), Also: append(signsIn(), "SRP-20"), Seen: "articles", set: wrongArithmetic("key-derivation=sha256")},
		{Name: "premaster-unpadded", Summary: "passes S to HKDF without its sign byte", Chance: true, Breaks: rules("SRP-06"), Also: signsIn(), Seen: "emulators", set: wrongArithmetic("premaster-bytes=unpadded")},
		{
			Name: "user-identity-swapped", Summary: "hashes the user id before the pool name in the user's proof", Breaks: rules("SRP-07"), Also: provesUser(),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.SRP.UserIdentity = func(p *refpool.Pool, id string) (string, string) { fired(); return id, srp.PoolName(p.ID) }
			},
		},
		{
			Name: "device-identity-swapped", Summary: "hashes DeviceKey before DeviceGroupKey in the device's proof", Breaks: rules("SRP-08"), Also: append(signsInWithDevice(), "DEV-CONF-02", "DEV-NEW-05", "DEV-SRP-07", "DEV-STAT-01", "DEV-STAT-03", "POOL-03", "POOL-09"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.SignIn.Identity = func(d *refpool.Device) (string, string) { fired(); return d.Key, d.GroupKey }
			},
		},
		{
			Name: "secret-block-in-url-base64", Summary: "writes SECRET_BLOCK in the alphabet of base64 for URLs", Breaks: rules("SRP-07", "SRP-08"), Seen: "emulators",
			set: urlBlock,
		},
		{
			Name: "salt-in-decimal", Summary: "writes SALT in decimal", Breaks: rules("SRP-10"), Also: append(signsIn(), "DEV-SRP-06", "DEV-CONF-10", "DEV-CONF-12"),
			set: formatSalt(func(s string) string { n, _ := new(big.Int).SetString(s, 16); return n.String() }),
		},
		{Name: "b-is-zero", Summary: "sends SRP_B = N", Breaks: rules("SRP-12"), Also: append(signsIn(), "SRP-13", "AUTH-06"), set: zeroB},
		{Name: "b-is-constant", Summary: "draws b once and reuses it for every exchange", Breaks: rules("SRP-13"), Also: rules("AUTH-06"), set: constantB},
		{
			Name: "secret-block-prefix", Summary: "identifies a SECRET_BLOCK by its first half", Breaks: rules("SRP-19"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.SRP.BlockKey = func(block []byte) string { fired(); return string(block[:len(block)/2]) }
			},
		},
		{Name: "article-proof-accepted", Summary: "also accepts the proof given in articles, with K = SHA-256(S)", Breaks: rules("SRP-20"), Seen: "emulators", set: tolerant("key-derivation=sha256")},
		{Name: "unpadded-proof-accepted", Summary: "also accepts a proof whose u was computed without sign bytes", Breaks: rules("SRP-20"), set: tolerant("scrambling=unpadded")},
		{Name: "password-as-latin1", Summary: "reads passwords as one byte per character", Breaks: rules("SRP-21"), set: latin1},
		{Name: "whole-pool-id", Summary: "uses the whole pool id as the pool name", Breaks: rules("SRP-22"), Also: append(provesUser(), "SRP-20"), Seen: "floci, before PR#358", set: wholePoolID},
		{
			Name: "server-proof", Summary: "adds a proof of its own to the tokens", Breaks: rules("SRP-23"),
			set: onSuccess(func(object map[string]any) bool {
				if object["AuthenticationResult"] == nil {
					return false
				}
				object["ChallengeParameters"] = map[string]any{"M2": "AAAA"}
				return true
			}, "RespondToAuthChallenge"),
		},
	}
}

// generatorFive has v made with g = 5 as well.
func generatorFive(b *refpool.Behaviour, fired func()) {
	otherVerifier("generator=five")(b, fired)
	wrongArithmetic("generator=five")(b, fired)
}

// otherVerifier has the user's verifier made with a wrong value.
func otherVerifier(choice string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		variant, err := suspect.ParseVariant(choice)
		if err != nil {
			return // idle, which the self-test reports
		}
		b.Auth.SRP.UserVerifier = func(id srp.Identity, salt *big.Int) *big.Int {
			fired()
			return variant.Verifier(suspect.Exchange{Identity: id, Salt: salt.Text(16)})
		}
	}
}

func formatSalt(change func(string) string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.SRP.FormatSalt
		b.Auth.SRP.FormatSalt = func(salt *big.Int) string { fired(); return change(before(salt)) }
	}
}

// otherSalt changes only the SALT of devices.
func otherSalt(b *refpool.Behaviour, fired func()) {
	before := b.Auth.SRP.Parameters
	b.Auth.SRP.Parameters = func(ch *refpool.Challenge, parameters map[string]string) map[string]string {
		parameters = before(ch, parameters)
		if salt := parameters["SALT"]; salt != "" && ch.DeviceKey != "" {
			fired()
			parameters["SALT"] = reversed(salt)
		}
		return parameters
	}
}

func reversed(text string) string {
	letters := []byte(text)
	for i := range len(letters) / 2 {
		letters[i], letters[len(letters)-1-i] = letters[len(letters)-1-i], letters[i]
	}
	return string(letters)
}

// zeroLeg sends N for B.
type zeroLeg struct{ refpool.SRPLeg }

func (zeroLeg) SRPB() string { return srp.N().Text(16) }

func zeroB(b *refpool.Behaviour, fired func()) {
	before := b.Auth.SRP.NewLeg
	b.Auth.SRP.NewLeg = func(v *big.Int, random io.Reader) (refpool.SRPLeg, error) {
		fired()
		l, err := before(v, random)
		return zeroLeg{l}, err
	}
}

func constantB(b *refpool.Behaviour, fired func()) {
	b.Auth.SRP.NewLeg = func(v *big.Int, _ io.Reader) (refpool.SRPLeg, error) {
		fired()
		return newLeg(suspect.Of(), v, strings.NewReader(strings.Repeat("the same b", ephemeralBytes)))
	}
}

// bothLegs accepts what either of two legs accepts.
type bothLegs struct {
	refpool.SRPLeg
	also  *leg
	fired func()
}

func (l bothLegs) Verify(A *big.Int, group, name string, secretBlock []byte, timestamp string, signature []byte) error {
	err := l.SRPLeg.Verify(A, group, name, secretBlock, timestamp, signature)
	if err != nil && l.also.Verify(A, group, name, secretBlock, timestamp, signature) == nil {
		l.fired()
		return nil
	}
	return err
}

// tolerant accepts the right proof and that of one wrong value: the same b in
// both, so that the same B is answered.
func tolerant(choice string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		variant, err := suspect.ParseVariant(choice)
		if err != nil {
			return // idle, which the self-test reports
		}
		b.Auth.SRP.NewLeg = func(v *big.Int, random io.Reader) (refpool.SRPLeg, error) {
			right, err := newLeg(suspect.Of(), v, random)
			if err != nil {
				return nil, err
			}
			wrong := *right
			wrong.variant = variant
			return bothLegs{right, &wrong, fired}, nil
		}
	}
}

func latin1(b *refpool.Behaviour, fired func()) {
	before := b.Auth.SRP.UserVerifier
	b.Auth.SRP.UserVerifier = func(id srp.Identity, salt *big.Int) *big.Int {
		narrow := make([]byte, 0, len(id.Secret))
		for _, letter := range id.Secret {
			narrow = append(narrow, byte(letter))
		}
		if string(narrow) != id.Secret {
			fired()
		}
		id.Secret = string(narrow)
		return before(id, salt)
	}
}

func wholePoolID(b *refpool.Behaviour, fired func()) {
	b.Auth.SRP.UserIdentity = func(p *refpool.Pool, id string) (string, string) { fired(); return p.ID, id }
}

func srpInputFaults() []Fault {
	return []Fault{
		{
			Name: "odd-srp-a-refused", Summary: "rejects an SRP_A of odd length", Chance: true, Breaks: rules("SRP-09"), Also: rules("SRP-03", "SRP-14"), Seen: "emulators in JavaScript",
			set: refuseA(func(text string) bool { return len(text)%2 == 1 }),
		},
		{
			Name: "upper-case-srp-a-refused", Summary: "rejects an SRP_A in upper case", Breaks: rules("SRP-25"),
			set: refuseA(func(text string) bool { return strings.ToLower(text) != text }),
		},
		{Name: "zero-a-accepted", Summary: "accepts A ≡ 0 (mod N), with S = 0", Breaks: rules("SRP-11"), Also: rules("SEC-04"), Seen: "client and server libraries", set: acceptA(func(A *big.Int) *big.Int { return A })},
		{Name: "a-only-once", Summary: "rejects an SRP_A that it has seen before", Breaks: rules("SRP-14"), Also: rules("SRP-13", "AUTH-13", "WIRE-20"), set: aOnlyOnce},
		{Name: "malformed-a-is-internal-error", Summary: "answers an SRP_A that is not hexadecimal with an internal error", Breaks: rules("SEC-04"), Seen: "emulators", set: malformedAFails},
		{
			Name: "timestamp-hour-24", Summary: "reads the hour 24 and an offset for the zone in a TIMESTAMP", Breaks: rules("SRP-16"), Seen: "the reference pool until 0.2.0",
			set: timestamp(lenientTimestamp),
		},
		{Name: "timestamp-iso", Summary: "requires TIMESTAMP in ISO 8601 format", Breaks: rules("SRP-15"), Also: append(signsIn(), "AUTH-05", "AUTH-14", "AUTH-24", "DEV-CONF-14"), set: timestamp(func(sent string, _ time.Time) (string, error) {
			_, err := time.Parse(time.RFC3339, sent)
			if err != nil {
				err = exception("InvalidParameterException", "TIMESTAMP format should be ISO 8601.")
			}
			return sent, err
		})},
		{
			Name: "timestamp-unread", Summary: "verifies the proof over TIMESTAMP exactly as sent, without parsing it", Breaks: rules("SRP-16"), Also: rules("SRP-17"), Seen: "emulators",
			set: timestamp(func(sent string, _ time.Time) (string, error) { return sent, nil }),
		},
		{
			Name: "timestamp-not-rewritten", Summary: "parses TIMESTAMP, but verifies the proof over the text as sent", Breaks: rules("SRP-17"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.SRP.Timestamp
				b.Auth.SRP.Timestamp = func(sent string, now time.Time) (string, error) {
					_, err := before(sent, now)
					fired()
					return sent, err
				}
			},
		},
	}
}

func timestamp(read func(string, time.Time) (string, error)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		b.Auth.SRP.Timestamp = func(sent string, now time.Time) (string, error) { fired(); return read(sent, now) }
	}
}

// lenientTimestamp reads what clients were seen to send by mistake, and verifies the
// proof over it as sent.
func lenientTimestamp(sent string, _ time.Time) (string, error) {
	usual := strings.NewReplacer(" 24:", " 00:", " +05:30 ", " UTC ").Replace(sent)
	at, err := srp.ParseTimestamp(usual)
	switch {
	case err != nil:
		return "", exception("InvalidParameterException", "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
	case usual != sent:
		return sent, nil
	}
	return srp.Timestamp(at), nil
}

func malformedAFails(b *refpool.Behaviour, fired func()) {
	before := b.Auth.SRP.ParseA
	b.Auth.SRP.ParseA = func(text string) (*big.Int, error) {
		if _, err := srp.ParseHex(text); err != nil {
			fired()
			return nil, exception("InternalErrorException", "Something went wrong")
		}
		return before(text)
	}
}

func refuseA(when func(string) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.SRP.ParseA
		b.Auth.SRP.ParseA = func(text string) (*big.Int, error) {
			if when(text) {
				fired()
				return nil, exception("InvalidParameterException", "SRP_A is not in the form expected.")
			}
			return before(text)
		}
	}
}

// acceptA accepts every hexadecimal integer, and proofs for every A.
func acceptA(use func(*big.Int) *big.Int) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		otherLeg("", hmac.Equal)(b, func() {})
		before := b.Auth.SRP.ParseA
		b.Auth.SRP.ParseA = func(text string) (*big.Int, error) {
			A, err := before(text)
			if err == nil {
				return A, nil
			}
			wide, ok := new(big.Int).SetString(text, 16)
			if !ok || wide.Sign() < 0 {
				return nil, err
			}
			fired()
			return use(wide), nil
		}
	}
}

func aOnlyOnce(b *refpool.Behaviour, fired func()) {
	var lock sync.Mutex
	seen := map[string]bool{}
	refuseA(func(text string) bool {
		lock.Lock()
		defer lock.Unlock()
		again := seen[text]
		seen[text] = true
		return again
	})(b, fired)
}

// urlBlock has SECRET_BLOCK in another alphabet, whose letters it always holds, and read
// in that.
func urlBlock(b *refpool.Behaviour, fired func()) {
	draw := b.Auth.SRP.NewSecretBlock
	b.Auth.SRP.NewSecretBlock = func(random io.Reader) ([]byte, error) {
		block, err := draw(random)
		if err == nil {
			block[0] = 0xff // the letter "_", and "/" in base64
		}
		return block, err
	}
	b.Auth.SRP.FormatBlock = func(block []byte) string { fired(); return base64.URLEncoding.EncodeToString(block) }
	b.Auth.SRP.ParseBlock = func(text string) ([]byte, error) {
		block, err := base64.URLEncoding.DecodeString(text)
		if err != nil {
			return nil, exception("InvalidParameterException", "PASSWORD_CLAIM_SECRET_BLOCK is not base64.")
		}
		return block, nil
	}
}
