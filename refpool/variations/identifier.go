package variations

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/spec"
)

// The bounds of a Session, by the API reference of 2026.
const (
	shortestSession = 20
	longestSession  = spec.LongestSession
)

func identifiers() []Variation {
	return []Variation{
		{Name: "region-of-four-parts", Summary: "puts its pools in us-gov-east-1", region: "us-gov-east-1"},
		{Name: "region-long", Summary: "puts its pools in ap-southeast-5", region: "ap-southeast-5"},
		{Name: "group-key-plain", Summary: "generates group keys without a leading dash", set: groupKey(func() string {
			return rand.Text()[:12]
		})},
		{Name: "group-key-of-symbols", Summary: "generates group keys with characters that JSON and URLs escape", set: groupKey(func() string {
			return "-" + rand.Text()[:6] + `+/="&<é`
		})},
		{Name: "group-key-long", Summary: "generates group keys of 60 characters", set: groupKey(func() string {
			return "-" + strings.ToLower(rand.Text() + rand.Text() + rand.Text())[:59]
		})},
		{Name: "device-key-by-time", Summary: "generates device keys as version 7 UUIDs", set: func(b *refpool.Behaviour) {
			b.Device.Issue.NewKey = func(region string, random io.Reader) (string, error) {
				id, err := uuid.NewV7FromReader(random)
				return region + "_" + id.String(), err
			}
		}},
		{Name: "session-shortest", Summary: fmt.Sprintf("issues Sessions of %d characters", shortestSession), set: session(shortestSession)},
		{Name: "session-just-over-the-model", Summary: "issues Sessions of 2049 characters, one more than the model says", set: session(2049)},
		{Name: "session-as-recorded", Summary: "issues Sessions of 1.3 kB that begin with AYABe, in base64 for URLs", set: func(b *refpool.Behaviour) {
			b.Auth.Sessions.New = func(random io.Reader) (string, error) {
				text, err := opaque(random, 990)
				return "AYABe" + text, err
			}
		}},
		{Name: "session-longest", Summary: fmt.Sprintf("issues Sessions of %d characters", longestSession), set: session(longestSession)},
		{Name: "secret-block-short", Summary: "sends a SECRET_BLOCK of 16 bytes", set: secretBlock(16)},
		{Name: "secret-block-long", Summary: "sends a SECRET_BLOCK of 3001 bytes", set: secretBlock(3001)},
	}
}

func groupKey(draw func() string) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		b.Device.Issue.NewGroupKey = func(io.Reader) (string, error) { return draw(), nil }
	}
}

// session draws Sessions of a number of characters.
func session(characters int) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		b.Auth.Sessions.New = func(random io.Reader) (string, error) {
			raw := make([]byte, (characters+1)/2)
			_, err := io.ReadFull(random, raw)
			return hex.EncodeToString(raw)[:characters], err
		}
	}
}

func secretBlock(size int) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		b.Auth.SRP.NewSecretBlock = func(random io.Reader) ([]byte, error) {
			block := make([]byte, size)
			_, err := io.ReadFull(random, block)
			return block, err
		}
	}
}

// opaque is text of n random bytes.
func opaque(random io.Reader, n int) (string, error) {
	raw := make([]byte, n)
	_, err := io.ReadFull(random, raw)
	return base64.RawURLEncoding.EncodeToString(raw), err
}
