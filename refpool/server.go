package refpool

import (
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Options configures a Server. The zero value is a working pool server with
// fresh credentials.
type Options struct {
	Region          string           // default us-east-1; the prefix of every pool id
	AccessKeyID     string           // of Admin operations; drawn when empty
	SecretAccessKey string           // drawn when empty
	Behaviour       *Behaviour       // nil: Correct
	Rand            io.Reader        // nil: crypto/rand; a seeded source is for tests alone
	Now             func() time.Time // nil: time.Now
	Log             *slog.Logger     // nil: nothing is logged
}

// Server is a set of user pools behind one HTTP handler. It is safe for
// concurrent use.
type Server struct {
	options   Options
	behaviour Behaviour
	log       *slog.Logger
	handlers  map[string]handler
	source    io.Reader

	registry sync.RWMutex     // guards pools and owners; never held together with a pool's lock
	pools    map[string]*Pool // by pool id
	owners   map[string]*Pool // the pool of each client id
}

// New returns a server without pools. It fails when the embedded model cannot
// be compiled or the source of randomness ends.
func New(options Options) (*Server, error) {
	if options.Region == "" {
		options.Region = "us-east-1"
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	behaviour := Correct()
	if options.Behaviour != nil {
		behaviour = *options.Behaviour
	}
	return &Server{
		options:   options,
		behaviour: behaviour,
		log:       options.Log,
		handlers:  handlers(),
		source:    newSource(options.Rand),
		pools:     map[string]*Pool{},
		owners:    map[string]*Pool{},
	}, nil
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

// client returns the app client id of whichever pool has it. It takes the
// pool's lock for a moment: the caller must not hold it. A Client is never
// changed once stored, so it may be read without the lock.
func (s *Server) client(id string) (*Pool, *Client, error) {
	s.registry.RLock()
	p := s.owners[id]
	s.registry.RUnlock()
	if p != nil {
		p.Lock()
		defer p.Unlock()
		if c := p.Clients[id]; c != nil {
			return p, c, nil
		}
	}
	return nil, nil, resourceNotFound("User pool client %s does not exist.", id)
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

func newSource(source io.Reader) io.Reader {
	if source == nil {
		return rand.Reader // already safe
	}
	return &lockedReader{source: source}
}
