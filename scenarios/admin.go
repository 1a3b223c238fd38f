package scenarios

import (
	"context"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// AdminUpdateDeviceStatus sets the device's status as an administrator.
func (a *Actor) AdminUpdateDeviceStatus(ctx context.Context, deviceKey string, status types.DeviceRememberedStatusType) error {
	id := a.poolID()
	return a.step(ctx, "admin_update_device_status", func(ctx context.Context) error {
		_, err := a.api().AdminUpdateDeviceStatus(ctx, &cip.AdminUpdateDeviceStatusInput{
			UserPoolId: &id, Username: &a.User.ID, DeviceKey: &deviceKey, DeviceRememberedStatus: status,
		})
		return err
	})
}

// AdminForgetDevice removes the device as an administrator.
func (a *Actor) AdminForgetDevice(ctx context.Context, deviceKey string) error {
	id := a.poolID()
	return a.step(ctx, "admin_forget_device", func(ctx context.Context) error {
		_, err := a.api().AdminForgetDevice(ctx, &cip.AdminForgetDeviceInput{UserPoolId: &id, Username: &a.User.ID, DeviceKey: &deviceKey})
		return err
	})
}

// AdminGetDevice reads the device as an administrator.
func (a *Actor) AdminGetDevice(ctx context.Context, deviceKey string) (*types.DeviceType, error) {
	id := a.poolID()
	var out *cip.AdminGetDeviceOutput
	err := a.step(ctx, "admin_get_device", func(ctx context.Context) (err error) {
		out, err = a.api().AdminGetDevice(ctx, &cip.AdminGetDeviceInput{UserPoolId: &id, Username: &a.User.ID, DeviceKey: &deviceKey})
		return err
	})
	if err != nil {
		return nil, err
	}
	if out.Device == nil {
		return nil, &ProtocolError{Step: "admin_get_device", Reason: "no device in the answer"}
	}
	return out.Device, nil
}

// AdminListDevices reads all pages of the user's devices as an administrator.
func (a *Actor) AdminListDevices(ctx context.Context, limit int32) ([]types.DeviceType, error) {
	id := a.poolID()
	return allPages("admin_list_devices", func(token *string) ([]types.DeviceType, *string, error) {
		var out *cip.AdminListDevicesOutput
		err := a.step(ctx, "admin_list_devices", func(ctx context.Context) (err error) {
			out, err = a.api().AdminListDevices(ctx, &cip.AdminListDevicesInput{UserPoolId: &id, Username: &a.User.ID, Limit: optionalLimit(limit), PaginationToken: token})
			return err
		})
		if err != nil {
			return nil, nil, err
		}
		return out.Devices, out.PaginationToken, nil
	})
}

// Attribute reads an attribute of a device, "" if it has none of the name.
func Attribute(d *types.DeviceType, name string) string {
	for _, a := range d.DeviceAttributes {
		if a.Name != nil && *a.Name == name && a.Value != nil {
			return *a.Value
		}
	}
	return ""
}
