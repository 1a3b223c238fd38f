package har

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cogbench/cogbench/referee"
)

// Limits on what is read of an entry.
const (
	maxText   = 2 << 10 // of a URL's beginning or a header's value, in bytes
	maxMillis = 1e12    // of a call's duration
)

// entry is what is read of one entry. Its buffers serve one after another.
type entry struct {
	started []byte
	millis  float64
	method  []byte
	url     []byte
	headed  bool // the request's headers were read
	request message
	answer  message
	status  int
	target  string
	signed  bool
	client  map[string]string // the headers that identify the client
	failure string            // X-Amzn-ErrorType
	date    time.Time         // that of the answer, by the server
}

// message is a body as an entry holds it.
type message struct {
	text     []byte
	there    bool
	tooLarge bool
	encoding string // of text, "base64" or ""
	coding   string // Content-Encoding
}

func (m *message) reset() { *m = message{text: m.text[:0]} }

func (e *entry) reset() {
	e.request.reset()
	e.answer.reset()
	*e = entry{started: e.started[:0], method: e.method[:0], url: e.url[:0], request: e.request, answer: e.answer}
}

// other reports whether the entry is known not to be a call of the service.
func (e *entry) other() bool { return e.headed && e.target == "" }

// call reports whether the entry is a call of the service. A preflight names no target.
func (e *entry) call() bool { return string(e.method) == http.MethodPost && e.target != "" }

// readEntry takes an entry. Once it is known to be none of the service's, the rest of it
// is passed over.
func (s *scanner) readEntry(e *entry) {
	e.reset()
	s.object(func(name []byte) {
		switch string(name) {
		case "startedDateTime":
			text, _ := s.strOrNothing(maxName)
			e.started = append(e.started[:0], text...)
		case "time":
			e.millis = s.number("time", maxMillis)
		case "request":
			s.readRequest(e)
		case "response":
			s.readAnswer(e)
		default:
			s.skip()
		}
	})
}

func (s *scanner) readRequest(e *entry) {
	s.object(func(name []byte) {
		switch string(name) {
		case "method":
			text, _ := s.strOrNothing(maxName)
			e.method = append(e.method[:0], text...)
		case "url":
			text, _ := s.strOrNothing(maxText)
			e.url = append(e.url[:0], text...)
		case "headers":
			s.readHeaders(func(name, value []byte) { e.requestHeader(name, value) })
			e.headed = true
		case "postData":
			s.readMessage(e, &e.request)
		default:
			s.skip()
		}
	})
	e.headed = e.headed || s.err == nil // without headers, it names no target
}

func (s *scanner) readAnswer(e *entry) {
	if e.other() || s.next() == 'n' {
		s.skip()
		return
	}
	s.object(func(name []byte) {
		switch string(name) {
		case "status":
			e.status = int(s.number("status", 999))
		case "headers":
			s.readHeaders(func(name, value []byte) { e.answerHeader(name, value) })
		case "content":
			s.readMessage(e, &e.answer)
		default:
			s.skip()
		}
	})
}

// readMessage takes postData or content.
func (s *scanner) readMessage(e *entry, m *message) {
	if e.other() || s.next() == 'n' {
		s.skip()
		return
	}
	s.object(func(name []byte) {
		switch string(name) {
		case "text":
			text, whole := s.strOrNothing(maxEncoded)
			m.text = append(m.text[:0], text...)
			m.there, m.tooLarge = len(text) > 0, !whole
		case "encoding":
			text, _ := s.strOrNothing(maxName)
			m.encoding = string(text)
		default:
			s.skip()
		}
	})
}

// readHeaders calls header for each header. Both texts are valid until it returns.
func (s *scanner) readHeaders(header func(name, value []byte)) {
	if s.next() == 'n' {
		s.skip()
		return
	}
	s.array(func() {
		s.headerName, s.headerValue = s.headerName[:0], s.headerValue[:0]
		s.object(func(member []byte) {
			switch string(member) {
			case "name":
				text, _ := s.strOrNothing(maxName)
				s.headerName = append(s.headerName, text...)
			case "value":
				text, _ := s.strOrNothing(maxText)
				s.headerValue = append(s.headerValue, text...)
			default:
				s.skip()
			}
		})
		header(s.headerName, s.headerValue)
	})
}

func (e *entry) requestHeader(name, value []byte) {
	switch {
	case is(name, "X-Amz-Target"):
		if operation, ours := bytes.CutPrefix(value, []byte(referee.TargetPrefix)); ours && isOperation(operation) {
			e.target = string(operation)
		}
	case is(name, "Authorization"):
		e.signed = bytes.HasPrefix(value, []byte("AWS4-"))
	case is(name, "Content-Encoding"):
		e.request.coding = string(value)
	case is(name, "User-Agent"), is(name, "X-Amz-User-Agent"), is(name, "X-Requested-With"):
		if e.client == nil {
			e.client = map[string]string{}
		}
		e.client[http.CanonicalHeaderKey(string(name))] = string(value)
	}
}

func (e *entry) answerHeader(name, value []byte) {
	switch {
	case is(name, "X-Amzn-ErrorType"):
		e.failure = string(value)
	case is(name, "Content-Encoding"):
		e.answer.coding = string(value)
	case is(name, "Date"):
		e.date, _ = http.ParseTime(string(value)) // zero for what is none
	}
}

// is compares the names of headers, which HTTP/2 writes small.
func is(name []byte, header string) bool {
	return len(name) == len(header) && strings.EqualFold(string(name), header)
}

// isOperation reports whether the name can be one of an operation.
func isOperation(name []byte) bool {
	for _, c := range name {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
	}
	return len(name) > 0 && len(name) <= maxName
}

// number takes a number of at most limit; null is 0, and so is what is less.
func (s *scanner) number(name string, limit float64) float64 {
	s.next()
	text := string(s.scalar())
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case text == "null":
		return 0
	case err != nil, !(n <= limit): // NaN is no number
		s.refuse("%q is not a number up to %g", name, limit)
		return 0
	}
	return max(n, 0)
}

// times are when the call began and ended; zero where the entry does not say.
func (e *entry) times() (started, ended time.Time) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700"} {
		if started, err := time.Parse(layout, string(e.started)); err == nil {
			return started, started.Add(time.Duration(e.millis * float64(time.Millisecond)))
		}
	}
	return time.Time{}, time.Time{}
}

// exchange is the entry as the judge takes it, but for the bodies.
func (e *entry) exchange(recording string) referee.Exchange {
	x := referee.Exchange{
		Operation: e.target, Host: host(e.url), Recording: recording, Header: e.client, Signed: e.signed, Status: e.status, Date: e.date,
	}
	x.Started, x.Ended = e.times()
	return x
}

// host is that of a URL, with its port; "" if it has none.
func host(url []byte) string {
	_, rest, found := bytes.Cut(url, []byte("://"))
	if !found {
		return ""
	}
	if i := bytes.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return strings.ToLower(string(rest[bytes.LastIndexByte(rest, '@')+1:]))
}
