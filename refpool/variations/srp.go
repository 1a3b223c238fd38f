package variations

import (
	"math/big"
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

func arithmetic() []Variation {
	return []Variation{
		{Name: "public-value-of-any-size", Summary: "reduces an SRP_A of any size modulo N", set: sizeOfA},
		{Name: "timestamps-of-any-time", Summary: "accepts a TIMESTAMP however far from its own time", set: anyTime},
		{Name: "numbers-in-upper-case", Summary: "writes SRP_B and SALT in upper case", set: numbers(strings.ToUpper)},
		{Name: "numbers-of-even-length", Summary: "writes SRP_B and SALT with an even number of digits", set: numbers(even)},
		{Name: "numbers-with-a-zero-byte", Summary: "writes SRP_B and SALT with a zero byte in front", set: numbers(func(digits string) string { return "00" + even(digits) })},
	}
}

// sizeOfA takes what RFC 5054 does not exclude: all but the multiples of N.
func sizeOfA(b *refpool.Behaviour) {
	before := b.Auth.SRP.ParseA
	b.Auth.SRP.ParseA = func(text string) (*big.Int, error) {
		A, err := srp.ParseHex(text)
		if err != nil || A.BitLen() <= srp.N().BitLen() {
			return before(text)
		}
		return before(A.Mod(A, srp.N()).Text(16))
	}
}

func anyTime(b *refpool.Behaviour) {
	before := b.Auth.SRP.Timestamp
	b.Auth.SRP.Timestamp = func(sent string, now time.Time) (string, error) {
		if at, err := srp.ParseTimestamp(sent); err == nil {
			now = at
		}
		return before(sent, now)
	}
}

// numbers writes the hexadecimal parameters of the SRP challenges in another way.
func numbers(write func(string) string) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Auth.SRP.Parameters
		b.Auth.SRP.Parameters = func(challenge *refpool.Challenge, parameters map[string]string) map[string]string {
			written := before(challenge, parameters)
			for _, name := range []string{"SRP_B", "SALT"} {
				if digits, there := written[name]; there {
					written[name] = write(digits)
				}
			}
			return written
		}
	}
}

func even(digits string) string {
	if len(digits)%2 == 1 {
		return "0" + digits
	}
	return digits
}
