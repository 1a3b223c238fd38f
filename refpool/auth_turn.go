package refpool

// turn is one request of a sign-in, with the response that it gets.
type turn struct {
	*call
	pool    *Pool
	client  *Client
	name    string            // AuthFlow or ChallengeName
	given   map[string]string // AuthParameters or ChallengeResponses
	session string
}

func (t *turn) auth() *AuthBehaviour { return &t.server.behaviour.Auth }

// outside runs slow, which must not touch the pool's state, without the pool's
// lock. What was read before may be out of date afterwards.
func (t *turn) outside(slow func()) {
	t.pool.Unlock()
	defer t.pool.Lock()
	slow()
}

func (t *turn) checkRequired() error {
	for _, name := range t.auth().Required(t.name) {
		value := t.given[name]
		if name == "Session" {
			value = t.session
		}
		if value == "" {
			return t.missing(name)
		}
	}
	return nil
}

func (t *turn) missing(parameter string) error { return t.auth().Missing(t.name, parameter) }

func (t *turn) checkSecretHash(username string) error {
	return t.auth().CheckSecretHash(t.client, t.name, username, t.given["SECRET_HASH"])
}

// begin opens a sign-in for the turn's USERNAME. Someone who does not exist, or
// may not sign in, gets a simulated one where the client hides who exists.
func (t *turn) begin(flow string) (*SignIn, error) {
	name := t.given["USERNAME"]
	s := &SignIn{Client: t.client, Name: name, Flow: flow}
	u := t.auth().FindUser(t.pool, name)
	var refusal error
	if u == nil {
		refusal = userNotFound()
	} else {
		refusal = t.auth().Admit(t.client, u, false)
	}
	switch {
	case refusal == nil:
		s.User = u
	case !t.auth().Simulates(t.client):
		return nil, refusal
	}
	return s, nil
}

// locked refuses a sign-in that is locked out, at the steps whose failures count.
func (t *turn) locked(s *SignIn) error {
	lockout := &t.auth().Lockout
	if lockout.Counts(t.name) && lockout.Locked(t.lockout(s), t.now(t.pool)) {
		return notAuthorized("Password attempts exceeded")
	}
	return nil
}

// check runs the slow check of a proof or a password off the lock. A failure
// counts, and uses up the challenge that was answered, if any: one exchange is
// one guess. Attempts while locked are not told their result, not even those
// that began before.
func (t *turn) check(s *SignIn, ch *Challenge, slow func() error) error {
	if err := t.locked(s); err != nil {
		return err
	}
	var wrong error
	t.outside(func() { wrong = slow() })
	if err := t.locked(s); err != nil {
		return err
	}
	if wrong == nil && s.User == nil {
		wrong = wrongCredentials()
	}
	if wrong != nil {
		t.noteFailure(s)
		if ch != nil {
			t.settle(ch, wrong)
		}
	}
	return wrong
}

// noteFailure counts a wrong proof or password.
func (t *turn) noteFailure(s *SignIn) {
	if t.auth().Lockout.Counts(t.name) {
		t.auth().Lockout.Failed(t.lockout(s), t.now(t.pool))
	}
}

// lockout is the count of failures of the sign-in's user. Names that no user
// has are counted too, or the lock would tell them apart (SEC-06).
func (t *turn) lockout(s *SignIn) *Lockout {
	if s.User != nil {
		return &s.User.Lockout
	}
	now, state := t.now(t.pool), &t.pool.auth
	name := t.pool.fold(s.Name)
	l, known := state.strangers.Get(name, now)
	if !known {
		l = &Lockout{}
	}
	state.strangers.Put(name, l, now.Add(strangerMemory), now)
	return l
}

// proven ends the first factor: the user may be one who has to do something
// else first, and the device key must be of a device that exists.
func (t *turn) proven(s *SignIn) error {
	t.auth().Lockout.Passed(&s.User.Lockout)
	if err := t.auth().Admit(t.client, s.User, true); err != nil {
		return err
	}
	return t.nameDevice(s)
}

// nameDevice takes the device key of the turn over into the sign-in. Of an
// earlier turn's key that turns out unknown nothing stays, so that the client
// may repeat its response without it (DEV-SRP-17).
func (t *turn) nameDevice(s *SignIn) error {
	device := &t.server.behaviour.Device
	if sent := device.Sent(t.name, t.given); sent != "" {
		s.DeviceKey = sent
	}
	if s.DeviceKey == "" || !device.Tracked(t.pool) {
		s.DeviceKey = ""
		return nil
	}
	if t.knownDevice(t.pool, s.User, s.DeviceKey) == nil {
		s.DeviceKey = ""
		return device.Unknown(t.operation)
	}
	return nil
}

// settle uses ch up if its response, answered with refusal, does so.
func (t *turn) settle(ch *Challenge, refusal error) {
	if t.auth().Sessions.SpentBy(ch, refusal) {
		ch.Spent = true
		ch.Leg, ch.A, ch.SecretBlock = nil, nil, nil // a Session is remembered longer than they are of use
	}
}
