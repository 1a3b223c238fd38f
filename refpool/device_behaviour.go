package refpool

import (
	"io"
	"math/big"
	"time"
)

// DeviceBehaviour holds the decisions about devices (rules DEV, POOL and TRUST).
type DeviceBehaviour struct {
	// Tracked says whether the pool remembers devices (POOL-01, POOL-02).
	Tracked func(p *Pool) bool
	// Sent reads DEVICE_KEY out of the parameters of a step, an AuthFlow or a
	// ChallengeName (AUTH-12, AUTH-13, MFA-08).
	Sent func(step string, given map[string]string) string
	// Find returns u's device key, confirmed or only issued, or nil (DEV-SRP-18,
	// DEV-STAT-06, DEV-FORGET-07, DEV-GET-05).
	Find func(p *Pool, u *User, key string) *Device
	// Known says whether a device counts as existing: once it is confirmed
	// (DEV-SRP-16, DEV-SRP-19, DEV-STAT-05, DEV-NEW-11). d may be nil.
	Known func(d *Device) bool
	// Unknown is the refusal of a key that is not Known, or not Visible, by an
	// operation (DEV-SRP-16, DEV-STAT-04 to DEV-STAT-06, DEV-GET-03 to DEV-GET-05,
	// DEV-FORGET-02, DEV-FORGET-03, DEV-FORGET-06, DEV-FORGET-07, ADM-09).
	Unknown func(operation string) error
	// Visible says whether the public GetDevice and ListDevices show a known
	// device (DEV-GET-04, DEV-LIST-01).
	Visible func(d *Device) bool
	// VisibleToAdmin is Visible for the Admin operations (ADM-02, ADM-10).
	VisibleToAdmin func(d *Device) bool

	Issue     DeviceIssueBehaviour
	Confirm   DeviceConfirmBehaviour
	SignIn    DeviceSignInBehaviour
	Describe  DeviceDescribeBehaviour
	SetStatus func(d *Device, status string, now time.Time) // DEV-STAT-01 to -03, -08 to -11, TRUST-02, ADM-03
	// Forget takes a known device out of the user's profile (DEV-FORGET-01 to
	// DEV-FORGET-06, DEV-FORGET-09, ADM-04).
	Forget func(p *Pool, u *User, d *Device) error
}

// DeviceIssueBehaviour holds the decisions about NewDeviceMetadata.
type DeviceIssueBehaviour struct {
	// Due says whether a completed sign-in gets a device key (POOL-01,
	// DEV-NEW-01, DEV-NEW-05 to DEV-NEW-09, MFA-12).
	Due func(p *Pool, s *SignIn) bool
	// NewKey draws a DeviceKey (DEV-NEW-02, DEV-NEW-04).
	NewKey func(region string, random io.Reader) (string, error)
	// NewGroupKey draws a DeviceGroupKey (DEV-NEW-03).
	NewGroupKey func(random io.Reader) (string, error)
	// Confirmable says whether the key that a sign-in got may be confirmed: not
	// if an MFA challenge was answered under an alias (DEV-CONF-06).
	Confirmable func(s *SignIn) bool
}

// DeviceConfirmBehaviour holds the decisions of ConfirmDevice.
type DeviceConfirmBehaviour struct {
	// Check refuses a key that may not be confirmed; d is the user's device of
	// that key or nil (DEV-CONF-05 to DEV-CONF-07, DEV-CONF-17, DEV-CONF-18,
	// DEV-FORGET-05).
	Check func(p *Pool, d *Device) error
	// ParseInteger reads Salt or PasswordVerifier (DEV-CONF-10 to DEV-CONF-14,
	// DEV-CONF-19).
	ParseInteger func(member, text string) (*big.Int, error)
	// Remembered says whether confirming alone remembers the device (POOL-03,
	// POOL-04, DEV-CONF-02, DEV-CONF-03).
	Remembered func(p *Pool) bool
	// UserMustConfirm is UserConfirmationNecessary (DEV-CONF-01 to DEV-CONF-03).
	UserMustConfirm func(p *Pool) bool
}

// DeviceSignInBehaviour holds the decisions about devices during sign-in.
type DeviceSignInBehaviour struct {
	// AsksProof says whether DEVICE_SRP_AUTH comes next; d is the known device
	// that the client named, or nil (DEV-SRP-01, DEV-SRP-20 to DEV-SRP-23,
	// DEV-STAT-01, DEV-STAT-02, POOL-06, POOL-08, POOL-09).
	AsksProof func(p *Pool, s *SignIn, d *Device) bool
	// Identity is the text pair of the device's proof (SRP-08).
	Identity func(d *Device) (group, name string)
	// SameKey says whether a response names the device that was challenged
	// (DEV-SRP-15).
	SameKey func(ch *Challenge, key string) bool
	// Unsolicited is the sign-in of a DEVICE_SRP_AUTH response that no challenge
	// asked for: nil, for there is none (DEV-SRP-13).
	Unsolicited func(p *Pool, client *Client, u *User, key string) *SignIn
	// StillRemembered says whether the device may finish a device sign-in;
	// d may be nil (DEV-SRP-26).
	StillRemembered func(d *Device) bool
	// Authenticated notes a completed sign-in with the device (DEV-SRP-24,
	// TRUST-03).
	Authenticated func(d *Device, ip string, now time.Time)
}

// DeviceDescribeBehaviour holds the decisions about what is told of devices.
type DeviceDescribeBehaviour struct {
	// Attributes lists DeviceAttributes (DEV-GET-02, ADM-01, ADM-02, ADM-11,
	// DEV-CONF-20).
	Attributes func(p *Pool, u *User, d *Device, admin bool) []Attribute
	// PageSize is the number of devices of a page for Limit, nil if absent
	// (DEV-LIST-04, DEV-LIST-07).
	PageSize func(limit *int) int
	// Seal makes a PaginationToken that only the same request may use; last is
	// the position to go on after (DEV-LIST-03, DEV-LIST-05).
	Seal func(secret []byte, request, last string) string
	// Open reads a PaginationToken back (DEV-LIST-05, DEV-LIST-06).
	Open func(secret []byte, request, token string) (last string, err error)
}
