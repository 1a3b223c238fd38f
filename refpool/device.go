package refpool

import (
	"math/big"

	"github.com/cogbench/cogbench/srp"
)

// deviceInput is the input of the operations on one device: AccessToken for the
// user's own, UserPoolId and Username for the Admin ones.
type deviceInput struct {
	AccessToken            string
	UserPoolId             string
	Username               string
	DeviceKey              string
	DeviceRememberedStatus string
}

// withOwnDevice runs act on a known device of the user whose access token it is.
func withOwnDevice[Out any](r *request, in *deviceInput, act func(*Pool, *User, *Device) (Out, error)) (Out, error) {
	return authorize(r, in.AccessToken, func(p *Pool, u *User, _ *Grant) (Out, error) {
		return onKnownDevice(r, p, u, in.DeviceKey, act)
	})
}

// withDevice is withOwnDevice for the Admin operations.
func withDevice[Out any](r *request, in *deviceInput, act func(*Pool, *User, *Device) (Out, error)) (Out, error) {
	return withUser(r, in.UserPoolId, in.Username, func(p *Pool, u *User) (Out, error) {
		return onKnownDevice(r, p, u, in.DeviceKey, act)
	})
}

func onKnownDevice[Out any](
	r *request, p *Pool, u *User, key string, act func(*Pool, *User, *Device) (Out, error),
) (out Out, err error) {
	d := r.knownDevice(p, u, key)
	if d == nil {
		return out, r.behaviour.Device.Unknown(r.operation)
	}
	return act(p, u, d)
}

type confirmDeviceInput struct {
	AccessToken                string
	DeviceKey                  string
	DeviceName                 string
	DeviceSecretVerifierConfig *struct{ Salt, PasswordVerifier string }
}

type confirmDeviceOutput struct{ UserConfirmationNecessary bool }

func (r *request) confirmDevice(in *confirmDeviceInput) (*confirmDeviceOutput, error) {
	return authorize(r, in.AccessToken, func(p *Pool, u *User, _ *Grant) (*confirmDeviceOutput, error) {
		salt, verifier, err := r.deviceVerifier(in)
		if err != nil {
			return nil, err
		}
		device := &r.behaviour.Device
		d := device.Find(p, u, in.DeviceKey)
		if err := device.Confirm.Check(p, d); err != nil {
			return nil, err
		}
		d.Confirmed, d.Remembered = true, device.Confirm.Remembered(p)
		d.Name, d.Salt, d.Verifier = in.DeviceName, salt, verifier
		d.LastIP, d.SDK = r.remoteIP, r.userAgent
		device.Confirm.Dated(d, r.now(p))
		return &confirmDeviceOutput{device.Confirm.UserMustConfirm(p)}, nil
	})
}

// deviceVerifier reads the salt and the verifier: both, or neither. A device
// without them exists, but cannot be authenticated (DEV-CONF-16).
func (r *request) deviceVerifier(in *confirmDeviceInput) (salt, verifier *big.Int, err error) {
	config := in.DeviceSecretVerifierConfig
	if config == nil || config.Salt == "" && config.PasswordVerifier == "" {
		return nil, nil, nil
	}
	parse := r.behaviour.Device.Confirm.ParseInteger
	if salt, err = parse("Salt", config.Salt); err != nil {
		return nil, nil, err
	}
	if verifier, err = parse("PasswordVerifier", config.PasswordVerifier); err != nil {
		return nil, nil, err
	}
	if new(big.Int).Mod(verifier, srp.N()).Sign() == 0 { // any client would pass
		return nil, nil, invalidParameter("PasswordVerifier must not be a multiple of N.")
	}
	return salt, verifier, nil
}

func (r *request) updateDeviceStatus(in *deviceInput) (*struct{}, error) {
	return withOwnDevice(r, in, r.setStatus(in))
}

func (r *request) adminUpdateDeviceStatus(in *deviceInput) (*struct{}, error) {
	return withDevice(r, in, r.setStatus(in))
}

func (r *request) setStatus(in *deviceInput) func(*Pool, *User, *Device) (*struct{}, error) {
	return func(p *Pool, _ *User, d *Device) (*struct{}, error) {
		r.behaviour.Device.SetStatus(d, in.DeviceRememberedStatus, r.now(p))
		return &struct{}{}, nil
	}
}

func (r *request) forgetDevice(in *deviceInput) (*struct{}, error) {
	return withOwnDevice(r, in, r.forget)
}

func (r *request) adminForgetDevice(in *deviceInput) (*struct{}, error) {
	return withDevice(r, in, r.forget)
}

func (r *request) forget(p *Pool, u *User, d *Device) (*struct{}, error) {
	return nil, r.behaviour.Device.Forget(p, u, d)
}
