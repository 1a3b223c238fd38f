package target

import (
	"errors"
	"fmt"
	"slices"
)

// PoolChoice is a target file's `pool`: the word "create", or a pool that exists.
type PoolChoice struct {
	// Existing is nil where pools are created.
	Existing *ExistingPool
}

// ExistingPool is a pool that was there before, with the users that may be
// signed in. What it does not say of itself is found out or left unknown.
type ExistingPool struct {
	ID           string          `yaml:"id"`
	ClientID     string          `yaml:"clientId"`
	ClientSecret string          `yaml:"clientSecret"`
	Users        []ExistingUser  `yaml:"users"`
	Devices      *ExistingDevice `yaml:"devices"`
	// MFA is off, optional or on.
	MFA string `yaml:"mfa"`
}

// ExistingDevice is the DeviceConfiguration of an existing pool.
type ExistingDevice struct {
	// Tracking is none, always or opt-in.
	Tracking          string `yaml:"tracking"`
	ChallengeRequired bool   `yaml:"challengeRequired"`
}

// ExistingUser is a user of an existing pool.
type ExistingUser struct {
	Username string `yaml:"username"`
	// ID is the immutable user name, if it is another than Username.
	ID         string `yaml:"id"`
	Password   string `yaml:"password"`
	TOTPSecret string `yaml:"totpSecret"`
	Email      string `yaml:"email"`
	Phone      string `yaml:"phone"`
}

// UnmarshalYAML reads the word or the mapping.
func (p *PoolChoice) UnmarshalYAML(unmarshal func(any) error) error {
	var word string
	if unmarshal(&word) == nil {
		if word != "create" {
			return fmt.Errorf("pool: %q is neither create nor a mapping", word)
		}
		return nil
	}
	p.Existing = new(ExistingPool)
	return unmarshal(p.Existing)
}

// mayHaveTokens tells whether users with software tokens can be had: the users of a
// given pool are not changed.
func (p PoolChoice) mayHaveTokens() bool {
	return p.Existing == nil || slices.ContainsFunc(p.Existing.Users, func(u ExistingUser) bool { return u.TOTPSecret != "" })
}

func (p PoolChoice) validate() error {
	e := p.Existing
	if e == nil {
		return nil
	}
	if e.ID == "" || e.ClientID == "" {
		return errors.New("pool: id and clientId are needed")
	}
	if len(e.Users) == 0 {
		return errors.New("pool: users are needed")
	}
	for i, u := range e.Users {
		if u.Username == "" || u.Password == "" {
			return fmt.Errorf("pool: users[%d]: username and password are needed", i)
		}
	}
	if e.Devices != nil {
		if _, ok := trackingNames[e.Devices.Tracking]; !ok {
			return fmt.Errorf("pool: devices: tracking %q is none of none, always, opt-in", e.Devices.Tracking)
		}
	}
	if _, ok := mfaNames[e.MFA]; !ok && e.MFA != "" {
		return fmt.Errorf("pool: mfa %q is none of off, optional, on", e.MFA)
	}
	return nil
}
