package scenarios

import (
	"errors"
	"math/big"

	"github.com/cogbench/cogbench/srp"
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

// ofShortNumber is the error of a proof, as a *ShortNumberError if it is one.
func (t *Attempt) ofShortNumber(err error, id srp.Identity, device bool) error {
	if target.AsError(err).Kind != target.Refused {
		return err
	}
	number, known := t.shortNumber(id, device)
	if !known {
		return err
	}
	return &ShortNumberError{Number: number, Device: device, Err: err}
}

// shortNumber names a number of the exchange at hand that begins with a zero byte. In a
// target's own arithmetic u and S are others: SRP_B alone is looked at.
func (t *Attempt) shortNumber(id srp.Identity, device bool) (name string, known bool) {
	parameters := t.challenge()
	B, errB := srp.ParseHex(parameters["SRP_B"])
	salt, errSalt := srp.ParseHex(parameters["SALT"])
	if errors.Join(errB, errSalt) != nil {
		return "", false
	}
	if isShort(B, srp.N()) {
		return "SRP_B", true
	}
	u, err := srp.Scrambling(t.SRP.A(), B)
	if err != nil || t.Actor.leg(device).Size() > 0 {
		return "", false
	}
	if isShort(u, hashLimit()) {
		return "u", true
	}
	return "S", isShort(srp.ClientPremaster(t.SRP.Ephemeral(), B, srp.PrivateKey(id, salt), u), srp.N())
}

// hashLimit has as many bytes as a SHA-256.
func hashLimit() *big.Int { return new(big.Int).Lsh(big.NewInt(1), 255) }

// isShort reports whether a number has fewer bytes than the limit.
func isShort(v, limit *big.Int) bool { return len(v.Bytes()) < len(limit.Bytes()) }
