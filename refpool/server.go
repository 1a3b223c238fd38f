package refpool

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool/internal/jwt"
	"github.com/cogbench/cogbench/refpool/internal/sigv4"
	"github.com/cogbench/cogbench/refpool/internal/validate"
	"github.com/cogbench/cogbench/spec"
)

// Options configures a Server. The zero value is a working server with fresh
// credentials.
type Options struct {
	Region          string                          // default us-east-1; the prefix of every pool id
	AccessKeyID     string                          // of Admin operations; drawn if empty
	SecretAccessKey string                          // drawn if empty
	Behaviour       *Behaviour                      // nil: Correct
	WithoutControl  bool                            // nothing under /_cogbench/ is offered
	Around          func(http.Handler) http.Handler // what Listen serves in place of the server itself; nil: nothing
	Rand            io.Reader                       // nil: crypto/rand; a seeded source is for tests only
	Now             func() time.Time                // nil: time.Now
	Log             *slog.Logger                    // nil: nothing is logged
}

// Server is a set of user pools behind one HTTP handler. It is safe for
// concurrent use.
type Server struct {
	options    Options
	behaviour  Behaviour
	log        *slog.Logger
	source     io.Reader
	handlers   map[string]handler
	model      map[string]*spec.Operation
	validator  *validate.Validator
	signatures *sigv4.Verifier

	registry sync.RWMutex     // guards pools and owners; taken before a pool's lock, never after
	pools    map[string]*Pool // by pool id
	owners   map[string]*Pool // the pool of each client id

	keys jwt.Ring // sign the tokens of all pools
}

// New returns a server without pools. It fails if the embedded model is
// defective.
func New(options Options) (*Server, error) {
	model, err := spec.Model()
	if err != nil {
		return nil, fmt.Errorf("load the model: %w", err)
	}
	validator, err := validate.New(model)
	if err != nil {
		return nil, fmt.Errorf("compile the model: %w", err)
	}
	options.setDefaults()
	s := &Server{
		options:   options,
		behaviour: *options.Behaviour,
		log:       options.Log,
		source:    &lockedReader{source: options.Rand},
		handlers:  handlers(),
		model:     model,
		validator: validator,
		signatures: &sigv4.Verifier{
			AccessKeyID: options.AccessKeyID, SecretAccessKey: options.SecretAccessKey,
			Region: options.Region, Service: "cognito-idp",
		},
		pools:  map[string]*Pool{},
		owners: map[string]*Pool{},
	}
	return s, nil
}

// setDefaults fills in what the zero value leaves open.
func (o *Options) setDefaults() {
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.AccessKeyID == "" {
		o.AccessKeyID = "AKIA" + rand.Text()[:16]
	}
	if o.SecretAccessKey == "" {
		o.SecretAccessKey = rand.Text() + rand.Text()
	}
	if o.Behaviour == nil {
		correct := Correct()
		o.Behaviour = &correct
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// Region is the region of the server's pools.
func (s *Server) Region() string { return s.options.Region }

// Credentials are the keys that sign Admin operations.
func (s *Server) Credentials() (accessKeyID, secretAccessKey string) {
	return s.options.AccessKeyID, s.options.SecretAccessKey
}

// time is the real time, which no clock of a pool moves.
func (s *Server) time() time.Time { return s.options.Now() }

// random is the source of every secret, salt and identifier. It is safe for
// concurrent use.
func (s *Server) random() io.Reader { return s.source }

// pool returns the pool id, unlocked.
func (s *Server) pool(id string) (*Pool, error) {
	s.registry.RLock()
	defer s.registry.RUnlock()
	if p := s.pools[id]; p != nil {
		return p, nil
	}
	return nil, s.behaviour.Admin.UnknownPool(id)
}

// owner returns the pool of the app client id, unlocked; nil: no pool has it.
func (s *Server) owner(id string) *Pool {
	s.registry.RLock()
	defer s.registry.RUnlock()
	return s.owners[id]
}

// lockedReader makes a source of randomness safe for concurrent use.
type lockedReader struct {
	sync.Mutex
	source io.Reader
}

func (r *lockedReader) Read(b []byte) (int, error) {
	r.Lock()
	defer r.Unlock()
	return r.source.Read(b)
}
