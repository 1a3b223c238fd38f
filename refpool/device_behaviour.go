package refpool

import (
	"io"
	"math/big"
	"time"
)

// DeviceBehaviour holds the decisions about devices (rules DEV, POOL and TRUST).
type DeviceBehaviour struct {
	// Tracked reports whether the pool tracks devices.
	Tracked func(p *Pool) bool
	// Sent reads DEVICE_KEY from the parameters of a step (an AuthFlow or a
	// ChallengeName); empty: none.
	Sent func(step string, given map[string]string) string
	// Find returns the device of u with the key, confirmed or only issued, or nil.
	Find func(p *Pool, u *User, key string) *Device
	// Known reports whether a device exists for clients: once it is confirmed. d
	// may be nil.
	Known func(d *Device) bool
	// Unknown is an operation's refusal of a key that is not Known, or not
	// Visible.
	Unknown func(operation string) error
	// Visible reports whether the public GetDevice and ListDevices show a known
	// device.
	Visible func(d *Device) bool
	// VisibleToAdmin is Visible for AdminGetDevice and AdminListDevices.
	VisibleToAdmin func(d *Device) bool

	// SetStatus sets the status of a known device: remembered, not_remembered, or
	// empty if the request has none.
	SetStatus func(d *Device, status string, now time.Time)
	// Forget removes a known device of u.
	Forget func(p *Pool, u *User, d *Device) error

	Issue    DeviceIssueBehaviour
	Confirm  DeviceConfirmBehaviour
	SignIn   DeviceSignInBehaviour
	Describe DeviceDescribeBehaviour
}

// DeviceIssueBehaviour holds the decisions about NewDeviceMetadata.
type DeviceIssueBehaviour struct {
	// Due reports whether a completed sign-in gets a device key.
	Due func(p *Pool, s *SignIn) bool
	// NewKey draws a DeviceKey.
	NewKey func(region string, random io.Reader) (string, error)
	// NewGroupKey draws a DeviceGroupKey.
	NewGroupKey func(random io.Reader) (string, error)
	// Confirmable reports whether the key that a sign-in got may be confirmed: not
	// if an MFA challenge was answered under an alias.
	Confirmable func(s *SignIn) bool
}

// DeviceConfirmBehaviour holds the decisions of ConfirmDevice.
type DeviceConfirmBehaviour struct {
	// Check refuses a key that may not be confirmed; d is the user's device of
	// that key or nil.
	Check func(p *Pool, d *Device) error
	// ParseInteger parses Salt or PasswordVerifier, as member says: base64 of the
	// bytes of an integer.
	ParseInteger func(member, text string) (*big.Int, error)
	// Dated records when a device was confirmed.
	Dated func(d *Device, now time.Time)
	// Remembered reports whether a device is remembered once it is confirmed.
	Remembered func(p *Pool) bool
	// UserMustConfirm is UserConfirmationNecessary.
	UserMustConfirm func(p *Pool) bool
}

// DeviceSignInBehaviour holds the decisions about devices during sign-in.
type DeviceSignInBehaviour struct {
	// Follows reports whether a device may be asked for its proof after the first
	// factor of the sign-in, and stand in for the second.
	Follows func(s *SignIn) bool
	// AsksProof reports whether DEVICE_SRP_AUTH comes next; d is the known device
	// that the client named, or nil.
	AsksProof func(p *Pool, s *SignIn, d *Device) bool
	// Identity returns the pair of texts that the device's proof signs.
	Identity func(d *Device) (group, name string)
	// SameKey reports whether a response names the device that was challenged.
	SameKey func(ch *Challenge, key string) bool
	// Unsolicited is the sign-in that a DEVICE_SRP_AUTH response without a
	// challenge belongs to: nil, which refuses the response.
	Unsolicited func(p *Pool, client *Client, u *User, key string) *SignIn
	// StillRemembered reports whether the device may complete its proof. d may be
	// nil.
	StillRemembered func(d *Device) bool
	// Authenticated records a completed sign-in with the device.
	Authenticated func(d *Device, ip string, now time.Time)
}

// DeviceDescribeBehaviour holds the decisions about how devices are described and
// listed.
type DeviceDescribeBehaviour struct {
	// Attributes returns DeviceAttributes.
	Attributes func(p *Pool, u *User, d *Device, admin bool) []Attribute
	// PageSize is the number of devices on a page for Limit, which is nil if
	// absent.
	PageSize func(limit *int) int
	// Seal makes a PaginationToken that is only good for the same request; last is
	// the position that the next page follows.
	Seal func(secret []byte, request, last string) string
	// Open reads what Seal made, and refuses everything else.
	Open func(secret []byte, request, token string) (last string, err error)
}
