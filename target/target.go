package target

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go/middleware"
)

// DefaultTimeout is how long a call may take if nothing else is said.
const DefaultTimeout = 10 * time.Second

const (
	defaultRegion = "us-east-1"
	// maxCABytes bounds a file of authorities: the system's has some 200 KiB.
	maxCABytes = 1 << 20
)

// Options are what the command line adds to a Config. The zero value is usable.
type Options struct {
	// Timeout bounds each call; DefaultTimeout if 0.
	Timeout time.Duration
	// CAFile is a PEM file of authorities trusted besides the system's.
	CAFile string
	// AllowAWS permits an endpoint under amazonaws.com.
	AllowAWS bool
	// Getenv looks variables up; os.Getenv if nil.
	Getenv func(string) string
	// Explored is what an earlier exploration found: how things are had, which codes of
	// software tokens are taken, and what is lacking. It is nil if there was none.
	Explored *Exploration
	// Removing is told how many of the things that were made are left to be removed, and
	// of one that is being removed, whenever that changes; calls may be concurrent.
	Removing func(left int, what string)
	// Trace receives every exchange as it ends, redacted; calls may be
	// concurrent.
	Trace func(Exchange)
}

// Target is a service under test. It is safe for concurrent use.
type Target struct {
	// Config is what the target was made of, with name and region filled in.
	Config Config
	// AWS tells whether this is the real service, where users are billed.
	AWS bool

	api         *cip.Client
	wire        *wire
	credentials aws.CredentialsProvider
	redactor    *Redactor
	clock       *Clock
	tolerance   tolerance
	extension   extension
	ladders     ladders
	noRemoval   atomic.Pointer[error] // by which the target said that it deletes no pools
	resting     resting
	removing    func(left int, what string)
	signInBySRP SignInFunc
}

// New makes the target that config describes. It calls nothing on the network except what
// the standard AWS chain may ask for credentials, when the first call is signed.
// Every error is one of configuration.
func New(ctx context.Context, config Config, options Options) (*Target, error) {
	if err := config.validate(); err != nil {
		return nil, err
	}
	endpoint, onAWS, err := ParseEndpoint(config.Endpoint, options.AllowAWS)
	if err != nil {
		return nil, err
	}
	getenv := options.Getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	authorities, err := Trust(options.CAFile)
	if err != nil {
		return nil, err
	}
	redactor, err := newRedactor()
	if err != nil {
		return nil, err
	}
	config.Name = cmp.Or(config.Name, endpoint.Host)
	config.Region = cmp.Or(config.Region, getenv("COGBENCH_REGION"), awsRegion(endpoint.Hostname()), defaultRegion)
	config.Endpoint = strings.TrimSuffix(config.Endpoint, "/")
	endpoint.Path = strings.TrimSuffix(endpoint.Path, "/")
	credentials, err := findCredentials(ctx, config, getenv, onAWS)
	if err != nil {
		return nil, err
	}
	t := &Target{Config: config, AWS: onAWS, credentials: credentials, redactor: redactor, removing: options.Removing}
	if t.removing == nil {
		t.removing = func(int, string) {}
	}
	t.wire = newWire(endpoint, authorities, cmp.Or(options.Timeout, DefaultTimeout), newGovernor(config.Quota, onAWS))
	t.wire.absence.ask = t.askForNothing
	if options.Trace != nil {
		t.wire.trace = func(r record) { options.Trace(redactor.exchange(r)) }
	}
	reader := newLenient(t.wire)
	layers := []func(*middleware.Stack) error{reader.install, sendFalses}
	if config.Pool.Existing != nil {
		layers = append(layers, leaveUntouched)
	}
	t.api = cip.New(cip.Options{
		Region: config.Region, EndpointResolverV2: fixedEndpoint{*endpoint},
		Credentials: credentials, HTTPClient: reader, Retryer: aws.NopRetryer{},
		APIOptions: layers,
	})
	if options.Explored != nil {
		t.learn(options.Explored)
	}
	t.clock = newClock(t)
	t.rememberConfig()
	t.watchUsers()
	return t, nil
}

// Throttled reports whether the target throttled calls, so that they are being held back.
func (t *Target) Throttled() bool { return t.wire.brake.pressed() }

// Bears reports whether the target answers so many calls at once without throttling any,
// and how long it took to answer them all. They are empty, and reach nothing.
func (t *Target) Bears(ctx context.Context, calls int) (bears bool, took time.Duration) {
	started := time.Now()
	var throttled atomic.Bool
	var group sync.WaitGroup
	for range calls {
		group.Go(func() {
			answer, err := t.Raw(WithoutRepeat(ctx), RawCall{Operation: "InitiateAuth"})
			if err == nil && answer.Kind == Throttled {
				throttled.Store(true)
			}
		})
	}
	group.Wait()
	return !throttled.Load(), time.Since(started)
}

// API is the SDK's client of the target: public operations go unsigned,
// administrative ones signed. The SDK retries nothing: what says nothing of the target is
// made again below it.
func (t *Target) API() *cip.Client { return t.api }

// Clock is the target's clock.
func (t *Target) Clock() *Clock { return t.clock }

// Remember has secrets removed from all text that transcripts scrub.
func (t *Target) Remember(secrets ...string) { t.redactor.Remember(secrets...) }

// Connections tells how many connections were opened so far.
func (t *Target) Connections() Connections {
	return Connections{Dialed: t.wire.dials.Load(), Handshakes: t.wire.shakes.Load()}
}

// Transport is how the target is reached, for requests that are no calls of the
// service: they are not counted, recorded or held back.
func (t *Target) Transport() http.RoundTripper { return t.wire.transport }

// CloseIdle closes the connections that no call uses.
func (t *Target) CloseIdle() { t.wire.closeIdle() }

func (t *Target) rememberConfig() {
	if c := t.Config.Credentials; c != nil {
		t.Remember(c.SecretAccessKey, c.SessionToken)
	}
	if e := t.Config.Pool.Existing; e != nil {
		t.rememberPool(e)
	}
}

func (t *Target) rememberPool(e *ExistingPool) {
	t.Remember(e.ClientSecret)
	for _, u := range e.Users {
		t.Remember(u.Password, u.TOTPSecret)
	}
}

// ParseEndpoint reads the base URL of a server, and tells whether that is AWS, which is an
// error unless it is allowed.
func ParseEndpoint(text string, allowAWS bool) (endpoint *url.URL, onAWS bool, err error) {
	if err := checkEndpoint(text); err != nil {
		return nil, false, err
	}
	if endpoint, err = url.Parse(text); err != nil {
		return nil, false, fmt.Errorf("endpoint: %w", err)
	}
	onAWS = isAWS(endpoint.Hostname())
	if onAWS && !allowAWS {
		return nil, true, fmt.Errorf("endpoint %s is AWS, which bills for users: pass --allow-aws to allow it", text)
	}
	return endpoint, onAWS, nil
}

func isAWS(host string) bool {
	host = "." + strings.ToLower(strings.TrimSuffix(host, "."))
	return strings.HasSuffix(host, ".amazonaws.com") || strings.HasSuffix(host, ".amazonaws.com.cn") ||
		strings.HasSuffix(host, ".api.aws")
}

// awsRegion reads the region out of cognito-idp.<region>.amazonaws.com.
func awsRegion(host string) string {
	labels := strings.Split(host, ".")
	if !isAWS(host) || len(labels) < 4 || !strings.HasPrefix(labels[0], "cognito-idp") {
		return ""
	}
	return labels[1]
}

// Trust is the TLS configuration for a target: it trusts the system's authorities, and those of
// a PEM file unless the path is "". An error names the file.
func Trust(caFile string) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if caFile == "" {
		return config, nil
	}
	f, err := os.Open(caFile)
	if err != nil {
		return nil, fmt.Errorf("CA file: %w", err)
	}
	defer f.Close()
	pem, err := io.ReadAll(io.LimitReader(f, maxCABytes))
	if err != nil {
		return nil, fmt.Errorf("CA file %s: %w", caFile, err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("CA file " + caFile + ": no certificate in it; it holds certificates in PEM, each from BEGIN to END CERTIFICATE")
	}
	config.RootCAs = pool
	return config, nil
}
