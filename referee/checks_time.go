package referee

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/srp"
)

func checksOfTime() map[string]Check {
	return map[string]Check{
		"CLI-TIME-01": timestampHasItsForm,
		"CLI-TIME-02": hourIsBelow24,
		"CLI-TIME-03": zoneIsUTC,
		"CLI-TIME-04": timestampIsCanonical,
		"CLI-TIME-05": timestampIsOfNow,
	}
}

// longestChallenge is the greatest AuthSessionValidity.
const longestChallenge = 15 * time.Minute

// timestamps are the steps with a TIMESTAMP, and its text.
func (h *History) timestamps() iter.Seq2[step, string] {
	return func(yield func(step, string) bool) {
		for s := range h.proofs() {
			if text, sent := s.Request.ChallengeResponses["TIMESTAMP"]; sent && !isMasked(text) && !yield(s, text) {
				return
			}
		}
	}
}

// stamp is a TIMESTAMP of the form that the service reads, in its parts.
type stamp struct{ text, hour, zone string }

// stamps are the steps with a TIMESTAMP that has its form.
func (h *History) stamps() iter.Seq2[step, stamp] {
	return func(yield func(step, stamp) bool) {
		for s, text := range h.timestamps() {
			if st, ok := parseStamp(text); ok && !yield(s, st) {
				return
			}
		}
	}
}

// stampForm is EEE MMM d HH:mm:ss z yyyy in English.
var stampForm = regexp.MustCompile(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2} (\d\d):\d\d:\d\d (\S+) \d{4}$`)

// parseStamp tells whether a text has the form.
func parseStamp(text string) (stamp, bool) {
	parts := stampForm.FindStringSubmatch(strings.Join(strings.Fields(text), " "))
	if parts == nil {
		return stamp{}, false
	}
	return stamp{text, parts[1], parts[2]}, true
}

func timestampHasItsForm(h *History, v *Verdict) {
	for s, text := range h.timestamps() {
		_, ok := parseStamp(text)
		v.Hold(ok, s.Exchange, "TIMESTAMP has another form than EEE MMM d HH:mm:ss z yyyy in English")
	}
}

func hourIsBelow24(h *History, v *Verdict) {
	for s, st := range h.stamps() {
		v.Hold(st.hour < "24", s.Exchange, "TIMESTAMP has the hour %s", st.hour)
	}
}

func zoneIsUTC(h *History, v *Verdict) {
	for s, st := range h.stamps() {
		v.Hold(st.zone == "UTC", s.Exchange, "TIMESTAMP has another zone than UTC")
	}
}

func timestampIsCanonical(h *History, v *Verdict) {
	for s, st := range h.stamps() {
		if at, err := srp.ParseTimestamp(st.text); err == nil && st.zone == "UTC" {
			v.Hold(srp.Timestamp(at) == st.text, s.Exchange, "TIMESTAMP has another day of the week, a leading zero before the day, or a second space")
		}
	}
}

// timestampIsOfNow holds a TIMESTAMP against the server's clock or, where the answer does not
// tell that, the recorder's.
func timestampIsOfNow(h *History, v *Verdict) {
	clocks := h.Clocks()
	for s := range h.stamps() {
		off, known := s.OffBy()
		switch {
		case !known:
		case off.Abs() <= longestChallenge:
			v.Kept(s.Exchange)
		case !clocks.MayBeWrong(s.Exchange):
			v.Broken(s.Exchange, "TIMESTAMP is %s from the time of the call", off.Abs().Round(time.Minute))
		}
	}
}

// OffBy is how far the call was made after the time of its TIMESTAMP: by the server's clock, or
// by the recorder's where the server took it and that one agrees. It is not known of a call
// without a TIMESTAMP that can be read, or without a time.
func (e *Exchange) OffBy() (off time.Duration, known bool) {
	at, err := srp.ParseTimestamp(e.Request.ChallengeResponses["TIMESTAMP"])
	made := e.Date
	agrees := e.Succeeded() && !e.Started.IsZero() && e.Started.Sub(at).Abs() <= longestChallenge
	if made.IsZero() || agrees {
		made = e.Started
	}
	return made.Sub(at), err == nil && !made.IsZero()
}

// Clocks are those of who recorded exchanges, as far as the TIMESTAMPs that the service took show
// how far they are off.
type Clocks map[string][]time.Duration // by recording

// Clocks are those of the history's recordings.
func (h *History) Clocks() Clocks {
	clocks := Clocks{}
	for s := range h.proofs() {
		off, known := s.OffBy()
		off = off.Round(time.Minute)
		if known && s.isByRecorder() && s.Succeeded() && !slices.Contains(clocks[s.Recording], off) {
			clocks[s.Recording] = append(clocks[s.Recording], off)
		}
	}
	return clocks
}

// isByRecorder reports whether nothing but the recorder's clock tells when a call was made. That
// of a pool or a proxy in this process is the one that counts.
func (e *Exchange) isByRecorder() bool { return e.Date.IsZero() && e.Known == nil }

// MayBeWrong reports whether it may be the recorder's clock that is wrong where a TIMESTAMP is not
// of the time of its call: the service took one that is as far away.
func (c Clocks) MayBeWrong(e *Exchange) bool {
	off, _ := e.OffBy()
	return e.isByRecorder() && slices.ContainsFunc(c[e.Recording], func(taken time.Duration) bool {
		return (off - taken).Abs() <= longestChallenge
	})
}
