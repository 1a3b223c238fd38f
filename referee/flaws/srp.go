package flaws

import (
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
	"time"

	"github.com/cogbench/cogbench/srp"
)

func srpFlaws() []Flaw {
	verifiers := []string{"PASSWORD_VERIFIER", "DEVICE_PASSWORD_VERIFIER"}
	return []Flaw{
		{Name: "public-value-prefixed", Summary: "writes 0x before SRP_A", Breaks: rules("CLI-SRP-01"), Walk: "plain", set: public(func(A *big.Int) string {
			return "0x" + A.Text(16)
		})},
		{Name: "public-value-of-n", Summary: "sends N as SRP_A", Breaks: rules("CLI-SRP-02"), Walk: "plain", set: public(func(*big.Int) string { return srp.N().Text(16) })},
		{Name: "public-value-not-reduced", Summary: "sends A + N as SRP_A", Breaks: rules("CLI-SRP-03"), Walk: "plain", set: public(func(A *big.Int) string {
			return new(big.Int).Add(A, srp.N()).Text(16)
		})},
		{Name: "ephemeral-small", Summary: "draws a of eleven bits", Breaks: rules("CLI-SRP-04"), Walk: "plain", set: smallEphemeral},
		{Name: "ephemeral-reused", Summary: "draws a once, when it starts", Breaks: rules("CLI-SRP-05"), Walk: "plain", set: sameEphemeral},
		{Name: "zero-answered", Summary: "proves its password to a B of 0", Breaks: rules("CLI-SRP-06"), Walk: "zero B", set: func(conduct *Conduct) {
			conduct.prove = func(w *attempt, id srp.Identity, ch srp.Challenge, timestamp string) (string, error) {
				return w.proveBy(id, ch, timestamp, ownWay{})
			}
		}},
		{Name: "signature-in-hexadecimal", Summary: "sends its proofs in hexadecimal", Breaks: rules("CLI-SRP-07"), Walk: "plain", set: responding(verifiers, func(_ *Client, _ *call, responses map[string]string) {
			raw, _ := base64.StdEncoding.DecodeString(responses["PASSWORD_CLAIM_SIGNATURE"])
			responses["PASSWORD_CLAIM_SIGNATURE"] = hex.EncodeToString(raw)
		})},
		{Name: "secret-block-for-urls", Summary: "sends SECRET_BLOCK in base64 for URLs", Breaks: rules("CLI-SRP-08"), Walk: "plain", set: responding(verifiers, func(_ *Client, _ *call, responses map[string]string) {
			block := strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(responses["PASSWORD_CLAIM_SECRET_BLOCK"])
			responses["PASSWORD_CLAIM_SECRET_BLOCK"] = block
		})},
		{Name: "encoded-block-signed", Summary: "signs the text of SECRET_BLOCK, in the user's leg", Breaks: rules("CLI-SRP-09"), Also: rules("CLI-SRP-11"), Walk: "plain", set: proving(false, ownWay{encodedBlock: true})},
		{Name: "alias-signed", Summary: "signs the name that was entered", Breaks: rules("CLI-SRP-09"), Also: rules("CLI-SRP-11"), Walk: "alias and secret", set: proving(false, ownWay{signed: func(w *attempt) string {
			return w.person.Name
		}})},
		{Name: "device-block-encoded", Summary: "signs the text of SECRET_BLOCK, in the device's leg", Breaks: rules("CLI-SRP-10"), Walk: "plain", set: proving(true, ownWay{encodedBlock: true})},
		{Name: "device-named-by-user", Summary: "takes the user name for DeviceKey in the device's private key", Breaks: rules("CLI-SRP-10"), Walk: "plain", set: proving(true, ownWay{derived: func(w *attempt) string {
			return w.user
		}})},
		{Name: "private-key-of-alias", Summary: "makes x of the name that was entered", Breaks: rules("CLI-SRP-11"), Walk: "alias and secret", set: proving(false, ownWay{derived: func(w *attempt) string {
			return w.person.Name
		}})},
	}
}

// public is a flaw that writes SRP_A in its own way.
func public(write func(A *big.Int) string) func(*Conduct) {
	return editing(func(_ *Client, k *call) {
		if k.walk != nil && k.parameters()["SRP_A"] != "" {
			k.parameters()["SRP_A"] = write(k.walk.leg.A())
		}
	})
}

func smallEphemeral(conduct *Conduct) {
	next := int64(1100)
	conduct.ephemeral = func(*Client) (*srp.Client, error) {
		next += 7
		return srp.NewClient(srp.WithEphemeral(big.NewInt(next)))
	}
}

func sameEphemeral(conduct *Conduct) { keepEphemeral(conduct) }

// keepEphemeral has a drawn once, and again after each renew.
func keepEphemeral(conduct *Conduct) (renew func()) {
	draw, kept := conduct.ephemeral, (*srp.Client)(nil)
	conduct.ephemeral = func(c *Client) (*srp.Client, error) {
		if kept != nil {
			return kept, nil
		}
		var err error
		kept, err = draw(c)
		return kept, err
	}
	return func() { kept = nil }
}

// ownWay is a way to make a proof. The zero value is the right one, without the refusals of
// package srp.
type ownWay struct {
	encodedBlock    bool                    // sign the text of SECRET_BLOCK
	derived, signed func(w *attempt) string // the name in x, and in the proof
}

// proving is a flaw that proves one of the legs in another way.
func proving(device bool, way ownWay) func(*Conduct) {
	return func(conduct *Conduct) {
		before := conduct.prove
		conduct.prove = func(w *attempt, id srp.Identity, ch srp.Challenge, timestamp string) (string, error) {
			if device != (w.newest().ChallengeName == "DEVICE_PASSWORD_VERIFIER") {
				return before(w, id, ch, timestamp)
			}
			return w.proveBy(id, ch, timestamp, way)
		}
	}
}

func (w *attempt) proveBy(id srp.Identity, ch srp.Challenge, timestamp string, way ownWay) (string, error) {
	B, err := srp.ParseHex(ch.B)
	if err != nil {
		return "", err
	}
	salt, err := srp.ParseHex(ch.Salt)
	if err != nil {
		return "", err
	}
	u, err := srp.Scrambling(w.leg.A(), B)
	if err != nil {
		return "", err
	}
	block, err := base64.StdEncoding.DecodeString(ch.SecretBlock)
	if err != nil {
		return "", err
	}
	if way.encodedBlock {
		block = []byte(ch.SecretBlock)
	}
	derived, signed := id, id.Name
	if way.derived != nil {
		derived.Name = way.derived(w)
	}
	if way.signed != nil {
		signed = way.signed(w)
	}
	S := srp.ClientPremaster(w.leg.Ephemeral(), B, srp.PrivateKey(derived, salt), u)
	return base64.StdEncoding.EncodeToString(srp.Signature(srp.SessionKey(S, u), id.Group, signed, block, timestamp)), nil
}

func timeFlaws() []Flaw {
	written := func(layout string) func(*Conduct) {
		return func(conduct *Conduct) {
			conduct.timestamp = func(at time.Time) string { return at.UTC().Format(layout) }
		}
	}
	return []Flaw{
		{Name: "timestamp-iso", Summary: "writes TIMESTAMP as ISO 8601", Breaks: rules("CLI-TIME-01"), Walk: "plain", set: written(time.RFC3339)},
		{Name: "timestamp-in-french", Summary: "writes TIMESTAMP with French names", Breaks: rules("CLI-TIME-01"), Walk: "midnight", set: func(conduct *Conduct) {
			conduct.timestamp = func(at time.Time) string {
				return strings.NewReplacer("Sat", "sam.", "Sep", "sept.").Replace(srp.Timestamp(at))
			}
		}},
		{Name: "timestamp-hour-24", Summary: "calls the hour after midnight 24", Breaks: rules("CLI-TIME-02"), Walk: "midnight", set: func(conduct *Conduct) {
			conduct.timestamp = func(at time.Time) string { return strings.Replace(srp.Timestamp(at), " 00:", " 24:", 1) }
		}},
		{Name: "timestamp-local", Summary: "writes the local time with its offset", Breaks: rules("CLI-TIME-03"), Walk: "plain", set: func(conduct *Conduct) {
			zone := time.FixedZone("IST", int((5*time.Hour + 30*time.Minute).Seconds()))
			conduct.timestamp = func(at time.Time) string { return at.In(zone).Format("Mon Jan 2 15:04:05 -0700 2006") }
		}},
		{Name: "timestamp-padded", Summary: "writes the day with a leading zero", Breaks: rules("CLI-TIME-04"), Walk: "midnight", set: written("Mon Jan 02 15:04:05 UTC 2006")},
		{Name: "timestamp-12-hours", Summary: "writes the time by a 12-hour clock", Breaks: rules("CLI-TIME-05"), Walk: "midnight", set: written("Mon Jan 2 03:04:05 UTC 2006")},
	}
}
