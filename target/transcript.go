package target

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"
)

const (
	// keptFirst and keptLast are how many exchanges of a long check are kept
	// from its beginning and its end.
	keptFirst, keptLast = 40, 80
	// keptBody is how much of one body is kept: a page of 60 devices fits in.
	keptBody = 64 << 10
	// keptSecrets bounds the secrets remembered of dropped exchanges.
	keptSecrets = 4096
	// keptUnread is how many bytes of dropped bodies may wait to be looked through for
	// secrets, which few transcripts are ever asked for.
	keptUnread = 4 << 20
)

// Transcript is the record of the calls of one check. It holds what was on the
// wire and redacts it when it is read. It is safe for concurrent use, and its
// size is bounded: of a long check the middle is dropped.
type Transcript struct {
	redactor *Redactor

	mu      sync.Mutex
	first   []record
	last    []record // ring of keptLast
	next    int
	dropped int
	secrets secretSet // of what was dropped, as far as it was looked through
	unread  [][]byte  // the bodies that were not
	waiting int       // bytes of unread
}

// Exchange is one call as it may be shown: secrets replaced, bodies bounded.
type Exchange struct {
	Operation string    `json:"operation"`
	StartedAt time.Time `json:"startedAt"`
	// DurationSeconds runs from the first byte sent to the last received.
	DurationSeconds float64           `json:"durationSeconds"`
	Method          string            `json:"method"`
	URL             string            `json:"url"`
	RequestHeader   map[string]string `json:"requestHeader,omitempty"`
	// Request and Response are the bodies: JSON where they were JSON.
	Request string `json:"request,omitempty"`
	// Status is 0 where no answer came.
	Status         int               `json:"status"`
	ResponseHeader map[string]string `json:"responseHeader,omitempty"`
	Response       string            `json:"response,omitempty"`
	// Error says why there was no answer.
	Error string `json:"error,omitempty"`
	// DroppedBefore counts the exchanges left out in front of this one.
	DroppedBefore int `json:"droppedBefore,omitempty"`
}

// record is one exchange as it was, secrets included; it never leaves memory.
type record struct {
	operation         string
	request, response []byte
	requestCut        int
	responseCut       int
	method, url       string
	requestHeader     http.Header
	responseHeader    http.Header
	status            int
	started           time.Time
	took              time.Duration
	err               error
}

func newRecord(operation string, request *http.Request, sent []byte, response *http.Response, body []byte, started time.Time, took time.Duration, err error) record {
	r := record{
		operation: operation, method: request.Method, url: request.URL.String(),
		requestHeader: request.Header, started: started, took: took, err: err,
	}
	r.request, r.requestCut = kept(sent)
	if response != nil {
		r.status, r.responseHeader = response.StatusCode, response.Header
		r.response, r.responseCut = kept(body)
	}
	return r
}

// kept copies what is kept of a large body, so that the rest can be freed.
func kept(body []byte) (head []byte, cut int) {
	if len(body) <= keptBody {
		return body, 0
	}
	return bytes.Clone(body[:keptBody]), len(body) - keptBody
}

// NewTranscript starts an empty transcript of calls to the target.
func (t *Target) NewTranscript() *Transcript {
	return &Transcript{redactor: t.redactor}
}

type transcriptKey struct{}

// WithTranscript has all calls under the context recorded.
func WithTranscript(ctx context.Context, transcript *Transcript) context.Context {
	return context.WithValue(ctx, transcriptKey{}, transcript)
}

// withoutRecord keeps calls that read codes out of transcripts and traces.
func withoutRecord(ctx context.Context) context.Context {
	return context.WithValue(ctx, transcriptKey{}, unrecorded{})
}

type unrecorded struct{}

// transcriptOf finds the context's transcript, and whether a call may be shown.
func transcriptOf(ctx context.Context) (t *Transcript, shown bool) {
	switch v := ctx.Value(transcriptKey{}).(type) {
	case *Transcript:
		return v, true
	case unrecorded:
		return nil, false
	}
	return nil, true
}

func (t *Transcript) add(r record) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case len(t.first) < keptFirst:
		t.first = append(t.first, r)
	case len(t.last) < keptLast:
		t.last = append(t.last, r)
	default:
		gone := &t.last[t.next]
		t.unread = append(t.unread, gone.request, gone.response)
		t.waiting += len(gone.request) + len(gone.response)
		if t.waiting > keptUnread {
			t.lookThrough()
		}
		*gone = r
		t.next = (t.next + 1) % keptLast
		t.dropped++
	}
}

// lookThrough gathers the secrets of the dropped bodies that were not looked through.
func (t *Transcript) lookThrough() {
	for _, body := range t.unread {
		t.redactor.collectFrom(body, &t.secrets)
	}
	t.unread, t.waiting = nil, 0
}

// Len is the number of calls recorded, dropped ones included.
func (t *Transcript) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.first) + len(t.last) + t.dropped
}

// Exchanges returns the calls in order, redacted.
func (t *Transcript) Exchanges() []Exchange {
	records, dropped := t.snapshot()
	exchanges := make([]Exchange, 0, len(records))
	for i, r := range records {
		e := t.redactor.exchange(r)
		if i == keptFirst {
			e.DroppedBefore = dropped
		}
		exchanges = append(exchanges, e)
	}
	return exchanges
}

// Scrub removes from a text every secret that the transcript's calls carried
// and every one that the target was told of. Failure messages go through it.
func (t *Transcript) Scrub(text string) string { return t.Scrubber()(text) }

// Scrubber is Scrub for several texts: it looks for the secrets once.
func (t *Transcript) Scrubber() func(text string) string {
	records, _ := t.snapshot()
	t.mu.Lock()
	t.lookThrough()
	secrets := t.secrets.clone()
	t.mu.Unlock()
	for _, r := range records {
		t.redactor.collect(r, &secrets)
	}
	return func(text string) string { return t.redactor.scrub(text, secrets) }
}

func (t *Transcript) snapshot() (records []record, dropped int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	records = append(records, t.first...)
	records = append(records, t.last[t.next:]...)
	records = append(records, t.last[:t.next]...)
	return records, t.dropped
}
