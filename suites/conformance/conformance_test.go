package conformance_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"slices"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/suites/diagnose"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// The flags, after -- on the command line of ginkgo.
var (
	endpoint    = flag.String("endpoint", "", "base `URL` of a server that speaks the service's JSON 1.1 protocol")
	targetFile  = flag.String("target", "", "target `FILE` (YAML): endpoint, credentials, pool, features")
	gate        = flag.String("gate", string(spec.Must), "the weakest `LEVEL` whose failure fails the suite: must, should or observed")
	callTimeout = flag.Duration("call-timeout", target.DefaultTimeout, "how long one call may take")
	caFile      = flag.String("ca-file", "", "`FILE` of certificates to trust in addition to the system's (PEM)")
	allowAWS    = flag.Bool("allow-aws", false, "allow an endpoint under amazonaws.com, where users are billed")
	slow        = flag.Bool("slow", false, "also run what must wait in real time for more than a minute")
)

// shared is what the first of Ginkgo's processes passes to the others.
type shared struct {
	Target   target.Config
	Lacks    []spec.Feature
	Explored *target.Exploration
	Dialect  engine.Dialect
	Run      string
}

// process is what each of Ginkgo's processes has once the suite has begun.
type process struct {
	suite   *engine.Suite
	session *engine.Session
	not     map[string]string // why rules are not run on this target
}

func TestConformance(t *testing.T) {
	RegisterFailHandler(Fail)
	if !slices.Contains([]spec.Level{spec.Must, spec.Should, spec.Observed}, spec.Level(*gate)) {
		t.Fatalf("-gate %s is not must, should or observed", *gate)
	}
	suite, err := suites.Load()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := suite.Plan(engine.Selection{Profile: spec.Full, Instant: true})
	if err != nil {
		t.Fatal(err)
	}
	p := &process{suite: suite}
	engine.Tree{
		Suite: suite, Rules: plan.Run, Gate: spec.Level(*gate),
		Session: func() *engine.Session { return p.session },
		Admit:   func(id string) string { return p.not[id] },
	}.Describe("the remembered-device protocol")
	var server *embeddedpool.Server
	SynchronizedBeforeSuite(func(ctx context.Context) []byte {
		var config target.Config
		config, server, err = chosen()
		Expect(err).NotTo(HaveOccurred())
		return examine(ctx, config, server != nil)
	}, p.begin)
	SynchronizedAfterSuite(p.end, func() {
		if server != nil {
			Expect(server.Close()).To(Succeed())
		}
	})
	ReportAfterSuite("the verdict", p.conclude)
	RunSpecs(t, "cogbench")
}

// chosen is the target of the flags, with the reference pools started if there is
// none.
func chosen() (target.Config, *embeddedpool.Server, error) {
	switch {
	case *endpoint != "" && *targetFile != "":
		return target.Config{}, nil, errors.New("-endpoint and -target exclude each other: a target file names its endpoint")
	case *targetFile != "":
		config, err := target.LoadConfig(*targetFile)
		if of, _ := GinkgoConfiguration(); err == nil && config.Pool.Existing != nil && of.ParallelTotal > 1 {
			err = errors.New("a pool that exists has users who serve one check at a time: run ginkgo without -p")
		}
		return config, nil, err
	case *endpoint != "":
		return target.Config{Endpoint: *endpoint}, nil, nil
	}
	server, err := embeddedpool.Start(refpool.Options{}, "")
	if err != nil {
		return target.Config{}, nil, err
	}
	return server.Config(embeddedpool.Name), server, nil
}

// examine finds out for all processes what the target has, how things are had of it, and
// in which way it computes. The embedded pools have all, in the usual ways; asking the real
// service costs.
func examine(ctx context.Context, config target.Config, embedded bool) []byte {
	on := newTarget(ctx, config, nil)
	findings, err := on.Preflight(ctx)
	Expect(err).NotTo(HaveOccurred())
	found := shared{Target: config, Run: strings.ToLower(rand.Text()[:10])}
	if !embedded && !on.AWS {
		explore(ctx, on, &found)
		findings.Correct(on)
	}
	for _, feature := range spec.Features() {
		if !findings.Has(feature) {
			found.Lacks = append(found.Lacks, feature)
		}
	}
	text, err := json.Marshal(found)
	Expect(err).NotTo(HaveOccurred())
	return text
}

func explore(ctx context.Context, on *target.Target, found *shared) {
	on.SignInBySRP(engine.SignInBySRP)
	explored, err := on.Explore(ctx, found.Run)
	if refused, ok := errors.AsType[*target.PreflightError](err); ok {
		Fail(refused.Error())
	}
	left(err)
	found.Explored = explored
	dialect, err := diagnose.NewInquiry(on, found.Run).Dialect(ctx)
	left(err)
	found.Dialect = engine.Dialect{Arithmetic: dialect.Arithmetic, Explains: dialect.Explains}
}

// left says what could not be removed from the target.
func left(err error) {
	if err != nil {
		GinkgoWriter.Println("could not be removed: " + err.Error())
	}
}

func newTarget(ctx context.Context, config target.Config, explored *target.Exploration) *target.Target {
	on, err := target.New(ctx, config, target.Options{Timeout: *callTimeout, CAFile: *caFile, AllowAWS: *allowAWS, Explored: explored})
	Expect(err).NotTo(HaveOccurred())
	return on
}

// begin prepares the checks of one process.
func (p *process) begin(ctx context.Context, text []byte) {
	var found shared
	Expect(json.Unmarshal(text, &found)).To(Succeed())
	p.session = p.suite.NewSession(ctx, newTarget(ctx, found.Target, found.Explored), engine.SessionOptions{Run: found.Run, Lacks: found.Lacks, Dialect: found.Dialect})
	plan, err := p.suite.Plan(engine.Selection{Profile: spec.Full, Slow: *slow, Instant: p.session.Instant()})
	Expect(err).NotTo(HaveOccurred())
	p.not = plan.Not
}

// end removes what the process's checks made.
func (p *process) end() {
	if p.session != nil {
		Expect(p.session.Close()).To(Succeed())
	}
}
