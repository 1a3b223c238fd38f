package scenarios

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// Device is what a client keeps of a device.
type Device struct {
	Key, GroupKey string
	// Secret is the device's generated password.
	Secret string
}

// Identity is what the device's proofs and verifier are made of.
func (d *Device) Identity() srp.Identity {
	return srp.Identity{Group: d.GroupKey, Name: d.Key, Secret: d.Secret}
}

// NewDevice makes the device of a sign-in's NewDeviceMetadata, with a fresh
// secret. It is not registered yet.
func (a *Actor) NewDevice(metadata *types.NewDeviceMetadataType) (*Device, error) {
	if metadata == nil || aws.ToString(metadata.DeviceKey) == "" {
		return nil, &ProtocolError{Step: "sign-in", Reason: "no new device came with the tokens"}
	}
	secret, err := srp.NewDeviceSecret()
	if err != nil {
		return nil, fmt.Errorf("device secret: %w", err)
	}
	a.Client.Pool.Target().Remember(secret)
	return &Device{Key: *metadata.DeviceKey, GroupKey: aws.ToString(metadata.DeviceGroupKey), Secret: secret}, nil
}

// ConfirmDevice registers the device with a salt and verifier of its secret. In
// a pool that was there before, the device is forgotten when the fixtures close.
func (a *Actor) ConfirmDevice(ctx context.Context, accessToken string, d *Device, edits ...func(*cip.ConfirmDeviceInput)) (*cip.ConfirmDeviceOutput, error) {
	var verifier srp.DeviceVerifier
	err := a.Compute("confirm_device", func() (err error) {
		verifier, err = a.newVerifier(d)
		return err
	})
	if err != nil {
		return nil, err
	}
	input := &cip.ConfirmDeviceInput{
		AccessToken: &accessToken, DeviceKey: &d.Key, DeviceName: aws.String("cogbench"),
		DeviceSecretVerifierConfig: &types.DeviceSecretVerifierConfigType{Salt: &verifier.Salt, PasswordVerifier: &verifier.PasswordVerifier},
	}
	for _, edit := range edits {
		edit(input)
	}
	var out *cip.ConfirmDeviceOutput
	err = a.step(ctx, "confirm_device", func(ctx context.Context) (err error) {
		out, err = a.api().ConfirmDevice(ctx, input)
		return err
	})
	if pool := a.Client.Pool; pool.Given && !pool.Kept && mayHaveHappened(err) {
		a.forgetLater(aws.ToString(input.AccessToken), aws.ToString(input.DeviceKey))
	}
	return out, err
}

// UpdateDeviceStatus sets the device to remembered or not_remembered.
func (a *Actor) UpdateDeviceStatus(ctx context.Context, accessToken, deviceKey string, status types.DeviceRememberedStatusType) error {
	return a.step(ctx, "update_device_status", func(ctx context.Context) error {
		_, err := a.api().UpdateDeviceStatus(ctx, &cip.UpdateDeviceStatusInput{
			AccessToken: &accessToken, DeviceKey: &deviceKey, DeviceRememberedStatus: status,
		})
		return err
	})
}

// Remember sets the device to remembered.
func (a *Actor) Remember(ctx context.Context, accessToken, deviceKey string) error {
	return a.UpdateDeviceStatus(ctx, accessToken, deviceKey, types.DeviceRememberedStatusTypeRemembered)
}

// Unremember sets the device to not_remembered.
func (a *Actor) Unremember(ctx context.Context, accessToken, deviceKey string) error {
	return a.UpdateDeviceStatus(ctx, accessToken, deviceKey, types.DeviceRememberedStatusTypeNotRemembered)
}

// ForgetDevice removes the device from the user.
func (a *Actor) ForgetDevice(ctx context.Context, accessToken, deviceKey string) error {
	return a.step(ctx, "forget_device", func(ctx context.Context) error {
		_, err := a.api().ForgetDevice(ctx, &cip.ForgetDeviceInput{AccessToken: &accessToken, DeviceKey: &deviceKey})
		return err
	})
}

// GetDevice reads the device.
func (a *Actor) GetDevice(ctx context.Context, accessToken, deviceKey string) (*types.DeviceType, error) {
	var out *cip.GetDeviceOutput
	err := a.step(ctx, "get_device", func(ctx context.Context) (err error) {
		out, err = a.api().GetDevice(ctx, &cip.GetDeviceInput{AccessToken: &accessToken, DeviceKey: &deviceKey})
		return err
	})
	if err != nil {
		return nil, err
	}
	if out.Device == nil {
		return nil, &ProtocolError{Step: "get_device", Reason: "no device in the answer"}
	}
	return out.Device, nil
}

// ListDevices reads all pages of the user's devices, limit a page; 0 leaves the
// limit to the target.
func (a *Actor) ListDevices(ctx context.Context, accessToken string, limit int32) ([]types.DeviceType, error) {
	return allPages("list_devices", func(token *string) ([]types.DeviceType, *string, error) {
		var out *cip.ListDevicesOutput
		err := a.step(ctx, "list_devices", func(ctx context.Context) (err error) {
			out, err = a.api().ListDevices(ctx, &cip.ListDevicesInput{AccessToken: &accessToken, Limit: optionalLimit(limit), PaginationToken: token})
			return err
		})
		if err != nil {
			return nil, nil, err
		}
		return out.Devices, out.PaginationToken, nil
	})
}

// maxPages ends a listing that a target never ends.
const maxPages = 200

func allPages(step string, page func(token *string) ([]types.DeviceType, *string, error)) ([]types.DeviceType, error) {
	var all []types.DeviceType
	var token *string
	for range maxPages {
		devices, next, err := page(token)
		if err != nil {
			return nil, err
		}
		all = append(all, devices...)
		if aws.ToString(next) == "" {
			return all, nil
		}
		token = next
	}
	return nil, &ProtocolError{Step: step, Reason: fmt.Sprintf("no end after %d pages", maxPages)}
}

func optionalLimit(limit int32) *int32 {
	if limit == 0 {
		return nil
	}
	return &limit
}

// forgetLater removes a device from a user that was there before, once all is
// over: by the token that registered it, as an administrator, or if neither will
// do after signing in anew.
func (a *Actor) forgetLater(accessToken, deviceKey string) {
	plain := &Actor{User: a.User, Client: a.Client}
	a.User.Undo("device "+deviceKey, func(ctx context.Context) error {
		if forgotten(plain.ForgetDevice(ctx, accessToken, deviceKey)) || forgotten(plain.AdminForgetDevice(ctx, deviceKey)) {
			return nil
		}
		signIn, err := plain.SignIn(ctx, nil)
		if err != nil {
			return err
		}
		if err := plain.ForgetDevice(ctx, signIn.AccessToken(), deviceKey); !forgotten(err) {
			return err
		}
		return nil
	})
}

// mayHaveHappened reports whether a call that ended with err may have had its
// effect.
func mayHaveHappened(err error) bool {
	if err == nil {
		return true
	}
	switch target.AsError(err).Kind {
	case target.Refused, target.Unsupported, target.Throttled, target.Unsent:
		return false
	}
	return true
}

func forgotten(err error) bool {
	return err == nil || target.AsError(err).Name == "ResourceNotFoundException"
}
