package suspect

import (
	"math/big"

	"github.com/cogbench/cogbench/srp"
)

// Exchange is what is known of one exchange. A party's value can be computed as
// far as its inputs are here; fields that a value does not need may be empty.
type Exchange struct {
	// Ephemeral is a.
	Ephemeral *big.Int
	// A is the public value as it was sent; nil where the party made it from a.
	A *big.Int
	// B and Salt are SRP_B and SALT as texts of the wire, hexadecimal. For a
	// registration Salt is the hexadecimal form of the salt's bytes. Without B a
	// server computes its own.
	B, Salt string
	// ServerSecret is b, where the exchange is seen from the server's side: S is
	// then (A·v^u)^b, and a is not needed.
	ServerSecret *big.Int
	// Device tells the device's leg from the user's.
	Device bool
	// PoolID is the whole id of the pool; for a device only where it is known.
	PoolID string
	// Identity holds the right group, name and secret.
	Identity srp.Identity
	// Names are the other names that a party may have taken by mistake:
	// "username", "sub", "alias", "device-key".
	Names map[string]string
	// SecretBlock is base64; Timestamp is the text that was sent.
	SecretBlock, Timestamp string
	// X, Verifier, Premaster, U and Key are x, v, S, u and K where they are given,
	// and not made from the rest.
	X, Verifier, Premaster, U *big.Int
	Key                       []byte
	// Number is what pad is asked for.
	Number *big.Int
}

// applies reports whether a choice can be told in this exchange at all: a name
// has to be known, and a pool's name parted from its id, before it can be mistaken.
func (e *Exchange) applies(choice Choice) bool {
	value := Of(choice)
	switch {
	case choice.Axis.IsName():
		name := firstOf(value.placed(NameInX, Name), value.placed(NameInProof, Name))
		other, known := e.Names[name]
		return name == "missing" || known && other != e.Identity.Name
	case choice.Axis.IsGroup():
		group := firstOf(value.placed(GroupInX, Group), value.placed(GroupInProof, Group))
		return e.group(group) != e.Identity.Group
	case choice.Axis == Received:
		return len(e.B)%2 != 0
	default:
		return true
	}
}

// Shows reports whether the choice can be told in the exchange from the right one.
// Where all names are known and it cannot, other numbers will not tell them apart
// either.
func (c Choice) Shows(e Exchange) bool { return e.applies(c) }

func firstOf(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}
