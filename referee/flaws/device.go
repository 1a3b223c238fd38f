package flaws

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"

	"github.com/cogbench/cogbench/srp"
)

// stranger is a device key that no pool issued.
const stranger = "us-east-1_00000000-0000-4000-8000-000000000000"

func keyFlaws() []Flaw {
	without := func(challenges ...string) func(*Conduct) {
		return responding(challenges, func(_ *Client, _ *call, responses map[string]string) { delete(responses, "DEVICE_KEY") })
	}
	return []Flaw{
		{Name: "key-left-out-with-codes", Summary: "leaves DEVICE_KEY out where it sends a code", Breaks: rules("CLI-KEY-01"), Walk: "two factors", set: without(mfa()...)},
		{Name: "key-left-out-with-choices", Summary: "leaves DEVICE_KEY out where it chooses a factor", Breaks: rules("CLI-KEY-02"), Walk: "two factors", set: without("SELECT_MFA_TYPE")},
		{Name: "key-left-out-with-proofs", Summary: "leaves DEVICE_KEY out of the device's own challenges", Breaks: rules("CLI-KEY-03"), Walk: "plain", set: without("DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER")},
		{Name: "key-changed", Summary: "sends another DEVICE_KEY with codes", Breaks: rules("CLI-KEY-04"), Walk: "two factors", set: responding(mfa(), func(_ *Client, _ *call, responses map[string]string) {
			if responses["DEVICE_KEY"] != "" {
				responses["DEVICE_KEY"] = stranger
			}
		})},
		{Name: "key-without-region", Summary: "sends the part of DEVICE_KEY after the region", Breaks: rules("CLI-KEY-05"), Walk: "again and again", set: responding([]string{"PASSWORD_VERIFIER"}, func(_ *Client, _ *call, responses map[string]string) {
			if _, id, found := strings.Cut(responses["DEVICE_KEY"], "_"); found {
				responses["DEVICE_KEY"] = id
			}
		})},
		{Name: "device-of-everybody", Summary: "keeps one device for all who sign in", Breaks: rules("CLI-KEY-06"), Walk: "two people", set: func(conduct *Conduct) {
			conduct.file = func(*Client, string) string { return "device" }
		}},
		{Name: "device-filed-twice", Summary: "files devices under the user name, and looks for them under the name that was entered", Breaks: rules("CLI-KEY-07"), Walk: "alias and secret", set: func(conduct *Conduct) {
			conduct.find = func(c *Client, entered string) *Device { return c.devices[entered] }
		}},
	}
}

// registering is a flaw that changes what a device is registered with.
func registering(change func(id srp.Identity, right srp.DeviceVerifier) srp.DeviceVerifier) func(*Conduct) {
	return func(conduct *Conduct) {
		before := conduct.register
		conduct.register = func(c *Client, id srp.Identity) (srp.DeviceVerifier, error) {
			verifier, err := before(c, id)
			if err != nil {
				return verifier, err
			}
			return change(id, verifier), nil
		}
	}
}

// confirming is a flaw that changes calls of an operation.
func confirming(operation string, change func(c *Client, k *call)) func(*Conduct) {
	return editing(func(c *Client, k *call) {
		if k.operation == operation {
			change(c, k)
		}
	})
}

func confirmFlaws() []Flaw {
	unconfirmed := func(conduct *Conduct) {
		conduct.confirms = func(*attempt, *Tokens) bool { return false }
	}
	return append([]Flaw{
		{Name: "device-unconfirmed", Summary: "refreshes without ConfirmDevice", Breaks: rules("CLI-CONF-01"), Walk: "plain", set: unconfirmed},
		{Name: "device-unconfirmed-after-set-up", Summary: "does not call ConfirmDevice after MFA_SETUP", Breaks: rules("CLI-CONF-02"), Walk: "set-up of MFA", set: unconfirmed},
		{Name: "device-unconfirmed-after-password", Summary: "does not call ConfirmDevice after NEW_PASSWORD_REQUIRED", Breaks: rules("CLI-CONF-03"), Walk: "temporary password", set: unconfirmed},
		{Name: "device-unconfirmed-after-custom", Summary: "does not call ConfirmDevice after CUSTOM_AUTH", Breaks: rules("CLI-CONF-04"), Walk: "custom", set: unconfirmed},
		{Name: "device-unconfirmed-and-left", Summary: "signs in again and again, and never calls ConfirmDevice", Breaks: rules("CLI-CONF-19"), Walk: "again and again", set: unconfirmed},
		{Name: "confirms-the-first-key", Summary: "confirms the first device key again", Breaks: rules("CLI-CONF-13"), Walk: "plain", set: confirmsFirst},
		{Name: "verifier-left-out", Summary: "confirms devices without a verifier", Breaks: rules("CLI-CONF-14"), Walk: "rotation", set: confirming("ConfirmDevice", func(_ *Client, k *call) {
			delete(k.body, "DeviceSecretVerifierConfig")
		})},
		{Name: "device-name-long", Summary: "names devices by two thousand characters", Breaks: rules("CLI-CONF-15"), Walk: "plain", set: confirming("ConfirmDevice", func(_ *Client, k *call) {
			k.body["DeviceName"] = strings.Repeat("x", 2000)
		})},
		{Name: "remembers-unasked", Summary: "sets every device to remembered", Breaks: rules("CLI-CONF-16"), Walk: "plain", set: func(conduct *Conduct) {
			conduct.asks = func(bool) bool { return true }
		}},
		{Name: "status-first", Summary: "sets the status of a device before it confirms it", Breaks: rules("CLI-CONF-17"), Walk: "opt-in with TOTP", set: confirming("ConfirmDevice", func(c *Client, k *call) {
			_, _ = c.post(context.Background(), c.HTTP, &call{operation: "UpdateDeviceStatus", body: map[string]any{
				"AccessToken": k.body["AccessToken"], "DeviceKey": k.body["DeviceKey"], "DeviceRememberedStatus": "remembered",
			}}) // is refused
		})},
		{Name: "status-in-capitals", Summary: "writes the status of devices in capitals", Breaks: rules("CLI-CONF-18"), Walk: "opt-in with TOTP", set: confirming("UpdateDeviceStatus", func(_ *Client, k *call) {
			status, _ := k.body["DeviceRememberedStatus"].(string)
			k.body["DeviceRememberedStatus"] = strings.ToUpper(status)
		})},
	}, verifierFlaws()...)
}

func confirmsFirst(conduct *Conduct) {
	var first any
	conduct.edit = func(_ *Client, k *call) {
		if k.operation != "ConfirmDevice" {
			return
		}
		if first == nil {
			first = k.body["DeviceKey"]
		}
		k.body["DeviceKey"] = first
	}
}

func verifierFlaws() []Flaw {
	encode := base64.StdEncoding.EncodeToString
	return []Flaw{
		{Name: "verifier-for-urls", Summary: "registers a verifier in base64 for URLs", Breaks: rules("CLI-CONF-05"), Walk: "plain", set: registering(func(_ srp.Identity, v srp.DeviceVerifier) srp.DeviceVerifier {
			v.PasswordVerifier = strings.NewReplacer("+", "-", "/", "_").Replace(v.PasswordVerifier)
			return v
		})},
		{Name: "salt-negative", Summary: "draws salts with the top bit, and sends them without a byte 00", Breaks: rules("CLI-CONF-06"), Walk: "plain", set: registering(func(id srp.Identity, _ srp.DeviceVerifier) srp.DeviceVerifier {
			salt := topBitSet()
			v := srp.DeviceVerifierWithSalt(id, salt)
			v.Salt = encode(salt.Bytes())
			return v
		})},
		{Name: "verifier-stretched", Summary: "puts a byte 00 before every verifier", Breaks: rules("CLI-CONF-07"), Walk: "plain", set: registering(func(_ srp.Identity, v srp.DeviceVerifier) srp.DeviceVerifier {
			raw, _ := base64.StdEncoding.DecodeString(v.PasswordVerifier)
			v.PasswordVerifier = encode(append([]byte{0}, raw...))
			return v
		})},
		{Name: "verifier-in-hexadecimal", Summary: "registers the hexadecimal text of the verifier", Breaks: rules("CLI-CONF-08"), Also: rules("CLI-CONF-12"), Walk: "rotation", set: registering(func(_ srp.Identity, v srp.DeviceVerifier) srp.DeviceVerifier {
			raw, _ := base64.StdEncoding.DecodeString(v.PasswordVerifier)
			v.PasswordVerifier = encode([]byte(hex.EncodeToString(raw)))
			return v
		})},
		{Name: "salt-of-all", Summary: "registers every device with the same salt", Breaks: rules("CLI-CONF-09"), Walk: "plain", set: registering(func(id srp.Identity, _ srp.DeviceVerifier) srp.DeviceVerifier {
			return srp.DeviceVerifierWithSalt(id, big.NewInt(1<<60+7))
		})},
		{Name: "verifier-of-all", Summary: "registers every device with the first one's verifier", Breaks: rules("CLI-CONF-10"), Also: rules("CLI-CONF-12", "CLI-SRP-10"), Walk: "plain", set: firstVerifier},
		{Name: "verifier-as-salt", Summary: "registers the verifier as the salt too", Breaks: rules("CLI-CONF-11"), Also: rules("CLI-CONF-12"), Walk: "rotation", set: registering(func(_ srp.Identity, v srp.DeviceVerifier) srp.DeviceVerifier {
			v.Salt = v.PasswordVerifier
			return v
		})},
		{Name: "verifier-of-another-name", Summary: "makes the verifier of the group key alone", Breaks: rules("CLI-CONF-12"), Walk: "rotation", set: registering(func(id srp.Identity, v srp.DeviceVerifier) srp.DeviceVerifier {
			id.Name = ""
			salt, _ := base64.StdEncoding.DecodeString(v.Salt)
			return srp.DeviceVerifierWithSalt(id, new(big.Int).SetBytes(salt))
		})},
	}
}

// topBitSet is a salt of 16 bytes that is negative unless a byte stands before it.
func topBitSet() *big.Int {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	salt[0] |= 0x80
	return new(big.Int).SetBytes(salt)
}

func firstVerifier(conduct *Conduct) {
	first := ""
	registering(func(_ srp.Identity, v srp.DeviceVerifier) srp.DeviceVerifier {
		if first == "" {
			first = v.PasswordVerifier
		}
		v.PasswordVerifier = first
		return v
	})(conduct)
}

func deviceFlaws() []Flaw {
	return []Flaw{
		{Name: "device-never-used", Summary: "registers a device at every sign-in, and uses none", Breaks: rules("CLI-DEV-01"), Walk: "again and again", set: func(conduct *Conduct) {
			conduct.find = func(*Client, string) *Device { return nil }
		}},
		{Name: "missing-device-kept", Summary: "does not drop a device that the service does not know", Breaks: rules("CLI-DEV-02"), Walk: "forgotten elsewhere", set: func(conduct *Conduct) {
			conduct.missing = func(error) bool { return false }
		}},
		{Name: "refused-device-kept", Summary: "does not drop a device whose proofs are refused", Breaks: rules("CLI-DEV-03"), Walk: "device refused", set: func(conduct *Conduct) {
			conduct.lost = func(error) bool { return false }
		}},
		{Name: "forgotten-device-kept", Summary: "keeps a device that it had forgotten by the service", Breaks: rules("CLI-DEV-04"), Walk: "plain", set: func(conduct *Conduct) {
			conduct.drop = func(*Client, Person) {}
		}},
	}
}
