package record

import (
	"net/http"
	"strings"
	"time"

	"github.com/cogbench/cogbench/referee"
)

// longestOperation bounds what is taken for the name of an operation.
const longestOperation = 64

// call is a call of the service as it was on the wire.
type call struct {
	operation        string
	host             string
	started, ended   time.Time
	header           http.Header
	body             []byte
	status           int // 0: the client got no answer
	answerHeader     http.Header
	answer           []byte
	answerIsTooLarge bool
	known            *referee.Known
}

// operationOf is the operation that a request calls; "" if it is no call of the service.
func operationOf(r *http.Request) string {
	if r.Method != http.MethodPost {
		return ""
	}
	name, named := strings.CutPrefix(r.Header.Get("X-Amz-Target"), referee.TargetPrefix)
	isLetter := func(c rune) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }
	if !named || len(name) > longestOperation || strings.TrimFunc(name, isLetter) != "" {
		return ""
	}
	return name
}

// signed reports whether the call has an AWS signature.
func (c *call) signed() bool { return strings.HasPrefix(c.header.Get("Authorization"), "AWS4-") }

// exchange is the call as the judge takes it. The error wraps [referee.ErrBody].
func (c *call) exchange() (referee.Exchange, error) {
	e := referee.Exchange{
		Operation: c.operation, Host: c.host, Started: c.started, Ended: c.ended,
		Header: identifying(c.header), Signed: c.signed(), Status: c.status, Known: c.known,
	}
	var err error
	if e.Request, err = referee.ParseRequest(c.body); err != nil || c.status == 0 {
		return e, err
	}
	e.Date, _ = http.ParseTime(c.answerHeader.Get("Date")) // zero for what is none
	answer, err := plain(c.answer, c.answerHeader.Get("Content-Encoding"))
	if err == nil && len(answer) > 0 || c.answerHeader.Get("X-Amzn-Errortype") != "" {
		e.Response, err = referee.ParseResponse(answer, c.answerHeader.Get("X-Amzn-Errortype"))
	}
	if err != nil && c.status/100 != 2 { // a gateway's page, say: the client called all the same
		return e, nil
	}
	return e, err
}

// identifying are the headers that tell which client a request is from.
func identifying(header http.Header) map[string]string {
	kept := map[string]string{}
	for _, name := range []string{"User-Agent", "X-Amz-User-Agent", "X-Requested-With"} {
		if value := header.Get(name); value != "" {
			kept[name] = value
		}
	}
	return kept
}

// plain is a body without its content encoding, as far as it is one that is known.
func plain(body []byte, encoding string) ([]byte, error) {
	if encoding != "gzip" {
		return body, nil
	}
	return referee.Unpack(body)
}
