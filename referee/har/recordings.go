package har

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/referee"
)

// Limits on what is kept of all recordings.
const (
	// MaxKept is the bytes of bodies; the service's own are a few KiB a call.
	MaxKept  = 16 << 20
	maxHosts = 10_000
	maxNamed = 10 // of calls that are named for what keeps them from being judged
)

// Recordings are what was read of files, which are one history.
type Recordings struct {
	files      int
	calls      []call
	kept       int
	others     int                 // entries that are no call of the service
	hosts      map[uint64]struct{} // theirs, hashed
	seed       maphash.Seed
	signed     int
	redirected int
	noAnswer   int
	named      []string
	unnamed    int
	cutShort   string
}

// call is a call of the service, with what puts it in order.
type call struct {
	referee.Exchange
	at          time.Time         // Started, or that of the call before it in its file
	sum, answer [sha256.Size]byte // of the request and of its answer
	file, place int               // the file's number, and where the call is among all
}

// Read reads a file to its end, or to that of ctx. The error wraps [ErrFormat], or is that of
// src. A file that breaks off is none: it is read up to there, and the judge is told.
func (r *Recordings) Read(ctx context.Context, src io.Reader, name string) error {
	if r.hosts == nil {
		r.hosts, r.seed = map[uint64]struct{}{}, maphash.MakeSeed()
	}
	r.files++
	f := &file{Recordings: r, scanner: newScanner(ctx, src), recording: name}
	f.read()
	switch {
	case errors.Is(f.err, errFull):
	case errors.Is(f.err, context.Canceled):
		r.cut(name + " was not read to its end")
	case errors.Is(f.err, errEnd) && f.logged:
		r.cut(f.brokenOff())
	case errors.Is(f.err, errEnd):
		return fmt.Errorf("%w: %w", ErrFormat, errEnd)
	default:
		return f.err
	}
	return nil
}

// Hand gives the calls to the judge, in the order of their times, with what is to be said
// of the reading.
func (r *Recordings) Hand(judge *referee.Judge) {
	for _, x := range r.Exchanges() {
		judge.Add(x)
	}
	if len(r.calls) == 0 {
		r.cut(r.noCall())
	}
	if r.cutShort != "" {
		judge.CutShort(r.cutShort)
	}
	for _, note := range r.notes() {
		judge.NotJudged(note)
	}
}

// noCall says what there was in place of calls.
func (r *Recordings) noCall() string {
	if r.others == 0 {
		return "no call of the service"
	}
	return "no call of the service, but " + r.Others()
}

// Exchanges are the calls in the order of their times; in that of the files where they are
// equal or not known, and where a clock that was set back has calls come before the answers
// that they need. A call that several files hold is there once.
func (r *Recordings) Exchanges() []referee.Exchange {
	byPlace := slices.Clone(r.calls)
	slices.SortStableFunc(byPlace, func(a, b call) int { return a.place - b.place })
	slices.SortStableFunc(r.calls, func(a, b call) int { return a.at.Compare(b.at) })
	if r.files == 1 && impossible(r.calls) > impossible(byPlace) {
		r.calls = byPlace
	}
	r.calls = once(r.calls)
	exchanges := make([]referee.Exchange, len(r.calls))
	for i, c := range r.calls {
		exchanges[i] = c.Exchange
	}
	return exchanges
}

// impossible is how many calls of an order bring what is answered only later.
func impossible(calls []call) int {
	answered := map[string]int{} // the last place in which a text is given
	for i, c := range calls {
		for _, text := range []string{c.Response.Session, c.Response.ChallengeParameters["SECRET_BLOCK"], tokens(c).AccessToken, tokens(c).RefreshToken} {
			if _, before := answered[text]; !before {
				answered[text] = i
			}
		}
	}
	early := 0
	for i, c := range calls {
		sent := c.Request.Parameters()
		for _, text := range []string{c.Request.Session, sent["PASSWORD_CLAIM_SECRET_BLOCK"], c.Request.AccessToken, c.Request.RefreshToken, sent["REFRESH_TOKEN"]} {
			if text != "" && answered[text] > i {
				early++
			}
		}
	}
	return early
}

// tokens are those that a call is answered with.
func tokens(c call) referee.AuthenticationResult {
	if result := c.Response.AuthenticationResult; result != nil {
		return *result
	}
	return referee.AuthenticationResult{}
}

// once are calls without those that another file holds too: a browser saves what it saved before
// again, and a proxy records what a browser does. Twice in one file, a call was made twice. Of
// two, the one whose answer was recorded is kept.
func once(calls []call) []call {
	kept := make([]call, 0, len(calls))
	seen, count := map[sameness]int{}, map[inFile]int{} // places in kept
	for _, c := range calls {
		again := -1
		alike := c.alike()
		for i, same := range alike {
			same.nth = count[inFile{same, c.file}]
			count[inFile{alike[i], c.file}]++
			first, found := seen[same]
			if found && kept[first].file != c.file && kept[first].Started.Sub(c.Started).Abs() <= apart {
				again = first
			} else if !found {
				seen[same] = len(kept)
			}
		}
		switch {
		case again < 0:
			kept = append(kept, c)
		case kept[again].Status == 0:
			kept[again].Exchange = c.Exchange
		}
	}
	return kept
}

// apart is how far the clocks of two recorders of one call may be from one another.
const apart = time.Minute

// sameness is what two recordings of one call have in common.
type sameness struct {
	request, answer [sha256.Size]byte
	started         int64
	nth             int // of those alike in one file
}

type inFile struct {
	sameness
	file int
}

// alike is by what a call is known again: when it was made, or an answer that is given but once.
func (c *call) alike() []sameness {
	var all []sameness
	if !c.Started.IsZero() {
		all = append(all, sameness{request: c.sum, started: c.Started.UnixNano()})
	}
	result := tokens(*c)
	if c.Response.Session != "" || c.Response.ChallengeParameters["SECRET_BLOCK"] != "" || result.AccessToken != "" {
		all = append(all, sameness{request: c.sum, answer: c.answer})
	}
	return all
}

// Others says how many entries were no call of the service, and to how many hosts.
func (r *Recordings) Others() string {
	hosts := plural.Count(len(r.hosts), "host")
	if len(r.hosts) == maxHosts {
		hosts = fmt.Sprintf("%d hosts or more", maxHosts)
	}
	return fmt.Sprintf("%d other %s to %s", r.others, plural.Pick(r.others, "entry", "entries"), hosts)
}

// notes are what is to be said of calls that were seen and are not judged.
func (r *Recordings) notes() []string {
	notes := slices.Clone(r.named)
	if r.unnamed > 0 {
		notes = append(notes, fmt.Sprintf("%s like these", plural.Count(r.unnamed, "more call")))
	}
	if r.signed > 0 {
		notes = append(notes, plural.Count(r.signed, "call")+" signed with AWS credentials")
	}
	if r.redirected > 0 {
		notes = append(notes, plural.Count(r.redirected, "call")+" answered by a redirect")
	}
	if r.noAnswer > 0 {
		notes = append(notes, plural.Count(r.noAnswer, "answer")+" without a readable body; save the recording with content")
	}
	return notes
}

// cut keeps the first reason why there is more than was read.
func (r *Recordings) cut(reason string) {
	if r.cutShort == "" {
		r.cutShort = reason
	}
}

// name says what keeps a call from being judged.
func (r *Recordings) name(reason string) {
	if len(r.named) < maxNamed {
		r.named = append(r.named, reason)
		return
	}
	r.unnamed++
}

// keep takes a call, if there is room for it.
func (r *Recordings) keep(c call, size int) bool {
	if len(r.calls) == referee.MaxExchanges || r.kept+size > MaxKept {
		r.cut(fmt.Sprintf("only the first %s were read, which is all that is kept at a time", plural.Count(len(r.calls), "call")))
		return false
	}
	r.kept += size
	r.calls = append(r.calls, c)
	return true
}
