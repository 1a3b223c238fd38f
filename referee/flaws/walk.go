package flaws

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Setting is the pool, app client and user that a walk needs.
type Setting struct {
	// Tracking is "always" or "opt-in"; "" for a pool that tracks no devices.
	Tracking string
	// Factors are what the user has: SOFTWARE_TOKEN_MFA, SMS_MFA. They are required.
	Factors []string
	// Beside is true where a remembered device does not replace the second factor.
	Beside bool
	// Secret is true for an app client with a secret, Alias for a user who signs in with
	// an e-mail address, Rotates for refresh tokens that are replaced at each use.
	Secret, Alias, Rotates bool
	// Temporary is true for a user with a temporary password, SetUp for one who has no
	// second factor though the pool requires it, Custom for a pool with triggers.
	Temporary, SetUp, Custom bool
	// ZeroB has the pool send SRP_B = 0.
	ZeroB bool
	// RefusesDevice has the pool refuse the proofs of the first device, as one that lost
	// its verifier.
	RefusesDevice bool
	// At is the time of the walk; zero for now.
	At time.Time
}

// Walk is a way through the protocol.
type Walk struct {
	Name    string
	Setting Setting
	// Run drives a client. The error says what the walk did not come through.
	Run func(ctx context.Context, c *Client, p Person) error
}

// Walks lists every walk.
func Walks() []Walk {
	totp := []string{"SOFTWARE_TOKEN_MFA"}
	return []Walk{
		{"plain", Setting{Tracking: "always"}, throughLife},
		{"untracked", Setting{}, inAndRefresh},
		{"opt-in with TOTP", Setting{Tracking: "opt-in", Factors: totp}, throughLife},
		{"opt-in with SMS", Setting{Tracking: "opt-in", Factors: []string{"SMS_MFA"}}, throughLife},
		{"TOTP beside the device", Setting{Tracking: "always", Factors: totp, Beside: true}, twice("USER_SRP_AUTH")},
		{"two factors", Setting{Tracking: "always", Factors: []string{"SOFTWARE_TOKEN_MFA", "SMS_MFA"}, Beside: true}, twice("USER_SRP_AUTH")},
		{"password flow", Setting{Tracking: "always", Factors: totp}, twice("USER_PASSWORD_AUTH")},
		{"custom", Setting{Tracking: "always", Custom: true}, twice("CUSTOM_AUTH")},
		{"temporary password", Setting{Tracking: "always", Temporary: true}, twice("USER_SRP_AUTH")},
		{"set-up of MFA", Setting{Tracking: "always", SetUp: true}, twice("USER_SRP_AUTH")},
		{"alias and secret", Setting{Tracking: "always", Alias: true, Secret: true, Factors: totp}, throughLife},
		{"rotation", Setting{Tracking: "always", Secret: true, Rotates: true}, inAndRefresh},
		{"forgotten elsewhere", Setting{Tracking: "always"}, forgottenElsewhere},
		{"device refused", Setting{Tracking: "always", RefusesDevice: true}, thrice},
		{"zero B", Setting{ZeroB: true}, zeroB},
		{"midnight", Setting{Tracking: "always", At: time.Date(2026, time.September, 5, 0, 3, 9, 0, time.UTC)}, twice("USER_SRP_AUTH")},
	}
}

// throughLife registers a device, uses it, forgets it and begins anew.
func throughLife(ctx context.Context, c *Client, p Person) error {
	if err := inAndRefresh(ctx, c, p); err != nil {
		return err
	}
	t, err := c.SignIn(ctx, p, "USER_SRP_AUTH")
	if err != nil {
		return fmt.Errorf("with the device: %w", err)
	}
	if err := c.Forget(ctx, p, t); err != nil {
		return err
	}
	return twice("USER_SRP_AUTH")(ctx, c, p)
}

// inAndRefresh signs in and refreshes twice, where that is possible by both operations.
func inAndRefresh(ctx context.Context, c *Client, p Person) error {
	t, err := c.SignIn(ctx, p, "USER_SRP_AUTH")
	if err != nil {
		return err
	}
	if err := c.Refresh(ctx, t); err != nil {
		return err
	}
	rotates := c.Pool.Rotates
	c.Pool.Rotates = true
	err = c.Refresh(ctx, t)
	c.Pool.Rotates = rotates
	return err
}

// twice signs in by a flow without a device and with it.
func twice(flow string) func(context.Context, *Client, Person) error {
	return func(ctx context.Context, c *Client, p Person) error {
		for _, when := range []string{"first", "again"} {
			t, err := c.SignIn(ctx, p, flow)
			if err != nil {
				return fmt.Errorf("%s: %w", when, err)
			}
			if err := c.Refresh(ctx, t); err != nil {
				return fmt.Errorf("%s: %w", when, err)
			}
			if p.NewPassword != "" {
				p.Password = p.NewPassword
			}
		}
		return nil
	}
}

// forgottenElsewhere has the device removed by another program between two sign-ins.
func forgottenElsewhere(ctx context.Context, c *Client, p Person) error {
	t, err := c.SignIn(ctx, p, "USER_SRP_AUTH")
	if err != nil {
		return err
	}
	if err := c.unseen(ctx, "ForgetDevice", map[string]any{"AccessToken": t.Access, "DeviceKey": t.Device.Key}); err != nil {
		return err
	}
	return twice("USER_SRP_AUTH")(ctx, c, p)
}

// thrice signs in three times.
func thrice(ctx context.Context, c *Client, p Person) error {
	if _, err := c.SignIn(ctx, p, "USER_SRP_AUTH"); err != nil {
		return err
	}
	return twice("USER_SRP_AUTH")(ctx, c, p)
}

var errZeroB = errors.New("the client went on although B is 0")

// zeroB is a sign-in that the client has to break off.
func zeroB(ctx context.Context, c *Client, p Person) error {
	if _, err := c.SignIn(ctx, p, "USER_SRP_AUTH"); err == nil {
		return errZeroB
	}
	return nil
}
