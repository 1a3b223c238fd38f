package selftest_test

import "github.com/cogbench/cogbench/target"

// The model of a device's life. It is written from the rules, which each line
// names, and from nothing else: no code of the pool, no guess of what the pool
// does where the rules are silent. What is open there is open here.

// answer is what the rules say of a question about a sign-in.
type answer string

const (
	yes    answer = "yes"
	no     answer = "no"
	either answer = "either" // the rules leave it open
)

// agrees tells whether what was seen may be.
func (a answer) agrees(seen bool) bool { return a == either || seen == (a == yes) }

// modelPool is a pool's configuration.
type modelPool struct{ target.PoolSpec }

func (p modelPool) tracks() bool { return p.Tracking != target.NoTracking } // POOL-01, POOL-02

// modelUser is what the rules know of a user.
type modelUser struct {
	factor bool // a second factor is active
}

// modelDevice is what the rules know of a device key.
type modelDevice struct {
	owner      *modelUser
	confirmed  bool
	remembered bool
	forgotten  bool
	// proved: a second factor was passed at a sign-in that named the device.
	proved bool
	// late: the second factor was turned on before the device was remembered, or
	// it was remembered anew without having been used since (POOL-11).
	late bool
}

// exists tells whether the device is in its owner's profile (DEV-STAT-05,
// DEV-FORGET-01).
func (d *modelDevice) exists() bool { return d.confirmed && !d.forgotten }

// asksFactor tells whether the pool wants a second factor of the user at all.
func (p modelPool) asksFactor(u *modelUser) bool {
	return p.MFA == target.MFAOn || p.MFA == target.MFAOptional && u.factor // MFA-09
}

// modelSignIn is what a sign-in has to be like.
type modelSignIn struct {
	refused  string // the exception, "" for none
	factor   answer // a second factor is asked for
	device   answer // the device's challenges are posed
	metadata answer // a new device key comes with the tokens
}

// signIn says what a sign-in is like that names the device, or none. withSRP
// tells whether the password is proved by SRP.
func (p modelPool) signIn(u *modelUser, d *modelDevice, withSRP bool) modelSignIn {
	s := modelSignIn{factor: no, device: no, metadata: no}
	if p.asksFactor(u) {
		s.factor = yes // MFA-09, POOL-07
	}
	switch {
	case !p.tracks(): // POOL-01
	case d == nil:
		s.metadata = yes // DEV-NEW-01, DEV-NEW-04
		if !withSRP && s.factor == no {
			s.metadata = either // DEV-NEW-08
		}
	case d.owner != u, !d.exists():
		s.refused = "ResourceNotFoundException" // DEV-SRP-16, DEV-SRP-18, DEV-FORGET-03
	case !d.remembered: // DEV-SRP-20, DEV-STAT-02
		if s.factor == yes {
			s.metadata = either // DEV-NEW-06
		}
	case s.factor == no:
		s.device = yes // DEV-SRP-01, POOL-08, POOL-09
	case !p.ChallengeRequired:
		s.device = either // POOL-06
	case d.late:
		s.factor, s.device = either, either // POOL-11
	case !d.proved:
		s.device = either // POOL-10
	default:
		s.factor, s.device = no, yes // POOL-05
	}
	return s
}

// signedIn notes that a sign-in with the device came to its end, and whether it
// asked for a second factor.
func (d *modelDevice) signedIn(factor bool) {
	d.proved = d.proved || factor
	if d.remembered && d.late {
		d.late, d.proved = false, true // POOL-11: one more at most
	}
}

// factorOn notes that the owner turned a second factor on.
func (d *modelDevice) factorOn() {
	d.proved = false       // POOL-10
	d.late = !d.remembered // POOL-11
}

// confirm says how ConfirmDevice of the key by a user is answered: with an
// exception, with any if it is "refused", with success if it is "".
func (p modelPool) confirm(u *modelUser, d *modelDevice) string {
	switch {
	case d.owner != u:
		return "InvalidParameterException" // DEV-CONF-06
	case d.forgotten:
		return "refused" // DEV-FORGET-05
	case d.confirmed:
		return "DeviceKeyExistsException" // DEV-CONF-07
	}
	return "" // DEV-CONF-01, DEV-CONF-17
}

// confirmedBy notes a ConfirmDevice that succeeded.
func (d *modelDevice) confirmedBy(p modelPool) {
	d.confirmed = true
	d.remembered = p.Tracking == target.Always // POOL-03, POOL-04
}

// found says how an operation on the key is answered for a user.
func (d *modelDevice) found(u *modelUser) string {
	if d.owner != u || !d.exists() {
		return "ResourceNotFoundException" // DEV-STAT-04 to -06, DEV-GET-03, -05, DEV-FORGET-06, -07, ADM-09
	}
	return ""
}

// shown says how GetDevice is answered for a user.
func (d *modelDevice) shown(u *modelUser) string {
	if refusal := d.found(u); refusal != "" || d.remembered {
		return refusal
	}
	return "ResourceNotFoundException" // DEV-GET-04
}

// setRemembered notes an UpdateDeviceStatus or its Admin twin (DEV-STAT-01 to
// DEV-STAT-03, DEV-STAT-08, DEV-STAT-10, ADM-03).
func (d *modelDevice) setRemembered(remembered bool) {
	if d.remembered && !remembered && !d.proved {
		d.late = true
	}
	d.remembered = remembered
}

// modelTokens is what the rules know of the tokens of a sign-in.
type modelTokens struct {
	owner  *modelUser
	device *modelDevice // whose key they carry; nil if none
	// accessEnded and refreshEnded: expired or signed out (TOK-07, TOK-08).
	accessEnded, refreshEnded bool
}

// refresh says how REFRESH_TOKEN_AUTH is answered with the key of a device, nil
// for none.
func (p modelPool) refresh(s *modelTokens, sent *modelDevice) string {
	switch {
	case s.refreshEnded:
		return "NotAuthorizedException" // TOK-08
	case !p.tracks() && sent == nil:
		return "" // REF-04
	case sent != nil && sent == s.device && sent.exists():
		return "" // REF-01
	}
	return "NotAuthorizedException" // REF-02, REF-03, REF-12, DEV-FORGET-08
}
