package har

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/maphash"
	"net/http"
	"time"

	"github.com/cogbench/cogbench/referee"
)

// errFull ends the reading of a file when no more is kept.
var errFull = errors.New("enough was read")

// file is one of the recordings while it is read.
type file struct {
	*Recordings
	*scanner
	recording string
	logged    bool // it has a member "log"
	listed    bool // which has entries
	number    int  // of the entry, from 1
	within    bool // the entry has begun and not ended
	entry     entry
	last      time.Time // when the last call began
}

// read reads the file to its end or first error.
func (f *file) read() {
	f.begin()
	f.object(func(name []byte) {
		if string(name) != "log" {
			f.skip()
			return
		}
		f.logged = true
		f.object(f.member)
	})
	switch {
	case f.err != nil:
	case !f.logged:
		f.refuse(`it has no member "log"`)
	case !f.listed:
		f.refuse(`its "log" has no "entries"`)
	default:
		f.finish()
	}
}

// finish refuses what follows the end, but white space.
func (f *file) finish() {
	for f.err == nil && f.more() {
		if !isSpace(f.buf[f.pos]) {
			f.refuse("something follows the end")
		}
		f.pos++
	}
}

// begin takes the byte order mark that some writers set, and refuses what is clearly
// something else.
func (f *file) begin() {
	if f.more() && bytes.HasPrefix(f.buf[:f.end], []byte("\ufeff")) {
		f.pos += len("\ufeff")
	}
	switch first := f.next(); {
	case first == '{' || f.err != nil && !errors.Is(f.err, errEnd):
	case f.err != nil:
		f.err = nil
		f.refuse("it is empty")
	default:
		f.refuse("it does not begin with {")
	}
}

// member takes a member of the log.
func (f *file) member(name []byte) {
	if string(name) != "entries" {
		f.skip()
		return
	}
	f.listed = true
	f.array(func() {
		f.number++
		f.within = true
		f.readEntry(&f.entry)
		f.within = f.err != nil
		if f.err == nil {
			f.settle()
		}
	})
}

// brokenOff says where the file ends.
func (f *file) brokenOff() string {
	switch {
	case f.within:
		return fmt.Sprintf("%s breaks off in entry %d", f.recording, f.number)
	case f.number > 0:
		return fmt.Sprintf("%s breaks off after entry %d", f.recording, f.number)
	default:
		return fmt.Sprintf("%s breaks off before its first entry", f.recording)
	}
}

// settle keeps the entry that was read, if it is a call of the service to be judged.
func (f *file) settle() {
	e := &f.entry
	switch {
	case string(e.method) == "OPTIONS": // a preflight, which is the browser's
	case !e.call():
		f.other(host(e.url))
	case e.signed && !referee.IsPublic(e.target):
		f.signed++
	case e.status/100 == http.StatusMultipleChoices/100: // the client makes the call anew, elsewhere
		f.redirected++
	default:
		f.keepCall(e)
	}
}

// other counts an entry that is none of the service's.
func (f *file) other(host string) {
	f.others++
	if host != "" && len(f.hosts) < maxHosts {
		f.hosts[maphash.String(f.seed, host)] = struct{}{}
	}
}

// keepCall keeps a call, or says why it cannot be judged.
func (f *file) keepCall(e *entry) {
	x := e.exchange(f.recording)
	sent, err := e.request.body()
	if err != nil {
		f.unreadable("the request", err)
		return
	}
	c := call{sum: sha256.Sum256(sent), file: f.files, place: len(f.calls)}
	size := len(sent)
	if x.Request, err = referee.ParseRequest(sent); err != nil {
		f.unreadable("the request", errors.New("has no JSON object as its body in the recording"))
		return
	}
	received, err := e.answer.body()
	if err != nil {
		f.unreadable("the answer", err)
	}
	c.answer = sha256.Sum256(received)
	if size += len(received); err == nil && (len(received) > 0 || x.Status/100 != 2 || !referee.AnswersNothing(x.Operation)) {
		x.Response, err = referee.ParseResponse(received, e.failure)
	}
	if err != nil && x.Status/100 == 2 && decisive(x.Operation) {
		x.Status = 0
		f.noAnswer++
	}
	if !x.Started.IsZero() {
		f.last = x.Started
	}
	c.Exchange, c.at = x, f.last
	if !f.keep(c, size) {
		f.fail(errFull)
	}
}

// decisive reports whether what is in the answer to an operation says how it goes on: without
// its body, the answer is unknown. Of others it is enough to know that they succeeded, and
// that to ForgetDevice has no body.
func decisive(operation string) bool {
	switch operation {
	case "InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken", "AssociateSoftwareToken", "VerifySoftwareToken":
		return true
	}
	return false
}

// unreadable names the entry. One that is too large is nothing that a client of the
// service sends or gets: what it was is unknown, and so is the whole.
func (f *file) unreadable(part string, err error) {
	reason := fmt.Sprintf("entry %d of %s: %s of %s %v", f.number, f.recording, part, f.entry.target, err)
	f.name(reason)
	if errors.Is(err, errTooLarge) {
		f.cut(reason)
	}
}
