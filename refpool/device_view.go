package refpool

import "fmt"

// deviceView is DeviceType: a device as it is told of. Salt, verifier and
// secret have no place in it (DEV-CONF-20).
type deviceView struct {
	DeviceKey                   string
	DeviceAttributes            []Attribute
	DeviceCreateDate            any
	DeviceLastModifiedDate      any
	DeviceLastAuthenticatedDate any
}

func (c *call) view(p *Pool, u *User, d *Device, admin bool) deviceView {
	date := c.server.behaviour.Wire.Date
	return deviceView{
		DeviceKey:                   d.Key,
		DeviceAttributes:            c.server.behaviour.Device.Describe.Attributes(p, u, d, admin),
		DeviceCreateDate:            date(d.Created),
		DeviceLastModifiedDate:      date(d.LastModified),
		DeviceLastAuthenticatedDate: date(d.LastAuthenticated),
	}
}

type getDeviceOutput struct{ Device deviceView }

func (c *call) getDevice(in *deviceInput) (*getDeviceOutput, error) {
	var out getDeviceOutput
	err := c.ownDevice(in, func(p *Pool, u *User, d *Device) error {
		if !c.server.behaviour.Device.Visible(d) {
			return c.server.behaviour.Device.Unknown(c.operation)
		}
		out.Device = c.view(p, u, d, false)
		return nil
	})
	return &out, err
}

func (c *call) adminGetDevice(in *deviceInput) (*getDeviceOutput, error) {
	var out getDeviceOutput
	err := c.anyDevice(in, func(p *Pool, u *User, d *Device) error {
		if !c.server.behaviour.Device.VisibleToAdmin(d) {
			return c.server.behaviour.Device.Unknown(c.operation)
		}
		out.Device = c.view(p, u, d, true)
		return nil
	})
	return &out, err
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

func (c *call) listDevices(in *listDevicesInput) (*listDevicesOutput, error) {
	p, u, _, err := c.authorize(in.AccessToken)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	return c.devicePage(p, u, in, false)
}

func (c *call) adminListDevices(in *listDevicesInput) (*listDevicesOutput, error) {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.adminUser(p, in.Username)
	if err != nil {
		return nil, err
	}
	return c.devicePage(p, u, in, true)
}

// devicePage lists the devices after the position of the PaginationToken. The
// token is for the same operation, user and Limit alone.
func (c *call) devicePage(p *Pool, u *User, in *listDevicesInput, admin bool) (*listDevicesOutput, error) {
	device := &c.server.behaviour.Device
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
	for _, d := range sortedDevices(u, c.visible(admin)) {
		if position(d) <= after {
			continue
		}
		if len(out.Devices) == size {
			out.PaginationToken = device.Describe.Seal(p.auth.poolSecret(), request, last)
			break
		}
		out.Devices = append(out.Devices, c.view(p, u, d, admin))
		last = position(d)
	}
	return out, nil
}

func (c *call) visible(admin bool) func(*Device) bool {
	device := &c.server.behaviour.Device
	visible := device.Visible
	if admin {
		visible = device.VisibleToAdmin
	}
	return func(d *Device) bool { return device.Known(d) && visible(d) }
}
