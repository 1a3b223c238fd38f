package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/referee"
)

// DefaultMaxBytes is how much of bodies a recorder keeps in all, unless told otherwise.
const DefaultMaxBytes = 64 << 20

// Options configures a Recorder. The zero value keeps what a judge takes.
type Options struct {
	// MaxCalls is the most that is recorded; [referee.MaxExchanges] if 0.
	MaxCalls int
	// MaxBytes bounds the bodies that are kept in all; [DefaultMaxBytes] if 0.
	MaxBytes int
	// Witness prepares a request for the handler, and returns what the server will know
	// of it once it was answered; nil where nobody knows more than the messages say.
	Witness func(*http.Request) (*http.Request, func() *referee.Known)
	// Answered is called after each call of the service, one at a time; it may be nil.
	Answered func(referee.Exchange)
}

// Recorder is a handler before another, which keeps what goes through. It is safe for
// concurrent use.
type Recorder struct {
	options Options
	next    http.Handler
	full    chan struct{}

	mu     sync.Mutex
	calls  []*call
	bytes  int
	tooBig map[string]int // calls whose body was passed over, by operation
	broken int            // calls that the client did not send to their end
	others int            // requests that are no call of the service
	over   string         // why nothing more is recorded; "" while it is

	unanswered int // calls that the server behind a proxy did not answer

	telling sync.Mutex // guards Answered
}

// New records the calls to next.
func New(next http.Handler, options Options) *Recorder {
	if options.MaxCalls == 0 {
		options.MaxCalls = referee.MaxExchanges
	}
	if options.MaxBytes == 0 {
		options.MaxBytes = DefaultMaxBytes
	}
	return &Recorder{options: options, next: next, full: make(chan struct{}), tooBig: map[string]int{}}
}

// Full is closed when a limit was reached. What a client sends after that is refused.
func (r *Recorder) Full() <-chan struct{} { return r.full }

// Calls is how many calls of the service were recorded.
func (r *Recorder) Calls() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.calls)
}

// ServeHTTP passes the request on, and keeps it if it is a call of the service.
func (r *Recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	operation := operationOf(request)
	if operation == "" {
		r.passOn(w, request)
		return
	}
	body, whole, err := readBody(request)
	if err != nil {
		r.count(func() { r.broken++ })
		http.Error(w, "the request body could not be read", http.StatusBadRequest)
		return
	}
	request.Body = whole
	if len(body) > referee.MaxBody {
		r.count(func() { r.tooBig[operation]++ })
		r.next.ServeHTTP(w, request)
		return
	}
	c := &call{
		operation: operation, host: request.Host,
		header: request.Header.Clone(), body: body, started: time.Now(),
	}
	if !r.keep(c) {
		http.Error(w, "no more calls are taken: a limit of the recording was reached", http.StatusServiceUnavailable)
		return
	}
	r.serve(w, request, c)
}

// passOn serves what is no call of the service. What browsers ask before a call, the
// documents of a pool and the controls of this tool are not worth a word.
func (r *Recorder) passOn(w http.ResponseWriter, request *http.Request) {
	path := request.URL.Path
	expected := request.Method == http.MethodOptions || strings.HasPrefix(path, "/_cogbench") || strings.Contains(path, "/.well-known/")
	if !expected {
		r.count(func() { r.others++ })
	}
	r.next.ServeHTTP(w, request)
}

// serve has the call answered, and keeps the answer.
func (r *Recorder) serve(w http.ResponseWriter, request *http.Request, c *call) {
	known := func() *referee.Known { return nil }
	if r.options.Witness != nil {
		request, known = r.options.Witness(request)
	}
	answer := &answerWriter{ResponseWriter: w}
	defer func() { // also where the handler gives up by a panic
		r.settle(c, answer, known())
	}()
	r.next.ServeHTTP(answer, request)
	answer.whole = true
}

// settle takes the answer of a call in, and tells whoever wants to know.
func (r *Recorder) settle(c *call, answer *answerWriter, known *referee.Known) {
	r.mu.Lock()
	c.ended, c.known = time.Now(), known
	if answer.unanswered {
		r.unanswered++
	}
	if answer.whole && !answer.lost && !answer.unanswered {
		c.status, c.answerHeader = answer.status(), answer.Header().Clone()
		c.answer, c.answerIsTooLarge = answer.body.Bytes(), answer.tooLarge
		r.bytes += len(c.answer)
		r.limit(r.bytes > r.options.MaxBytes, fmt.Sprintf("only the first %d MiB of calls were judged", r.options.MaxBytes>>20))
	}
	r.mu.Unlock()
	if r.options.Answered == nil {
		return
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	if e, err := c.exchange(); err == nil {
		r.options.Answered(e)
	}
}

// keep takes a call in, and reports whether there was room for it.
func (r *Recorder) keep(c *call) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.limit(len(r.calls) == r.options.MaxCalls, fmt.Sprintf("only the first %s were judged", plural.Count(r.options.MaxCalls, "call")))
	if r.over != "" {
		return false
	}
	r.calls = append(r.calls, c)
	r.bytes += len(c.body)
	return true
}

// limit ends the recording if a limit was reached. The lock is held.
func (r *Recorder) limit(reached bool, reason string) {
	if reached && r.over == "" {
		r.over = reason
		close(r.full)
	}
}

func (r *Recorder) count(one func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	one()
}

// Tell gives the judge what was recorded, in the order in which the calls came, as of the
// recording of that name, and says what of it is not judged.
func (r *Recorder) Tell(judge *referee.Judge, recording string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	passed := newTally()
	for _, c := range r.calls {
		e, err := c.exchange()
		e.Recording = recording
		switch {
		case c.signed():
			passed.add("signed with AWS credentials", c.operation)
		case c.answerIsTooLarge:
			passed.add("answered with more than 1 MiB", c.operation)
		case errors.Is(err, referee.ErrBody):
			passed.add("whose request or answer is not a JSON object", c.operation)
		default:
			judge.Add(e)
		}
	}
	for operation, times := range r.tooBig {
		passed.counts["with a body of more than 1 MiB"] = merged(passed.counts["with a body of more than 1 MiB"], operation, times)
	}
	for _, text := range passed.texts() {
		judge.NotJudged(text)
	}
	if r.broken > 0 {
		judge.NotJudged(plural.Count(r.broken, "call") + " that the client did not send to the end")
	}
	if r.others > 0 {
		judge.NotJudged(plural.Count(r.others, "request") + " to nothing of the service")
	}
	if r.unanswered > 0 {
		judge.NotJudged("the answers to " + plural.Count(r.unanswered, "call") + ", which the server did not give")
	}
	if r.over != "" {
		judge.CutShort(r.over)
	}
}

// tally counts calls that are not judged, by reason and operation.
type tally struct{ counts map[string]map[string]int }

func newTally() tally { return tally{map[string]map[string]int{}} }

func (t tally) add(reason, operation string) {
	t.counts[reason] = merged(t.counts[reason], operation, 1)
}

func merged(counts map[string]int, operation string, times int) map[string]int {
	if counts == nil {
		counts = map[string]int{}
	}
	counts[operation] += times
	return counts
}

// texts say what was counted: "3 calls signed with AWS credentials: AdminGetUser".
func (t tally) texts() []string {
	var texts []string
	for _, reason := range slices.Sorted(maps.Keys(t.counts)) {
		total := 0
		for _, times := range t.counts[reason] {
			total += times
		}
		operations := slices.Sorted(maps.Keys(t.counts[reason]))
		texts = append(texts, fmt.Sprintf("%s %s: %s", plural.Count(total, "call"), reason, strings.Join(operations, ", ")))
	}
	return texts
}

// readBody reads a request's body up to one byte more than is kept. whole is the body as
// the handler is to read it.
func readBody(request *http.Request) (body []byte, whole io.ReadCloser, err error) {
	body, err = io.ReadAll(io.LimitReader(request.Body, referee.MaxBody+1))
	if err != nil {
		return nil, nil, err
	}
	return body, struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), request.Body), request.Body}, nil
}
