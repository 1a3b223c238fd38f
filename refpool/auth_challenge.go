package refpool

import (
	"encoding/base64"
	"fmt"
	"slices"
)

// pose issues ch, a challenge of its sign-in, with its parameters. The lock is
// held.
func (t *turn) pose(ch *Challenge, parameters map[string]string) (*authOutput, error) {
	sessions, now, s := &t.auth().Sessions, t.now(t.pool), ch.SignIn
	ch.Issued, ch.Life = now, sessions.Life(t.client, ch.Name)
	out := &authOutput{
		ChallengeName:       ch.Name,
		ChallengeParameters: t.auth().SRP.Parameters(ch, parameters),
	}
	forgetAt := now.Add(ch.Life + remembrance)
	if sessions.Sent(s.Flow, ch.Name) {
		session, err := sessions.New(t.server.random())
		if err != nil {
			return nil, fmt.Errorf("draw a session: %w", err)
		}
		out.Session = session
		t.pool.auth.sessions.Put(sessions.Key(session), ch, forgetAt, now)
	}
	if ch.SecretBlock != nil {
		t.pool.auth.blocks.Put(t.auth().SRP.BlockKey(ch.SecretBlock), ch, forgetAt, now)
	}
	if ch.Name == "DEVICE_SRP_AUTH" {
		t.await(ch)
	}
	return out, nil
}

// bySession finds the challenge of the turn's Session and judges whether the
// turn may answer it.
func (t *turn) bySession() (*Challenge, error) {
	ch, known := t.pool.auth.sessions.Get(t.auth().Sessions.Key(t.session), t.now(t.pool))
	if !known {
		return nil, invalidSession()
	}
	return ch, t.judge(ch)
}

// byBlock finds the challenge by the SECRET_BLOCK of the turn. A Session is not
// needed, but one that was sent must be of the same sign-in (AUTH-03, DEV-SRP-14).
func (t *turn) byBlock() (*Challenge, []byte, error) {
	block, err := base64.StdEncoding.Strict().DecodeString(t.given["PASSWORD_CLAIM_SECRET_BLOCK"])
	if err != nil {
		return nil, nil, invalidParameter("PASSWORD_CLAIM_SECRET_BLOCK is not base64.")
	}
	now := t.now(t.pool)
	ch, known := t.pool.auth.blocks.Get(t.auth().SRP.BlockKey(block), now)
	if !known {
		return nil, nil, wrongCredentials()
	}
	if t.session != "" {
		other, known := t.pool.auth.sessions.Get(t.auth().Sessions.Key(t.session), now)
		if !known || other.SignIn != ch.SignIn {
			return nil, nil, invalidSession()
		}
	}
	return ch, block, t.judge(ch)
}

// judge refuses a turn that does not answer ch.
func (t *turn) judge(ch *Challenge) error {
	sessions := &t.auth().Sessions
	name := t.given["USERNAME"]
	switch {
	case !sessions.OfClient(ch, t.client),
		!sessions.OfUser(ch, t.auth().FindUser(t.pool, name), name),
		!sessions.Answers(ch, t.name):
		return invalidSession()
	case !sessions.Live(ch, t.now(t.pool)):
		return notAuthorized("Invalid session for the user, session is expired.")
	case !sessions.Unspent(ch):
		return notAuthorized("Invalid session for the user, session can only be used once.")
	}
	return nil
}

func invalidSession() error { return notAuthorized("Invalid session for the user.") }

// await lets ch, a DEVICE_SRP_AUTH, be found without its Session.
func (t *turn) await(ch *Challenge) {
	now, waits := t.now(t.pool), &t.pool.auth.devices
	wait := deviceWait{t.client.ID, ch.SignIn.User.Username, ch.DeviceKey}
	waiting, _ := waits.Get(wait, now)
	waiting = slices.DeleteFunc(slices.Clone(waiting), func(other *Challenge) bool {
		return other.Spent || !t.auth().Sessions.Live(other, now)
	})
	waits.Put(wait, append(waiting, ch), now.Add(ch.Life), now)
}

// byDevice finds a DEVICE_SRP_AUTH of the turn's user, client and device that
// still waits (DEV-SRP-14).
func (t *turn) byDevice() (*Challenge, error) {
	u := t.auth().FindUser(t.pool, t.given["USERNAME"])
	if u == nil {
		return nil, invalidSession()
	}
	now := t.now(t.pool)
	waiting, _ := t.pool.auth.devices.Get(deviceWait{t.client.ID, u.Username, t.given["DEVICE_KEY"]}, now)
	for _, ch := range waiting {
		if t.judge(ch) == nil {
			return ch, nil
		}
	}
	key := t.given["DEVICE_KEY"]
	if s := t.server.behaviour.Device.SignIn.Unsolicited(t.pool, t.client, u, key); s != nil {
		return &Challenge{Name: t.name, SignIn: s, DeviceKey: key}, nil
	}
	return nil, invalidSession()
}
