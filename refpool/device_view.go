package refpool

import (
	"fmt"
	"slices"
)

// deviceView is DeviceType: a device as clients see it. Salt, verifier and
// secret have no place in it (DEV-CONF-20).
type deviceView struct {
	DeviceKey                   string
	DeviceAttributes            []Attribute
	DeviceCreateDate            any
	DeviceLastModifiedDate      any
	DeviceLastAuthenticatedDate any
}

func (r *request) view(p *Pool, u *User, d *Device, admin bool) deviceView {
	date := r.behaviour.Wire.Date
	return deviceView{
		DeviceKey:                   d.Key,
		DeviceAttributes:            r.behaviour.Device.Describe.Attributes(p, u, d, admin),
		DeviceCreateDate:            date(d.Created),
		DeviceLastModifiedDate:      date(d.LastModified),
		DeviceLastAuthenticatedDate: date(d.LastAuthenticated),
	}
}

type getDeviceOutput struct{ Device deviceView }

func (r *request) getDevice(in *deviceInput) (*getDeviceOutput, error) {
	return withOwnDevice(r, in, r.show(false))
}

func (r *request) adminGetDevice(in *deviceInput) (*getDeviceOutput, error) {
	return withDevice(r, in, r.show(true))
}

// show describes a device to an administrator, or to its user.
func (r *request) show(admin bool) func(*Pool, *User, *Device) (*getDeviceOutput, error) {
	return func(p *Pool, u *User, d *Device) (*getDeviceOutput, error) {
		if !r.visible(admin)(d) {
			return nil, r.behaviour.Device.Unknown(r.operation)
		}
		return &getDeviceOutput{r.view(p, u, d, admin)}, nil
	}
}

type listDevicesInput struct {
	AccessToken     string
	UserPoolId      string
	Username        string
	Limit           *int
	PaginationToken string
}

type listDevicesOutput struct {
	Devices         []deviceView
	PaginationToken string `json:",omitempty"`
}

func (r *request) listDevices(in *listDevicesInput) (*listDevicesOutput, error) {
	return authorize(r, in.AccessToken, func(p *Pool, u *User, _ *Grant) (*listDevicesOutput, error) {
		return r.devicePage(p, u, in, false)
	})
}

func (r *request) adminListDevices(in *listDevicesInput) (*listDevicesOutput, error) {
	return withUser(r, in.UserPoolId, in.Username, func(p *Pool, u *User) (*listDevicesOutput, error) {
		return r.devicePage(p, u, in, true)
	})
}

// devicePage lists the devices after the position of the PaginationToken. The
// token is for the same operation, user and Limit only.
func (r *request) devicePage(p *Pool, u *User, in *listDevicesInput, admin bool) (*listDevicesOutput, error) {
	device := &r.behaviour.Device
	size := device.Describe.PageSize(in.Limit)
	request := fmt.Sprintf("%t %d %s", admin, size, u.Sub)
	var after string
	if in.PaginationToken != "" {
		var err error
		if after, err = device.Describe.Open(p.auth.poolSecret(), request, in.PaginationToken); err != nil {
			return nil, err
		}
	}
	out := &listDevicesOutput{Devices: []deviceView{}}
	last := ""
	for _, d := range sortedDevices(u, r.visible(admin)) {
		if position(d) <= after {
			continue
		}
		if len(out.Devices) == size {
			out.PaginationToken = device.Describe.Seal(p.auth.poolSecret(), request, last)
			break
		}
		out.Devices = append(out.Devices, r.view(p, u, d, admin))
		last = position(d)
	}
	return out, nil
}

func (r *request) visible(admin bool) func(*Device) bool {
	device := &r.behaviour.Device
	visible := device.Visible
	if admin {
		visible = device.VisibleToAdmin
	}
	return func(d *Device) bool { return device.Known(d) && visible(d) }
}

// sortedDevices are u's known devices that see lets through, oldest first.
func sortedDevices(u *User, see func(*Device) bool) []*Device {
	var devices []*Device
	for _, d := range u.Devices {
		if see(d) {
			devices = append(devices, d)
		}
	}
	slices.SortFunc(devices, func(a, b *Device) int {
		if position(a) < position(b) {
			return -1
		}
		return 1
	})
	return devices
}

// position is a device's place in lists.
func position(d *Device) string { return fmt.Sprintf("%020d %s", d.Created.UnixNano(), d.Key) }
