package suites

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerVerifier lists the checks of the salt and the verifier that
// ConfirmDevice takes.
func registerVerifier(s registry) {
	s.Rule("DEV-CONF-10", confirmTakesSignedIntegers, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-CONF-11", confirmRefusesNegative, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-12", confirmTakesAnyLength, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-CONF-13", confirmRefusesOtherThanBase64, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-14", confirmDoesNotCheckVerifier, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-16", confirmWithoutVerifier, engine.DependsOn("DEV-CONF-01"), engine.Waits(codesOfThree))
	s.Rule("DEV-CONF-19", saltNotMinimal, engine.DependsOn("DEV-SRP-07"), engine.Limit(2*engine.UsualLimit))
	s.Rule("DEV-CONF-20", verifierIsNeverShown, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-21", confirmWithoutPadding, engine.DependsOn("DEV-CONF-01"))
}

// newVerifier is a salt and verifier of the device's secret, without a sign byte.
func newVerifier(c *Check, device *scenarios.Device) srp.DeviceVerifier {
	salt, v := verifierLike(c, device, needsNoSign)
	return srp.DeviceVerifier{
		Salt:             base64.StdEncoding.EncodeToString(srp.Pad(salt)),
		PasswordVerifier: base64.StdEncoding.EncodeToString(srp.Pad(v)),
	}
}

// withVerifier sends the bytes of a salt and a verifier as they are.
func withVerifier(salt, verifier []byte) func(*cip.ConfirmDeviceInput) {
	return withVerifierText(base64.StdEncoding.EncodeToString(salt), base64.StdEncoding.EncodeToString(verifier))
}

func withVerifierText(salt, verifier string) func(*cip.ConfirmDeviceInput) {
	return func(in *cip.ConfirmDeviceInput) {
		in.DeviceSecretVerifierConfig = &types.DeviceSecretVerifierConfigType{Salt: &salt, PasswordVerifier: &verifier}
	}
}

// verifierFor is v for a salt given as an integer.
func verifierFor(device *scenarios.Device, salt *big.Int) *big.Int {
	return srp.Verifier(srp.PrivateKey(device.Identity(), salt))
}

// integerOf reads bytes as an unsigned big-endian integer.
func integerOf(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

// bytesOf is n bytes, the first given and the others all alike.
func bytesOf(n int, first byte) []byte {
	b := bytes.Repeat([]byte{0x5a}, n)
	b[0] = first
	return b
}

// rememberWith confirms an issued device with the salt and verifier, and remembers
// it, unless the pool does so on its own.
func rememberWith(c *Check, actor *scenarios.Actor, device *scenarios.Device, accessToken string, salt []byte, v *big.Int) {
	confirm(c, actor, accessToken, device, withVerifier(salt, srp.Pad(v)))
	if actor.Client.Pool.Spec.Tracking == target.OptIn {
		c.Given(actor.Remember(c.Context(), accessToken, device.Key), "UpdateDeviceStatus(remembered)")
	}
}

// remembersWith registers a device with the salt and holds that it can then sign
// in: so the salt was taken as the integer that it is.
func remembersWith(c *Check, actor *scenarios.Actor, salt []byte) {
	device, signIn := c.IssuedDevice(actor)
	rememberWith(c, actor, device, signIn.AccessToken(), salt, verifierFor(device, integerOf(salt)))
	c.DeviceIsAsked(actor, device)
	deviceIsProven(c, actor, device)
}

func confirmTakesSignedIntegers(c *Check) {
	c.in([]setting{confidential()}, func(actor *scenarios.Actor) {
		remembersWith(c, actor, append([]byte{0}, bytesOf(16, 0x80)...))
		remembersWith(c, actor, append([]byte{0}, bytesOf(16, 0xff)...))
	})
	c.CaseIn(alwaysWithMFA().String(), "verifier of 385 bytes", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		confirmWithVerifierLike(c, actor, func(v *big.Int) bool { return v.BitLen() == 3072 })
	})
	c.CaseIn(alwaysWithMFA().String(), "verifier of 384 bytes", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		confirmWithVerifierLike(c, actor, func(v *big.Int) bool { return v.BitLen() > 3064 && v.BitLen() < 3072 })
	})
}

// verifierLike finds a salt for which the device's verifier is as wanted.
func verifierLike(c *Check, device *scenarios.Device, wanted func(*big.Int) bool) (salt, v *big.Int) {
	return verifierFrom(c, device, integerOf(bytesOf(16, 0x11)), wanted)
}

// verifierFrom is verifierLike with the first such salt from one on.
func verifierFrom(c *Check, device *scenarios.Device, from *big.Int, wanted func(*big.Int) bool) (salt, v *big.Int) {
	salt = new(big.Int).Set(from)
	for range 10_000 {
		if v = verifierFor(device, salt); wanted(v) {
			return salt, v
		}
		salt.Add(salt, big.NewInt(1))
	}
	c.Skip("found no salt with such a verifier")
	return nil, nil
}

// confirmWithVerifierLike registers a device whose verifier is as wanted, and
// holds that it can sign in.
func confirmWithVerifierLike(c *Check, actor *scenarios.Actor, wanted func(*big.Int) bool) {
	device, signIn := c.IssuedDevice(actor)
	salt, v := verifierLike(c, device, wanted)
	rememberWith(c, actor, device, signIn.AccessToken(), srp.Pad(salt), v)
	c.DeviceIsAsked(actor, device)
	deviceIsProven(c, actor, device)
}

func confirmRefusesNegative(c *Check) {
	good, negative := bytesOf(16, 0x11), bytesOf(16, 0x91)
	goodVerifier, negativeVerifier := bytesOf(384, 0x11), bytesOf(384, 0x91)
	each(c, map[string]func(*cip.ConfirmDeviceInput){
		"negative salt":                 withVerifier(negative, goodVerifier),
		"negative verifier":             withVerifier(good, negativeVerifier),
		"negative salt and verifier":    withVerifier(negative, negativeVerifier),
		"negative salt of one byte":     withVerifier([]byte{0x80}, goodVerifier),
		"negative verifier of all ones": withVerifier(good, bytes.Repeat([]byte{0xff}, 384)),
	}, func(name string, edit func(*cip.ConfirmDeviceInput)) { confirmRefuses(c, name, edit, invalidParameter) })
}

// confirmRefuses holds that ConfirmDevice of a device refuses a salt or verifier with
// one of the names.
func confirmRefuses(c *Check, what string, edit func(*cip.ConfirmDeviceInput), names ...string) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.IssuedDevice(actor)
	_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device, edit)
	c.Refused(err, "ConfirmDevice with a "+what, names...)
	c.Given(confirmed(c, actor, signIn, device), "ConfirmDevice with a right salt and verifier")
}

func confirmTakesAnyLength(c *Check) {
	eachIn(c, alwaysWithMFA().String(), map[string][]byte{
		"salt of 32 bytes": bytesOf(32, 0x11),
		"salt of 15 bytes": bytesOf(15, 0x11),
		"salt of 16 bytes": bytesOf(16, 0x11),
		"salt of 1 byte":   {0x11},
	}, func(_ string, salt []byte) {
		remembersWith(c, c.Actor(alwaysWithMFA().pool, target.ClientSpec{}), salt)
	})
	c.CaseIn(alwaysWithMFA().String(), "verifier of 383 bytes", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		confirmWithVerifierLike(c, actor, func(v *big.Int) bool { return len(srp.Pad(v)) == 383 })
	})
}

func confirmRefusesOtherThanBase64(c *Check) {
	good := base64.StdEncoding.EncodeToString(bytesOf(16, 0x11))
	verifier := base64.StdEncoding.EncodeToString(bytesOf(384, 0x11))
	each(c, map[string]func(*cip.ConfirmDeviceInput){
		"salt of other characters":     withVerifierText("!!not base64!!", verifier),
		"verifier of other characters": withVerifierText(good, "!!not base64!!"),
	}, func(name string, edit func(*cip.ConfirmDeviceInput)) { confirmRefuses(c, name, edit) })
}

func confirmWithoutPadding(c *Check) {
	for member, cut := range sorted(map[string]func(string) string{
		"Salt and PasswordVerifier":                    func(text string) string { return strings.TrimRight(text, "=") },
		"Salt and PasswordVerifier cut by a character": func(text string) string { return strings.TrimRight(text, "=")[1:] },
	}) {
		actor := c.Actor(always().pool, target.ClientSpec{})
		device, signIn := c.IssuedDevice(actor)
		salt, verifier := base64.StdEncoding.EncodeToString(bytesOf(16, 0x11)), base64.StdEncoding.EncodeToString(bytesOf(383, 0x11))
		_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device, withVerifierText(cut(salt), cut(verifier)))
		c.Observe("ConfirmDevice with %s without padding: %s", member, c.resultOf(err))
	}
}

func confirmDoesNotCheckVerifier(c *Check) {
	c.in([]setting{alwaysWithMFA(), confidential()}, func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		rememberWith(c, actor, device, signIn.AccessToken(), bytesOf(16, 0x11), integerOf(bytesOf(384, 0x22)))
		c.demandsDevice(actor)
		_, err := actor.SignIn(c.Context(), device)
		c.Refused(err, "sign-in with a device whose verifier was wrong", notAuthorized)
		right, _ := c.RememberedDevice(actor)
		c.SignedIn(actor, right)
	})
}

func confirmWithoutVerifier(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, signIn := c.IssuedDevice(actor)
	_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device, func(in *cip.ConfirmDeviceInput) {
		in.DeviceSecretVerifierConfig = nil
	})
	c.Observe("ConfirmDevice without DeviceSecretVerifierConfig: %s", c.resultOf(err))
	if err == nil {
		_, err = actor.SignIn(c.Context(), device)
		if err == nil {
			usual, _ := c.RememberedDevice(actor)
			deviceIsProven(c, actor, usual)
		}
		c.Observe("sign-in with such a device: %s", c.resultOf(err))
	}
}

// saltNotMinimal registers salts that are not minimal. A device signs in when its
// verifier was made of the integer, and is locked out when it was made of the raw
// bytes.
func saltNotMinimal(c *Check) {
	owner := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	usual, _ := c.RememberedDevice(owner)
	deviceIsProven(c, owner, usual)
	for name, salt := range sorted(map[string][]byte{
		"one zero before a clear top bit": append([]byte{0}, bytesOf(15, 0x11)...),
		"three zeros":                     append([]byte{0, 0, 0}, bytesOf(13, 0x11)...),
		"two zeros before a set top bit":  append([]byte{0, 0}, bytesOf(14, 0x91)...),
	}) {
		for hashed, v := range sorted(map[string]func(*scenarios.Device) *big.Int{
			"as an integer": func(d *scenarios.Device) *big.Int { return verifierFor(d, integerOf(salt)) },
			"as raw bytes":  func(d *scenarios.Device) *big.Int { return srp.Verifier(privateKeyOfBytes(d, salt)) },
		}) {
			actor := c.another(owner) // a second sign-in of one would wait for its next code
			device, signIn := c.IssuedDevice(actor)
			_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device, withVerifier(salt, srp.Pad(v(device))))
			c.Observe("salt with %s, hashed %s: ConfirmDevice: %s", name, hashed, c.resultOf(err))
			if err == nil {
				_, err = actor.SignIn(c.Context(), device)
				c.Observe("salt with %s, hashed %s: sign-in with the device: %s", name, hashed, c.resultOf(err))
			}
		}
	}
}

// privateKeyOfBytes is x as a client computes it that hashes the salt's bytes as
// it drew them: x = I(H(salt‖H(DeviceGroupKey‖DeviceKey‖":"‖secret))).
func privateKeyOfBytes(device *scenarios.Device, salt []byte) *big.Int {
	inner := sha256.Sum256([]byte(device.GroupKey + device.Key + ":" + device.Secret))
	x := sha256.Sum256(append(bytes.Clone(salt), inner[:]...))
	return integerOf(x[:])
}

// verifierIsNeverShown reads a device by every operation, raw, and looks for the
// numbers of its registration in the answers.
func verifierIsNeverShown(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.IssuedDevice(actor)
	verifier := newVerifier(c, device)
	confirm(c, actor, signIn.AccessToken(), device, withVerifierText(verifier.Salt, verifier.PasswordVerifier))
	c.Given(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(remembered)")
	reads := map[string]map[string]any{
		"GetDevice":   {"AccessToken": signIn.AccessToken(), "DeviceKey": device.Key},
		"ListDevices": {"AccessToken": signIn.AccessToken()},
	}
	if c.Has(spec.Administration) {
		reads["AdminGetDevice"] = map[string]any{"UserPoolId": actor.Client.Pool.ID, "Username": actor.User.ID, "DeviceKey": device.Key}
		reads["AdminListDevices"] = map[string]any{"UserPoolId": actor.Client.Pool.ID, "Username": actor.User.ID}
	}
	each(c, reads, func(operation string, body map[string]any) {
		response := c.raw(operation, body)
		c.Given(response.Err(operation), operation)
		for name, secret := range map[string]string{
			"salt": verifier.Salt, "verifier": verifier.PasswordVerifier, "device secret": device.Secret,
			"salt in hex": hexOf(verifier.Salt), "verifier in hex": hexOf(verifier.PasswordVerifier),
		} {
			if bytes.Contains(bytes.ToLower(response.Body), bytes.ToLower([]byte(secret))) {
				c.Fail("no "+name+" in the answer of "+operation, "an answer that contains it")
			}
		}
	})
}

// hexOf is base64 text in hexadecimal, as it stands in every hexadecimal form:
// without leading zeros.
func hexOf(text string) string {
	b, _ := base64.StdEncoding.DecodeString(text)
	return strings.TrimLeft(hex.EncodeToString(b), "0")
}
