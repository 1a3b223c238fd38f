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

// owners tell whose a device is that was found.
type owners struct{ users sync.Map }

// watchOwners learns it from how the operations find a device.
func watchOwners(b *refpool.Behaviour) *owners {
	o := &owners{}
	find := b.Device.Find
	b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
		d := find(p, u, key)
		if d != nil {
			o.users.Store(d, u)
		}
		return d
	}
	return o
}

// of is the user who has the device, nil if it was never found.
func (o *owners) of(d *refpool.Device) *refpool.User {
	owner, _ := o.users.Load(d)
	u, _ := owner.(*refpool.User)
	return u
}

// statusOfAll sets some statuses of all devices of a user, where an administrator does or
// where the user does.
func statusOfAll(spreads func(byAdmin bool, status string) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		caller, owner := watchCallers(b), watchOwners(b)
		set := b.Device.SetStatus
		b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
			set(d, status, now)
			u := owner.of(d)
			if u == nil || !spreads(caller.isAdmin(u), status) {
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

// confirmInherits remembers a device that is confirmed if its user has another that is.
func confirmInherits(b *refpool.Behaviour, fired func()) {
	owner := watchOwners(b)
	before := b.Device.Confirm.Dated
	b.Device.Confirm.Dated = func(d *refpool.Device, now time.Time) {
		before(d, now)
		for _, other := range confirmedOf(owner.of(d)) {
			if other.Remembered && !d.Remembered {
				fired()
				d.Remembered = true
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

// adminsReadAnyones finds a device whichever user an administrator names, but forgets none
// that is not the user's.
func adminsReadAnyones(b *refpool.Behaviour, fired func()) {
	caller := watchCallers(b)
	findsElsewhere(b, fired, func(u *refpool.User, _ string) bool { return caller.isAdmin(u) })
	before := b.Device.Forget
	b.Device.Forget = func(p *refpool.Pool, u *refpool.User, d *refpool.Device) error {
		if u.Devices[d.Key] == nil {
			return b.Device.Unknown("AdminForgetDevice")
		}
		return before(p, u, d)
	}
}

// devicesByName finds the devices of a user of the same name in another pool.
func devicesByName(b *refpool.Behaviour, fired func()) {
	type named struct{ user, key string }
	type kept struct {
		pool   *refpool.Pool
		device *refpool.Device
	}
	var devices sync.Map
	find, forget := b.Device.Find, b.Device.Forget
	b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
		if d := find(p, u, key); d != nil {
			devices.Store(named{u.Username, key}, kept{p, d})
			return d
		}
		found, _ := devices.Load(named{u.Username, key})
		elsewhere, is := found.(kept)
		if !is || elsewhere.pool == p {
			return nil
		}
		fired()
		return elsewhere.device
	}
	b.Device.Forget = func(p *refpool.Pool, u *refpool.User, d *refpool.Device) error {
		devices.Delete(named{u.Username, d.Key})
		return forget(p, u, d)
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

// deviceAloneOnceKnown takes the proof of a device that has signed in for that of its user.
func deviceAloneOnceKnown(b *refpool.Behaviour, fired func()) {
	var known sync.Map
	authenticated := b.Device.SignIn.Authenticated
	b.Device.SignIn.Authenticated = func(d *refpool.Device, ip string, now time.Time) {
		known.Store(d.Key, true)
		authenticated(d, ip, now)
	}
	unsolicited := b.Device.SignIn.Unsolicited
	deviceAlone(b, fired)
	alone := b.Device.SignIn.Unsolicited
	b.Device.SignIn.Unsolicited = func(p *refpool.Pool, client *refpool.Client, u *refpool.User, key string) *refpool.SignIn {
		if _, is := known.Load(key); is {
			return alone(p, client, u, key)
		}
		return unsolicited(p, client, u, key)
	}
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
func keyReplacesMFA(foreign bool, in func(step string) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		var sent, made sync.Map
		read, find := b.Device.Sent, b.Device.Find
		b.Device.Sent = func(step string, given map[string]string) string {
			key := read(step, given)
			if in(step) {
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

// atSignIn reports whether a step is one of a sign-in.
func atSignIn(step string) bool { return step != "REFRESH_TOKEN_AUTH" }

// unrememberedInTheClear reports whether a sign-in takes the password at once, and names a
// device that is not remembered.
func unrememberedInTheClear(s *refpool.SignIn, d *refpool.Device) bool {
	return d != nil && !d.Remembered && (s.Flow == "USER_PASSWORD_AUTH" || s.Flow == "ADMIN_USER_PASSWORD_AUTH")
}

func confirmedForMFA(b *refpool.Behaviour, fired func()) {
	suppressed(func(_ *refpool.Pool, s *refpool.SignIn, d *refpool.Device, _ []string) (bool, bool) {
		return true, unrememberedInTheClear(s, d) && d.Verifier != nil
	})(b, func() {})
	asks(func(_ *refpool.Pool, s *refpool.SignIn, d *refpool.Device) (bool, bool) {
		return true, unrememberedInTheClear(s, d) && d.Verifier != nil
	})(b, fired)
	b.Device.SignIn.StillRemembered = func(d *refpool.Device) bool { return d != nil && d.Confirmed }
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
