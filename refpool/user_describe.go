package refpool

import (
	"maps"
	"slices"
	"time"
)

// userType is a user as the Admin operations show it.
type userType struct {
	Username             string
	Attributes           []Attribute
	UserCreateDate       any
	UserLastModifiedDate any
	Enabled              bool
	UserStatus           string
}

// describe is u as lists of users show it. The pool's lock is held.
func (u *User) describe(date func(time.Time) any) userType {
	return userType{
		Username: u.Username, Attributes: u.attributes(nil), Enabled: u.Enabled, UserStatus: u.Status,
		UserCreateDate: date(u.Created), UserLastModifiedDate: date(u.Modified),
	}
}

// attributes lists u's attributes by name, sub first; only those in wanted
// unless it is empty.
func (u *User) attributes(wanted []string) []Attribute {
	shown := []Attribute{}
	if len(wanted) == 0 || slices.Contains(wanted, "sub") {
		shown = append(shown, Attribute{"sub", u.Sub})
	}
	for _, name := range slices.Sorted(maps.Keys(u.Attributes)) {
		if len(wanted) == 0 || slices.Contains(wanted, name) {
			shown = append(shown, Attribute{name, u.Attributes[name]})
		}
	}
	return shown
}

// factors lists u's active second factors as UserMFASettingList does.
func (u *User) factors() []string {
	var active []string
	if u.EmailMFA {
		active = append(active, "EMAIL_OTP")
	}
	if u.SMSMFA {
		active = append(active, "SMS_MFA")
	}
	if u.TOTP != nil && u.TOTP.Active {
		active = append(active, "SOFTWARE_TOKEN_MFA")
	}
	return active
}
