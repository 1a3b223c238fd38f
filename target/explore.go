package target

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// explorationTime bounds the whole exploration.
const explorationTime = 8 * time.Second

// Exploration is what a target has of the protocol, and how things are had of it.
type Exploration struct {
	// Has are the parts of the protocol, in the order of the main path.
	Has []Capability
	// Rungs are the ways in which things were had; nil in a given pool.
	Rungs []Rung
	// Leeway is which codes of software tokens were taken.
	Leeway Leeway
	// Lacking are operations of parts that the target has not.
	Lacking []Lack
}

// learn takes what was found by another process.
func (t *Target) learn(explored *Exploration) {
	for _, rung := range explored.Rungs {
		t.ladders.reach(rung)
	}
	t.tolerance.learn(explored.Leeway)
	for _, lacking := range explored.Lacking {
		t.lack(lacking)
	}
}

// Capability is a part of the protocol that a target may have.
type Capability struct {
	// Name is the protocol's own: "USER_SRP_AUTH", "devices".
	Name string
	// Has tells that a probe saw it at work; Unknown that there could be no probe.
	Has, Unknown bool
	// Evidence is the answer that showed it.
	Evidence string
	// Lacks are the operations of the part that the target was found not to have.
	Lacks []string
}

// The parts of the protocol that are looked for.
const (
	partSRP           = "USER_SRP_AUTH"
	partPassword      = "USER_PASSWORD_AUTH"
	partMFA           = "MFA"
	partTOTP          = "TOTP"
	partDevices       = "devices"
	partRefresh       = "REFRESH_TOKEN_AUTH"
	partRotation      = "GetTokensFromRefreshToken"
	partAdministrator = "administrator's operations"
	partAdminPassword = "ADMIN_USER_PASSWORD_AUTH"
	partCustom        = "CUSTOM_AUTH"
	partChoice        = "USER_AUTH"
)

// mainPath is the order in which the parts are told.
var mainPath = []string{
	partSRP, partPassword, partMFA, partTOTP, partDevices, partRefresh, partRotation,
	partAdministrator, partAdminPassword, partCustom, partChoice,
}

// Explore finds with one probe each what the target has, and which way to have things
// it takes: with a pool of its own, which it removes, or in the target file's, where it
// makes nothing. It ends within some ten seconds; what was not reached by then is
// unknown. The error is a *PreflightError where credentials are refused, or where nothing
// tells how the given pool is configured; or the context's; or it names what is left behind.
func (t *Target) Explore(ctx context.Context, run string) (*Exploration, error) {
	return t.exploreWithin(ctx, run, explorationTime)
}

func (t *Target) exploreWithin(outer context.Context, run string, limit time.Duration) (*Exploration, error) {
	ctx, cancel := context.WithTimeout(outer, limit)
	defer cancel()
	transcript := t.NewTranscript()
	e := &explorer{
		target: t, fixtures: t.NewFixtures(run), found: make(map[string]Capability),
		ctx: withoutGrace(WithTranscript(ctx, transcript)), scrub: transcript.Scrub,
	}
	if t.Config.Pool.Existing != nil {
		e.exploreGiven()
	} else {
		e.explorePool()
	}
	left := e.fixtures.Close()
	switch {
	case outer.Err() != nil:
		return nil, outer.Err()
	case e.keyRefused != nil:
		return nil, &PreflightError{KeyRefused, t.Config.Endpoint, e.keyRefused}
	case e.poolUnknown != nil:
		return nil, &PreflightError{PoolUnknown, t.Config.Endpoint, e.poolUnknown}
	}
	explored := &Exploration{Has: e.parts(), Leeway: t.tolerance.leeway(), Lacking: e.absent}
	if t.Config.Pool.Existing == nil {
		explored.Rungs = t.Rungs()
	}
	return explored, left
}

// explorer is an exploration on its way.
type explorer struct {
	target   *Target
	fixtures *Fixtures
	ctx      context.Context
	scrub    func(string) string
	found    map[string]Capability

	pool       *Pool
	client     *Client
	user       *User
	tokens     *types.AuthenticationResultType // of a sign-in, nil if none gave any
	challenge  types.ChallengeNameType         // that a sign-in with the password came to
	how        string                          // the flow that gave the tokens
	absent     []Lack
	keyRefused error
	// poolUnknown is why nothing is known of the given pool, and nothing will be.
	poolUnknown error
}

// explorePool makes a pool, a client and a user, and probes with them.
func (e *explorer) explorePool() {
	if !e.furnish() {
		return
	}
	e.together(e.probeSRP, e.probePassword, e.probeAdmin, e.probeCustom, e.probeChoice)
	e.probeDevices()
	e.findLackingDevices()
	e.together(e.probeRefresh, e.probeMFA)
	e.findLackingRest()
}

// together has probes ask side by side, none of which depends on another, and has what
// they return note the answers in the order given.
func (e *explorer) together(probes ...func() (note func())) {
	notes := make([]func(), len(probes))
	var group sync.WaitGroup
	for i, ask := range probes {
		group.Go(func() { notes[i] = ask() })
	}
	group.Wait()
	for _, note := range notes {
		note()
	}
}

// exploreGiven probes in the target file's pool with one of its users.
func (e *explorer) exploreGiven() {
	pool, err := e.fixtures.GivenPool(e.ctx)
	if err != nil {
		if saysPoolUnknown(err) {
			e.poolUnknown = AsError(err) // without its layers
		}
		return
	}
	existing := pool.existing
	e.pool = pool
	e.client = &Client{ID: existing.ClientID, Secret: existing.ClientSecret, Pool: pool}
	e.user = pool.givenUser(existing.Users[0])
	e.together(e.probeSRP, e.probePassword, e.probeAdminSignIn)
	e.probeDevices()
	e.findLackingDevices()
	e.together(e.probeRefresh, e.probeGivenMFA)
	e.findLackingRest()
}

// furnish makes what the probes need, and tells whether it could.
func (e *explorer) furnish() bool {
	var err error
	spec := PoolSpec{Tracking: Always, ChallengeRequired: true, MFA: MFAOptional}
	if e.pool, err = e.fixtures.FreshPool(e.ctx, spec); err != nil && refuses(err) {
		if refusesKey(AsError(err)) {
			e.keyRefused = AsError(err)
			return false
		}
		e.lacks(partMFA, err)
		spec.MFA = MFAOff
		e.pool, err = e.fixtures.FreshPool(e.ctx, spec)
	}
	if err == nil {
		err = e.people()
	}
	if err != nil && e.pool != nil && e.target.ladders.needsCodes() { // as is known now
		if e.pool, err = e.fixtures.FreshPool(e.ctx, spec); err == nil {
			err = e.people()
		}
	}
	if err != nil {
		for _, part := range mainPath {
			if _, known := e.found[part]; !known {
				e.unknown(part, err)
			}
		}
		return false
	}
	if rung, _ := e.target.ladders.rung(thingUser); rung.Way == wayUser {
		e.has(partAdministrator, wayUser)
	} else {
		e.found[partAdministrator] = Capability{Name: partAdministrator, Evidence: e.scrub(strings.TrimPrefix(rung.Refused[0], wayUser+": "))}
	}
	return true
}

// people makes the pool's client and user.
func (e *explorer) people() (err error) {
	if e.client, err = e.pool.Client(e.ctx, ClientSpec{}); err != nil {
		return err
	}
	e.user, err = e.pool.User(e.ctx, UserSpec{})
	return err
}

// has notes a part that was seen at work.
func (e *explorer) has(part, evidence string) {
	e.found[part] = Capability{Name: part, Has: true, Evidence: evidence}
}

// lacks notes a part by what its probe ended in: a target that gave no answer, or had
// no time for one, may have it.
func (e *explorer) lacks(part string, err error) {
	switch AsError(err).Kind {
	case Throttled, Unreachable, TimedOut, Canceled, Unsent:
		e.unknown(part, err)
	default:
		e.found[part] = Capability{Name: part, Evidence: e.scrub(AsError(err).Error())}
	}
}

func (e *explorer) unknown(part string, err error) {
	e.found[part] = Capability{Name: part, Unknown: true, Evidence: e.scrub(AsError(err).Error())}
}

// came notes whether what a probe looked for was in the answer.
func (e *explorer) came(part string, here bool, what string) {
	if here {
		e.has(part, what+" came")
		return
	}
	e.lacks(part, &Error{Kind: Refused, Operation: part, Err: errors.New("no " + what + " came")})
}

// parts are what was found, in the order of the main path.
func (e *explorer) parts() []Capability {
	parts := make([]Capability, len(mainPath))
	for i, name := range mainPath {
		found, known := e.found[name]
		if !known {
			found = Capability{Name: name, Unknown: true, Evidence: "not reached"}
		}
		parts[i] = found
	}
	return parts
}
