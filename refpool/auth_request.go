package refpool

// authRequest is one request of a sign-in: an InitiateAuth or a
// RespondToAuthChallenge, or their Admin twins. Its methods run with the lock of
// its pool held.
type authRequest struct {
	*request
	pool    *Pool
	client  *Client
	name    string            // AuthFlow or ChallengeName
	given   map[string]string // AuthParameters or ChallengeResponses
	session string
}

func (a *authRequest) checkRequired() error {
	for _, name := range a.behaviour.Auth.Required(a.name) {
		value := a.given[name]
		if name == "Session" {
			value = a.session
		}
		if value == "" {
			return a.missing(name)
		}
	}
	return nil
}

func (a *authRequest) missing(parameter string) error {
	return a.behaviour.Auth.Missing(a.name, parameter)
}

func (a *authRequest) checkSecretHash(username string) error {
	return a.behaviour.Auth.CheckSecretHash(a.client, a.name, username, a.given["SECRET_HASH"])
}

// begin opens a sign-in for the request's USERNAME. Someone who does not exist, or
// may not sign in, gets a simulated one if the client hides who exists.
func (a *authRequest) begin(flow string) (*SignIn, error) {
	name := a.given["USERNAME"]
	s := &SignIn{Client: a.client, Name: name, Flow: flow}
	u := a.behaviour.Auth.FindUser(a.pool, name)
	a.witness.user(u)
	var refusal error
	if u == nil {
		refusal = userNotFound()
	} else {
		refusal = a.behaviour.Auth.Admit(a.client, u, false)
	}
	switch {
	case refusal == nil:
		s.User = u
	case !a.behaviour.Auth.Simulates(a.client):
		return nil, refusal
	}
	return s, nil
}

// locked refuses a sign-in that is locked out, at the steps whose failures count.
func (a *authRequest) locked(s *SignIn) error {
	lockout := &a.behaviour.Auth.Lockout
	if lockout.Counts(a.name) && lockout.Locked(a.lockout(s), a.now(a.pool)) {
		return notAuthorized("Password attempts exceeded")
	}
	return nil
}

// check runs the slow check of a proof or a password off the lock. A failure
// counts, and uses up the challenge that was answered, if any: one exchange is
// one guess. Attempts while locked do not learn their result, not even those
// that began before.
func (a *authRequest) check(s *SignIn, ch *Challenge, slow func() error) error {
	if err := a.locked(s); err != nil {
		return err
	}
	var wrong error
	a.pool.unlocked(func() { wrong = slow() })
	if err := a.locked(s); err != nil {
		return err
	}
	if wrong == nil && s.User == nil {
		wrong = a.behaviour.Auth.Wrong(a.name)
	}
	if wrong != nil {
		a.noteFailure(s)
		if ch != nil {
			a.settle(ch, wrong)
		}
	}
	return wrong
}

// noteFailure counts a wrong proof or password.
func (a *authRequest) noteFailure(s *SignIn) {
	if a.behaviour.Auth.Lockout.Counts(a.name) {
		a.behaviour.Auth.Lockout.Failed(a.lockout(s), a.now(a.pool))
	}
}

// lockout is the count of failures of the sign-in's user. Names that no user
// has are counted too, or the lock would tell them apart (SEC-06).
func (a *authRequest) lockout(s *SignIn) *Lockout {
	if s.User != nil {
		return &s.User.Lockout
	}
	now, state := a.now(a.pool), &a.pool.auth
	name := a.pool.fold(s.Name)
	l, known := state.strangers.Get(name, now)
	if !known {
		l = &Lockout{}
	}
	state.strangers.Put(name, l, now.Add(strangerMemory), now)
	return l
}

// proven ends the first factor: it refuses a user who has to do something else
// first, and a device key that is not known.
func (a *authRequest) proven(s *SignIn) error {
	if lockout := &a.behaviour.Auth.Lockout; lockout.Counts(a.name) {
		lockout.Passed(&s.User.Lockout)
	}
	if err := a.behaviour.Auth.Admit(a.client, s.User, true); err != nil {
		return err
	}
	return a.nameDevice(s)
}

// nameDevice takes the device key of the request over into the sign-in. A key
// that turns out to be unknown does not stay, not even that of an earlier
// request, so that the client may repeat its response without it (DEV-SRP-17).
func (a *authRequest) nameDevice(s *SignIn) error {
	device := &a.behaviour.Device
	if sent := device.Sent(a.name, a.given); sent != "" {
		s.DeviceKey = sent
	}
	if s.DeviceKey == "" || !device.Tracked(a.pool) {
		s.DeviceKey = ""
		return nil
	}
	if a.knownDevice(a.pool, s.User, s.DeviceKey) == nil {
		s.DeviceKey = ""
		return device.Unknown(a.operation)
	}
	return nil
}

// settle uses ch up if its response, answered with refusal, does so.
func (a *authRequest) settle(ch *Challenge, refusal error) {
	if a.behaviour.Auth.Sessions.SpentBy(ch, refusal) {
		ch.Spent = true
		ch.Leg, ch.A, ch.SecretBlock = nil, nil, nil // a Session is remembered longer than they are of use
	}
}
