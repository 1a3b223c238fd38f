package suspect

import (
	"slices"
	"strings"
)

// Axis is a place of the computation where implementations go wrong, in one way at
// a time. Axes that share a name are parts of the same place where mistakes are
// made independently, such as the order of A and B in u and their padding.
type Axis uint8

// The axes, in the order of the computation.
const (
	Generator       Axis = iota // g
	Multiplier                  // the bytes that k is made from
	MultiplierOrder             // their order
	PublicPower                 // A = g^a
	Salt                        // the salt's bytes in x
	InnerHash                   // H(group ‖ name ‖ ":" ‖ secret)
	Group                       // the pool's name, or the DeviceGroupKey, in x and in the proof
	GroupInX                    // in x alone; where it is wrong, Group is right
	GroupInProof                // in the proof alone, likewise
	Name                        // USER_ID_FOR_SRP, or the DeviceKey, in x and in the proof
	NameInX                     // in x alone; where it is wrong, Name is right
	NameInProof                 // in the proof alone, likewise
	PrivateKey                  // x = H(salt ‖ inner hash)
	VerifierPower               // v = g^x
	Received                    // how B is read
	Scrambling                  // the bytes that u is made from
	ScramblingTerms             // what is hashed: A and B, in this order
	ScramblingHash              // how the hash is read
	Premaster                   // S
	PremasterBytes              // the bytes of S in HKDF
	ScramblingBytes             // the bytes of u in HKDF
	KeyDerivation               // HKDF, or something else
	Extract                     // HKDF's salt and input
	Info                        // HKDF's info
	KeyLength                   // HKDF's length
	SecretBlock                 // SECRET_BLOCK in the proof
	Timestamp                   // TIMESTAMP in the proof
	Day                         // its day
	Clock                       // its hour
	Zone                        // its offset from UTC
	ProofKey                    // the bytes of K in the proof
	Proof                       // HMAC(K, message)
	SentSalt                    // Salt of ConfirmDevice
	SentVerifier                // PasswordVerifier of ConfirmDevice
	PadBytes                    // pad itself

	// Styles: one function of a party's code, wrong in all the places that call it.

	Padding  // integers as bytes
	Integers // hashes as integers: k, x and u
	MAC      // HMAC: in HKDF and for the proof
	axisCount
)

var axisNames = [axisCount]string{
	"generator", "multiplier", "multiplier", "public-power", "salt", "inner-hash", "group", "group", "group",
	"name", "name", "name", "private-key", "verifier-power", "received", "scrambling", "scrambling", "scrambling",
	"premaster", "premaster-bytes", "scrambling-bytes", "key-derivation", "extract", "info", "key-length",
	"secret-block", "timestamp", "timestamp", "timestamp", "timestamp", "proof-key", "proof", "sent-salt",
	"sent-verifier", "pad", "padding", "integers", "hmac",
}

// String returns the axis's name as it stands in ids of choices.
func (a Axis) String() string { return axisNames[a] }

// placedAxes are the axes of what enters both x and the proof.
var placedAxes = [...]struct{ both, inX, inProof Axis }{{Group, GroupInX, GroupInProof}, {Name, NameInX, NameInProof}}

// IsGroup reports whether the axis is one of the group's.
func (a Axis) IsGroup() bool { return a == Group || a == GroupInX || a == GroupInProof }

// IsName reports whether the axis is one of the name's.
func (a Axis) IsName() bool { return a == Name || a == NameInX || a == NameInProof }

// IsStyle reports whether the axis is one of a function that is wrong wherever it is
// called; a choice on an axis of one place counts there in its stead.
func (a Axis) IsStyle() bool { return a == Padding || a == Integers || a == MAC }

// excludes reports whether a variant cannot be wrong on both axes.
func (a Axis) excludes(b Axis) bool {
	for _, placed := range placedAxes {
		if a == placed.both && (b == placed.inX || b == placed.inProof) || b == placed.both && (a == placed.inX || a == placed.inProof) {
			return true
		}
	}
	return a == b
}

// Choice is one wrong value on an axis.
type Choice struct {
	Axis  Axis
	Value string
	// Means says what a party of this choice does: "it hashes A and B …".
	Means string
	// Rules are the ids of the rules that it breaks.
	Rules []string
}

// Rare reports whether the choice shows in one exchange of 16 or of 256 alone, with a
// certain first digit or byte, so that looking for it takes dozens or hundreds of them.
func (c Choice) Rare() bool {
	return c.Value == "from-7f" || c.Value == "after-80" || c.Value == "odd-digit-lost"
}

// InTriples reports whether the choice is tried together with two others: the styles
// that were never seen in a published implementation are not, for each of them costs
// as many powers as ten mistakes of one place.
func (c Choice) InTriples() bool {
	return !c.Axis.IsStyle() || c.Axis == Padding && slices.Contains([]string{"unpadded", "fixed-width", "group-width", "group-width-in-exchange", "from-7f", "after-80"}, c.Value)
}

// Partial reports whether the choice is a style in a part of the places where it could
// show: what it makes wrong, choices of one place make wrong too.
func (c Choice) Partial() bool { return c.Axis.IsStyle() && strings.Contains(c.Value, "-in-") }

// ID is the choice's stable name, axis=value.
func (c Choice) ID() string { return c.Axis.String() + "=" + c.Value }

// Choices lists every known wrong value, in the order of the axes.
func Choices() []Choice {
	var all []Choice
	for axis := range axisCount {
		all = append(all, choicesOf(axis)...)
	}
	return all
}

// choicesOf lists the wrong values of one axis.
func choicesOf(axis Axis) []Choice {
	start, end := catalogue.first[axis], catalogue.first[axis+1]
	return catalogue.choices[start:end:end]
}

// catalogue is the table of all choices with the place where each axis begins.
// It is written once, at start.
var catalogue = index(table())

type choiceIndex struct {
	choices []Choice
	first   [axisCount + 1]int
	byID    map[string]int
}

func index(choices []Choice) choiceIndex {
	built := choiceIndex{choices: choices, byID: map[string]int{}}
	for i, choice := range choices {
		built.byID[choice.ID()] = i
		built.first[choice.Axis+1] = i + 1
	}
	for axis := range axisCount {
		built.first[axis+1] = max(built.first[axis+1], built.first[axis])
	}
	return built
}
