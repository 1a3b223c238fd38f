package faults

import (
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func rotationFaults() []Fault {
	return []Fault{
		{
			Name: "rotated-token-reusable", Summary: "accepts a refresh token after it was rotated", Breaks: rules("REF-08", "REF-24"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Refresh.Reused = func(*refpool.RefreshRotation, time.Time, time.Time) bool { fired(); return false }
			},
		},
		{
			Name: "grace-period-ignored", Summary: "refuses a rotated refresh token within its grace period", Breaks: rules("REF-08"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Refresh.Reused = func(_ *refpool.RefreshRotation, rotated, _ time.Time) bool {
					if rotated.IsZero() {
						return false
					}
					fired()
					return true
				}
			},
		},
		{Name: "rotated-token-is-unauthorized", Summary: "refuses a rotated refresh token with NotAuthorizedException", Breaks: rules("REF-08"), set: renamed("RefreshTokenReuseException", "NotAuthorizedException")},
		{
			Name: "grace-period-always", Summary: "has a grace period of five seconds for clients without one", Breaks: rules("REF-24"), set: graceAlways,
		},
		{
			Name: "rotating-client-keeps-flow", Summary: "offers REFRESH_TOKEN_AUTH to clients with rotation", Breaks: rules("REF-19"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Token.Refresh.CheckFlow
				b.Token.Refresh.CheckFlow = func(client *refpool.Client, flow string) error {
					if before(client, flow) != nil {
						fired()
					}
					return nil
				}
			},
		},
		{
			Name: "rotation-ignored", Summary: "never rotates refresh tokens", Breaks: rules("REF-21"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Refresh.Rotates = func(*refpool.Client) bool { fired(); return false }
			},
		},
		{
			Name: "rotation-without-id-token", Summary: "returns no IdToken with a new refresh token", Breaks: rules("REF-21"),
			set: onSuccess(func(object map[string]any) bool {
				result := member(object, "AuthenticationResult")
				if result["RefreshToken"] == nil {
					return false
				}
				delete(result, "IdToken")
				return true
			}, "GetTokensFromRefreshToken"),
		},
		{
			Name: "rotation-renews-life", Summary: "has a refresh token that takes another's place live for the whole of its validity", Breaks: rules("REF-22"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Refresh.NewExpiry = func(g *refpool.Grant, now time.Time) time.Time {
					fired()
					return now.Add(g.Client.RefreshTokenValidity)
				}
			},
		},
		{
			Name: "rotation-cuts-life", Summary: "has a refresh token that takes another's place live for five minutes", Breaks: rules("REF-22"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Refresh.NewExpiry = func(_ *refpool.Grant, now time.Time) time.Time {
					fired()
					return now.Add(5 * time.Minute)
				}
			},
		},
	}
}

// graceAlways takes a grace period of 0 for one that is not set.
func graceAlways(b *refpool.Behaviour, fired func()) {
	before := b.Token.Refresh.Reused
	b.Token.Refresh.Reused = func(rotation *refpool.RefreshRotation, rotated, now time.Time) bool {
		if rotation != nil && rotation.GracePeriod == 0 {
			fired()
			return before(&refpool.RefreshRotation{GracePeriod: 5 * time.Second}, rotated, now)
		}
		return before(rotation, rotated, now)
	}
}
