package suspect

// Axis is a place of the computation where implementations go wrong.
type Axis uint8

// The axes, in the order of the computation.
const (
	Generator       Axis = iota // g
	Multiplier                  // the bytes that k is made from
	PublicPower                 // A = g^a
	Salt                        // the salt's bytes in x
	InnerHash                   // H(group ‖ name ‖ ":" ‖ secret)
	Group                       // the pool's name, or the DeviceGroupKey
	Name                        // USER_ID_FOR_SRP, or the DeviceKey
	PrivateKey                  // x = H(salt ‖ inner hash)
	VerifierPower               // v = g^x
	Scrambling                  // the bytes that u is made from
	Premaster                   // S
	PremasterBytes              // the bytes of S in HKDF
	ScramblingBytes             // the bytes of u in HKDF
	KeyDerivation               // HKDF, or something else
	Extract                     // HKDF's salt and input
	Info                        // HKDF's info
	KeyLength                   // HKDF's length
	SecretBlock                 // SECRET_BLOCK in the proof
	Timestamp                   // TIMESTAMP in the proof
	ProofKey                    // the bytes of K in the proof
	Proof                       // HMAC(K, message)
	SentSalt                    // Salt of ConfirmDevice
	SentVerifier                // PasswordVerifier of ConfirmDevice
	PadBytes                    // pad itself
	Padding                     // integers as bytes, everywhere at once
	axisCount
)

var axisNames = [axisCount]string{
	"generator", "multiplier", "public-power", "salt", "inner-hash", "group", "name", "private-key",
	"verifier-power", "scrambling", "premaster", "premaster-bytes", "scrambling-bytes", "key-derivation",
	"extract", "info", "key-length", "secret-block", "timestamp", "proof-key", "proof", "sent-salt",
	"sent-verifier", "pad", "padding",
}

// String returns the axis's name as it stands in ids of choices.
func (a Axis) String() string { return axisNames[a] }

// Choice is one wrong value on an axis.
type Choice struct {
	Axis  Axis
	Value string
	// Means says what a party of this choice does: "it hashes A and B …".
	Means string
	// Rules are the ids of the rules that it breaks.
	Rules []string
}

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
