package srp

import (
	"math/big"
	"strings"
)

// Identity is who proves knowledge of a secret. The user's leg and the device's
// differ in these three texts only.
type Identity struct {
	// Group is the pool's name (see PoolName), or the DeviceGroupKey.
	Group string
	// Name is USER_ID_FOR_SRP, or the DeviceKey.
	Name string
	// Secret is the password, or the device's generated secret.
	Secret string
}

// PoolName returns the part of a user pool's id that enters x and the proof:
// everything after the first underscore ("us-east-1_Abc" gives "Abc"), or all
// of an id without one. (amazon-cognito-identity-js CognitoUserPool.js;
// amplify-android SRPHelper.kt)
func PoolName(poolID string) string {
	if _, name, found := strings.Cut(poolID, "_"); found {
		return name
	}
	return poolID
}

// PrivateKey returns x = H(pad(salt) ‖ H(group ‖ name ‖ ":" ‖ secret)): the
// guide's "SHA256(salt + FULL_PASSWORD)", salt taken as an integer.
func PrivateKey(id Identity, salt *big.Int) *big.Int {
	var h hasher
	return h.privateKey(id, salt)
}

func (h *hasher) privateKey(id Identity, salt *big.Int) *big.Int {
	h.text(id.Group)
	h.text(id.Name)
	h.text(":")
	h.text(id.Secret)
	inner := h.sum()
	h.number(salt)
	h.bytes(inner[:])
	return h.sumInt()
}

// Verifier returns v = g^x mod N, what a server keeps in place of the secret.
func Verifier(x *big.Int) *big.Int {
	return powerOfG(x)
}
