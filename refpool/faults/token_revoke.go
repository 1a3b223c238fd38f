package faults

import (
	"bytes"
	"net/http"

	"github.com/cogbench/cogbench/refpool"
)

func revocationFaults() []Fault {
	return []Fault{
		{
			Name: "sign-out-ignored", Summary: "keeps accepting tokens after GlobalSignOut", Breaks: rules("TOK-08", "DEV-CONF-08"), Also: rules("TOK-24"), Seen: "emulators",
			set: signOutIgnored("GlobalSignOut"),
		},
		{
			Name: "admin-sign-out-ignored", Summary: "keeps accepting tokens after AdminUserGlobalSignOut", Breaks: rules("TOK-18"), Seen: "emulators",
			set: signOutIgnored("AdminUserGlobalSignOut"),
		},
		{
			Name: "revocation-ignored", Summary: "keeps accepting tokens after RevokeToken", Breaks: rules("TOK-08"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Revoke.Token = func(*refpool.Grant) { fired() }
			},
		},
		{
			Name: "revocation-of-all", Summary: "revokes the tokens of all sign-ins of the user in RevokeToken", Breaks: rules("TOK-19"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Revoke.Token = func(g *refpool.Grant) { fired(); g.User.SignOuts++ }
			},
		},
		{
			Name: "revocation-by-any-client", Summary: "revokes the tokens of another app client", Breaks: rules("TOK-20"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Revoke.OfClient = func(*refpool.Grant, *refpool.Client) bool { fired(); return true }
			},
		},
		{
			Name: "revocation-always-on", Summary: "revokes tokens for clients with revocation turned off", Breaks: rules("TOK-21"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Revoke.CheckClient = func(*refpool.Client) error { fired(); return nil }
			},
		},
		{
			Name: "revocation-of-anything", Summary: "accepts an access token in RevokeToken", Breaks: rules("TOK-22"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Revoke.CheckToken = func(string) error { fired(); return nil }
			},
		},
		{
			Name: "revocation-without-secret", Summary: "does not check ClientSecret in RevokeToken", Breaks: rules("TOK-23"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Revoke.CheckSecret = func(*refpool.Client, string) error { fired(); return nil }
			},
		},
		{
			Name: "revoked-token-sets-status", Summary: "accepts revoked tokens in UpdateDeviceStatus", Breaks: rules("TOK-08"), Also: rules("TOK-18"),
			set: onReply(func(r *refpool.Reply) bool {
				revoked := bytes.Contains(r.Body, []byte("Access Token has been revoked"))
				if revoked {
					r.Status, r.Body = http.StatusOK, []byte("{}")
					r.Header.Del("X-Amzn-Errortype")
				}
				return revoked
			}, "UpdateDeviceStatus"),
		},
		{Name: "revocation-undone", Summary: "accepts revoked tokens again when revocation is turned off", Breaks: rules("TOK-25"), set: revocationUndone},
	}
}

// signOutIgnored has an operation end no sign-in.
func signOutIgnored(operation string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Token.Revoke.Everywhere
		b.Token.Revoke.Everywhere = func(named string, u *refpool.User) {
			if named == operation {
				fired()
				return
			}
			before(named, u)
		}
	}
}

// revocationUndone forgets, at a refresh, what a client without revocation revoked while
// it had it.
func revocationUndone(b *refpool.Behaviour, fired func()) {
	before := b.Token.Refresh.OfClient
	b.Token.Refresh.OfClient = func(g *refpool.Grant, client *refpool.Client) bool {
		if !client.EnableTokenRevocation && g.Revoked {
			fired()
			g.Revoked = false
		}
		return before(g, client)
	}
}
