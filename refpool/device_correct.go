package refpool

import (
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"time"
)

// integerBytes bounds Salt and PasswordVerifier: a verifier has at most 385
// bytes.
const integerBytes = 512

func correctDevice() DeviceBehaviour {
	return DeviceBehaviour{
		Tracked:        tracked,
		Sent:           func(_ string, given map[string]string) string { return given["DEVICE_KEY"] },
		Find:           func(_ *Pool, u *User, key string) *Device { return u.Devices[key] },
		Known:          func(d *Device) bool { return d != nil && d.Confirmed },
		Unknown:        func(string) error { return deviceNotFound() },
		Visible:        func(d *Device) bool { return d.Remembered },
		VisibleToAdmin: func(*Device) bool { return true },
		Issue: DeviceIssueBehaviour{
			Due:         deviceKeyDue,
			NewKey:      newDeviceKey,
			NewGroupKey: newDeviceGroupKey,
			Confirmable: func(s *SignIn) bool { return !s.Alias },
		},
		Confirm: DeviceConfirmBehaviour{
			Check:           checkConfirmable,
			ParseInteger:    parseDeviceInteger,
			Dated:           noteConfirmation,
			Remembered:      func(p *Pool) bool { return !p.Config.Device.DeviceOnlyRememberedOnUserPrompt },
			UserMustConfirm: func(p *Pool) bool { return p.Config.Device.DeviceOnlyRememberedOnUserPrompt },
		},
		SignIn: DeviceSignInBehaviour{
			Follows:         deviceFollows,
			AsksProof:       asksDeviceProof,
			Identity:        func(d *Device) (string, string) { return d.GroupKey, d.Key },
			SameKey:         func(ch *Challenge, key string) bool { return ch.DeviceKey == key },
			Unsolicited:     func(*Pool, *Client, *User, string) *SignIn { return nil },
			StillRemembered: func(d *Device) bool { return d != nil && d.Confirmed && d.Remembered },
			Authenticated:   noteAuthentication,
		},
		Describe:  correctDeviceDescription(),
		SetStatus: setDeviceStatus,
		Forget: func(_ *Pool, u *User, d *Device) error {
			delete(u.Devices, d.Key)
			return nil
		},
	}
}

func tracked(p *Pool) bool { return p.Config.Device != nil }

// deviceKeyDue holds for every flow. What is known of CUSTOM_AUTH with SRP is in
// conflict (DEV-NEW-13).
func deviceKeyDue(p *Pool, s *SignIn) bool { return tracked(p) && s.DeviceKey == "" }

func newDeviceKey(region string, random io.Reader) (string, error) {
	id, err := drawUUID(random)
	if err != nil {
		return "", fmt.Errorf("draw a device key: %w", err)
	}
	return region + "_" + id, nil
}

// newDeviceGroupKey draws a key of the form seen on the service: "-" and 8
// characters.
func newDeviceGroupKey(random io.Reader) (string, error) {
	var drawn [6]byte
	if _, err := io.ReadFull(random, drawn[:]); err != nil {
		return "", fmt.Errorf("draw a device group key: %w", err)
	}
	return "-" + base64.RawURLEncoding.EncodeToString(drawn[:]), nil
}

func checkConfirmable(p *Pool, d *Device) error {
	switch {
	case !tracked(p):
		return refuse("InvalidUserPoolConfigurationException", "User pool %s does not track devices.", p.ID)
	case d == nil, !d.Confirmable:
		return invalidParameter("Invalid device key given.")
	case d.Confirmed:
		return refuse("DeviceKeyExistsException", "Device already exists.")
	}
	return nil
}

// parseDeviceInteger reads base64 of a signed big-endian integer. It cannot
// tell a right verifier from a wrong one (DEV-CONF-14).
func parseDeviceInteger(member, text string) (*big.Int, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	switch {
	case err != nil || len(raw) == 0:
		return nil, invalidParameter("%s is not base64 of a number.", member)
	case len(raw) > integerBytes:
		return nil, invalidParameter("%s is too long.", member)
	case raw[0]&0x80 != 0:
		return nil, invalidParameter("A negative value was passed for %s.", member)
	}
	return new(big.Int).SetBytes(raw), nil
}

// deviceFollows leaves out one-time passwords: the guide has a device follow a
// password or a custom challenge. For USER_AUTH with a password the reference
// says that DEVICE_KEY bypasses MFA; nothing was recorded.
func deviceFollows(s *SignIn) bool { return !s.HasPassed("ONE_TIME_PASSWORD") }

// asksDeviceProof asks a remembered device, whether or not there is an MFA to
// replace (POOL-08, POOL-09). Where MFA was asked all the same it follows in
// pools that always remember (DEV-SRP-23).
func asksDeviceProof(p *Pool, s *SignIn, d *Device) bool {
	if !tracked(p) || d == nil || !d.Remembered || d.Verifier == nil || s.HasPassed("DEVICE_PASSWORD_VERIFIER") {
		return false
	}
	return !s.PassedMFA() || !p.Config.Device.DeviceOnlyRememberedOnUserPrompt
}

// noteAuthentication keeps whole seconds, as recorded devices do.
func noteAuthentication(d *Device, ip string, now time.Time) {
	d.LastAuthenticated, d.LastIP = now.Truncate(time.Second), ip
}

// noteConfirmation gives a fresh device two dates that are equal, as the examples
// have them.
func noteConfirmation(d *Device, now time.Time) { d.Created, d.LastModified = now, now }

// setDeviceStatus takes an absent status for no change (DEV-STAT-09).
func setDeviceStatus(d *Device, status string, now time.Time) {
	if status != "" {
		d.Remembered = status == "remembered"
	}
	d.LastModified = now
}
