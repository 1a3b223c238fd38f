package refpool

import (
	"math/big"
	"strings"

	"github.com/cogbench/cogbench/srp"
)

// deviceOperations lists the operations on devices.
func deviceOperations() map[string]handler {
	return map[string]handler{
		"ConfirmDevice":           operation((*call).confirmDevice),
		"UpdateDeviceStatus":      operation((*call).updateDeviceStatus),
		"GetDevice":               operation((*call).getDevice),
		"ListDevices":             operation((*call).listDevices),
		"ForgetDevice":            operation((*call).forgetDevice),
		"AdminUpdateDeviceStatus": operation((*call).adminUpdateDeviceStatus),
		"AdminGetDevice":          operation((*call).adminGetDevice),
		"AdminListDevices":        operation((*call).adminListDevices),
		"AdminForgetDevice":       operation((*call).adminForgetDevice),
	}
}

// deviceInput is the input of the operations on one device: AccessToken for the
// user's own, UserPoolId and Username for the Admin ones.
type deviceInput struct {
	AccessToken            string
	UserPoolId             string
	Username               string
	DeviceKey              string
	DeviceRememberedStatus string
}

// region is the first part of the pool's id.
func (p *Pool) region() string {
	region, _, _ := strings.Cut(p.ID, "_")
	return region
}

// ownDevice runs act on a device of the user whose access token it is. The lock
// is held while act runs; d is known.
func (c *call) ownDevice(in *deviceInput, act func(p *Pool, u *User, d *Device) error) error {
	p, u, _, err := c.authorize(in.AccessToken)
	if err != nil {
		return err
	}
	p.Lock()
	defer p.Unlock()
	d := c.knownDevice(p, u, in.DeviceKey)
	if d == nil {
		return c.server.behaviour.Device.Unknown(c.operation)
	}
	return act(p, u, d)
}

// anyDevice is ownDevice for the Admin operations.
func (c *call) anyDevice(in *deviceInput, act func(p *Pool, u *User, d *Device) error) error {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.adminUser(p, in.Username)
	if err != nil {
		return err
	}
	d := c.knownDevice(p, u, in.DeviceKey)
	if d == nil {
		return c.server.behaviour.Device.Unknown(c.operation)
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

func (c *call) confirmDevice(in *confirmDeviceInput) (*confirmDeviceOutput, error) {
	p, u, _, err := c.authorize(in.AccessToken)
	if err != nil {
		return nil, err
	}
	salt, verifier, err := c.deviceVerifier(in)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	device, now := &c.server.behaviour.Device, c.now(p)
	d := device.Find(p, u, in.DeviceKey)
	if err := device.Confirm.Check(p, d); err != nil {
		return nil, err
	}
	d.Confirmed, d.Remembered = true, device.Confirm.Remembered(p)
	d.Name, d.Salt, d.Verifier = in.DeviceName, salt, verifier
	d.LastIP, d.SDK, d.LastModified = c.remoteIP, c.userAgent, now
	return &confirmDeviceOutput{device.Confirm.UserMustConfirm(p)}, nil
}

// deviceVerifier reads the salt and the verifier: both, or neither. A device
// without them exists, but cannot be authenticated (DEV-CONF-16).
func (c *call) deviceVerifier(in *confirmDeviceInput) (salt, verifier *big.Int, err error) {
	config := in.DeviceSecretVerifierConfig
	if config == nil || config.Salt == "" && config.PasswordVerifier == "" {
		return nil, nil, nil
	}
	parse := c.server.behaviour.Device.Confirm.ParseInteger
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

func (c *call) updateDeviceStatus(in *deviceInput) (*struct{}, error) {
	return &struct{}{}, c.ownDevice(in, c.setStatus(in))
}

func (c *call) adminUpdateDeviceStatus(in *deviceInput) (*struct{}, error) {
	return &struct{}{}, c.anyDevice(in, c.setStatus(in))
}

func (c *call) setStatus(in *deviceInput) func(*Pool, *User, *Device) error {
	return func(p *Pool, _ *User, d *Device) error {
		c.server.behaviour.Device.SetStatus(d, in.DeviceRememberedStatus, c.now(p))
		return nil
	}
}

func (c *call) forgetDevice(in *deviceInput) (*struct{}, error) {
	return nil, c.ownDevice(in, c.forget)
}

func (c *call) adminForgetDevice(in *deviceInput) (*struct{}, error) {
	return nil, c.anyDevice(in, c.forget)
}

func (c *call) forget(p *Pool, u *User, d *Device) error {
	return c.server.behaviour.Device.Forget(p, u, d)
}
