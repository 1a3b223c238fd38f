package conformance_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// The flags, after -- on the command line of ginkgo.
var (
	endpoint    = flag.String("endpoint", "", "base `URL` of a server that speaks the service's JSON 1.1 protocol")
	targetFile  = flag.String("target", "", "target `FILE` (YAML): endpoint, credentials, pool, features")
	callTimeout = flag.Duration("call-timeout", target.DefaultTimeout, "how long one call may take")
	caFile      = flag.String("ca-file", "", "`FILE` of certificates to trust in addition to the system's (PEM)")
	allowAWS    = flag.Bool("allow-aws", false, "allow an endpoint under amazonaws.com, where users are billed")
	slow        = flag.Bool("slow", false, "also run what must wait in real time for more than a minute")
)

// shared is what the first of Ginkgo's processes passes to the others.
type shared struct {
	Target target.Config
	Lacks  []spec.Feature
	Run    string
}

// process is what each of Ginkgo's processes has once the suite has begun.
type process struct {
	suite   *engine.Suite
	session *engine.Session
	not     map[string]string // why rules are not run on this target
}

func TestConformance(t *testing.T) {
	RegisterFailHandler(Fail)
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
		Suite: suite, Rules: plan.Run,
		Session: func() *engine.Session { return p.session },
		Admit:   func(id string) string { return p.not[id] },
	}.Describe("the remembered-device protocol")
	var server *embeddedpool.Server
	SynchronizedBeforeSuite(func(ctx context.Context) []byte {
		var config target.Config
		config, server, err = chosen()
		Expect(err).NotTo(HaveOccurred())
		return examine(ctx, config)
	}, p.begin)
	SynchronizedAfterSuite(p.end, func() {
		if server != nil {
			Expect(server.Close()).To(Succeed())
		}
	})
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

// examine finds out what the target has, for all processes.
func examine(ctx context.Context, config target.Config) []byte {
	findings, err := newTarget(ctx, config).Preflight(ctx)
	Expect(err).NotTo(HaveOccurred())
	found := shared{Target: config, Run: rand.Text()[:10]}
	for _, feature := range spec.Features() {
		if !findings.Has(feature) {
			found.Lacks = append(found.Lacks, feature)
		}
	}
	text, err := json.Marshal(found)
	Expect(err).NotTo(HaveOccurred())
	return text
}

func newTarget(ctx context.Context, config target.Config) *target.Target {
	on, err := target.New(ctx, config, target.Options{Timeout: *callTimeout, CAFile: *caFile, AllowAWS: *allowAWS})
	Expect(err).NotTo(HaveOccurred())
	return on
}

// begin prepares the checks of one process.
func (p *process) begin(ctx context.Context, text []byte) {
	var found shared
	Expect(json.Unmarshal(text, &found)).To(Succeed())
	p.session = p.suite.NewSession(ctx, newTarget(ctx, found.Target), engine.SessionOptions{Run: found.Run, Lacks: found.Lacks})
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
