package faults

import (
	"encoding/json"
	"slices"
	"sync"

	"github.com/cogbench/cogbench/refpool"
)

func partialTokenFaults() []Fault {
	return []Fault{
		{Name: "no-id-token-of-device", Summary: "returns no IdToken from a sign-in on a device", Breaks: rules("TOK-01"), set: noIDTokenOfDevice},
		{
			Name: "refresh-needs-remembered", Summary: "refreshes tokens only with the key of a device that is remembered", Breaks: rules("REF-01"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Token.Refresh.DeviceFits
				b.Token.Refresh.DeviceFits = func(p *refpool.Pool, g *refpool.Grant, d *refpool.Device, sent string) bool {
					if d != nil && !d.Remembered {
						fired()
						return false
					}
					return before(p, g, d, sent)
				}
			},
		},
		{
			Name: "rotation-loses-device", Summary: "asks for no device key where refresh tokens rotate", Breaks: rules("REF-05"),
			set: deviceFits(func(g *refpool.Grant, _ *refpool.Device, _ string) bool {
				return g.Client.Rotation != nil && g.DeviceKey != ""
			}),
		},
		{Name: "forgotten-device-gets-tokens", Summary: "refreshes the tokens of a forgotten device in GetTokensFromRefreshToken", Breaks: rules("DEV-FORGET-08"), set: forgottenGetsTokens},
		{Name: "revoked-token-gets-tokens", Summary: "accepts revoked refresh tokens in GetTokensFromRefreshToken", Breaks: rules("TOK-08", "TOK-18"), Seen: "emulators", set: revokedGetsTokens},
		{Name: "refreshed-token-outlives-sign-out", Summary: "keeps accepting refreshed access tokens after a sign-out everywhere", Breaks: rules("TOK-08", "TOK-18"), Seen: "emulators", set: refreshedOutlives},
		{Name: "sign-out-of-one-client", Summary: "ends only the sign-ins at one app client in GlobalSignOut", Breaks: rules("TOK-08"), set: signOutOfOneClient},
	}
}

// noIDTokenOfDevice knows such sign-ins by the claim and by the key that does not come.
func noIDTokenOfDevice(b *refpool.Behaviour, fired func()) {
	onSuccess(func(object map[string]any) bool {
		result := member(object, "AuthenticationResult")
		access, _ := result["AccessToken"].(string)
		if result["NewDeviceMetadata"] != nil || claim(access, "device_key") == nil {
			return false
		}
		delete(result, "IdToken")
		return true
	}, "RespondToAuthChallenge")(b, fired)
}

// claim is a claim of a token.
func claim(token, name string) any {
	claims := map[string]any{}
	_ = json.Unmarshal([]byte(claimsOf(token)), &claims)
	return claims[name]
}

// byTokensOperation tells whether a client's refresh comes by GetTokensFromRefreshToken,
// which alone looks at a ClientSecret.
func byTokensOperation(b *refpool.Behaviour) func(*refpool.Client) bool {
	var last sync.Map
	secret, flow := b.Token.Refresh.CheckSecret, b.Token.Refresh.CheckFlow
	b.Token.Refresh.CheckSecret = func(client *refpool.Client, given string) error {
		last.Store(client.ID, true)
		return secret(client, given)
	}
	b.Token.Refresh.CheckFlow = func(client *refpool.Client, name string) error {
		last.Store(client.ID, false)
		return flow(client, name)
	}
	return func(client *refpool.Client) bool { is, _ := last.Load(client.ID); return is == true }
}

func forgottenGetsTokens(b *refpool.Behaviour, fired func()) {
	by := byTokensOperation(b)
	deviceFits(func(g *refpool.Grant, d *refpool.Device, sent string) bool {
		return d == nil && sent == g.DeviceKey && by(g.Client) && g.User.Devices[sent] == nil
	})(b, fired)
}

func revokedGetsTokens(b *refpool.Behaviour, fired func()) {
	by := byTokensOperation(b)
	before := b.Token.Refresh.Revoked
	b.Token.Refresh.Revoked = func(g *refpool.Grant) bool {
		revoked := before(g)
		if revoked && by(g.Client) {
			fired()
			return false
		}
		return revoked
	}
}

// refreshedOutlives knows refreshed tokens by their jti.
func refreshedOutlives(b *refpool.Behaviour, fired func()) {
	made := newCounter()
	var refreshed, shown sync.Map
	claims, verify, revoked := b.Token.AccessClaims, b.Token.Use.Verify, b.Token.Use.Revoked
	b.Token.AccessClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
		claims := claims(p, g, at)
		if made.up(g.ID) > 1 {
			refreshed.Store(claims["jti"], true)
		}
		return claims
	}
	b.Token.Use.Verify = func(keys refpool.SigningKeys, token string) (refpool.TokenClaims, error) {
		claims, err := verify(keys, token)
		_, is := refreshed.Load(claim(token, "jti"))
		shown.Store(claims.GrantID, is)
		return claims, err
	}
	b.Token.Use.Revoked = func(g *refpool.Grant) bool {
		is := revoked(g)
		if g == nil || g.Revoked || !is {
			return is
		}
		if was, _ := shown.Load(g.ID); was == true {
			fired()
			return false
		}
		return true
	}
}

// signOutOfOneClient notes which sign-ins of which client are over.
func signOutOfOneClient(b *refpool.Behaviour, fired func()) {
	type place struct {
		user   *refpool.User
		client string
	}
	var over sync.Map // the count of sign-outs, by place; of client "" for all
	everywhere, revoked := b.Token.Revoke.Everywhere, b.Token.Use.Revoked
	isOver := func(g *refpool.Grant, client string) bool {
		found, _ := over.Load(place{g.User, client})
		count, _ := found.(int)
		return count > g.SignOuts
	}
	ends := func(g *refpool.Grant) bool {
		if g == nil || g.Revoked || !revoked(g) || isOver(g, "") || isOver(g, g.Client.ID) {
			return revoked(g)
		}
		fired()
		return false
	}
	b.Token.Use.Revoked, b.Token.Refresh.Revoked = ends, ends
	caller := watchCallers(b)
	b.Token.Revoke.Everywhere = func(operation string, u *refpool.User) {
		client := ""
		if g := caller.of(u); g != nil && operation == "GlobalSignOut" {
			client = g.Client.ID
		}
		over.Store(place{u, client}, u.SignOuts+1)
		everywhere(operation, u)
	}
}

// demanded asks for no second factor in some sign-ins.
func demanded(spared func(*refpool.SignIn) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.MFA.Demanded
		b.MFA.Demanded = func(p *refpool.Pool, s *refpool.SignIn, factors []string) bool {
			is := before(p, s, factors)
			if is && spared(s) {
				fired()
				return false
			}
			return is
		}
	}
}

// anyHash takes any SECRET_HASH that is there in some steps.
func anyHash(steps ...string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.CheckSecretHash
		b.Auth.CheckSecretHash = func(client *refpool.Client, step, username, hash string) error {
			if hash != "" && slices.Contains(steps, step) {
				fired()
				return nil
			}
			return before(client, step, username, hash)
		}
	}
}

// ofDeviceIn accepts the proofs of devices in a flow.
func ofDeviceIn(flow string) func(*refpool.Challenge, refpool.Claim) (error, bool) {
	return func(ch *refpool.Challenge, _ refpool.Claim) (error, bool) {
		return nil, ch.DeviceKey != "" && ch.SignIn.Flow == flow
	}
}

// hashedStep is one step for [secretHash].
func hashedStep(name string) func(*refpool.Client, string, string) bool {
	return func(_ *refpool.Client, step, _ string) bool { return step == name }
}
