package suspect

import (
	"fmt"
	"strings"
)

// Arithmetic is how a server computes the two legs of a sign-in. The zero value is the
// protocol's own way. Values compare with ==.
type Arithmetic struct{ User, Device Variant }

// Everywhere is the arithmetic of a server that computes both legs by one code: what
// it may get wrong of a user's secret and name, it does not compute of a device's.
func Everywhere(w Variant) Arithmetic { return Arithmetic{w, w.onDevice()} }

// onDevice keeps the choices of a variant that show in the device's leg of a server
// which makes them in both.
func (w Variant) onDevice() Variant {
	for axis := range w.ways {
		if w.ways[axis] == 0 {
			continue
		}
		choice := choicesOf(Axis(axis))[w.ways[axis]-1]
		if !serverMakes(choice, true) || choice.Axis.IsGroup() || choice.Axis.IsName() {
			w.ways[axis] = 0
		}
	}
	return w
}

// In Arithmetic.String of legs that differ, what stands before each leg's choices.
const (
	userPart   = "user:"
	devicePart = "device:"
)

// ParseArithmetic reads what Arithmetic.String writes: a variant for both legs, or one
// for each, as in "user:salt=raw;device:".
func ParseArithmetic(text string) (Arithmetic, error) {
	user, device, apart := strings.Cut(text, ";"+devicePart)
	if !apart {
		w, err := ParseVariant(text)
		return Everywhere(w), err
	}
	user, named := strings.CutPrefix(user, userPart)
	if !named {
		return Arithmetic{}, fmt.Errorf("%q names the device's leg alone", text)
	}
	var a Arithmetic
	var err error
	if a.User, err = ParseVariant(user); err != nil {
		return Arithmetic{}, err
	}
	if a.Device, err = ParseVariant(device); err != nil {
		return Arithmetic{}, err
	}
	return a, nil
}

// String returns the choices of both legs, or of each; "" is the protocol.
func (a Arithmetic) String() string {
	if a == Everywhere(a.User) {
		return a.User.String()
	}
	return userPart + a.User.String() + ";" + devicePart + a.Device.String()
}

// Leg is the variant of one leg.
func (a Arithmetic) Leg(device bool) Variant {
	if device {
		return a.Device
	}
	return a.User
}
