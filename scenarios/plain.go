package scenarios

import (
	"encoding/base64"
	"math/big"

	"github.com/cogbench/cogbench/srp"
)

// plainTries bounds how often numbers are drawn for Actor.Plain: a fifth of all pairs
// is plain. Whoever gives the numbers gets what was given.
const plainTries = 100

// plainly draws until what was drawn is plain.
func plainly[T any](draw func() (T, error), plain func(T) bool) (T, error) {
	var drawn T
	var err error
	for range plainTries {
		if drawn, err = draw(); err != nil || plain(drawn) {
			break
		}
	}
	return drawn, err
}

// isPlain reports whether a number has its full length, of so many bytes, in hexadecimal
// digits too, and needs no sign byte.
func isPlain(v *big.Int, length int) bool { return IsPlain(v.BitLen(), 8*length) }

// IsPlain reports whether a number of so many bits has all hexadecimal digits of one that
// has the length, in bits, and needs no sign byte.
func IsPlain(bits, length int) bool { return bits > length-4 && bits < length }

// newClient draws the client's side of an exchange.
func (a *Actor) newClient() (*srp.Client, error) {
	draw := func() (*srp.Client, error) { return srp.NewClient(a.SRP...) }
	if !a.Plain {
		return draw()
	}
	length := len(srp.N().Bytes())
	return plainly(draw, func(c *srp.Client) bool { return isPlain(c.A(), length) })
}

// newVerifier draws the salt and verifier of a device's secret.
func (a *Actor) newVerifier(d *Device) (srp.DeviceVerifier, error) {
	draw := func() (srp.DeviceVerifier, error) { return a.drawVerifier(d) }
	if !a.Plain {
		return draw()
	}
	return plainly(draw, PlainVerifier)
}

// PlainVerifier reports whether neither the salt nor the verifier of a registration needs
// a sign byte, and both have their full length.
func PlainVerifier(v srp.DeviceVerifier) bool {
	const saltBytes = 16
	return isPlain(numberOf(v.Salt), saltBytes) && isPlain(numberOf(v.PasswordVerifier), len(srp.N().Bytes()))
}

// numberOf is the number that a base64 text stands for.
func numberOf(text string) *big.Int {
	b, _ := base64.StdEncoding.DecodeString(text)
	return new(big.Int).SetBytes(b)
}
