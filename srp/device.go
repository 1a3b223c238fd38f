package srp

import (
	"encoding/base64"
	"fmt"
	"math/big"
)

const (
	deviceSaltBytes   = 16
	deviceSecretBytes = 40
)

// DeviceVerifier is ConfirmDevice's DeviceSecretVerifierConfig: base64 of the
// Pad()ed salt and of the Pad()ed verifier. Without the padding half of all
// salts and verifiers would be negative integers, which the service refuses.
type DeviceVerifier struct {
	Salt             string
	PasswordVerifier string
}

// NewDeviceVerifier draws a salt of 16 bytes and computes the verifier of a
// device's secret; id holds the DeviceGroupKey, the DeviceKey and the secret.
func NewDeviceVerifier(id Identity, opts ...Option) (DeviceVerifier, error) {
	salt, err := apply(opts, 0).draw(deviceSaltBytes)
	if err != nil {
		return DeviceVerifier{}, fmt.Errorf("device salt: %w", err)
	}
	return DeviceVerifierWithSalt(id, new(big.Int).SetBytes(salt)), nil
}

// DeviceVerifierWithSalt is NewDeviceVerifier with the salt given.
// (amazon-cognito-identity-js AuthenticationHelper.js, generateHashDevice)
func DeviceVerifierWithSalt(id Identity, salt *big.Int) DeviceVerifier {
	v := Verifier(PrivateKey(id, salt))
	return DeviceVerifier{
		Salt:             base64.StdEncoding.EncodeToString(Pad(salt)),
		PasswordVerifier: base64.StdEncoding.EncodeToString(Pad(v)),
	}
}

// NewDeviceSecret returns a fresh device secret: the base64 of 40 random bytes,
// as the JavaScript, Python and Rust clients make it. The text itself is what
// enters x.
func NewDeviceSecret(opts ...Option) (string, error) {
	secret, err := apply(opts, 0).draw(deviceSecretBytes)
	if err != nil {
		return "", fmt.Errorf("device secret: %w", err)
	}
	return base64.StdEncoding.EncodeToString(secret), nil
}
