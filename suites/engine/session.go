package engine

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

const (
	// clockQuestion is how long asking a target about its clock may take.
	clockQuestion = 2 * time.Minute
	// silenceLimit is how many checks in a row may end without an answer of the
	// target before the others are not tried.
	silenceLimit = 3
)

// Session is a target with the fixtures made on it, for checks that run one after
// another. [Session.Close] removes what they made.
type Session struct {
	suite    *Suite
	fixtures *target.Fixtures // nil for checks that need no target
	movable  bool             // the target's clock can be moved
	lacks    []spec.Feature
	dialect  Dialect
	cases    []string
	keep     bool
	limit    time.Duration

	learned sync.Map // what checks found out for those that come after them

	mu     sync.Mutex
	silent int // checks in a row without an answer
}

// SessionOptions are what a session needs besides its target.
type SessionOptions struct {
	// Run marks what is made on the target; see [target.Fixtures].
	Run string
	// Lacks are the features that the target was found to lack: rules that need one
	// are unsupported, and not tried.
	Lacks []spec.Feature
	// Dialect is the wrong way in which the target computes; the zero value for none.
	Dialect Dialect
	// Cases are beginnings of the names of the cases to run; without any, all.
	Cases []string
	// KeepTranscripts keeps the calls of checks that passed too.
	KeepTranscripts bool
	// Limit replaces the time that each check may take, not counting [Waits]; 0 keeps
	// it.
	Limit time.Duration
}

// NewSession prepares checks on a target; nil for checks that need none. It asks
// the target whether its clock can be moved.
func (s *Suite) NewSession(ctx context.Context, on *target.Target, options SessionOptions) *Session {
	session := &Session{
		suite: s, movable: true, lacks: options.Lacks, dialect: options.Dialect, cases: options.Cases, keep: options.KeepTranscripts, limit: options.Limit,
	}
	if on == nil {
		return session
	}
	ctx, cancel := context.WithTimeout(ctx, clockQuestion)
	defer cancel()
	on.SignInBySRP(SignInBySRP)
	session.fixtures = on.NewFixtures(options.Run)
	session.movable = on.Clock().Offered(ctx)
	return session
}

// Instant reports whether waiting costs no real time.
func (s *Session) Instant() bool { return s.movable }

// Close removes what the checks made. The error names what is left behind.
func (s *Session) Close() error {
	if s.fixtures == nil {
		return nil
	}
	defer s.fixtures.Target().CloseIdle()
	return s.fixtures.Close()
}

// Begin prepares the check of a rule, whose calls run under ctx. The rule has one.
func (s *Session) Begin(ctx context.Context, id string) *Check {
	c := &Check{registered: s.suite.checks[id], session: s, ctx: ctx, transcript: noCalls{}}
	if s.fixtures != nil {
		recorded := s.fixtures.Target().NewTranscript()
		c.ctx, c.transcript = target.WithTranscript(ctx, recorded), calls{recorded}
		if c.registered.locks {
			c.ctx = target.WithoutRepeat(c.ctx)
		}
	}
	return c
}

// timeLimit is how long the check of a rule may take, waiting included.
func (s *Session) timeLimit(id string) time.Duration {
	c := s.suite.checks[id]
	limit := c.limit
	if s.limit > 0 {
		limit = s.limit
	}
	if s.Instant() {
		return limit
	}
	return limit + c.waits
}

// refusal is why a rule is not tried, nil if it is.
func (s *Session) refusal(rule spec.Rule) *ending {
	s.mu.Lock()
	gone := s.silent >= silenceLimit
	s.mu.Unlock()
	for _, feature := range rule.Features {
		if need := means(feature); need != "" && slices.Contains(s.lacks, feature) {
			return skipped(need, need, false)
		}
		if slices.Contains(s.lacks, feature) {
			return &ending{outcome: report.Unsupported, message: report.LacksFeature + string(feature)}
		}
	}
	if gone {
		const because = "the target stopped answering"
		return skipped(because, because, true)
	}
	return nil
}

// means is what a feature needs on our side, "" where it is the target's own: that a code
// cannot be read says nothing of the target.
func means(feature spec.Feature) string {
	switch feature {
	case spec.SMS, spec.Email:
		return "codes sent by SMS and e-mail cannot be read: give `codes`" + report.InTargetFile
	case spec.CustomAuth:
		return "no functions for CUSTOM_AUTH are known: give `triggers`" + report.InTargetFile
	}
	return ""
}

// wants reports whether a case is to be run.
func (s *Session) wants(name string) bool {
	return len(s.cases) == 0 || slices.ContainsFunc(s.cases, func(beginning string) bool { return strings.HasPrefix(name, beginning) })
}

// noteSilence counts a check that had no answer to some call, and begins again
// with one that had.
func (s *Session) noteSilence(unanswered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent++
	if !unanswered {
		s.silent = 0
	}
}

// given reports whether the target's users are given, which are few.
func (s *Session) given() bool {
	return s.fixtures != nil && s.fixtures.Target().Config.Pool.Existing != nil
}

// noCalls is the record of a check that has no target.
type noCalls struct{}

func (noCalls) Exchanges() []report.Exchange  { return nil }
func (noCalls) Scrubber() func(string) string { return func(text string) string { return text } }

// calls is the record of the calls to a target.
type calls struct{ *target.Transcript }

// Exchanges implements transcript.
func (r calls) Exchanges() []report.Exchange {
	recorded := r.Transcript.Exchanges()
	exchanges := make([]report.Exchange, len(recorded))
	for i, e := range recorded {
		exchanges[i] = report.Exchange(e)
	}
	return exchanges
}
