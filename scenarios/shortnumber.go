package scenarios

import (
	"errors"
	"math/big"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// ShortNumberError is the error of a proof that was refused in an exchange in which a
// number that neither side chooses begins with a zero byte, as one in a hundred does. A
// target that encodes it wrongly refuses the right proof by chance, and takes it in the
// next exchange. Whether the proof was right is not known here.
type ShortNumberError struct {
	// Number is SRP_B, u or S.
	Number string
	// Device is true in the device's exchange.
	Device bool
	// Err is the refusal.
	Err error
}

func (e *ShortNumberError) Error() string { return e.Err.Error() }

// Unwrap returns the refusal.
func (e *ShortNumberError) Unwrap() error { return e.Err }

// ofShortNumber is the error of a proof, as a *ShortNumberError if it is one. In a target's
// own arithmetic u and S are others: SRP_B alone counts.
func (t *Attempt) ofShortNumber(err error, id srp.Identity, device bool) error {
	if target.AsError(err).Kind != target.Refused {
		return err
	}
	e := Leg{Device: device, Attempt: t}.SuspectExchange("")
	e.Identity = id
	number := ShortNumber(e)
	if number == "" || number != "SRP_B" && t.Actor.leg(device).Size() > 0 {
		return err
	}
	return &ShortNumberError{Number: number, Device: device, Err: err}
}

// ShortNumber names a number of an exchange that begins with a zero byte: SRP_B, u or S. It
// is "" if none does, and if the exchange cannot be computed.
func ShortNumber(e suspect.Exchange) string {
	B, errB := srp.ParseHex(e.B)
	salt, errSalt := srp.ParseHex(e.Salt)
	if errors.Join(errB, errSalt) != nil {
		return ""
	}
	u, err := srp.Scrambling(e.A, B)
	switch {
	case isShort(B, srp.N()):
		return "SRP_B"
	case err != nil:
		return ""
	case isShort(u, hashLimit()):
		return "u"
	case isShort(srp.ClientPremaster(e.Ephemeral, B, srp.PrivateKey(e.Identity, salt), u), srp.N()):
		return "S"
	}
	return ""
}

// hashLimit has as many bytes as a SHA-256.
func hashLimit() *big.Int { return new(big.Int).Lsh(big.NewInt(1), 255) }

// isShort reports whether a number has fewer bytes than the limit.
func isShort(v, limit *big.Int) bool { return len(v.Bytes()) < len(limit.Bytes()) }
