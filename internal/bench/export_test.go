package bench

import (
	"context"
	"time"

	"github.com/cogbench/cogbench/internal/proctree"
	benchreport "github.com/cogbench/cogbench/report/bench"
)

// NewOperation makes an operation for tests.
func NewOperation(name string, prepare func() (func() error, error)) Operation {
	return Operation{Name: name, prepare: prepare}
}

// Fresh, RestrictionsIn and Figures are the parts of a comparison.
var (
	Fresh          = fresh
	RestrictionsIn = restrictionsIn
	Figures        = figures
	OffOf          = offOf
)

// Scripted is a library that takes the times which it is told to.
type Scripted struct {
	Name string
	// Takes is how long an answer takes, by the number of those before.
	Takes func(answered int) time.Duration
	// Asked is told of each.
	Asked func()

	answered int
}

func (s *Scripted) ask(string, map[string]any) (reply, error) {
	if s.Asked != nil {
		s.Asked()
	}
	s.answered++
	return reply{took: s.Takes(s.answered - 1)}, nil
}
func (*Scripted) ping() (time.Duration, string, error)  { return 0, "", nil }
func (*Scripted) usage() (u proctree.Usage, known bool) { return u, false }
func (*Scripted) end()                                  {}

func (s *Scripted) contender() *contender {
	return &contender{party: s, tell: func(string) {}, Library: benchreport.Library{Name: s.Name}}
}

// WarmUp warms a scripted library up.
func WarmUp(ctx context.Context, s *Scripted, duration time.Duration) (count int, steady bool, err error) {
	return s.contender().warmUp(ctx, "client_public", duration)
}

// InTurns measures scripted libraries.
func InTurns(ctx context.Context, duration time.Duration, all ...*Scripted) []benchreport.Library {
	var contenders []*contender
	for _, s := range all {
		contenders = append(contenders, s.contender())
	}
	measureInTurns(ctx, "client_public", contenders, ComparisonOptions{Duration: duration, Progress: func(string) {}})
	return conclude(ctx, contenders)
}
