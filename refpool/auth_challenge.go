package refpool

import (
	"fmt"
	"iter"
	"slices"
)

// pose issues ch, a challenge of its sign-in, with its parameters.
func (a *authRequest) pose(ch *Challenge, parameters map[string]string) (*authOutput, error) {
	sessions, now, s := &a.behaviour.Auth.Sessions, a.now(a.pool), ch.SignIn
	ch.Issued, ch.Life = now, sessions.Life(a.client, ch.Name)
	out := &authOutput{
		ChallengeName:       ch.Name,
		ChallengeParameters: a.behaviour.Auth.SRP.Parameters(ch, parameters),
	}
	forgetAt := now.Add(ch.Life + remembrance)
	if sessions.Sent(s.Flow, ch.Name) {
		session, err := sessions.New(a.server.random())
		if err != nil {
			return nil, fmt.Errorf("draw a session: %w", err)
		}
		out.Session = session
		a.pool.auth.sessions.Put(sessions.Key(session), ch, forgetAt, now)
	}
	if ch.SecretBlock != nil {
		a.pool.auth.blocks.Put(a.behaviour.Auth.SRP.BlockKey(ch.SecretBlock), ch, forgetAt, now)
	}
	if ch.Name == "DEVICE_SRP_AUTH" {
		a.await(ch)
	}
	return out, nil
}

// bySession finds the challenge of the request's Session, which the request has
// to answer.
func (a *authRequest) bySession() (*Challenge, error) {
	ch, known := a.pool.auth.sessions.Get(a.behaviour.Auth.Sessions.Key(a.session), a.now(a.pool))
	if !known {
		return nil, invalidSession()
	}
	a.witness.challenge(ch)
	return ch, a.mustAnswer(ch)
}

// byBlock finds the challenge by the SECRET_BLOCK of the request. In most flows a
// Session is not needed, but one that was sent must be of the same sign-in
// (AUTH-03, DEV-SRP-14).
func (a *authRequest) byBlock() (*Challenge, []byte, error) {
	block, err := a.behaviour.Auth.SRP.ParseBlock(a.given["PASSWORD_CLAIM_SECRET_BLOCK"])
	if err != nil {
		return nil, nil, err
	}
	now := a.now(a.pool)
	ch, known := a.pool.auth.blocks.Get(a.behaviour.Auth.SRP.BlockKey(block), now)
	if !known {
		return nil, nil, wrongCredentials()
	}
	if a.session == "" && a.behaviour.Auth.Sessions.Needed(ch.SignIn.Flow, ch.Name) {
		return nil, nil, a.missing("Session")
	}
	if a.session != "" {
		other, known := a.pool.auth.sessions.Get(a.behaviour.Auth.Sessions.Key(a.session), now)
		if !known || other.SignIn != ch.SignIn {
			return nil, nil, invalidSession()
		}
	}
	a.witness.challenge(ch)
	return ch, block, a.mustAnswer(ch)
}

// mustAnswer refuses a request that does not answer ch.
func (a *authRequest) mustAnswer(ch *Challenge) error {
	sessions := &a.behaviour.Auth.Sessions
	name := a.given["USERNAME"]
	switch {
	case !sessions.OfClient(ch, a.client),
		!sessions.OfUser(ch, a.behaviour.Auth.FindUser(a.pool, name), name),
		!sessions.Answers(ch, a.name):
		return invalidSession()
	case !sessions.Live(ch, a.now(a.pool)):
		return notAuthorized("Invalid session for the user, session is expired.")
	case !sessions.Unspent(ch):
		return notAuthorized("Invalid session for the user, session can only be used once.")
	}
	return nil
}

func invalidSession() error { return notAuthorized("Invalid session for the user.") }

// await lets ch, a DEVICE_SRP_AUTH, be found without its Session.
func (a *authRequest) await(ch *Challenge) {
	now, waits := a.now(a.pool), &a.pool.auth.devices
	wait := deviceWait{a.client.ID, ch.SignIn.User.Username, ch.DeviceKey}
	waiting, _ := waits.Get(wait, now)
	waiting = slices.DeleteFunc(slices.Clone(waiting), func(other *Challenge) bool {
		return other.Spent || !a.behaviour.Auth.Sessions.Live(other, now)
	})
	waits.Put(wait, append(waiting, ch), now.Add(ch.Life), now)
}

// byDevice finds a DEVICE_SRP_AUTH of the request's user, client and device that
// still waits (DEV-SRP-14).
func (a *authRequest) byDevice() (*Challenge, error) {
	u := a.behaviour.Auth.FindUser(a.pool, a.given["USERNAME"])
	if u == nil {
		return nil, invalidSession()
	}
	a.witness.user(u)
	for ch := range a.waiting(u) {
		return ch, nil
	}
	key := a.given["DEVICE_KEY"]
	if s := a.behaviour.Device.SignIn.Unsolicited(a.pool, a.client, u, key); s != nil {
		return &Challenge{Name: a.name, SignIn: s, DeviceKey: key}, nil
	}
	return nil, invalidSession()
}

// waiting are the DEVICE_SRP_AUTH of the user, and of the request's client and device,
// that the request may answer.
func (a *authRequest) waiting(u *User) iter.Seq[*Challenge] {
	return func(yield func(*Challenge) bool) {
		waiting, _ := a.pool.auth.devices.Get(deviceWait{a.client.ID, u.Username, a.given["DEVICE_KEY"]}, a.now(a.pool))
		for _, ch := range waiting {
			if a.mustAnswer(ch) == nil && !yield(ch) {
				return
			}
		}
	}
}
