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
	// People is true where somebody else uses the client too, Clients where the pool has
	// another app client.
	People, Clients bool
	// Requires is true where a new password needs an attribute too.
	Requires bool
	// AddsMembers has the pool add members to challenges from the third sign-in on,
	// DropsSession leave the Session out of DEVICE_PASSWORD_VERIFIER.
	AddsMembers, DropsSession bool
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
		{"TOTP beside the device", Setting{Tracking: "always", Factors: totp, Beside: true}, often},
		{"two factors", Setting{Tracking: "always", Factors: []string{"SOFTWARE_TOKEN_MFA", "SMS_MFA"}, Beside: true}, twice("USER_SRP_AUTH")},
		{"password flow", Setting{Tracking: "always", Factors: totp}, twice("USER_PASSWORD_AUTH")},
		{"custom", Setting{Tracking: "always", Custom: true}, twice("CUSTOM_AUTH")},
		{"temporary password", Setting{Tracking: "always", Temporary: true, Requires: true}, twice("USER_SRP_AUTH")},
		{"set-up of MFA", Setting{Tracking: "always", SetUp: true}, twice("USER_SRP_AUTH")},
		{"alias and secret", Setting{Tracking: "always", Alias: true, Secret: true, Factors: totp}, throughLifeAndRecovery},
		{"rotation", Setting{Tracking: "always", Secret: true, Rotates: true, Clients: true}, inAndRefresh},
		{"again and again", Setting{Tracking: "always"}, often},
		{"two people", Setting{Tracking: "always", People: true}, inTurns},
		{"sign-out", Setting{Tracking: "always"}, inAndOut},
		{"revoked elsewhere", Setting{Tracking: "always"}, revokedElsewhere},
		{"forgotten elsewhere", Setting{Tracking: "always"}, forgottenElsewhere},
		{"members added later", Setting{Tracking: "always", AddsMembers: true}, often},
		{"device challenges without Session", Setting{Tracking: "always", DropsSession: true}, often},
		{"device refused", Setting{Tracking: "always", RefusesDevice: true}, often},
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

// throughLifeAndRecovery is throughLife, and asks for a code for a new password at the end.
func throughLifeAndRecovery(ctx context.Context, c *Client, p Person) error {
	return errors.Join(throughLife(ctx, c, p), c.ForgotPassword(ctx, p))
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
	return often(ctx, c, p)
}

// revokedElsewhere has the refresh token revoked by another program.
func revokedElsewhere(ctx context.Context, c *Client, p Person) error {
	t, err := c.SignIn(ctx, p, "USER_SRP_AUTH")
	if err != nil {
		return err
	}
	if err := c.unseen(ctx, "RevokeToken", map[string]any{"Token": t.Refresh, "ClientId": c.Pool.ClientID}); err != nil {
		return err
	}
	var refused *RefusedError
	if err := c.Refresh(ctx, t); !errors.As(err, &refused) {
		return fmt.Errorf("the refresh token was revoked, and the refresh ended with %w", err)
	}
	return twice("USER_SRP_AUTH")(ctx, c, p)
}

// inAndOut signs in, out, and starts the app again.
func inAndOut(ctx context.Context, c *Client, p Person) error {
	t, err := c.SignIn(ctx, p, "USER_SRP_AUTH")
	if err != nil {
		return err
	}
	return errors.Join(c.SignOut(ctx, t), c.Resume(ctx, t))
}

// inTurns signs two people in, one after the other, twice.
func inTurns(ctx context.Context, c *Client, p Person) error {
	for _, person := range []Person{p, *p.Other, p, *p.Other} {
		if _, err := c.SignIn(ctx, person, "USER_SRP_AUTH"); err != nil {
			return err
		}
	}
	return nil
}

// often signs in six times. Where a sign-in fails the next one is tried all the same.
func often(ctx context.Context, c *Client, p Person) error {
	const times = 6
	var failed error
	for range times {
		_, err := c.SignIn(ctx, p, "USER_SRP_AUTH")
		failed = errors.Join(failed, err)
	}
	return failed
}

var errZeroB = errors.New("the client went on although B is 0")

// zeroB is a sign-in that the client has to break off.
func zeroB(ctx context.Context, c *Client, p Person) error {
	if _, err := c.SignIn(ctx, p, "USER_SRP_AUTH"); err == nil {
		return errZeroB
	}
	return nil
}
