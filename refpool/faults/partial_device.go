package faults

import (
	"slices"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// confirmedOf are the devices of a user, the oldest first.
func confirmedOf(u *refpool.User) []*refpool.Device {
	var all []*refpool.Device
	for _, d := range u.Devices {
		if d.Confirmed {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b *refpool.Device) int { return a.Created.Compare(b.Created) })
	return all
}

// callers remember who acted on a user last.
type callers struct{ last sync.Map }

// watchCallers learns it from how the operations find their user.
func watchCallers(b *refpool.Behaviour) *callers {
	c := &callers{}
	find, signIn, revoked := b.Admin.FindUser, b.Auth.FindUser, b.Token.Use.Revoked
	b.Admin.FindUser = func(p *refpool.Pool, name string) *refpool.User {
		u := find(p, name)
		c.last.Store(u, (*refpool.Grant)(nil)) // an administrator has no sign-in
		return u
	}
	b.Auth.FindUser = func(p *refpool.Pool, name string) *refpool.User {
		u := signIn(p, name)
		c.last.Delete(u)
		return u
	}
	b.Token.Use.Revoked = func(g *refpool.Grant) bool {
		if g != nil {
			c.last.Store(g.User, g)
		}
		return revoked(g)
	}
	return c
}

// of is the sign-in of the access token that was sent, nil for none.
func (c *callers) of(u *refpool.User) *refpool.Grant {
	last, _ := c.last.Load(u)
	g, _ := last.(*refpool.Grant)
	return g
}

func (c *callers) isAdmin(u *refpool.User) bool {
	last, there := c.last.Load(u)
	g, _ := last.(*refpool.Grant)
	return there && g == nil
}

// findsElsewhere finds some keys of a user among the devices of everybody.
func findsElsewhere(b *refpool.Behaviour, fired func(), where func(u *refpool.User, key string) bool) {
	before := b.Device.Find
	b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
		if d := before(p, u, key); d != nil || !where(u, key) {
			return d
		}
		d := ofAnyone(p, key)
		if d != nil {
			fired()
		}
		return d
	}
}

// ofAnyone is the device of a key, whosever it is.
func ofAnyone(p *refpool.Pool, key string) *refpool.Device {
	for _, u := range p.Users {
		if d := u.Devices[key]; d != nil {
			return d
		}
	}
	return nil
}

func oneVerifier(b *refpool.Behaviour, fired func()) {
	before := b.Device.Find
	b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
		d, all := before(p, u, key), confirmedOf(u)
		if d != nil && d.Confirmed && all[len(all)-1] != d {
			fired()
			d.Salt, d.Verifier = all[len(all)-1].Salt, all[len(all)-1].Verifier
		}
		return d
	}
}

// claimOfNewest leaves the claim of a sign-in that got its key by itself.
func claimOfNewest(b *refpool.Behaviour, fired func()) {
	before := b.Token.AccessClaims
	b.Token.AccessClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
		claims, all := before(p, g, at), confirmedOf(g.User)
		if d := g.User.Devices[g.DeviceKey]; d != nil && d.Confirmed && all[len(all)-1] != d {
			fired()
			claims["device_key"] = all[len(all)-1].Key
		}
		return claims
	}
}

func unknownUnderAlias(b *refpool.Behaviour, fired func()) {
	under := func(s *refpool.SignIn) bool { return s.Name != s.User.Username }
	asks(func(_ *refpool.Pool, s *refpool.SignIn, _ *refpool.Device) (bool, bool) { return false, under(s) })(b, fired)
	suppressed(func(_ *refpool.Pool, s *refpool.SignIn, _ *refpool.Device, _ []string) (bool, bool) {
		return false, under(s)
	})(b, fired)
}

// statusOfAll sets the status of all devices of a user where an administrator does, or
// where the user does.
func statusOfAll(byAdmins bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		caller := watchCallers(b)
		var owners sync.Map
		find, set := b.Device.Find, b.Device.SetStatus
		b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
			d := find(p, u, key)
			owners.Store(d, u)
			return d
		}
		b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
			set(d, status, now)
			owner, _ := owners.Load(d)
			u, _ := owner.(*refpool.User)
			if u == nil || byAdmins != caller.isAdmin(u) {
				return
			}
			for _, other := range confirmedOf(u) {
				if other != d {
					fired()
					set(other, status, now)
				}
			}
		}
	}
}

func forgetOwn(b *refpool.Behaviour, fired func()) {
	caller := watchCallers(b)
	before := b.Device.Forget
	b.Device.Forget = func(p *refpool.Pool, u *refpool.User, d *refpool.Device) error {
		g := caller.of(u)
		if g == nil || g.DeviceKey == d.Key || u.Devices[g.DeviceKey] == nil {
			return before(p, u, d)
		}
		fired()
		delete(u.Devices, g.DeviceKey)
		return nil
	}
}

// forgottenListed keeps what users, or administrators, forget, and finds it in lists
// alone: users do not see there what they forgot themselves.
func forgottenListed(byAdmins bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		caller := watchCallers(b)
		var gone sync.Map
		isGone := func(d *refpool.Device) bool { _, gone := gone.Load(d); return gone }
		find, forget, visible := b.Device.Find, b.Device.Forget, b.Device.Visible
		b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
			if d := find(p, u, key); !isGone(d) {
				return d
			}
			return nil
		}
		b.Device.Forget = func(p *refpool.Pool, u *refpool.User, d *refpool.Device) error {
			if byAdmins != caller.isAdmin(u) {
				return forget(p, u, d)
			}
			fired()
			gone.Store(d, true)
			return nil
		}
		b.Device.Visible = func(d *refpool.Device) bool { return visible(d) && (byAdmins || !isGone(d)) }
	}
}

func adminsForgetAll(b *refpool.Behaviour, fired func()) {
	caller := watchCallers(b)
	before := b.Device.Forget
	b.Device.Forget = func(p *refpool.Pool, u *refpool.User, d *refpool.Device) error {
		if caller.isAdmin(u) {
			fired()
			clear(u.Devices)
		}
		return before(p, u, d)
	}
}

func adminsForgetAnyones(b *refpool.Behaviour, fired func()) {
	caller := watchCallers(b)
	findsElsewhere(b, fired, func(u *refpool.User, _ string) bool { return caller.isAdmin(u) })
	b.Device.Forget = func(p *refpool.Pool, _ *refpool.User, d *refpool.Device) error {
		for _, u := range p.Users {
			delete(u.Devices, d.Key)
		}
		return nil
	}
}

// foreignProves takes the device that a response names, if it is another user's.
func foreignProves(b *refpool.Behaviour, fired func()) {
	var named sync.Map
	before := b.Device.SignIn.SameKey
	b.Device.SignIn.SameKey = func(ch *refpool.Challenge, key string) bool {
		if !before(ch, key) && ch.SignIn.User.Devices[key] == nil {
			named.Store(key, true)
			ch.DeviceKey = key
		}
		return before(ch, key)
	}
	findsElsewhere(b, fired, func(_ *refpool.User, key string) bool { _, is := named.Load(key); return is })
}

func deviceForCode(b *refpool.Behaviour, fired func()) {
	answers, same := b.Auth.Sessions.Answers, b.Device.SignIn.SameKey
	b.Auth.Sessions.Answers = func(ch *refpool.Challenge, name string) bool {
		return answers(ch, name) || ch.Name == "SOFTWARE_TOKEN_MFA" && name == "DEVICE_SRP_AUTH"
	}
	b.Device.SignIn.SameKey = func(ch *refpool.Challenge, key string) bool {
		if ch.DeviceKey == "" {
			fired()
			ch.DeviceKey = key
		}
		return same(ch, key)
	}
	b.Device.SignIn.StillRemembered = func(d *refpool.Device) bool { return d != nil && d.Confirmed }
	suppressed(func(_ *refpool.Pool, s *refpool.SignIn, _ *refpool.Device, _ []string) (bool, bool) {
		return true, s.HasPassed("DEVICE_PASSWORD_VERIFIER")
	})(b, func() {})
}

// keyReplacesMFA takes keys that another user has, or that no one has, for devices of
// whoever signs in with them.
func keyReplacesMFA(foreign bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		var sent, made sync.Map
		read, find := b.Device.Sent, b.Device.Find
		b.Device.Sent = func(step string, given map[string]string) string {
			key := read(step, given)
			if step != "REFRESH_TOKEN_AUTH" {
				sent.Store(key, true)
			}
			return key
		}
		b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
			d := find(p, u, key)
			if _, signsIn := sent.Load(key); d != nil || key == "" || !signsIn || foreign != (ofAnyone(p, key) != nil) {
				return d
			}
			d = &refpool.Device{Key: key, Confirmed: true}
			made.Store(d, true)
			return d
		}
		suppressed(func(_ *refpool.Pool, _ *refpool.SignIn, d *refpool.Device, _ []string) (bool, bool) {
			_, is := made.Load(d)
			return true, is
		})(b, fired)
	}
}

// cut leaves the first devices of a list that has more, and no token.
func cut(object map[string]any, to int) bool {
	devices, _ := object["Devices"].([]any)
	if len(devices) <= to {
		return false
	}
	object["Devices"] = devices[:to]
	delete(object, "PaginationToken")
	return true
}

// filteredLate lets all devices on a page, but for one that was named, and takes those that
// are not remembered out of the answer.
func filteredLate(b *refpool.Behaviour, fired func()) {
	var named, hidden sync.Map // devices that GetDevice looks for; keys
	find, set, visible := b.Device.Find, b.Device.SetStatus, b.Device.Visible
	b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
		d := find(p, u, key)
		named.Store(d, true)
		return d
	}
	b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
		named.Delete(d)
		set(d, status, now)
	}
	b.Device.Visible = func(d *refpool.Device) bool {
		if _, is := named.LoadAndDelete(d); is || visible(d) {
			hidden.Delete(d.Key)
			return visible(d)
		}
		hidden.Store(d.Key, true)
		return true
	}
	onSuccess(func(object map[string]any) bool {
		devices, _ := object["Devices"].([]any)
		shown := slices.DeleteFunc(slices.Clone(devices), func(listed any) bool {
			device, _ := listed.(map[string]any)
			_, is := hidden.Load(device["DeviceKey"])
			return is
		})
		if len(shown) == len(devices) {
			return false
		}
		object["Devices"] = shown
		delete(object, "PaginationToken")
		return true
	}, "ListDevices")(b, fired)
}

// defaultPageAlone has a page of five where no Limit is given, and one more to be cut.
func defaultPageAlone(b *refpool.Behaviour, fired func()) {
	const size = 5
	var whole sync.Map
	before := b.Device.Describe.PageSize
	b.Device.Describe.PageSize = func(limit *int) int {
		whole.Store("last", limit == nil)
		if limit == nil {
			return size + 1
		}
		return before(limit)
	}
	onSuccess(func(object map[string]any) bool {
		last, _ := whole.Load("last")
		return last == true && cut(object, size)
	}, "ListDevices", "AdminListDevices")(b, fired)
}
