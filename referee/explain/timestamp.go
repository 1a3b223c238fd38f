package explain

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/cogbench/cogbench/referee"
)

// written is the form of TIMESTAMP: week day, month, day, hour, rest of the time, zone and
// year (docs/protocol.md §1).
var written = regexp.MustCompile(`^(\S+) (\S+) (\d{1,2}) (\d{1,2})(:\d\d:\d\d) (\S+) (\d{4})$`)

// tolerance is how far a client's clock may be away before it is a cause: the service's
// own bound is not published.
const tolerance = 5 * time.Minute

// stamp is a TIMESTAMP that was refused.
type stamp struct {
	text  string
	parts []string // of written; nil for another form
}

// stampOf is that of a refused proof; nil for a call without one.
func stampOf(e *referee.Exchange) *stamp {
	text := e.Request.ChallengeResponses["TIMESTAMP"]
	if text == "" || e.Response.Error != "InvalidParameterException" && !e.RefusesProof() {
		return nil
	}
	return &stamp{text: text, parts: written.FindStringSubmatch(text)}
}

// english is the time of a stamp whose names are English; its error is of the week day too.
func (s *stamp) english() (time.Time, error) {
	return time.Parse("Mon Jan 2 15:04:05 MST 2006", s.text)
}

// hour24: the hour after midnight is written as 24.
func hour24(_ *sight, e *referee.Exchange) *finding {
	s := stampOf(e)
	if s == nil || s.parts == nil || s.parts[4] != "24" {
		return nil
	}
	return &finding{cause: "timestamp-hour-24"}
}

// anotherLocale: week day or month is not an English name.
func anotherLocale(_ *sight, e *referee.Exchange) *finding {
	s := stampOf(e)
	if s == nil || s.parts == nil || isName("Mon", s.parts[1]) && isName("Jan", s.parts[2]) {
		return nil
	}
	return &finding{cause: "timestamp-of-another-locale"}
}

func isName(layout, text string) bool {
	_, err := time.Parse(layout, text)
	return err == nil && len(text) == len(layout)
}

// anotherForm: it is not of the form at all, or of another zone than UTC.
func anotherForm(_ *sight, e *referee.Exchange) *finding {
	s := stampOf(e)
	switch {
	case s == nil || s.parts != nil && s.parts[6] == "UTC":
		return nil
	case s.parts == nil:
		return &finding{cause: "timestamp-of-another-form"}
	default:
		return &finding{cause: "timestamp-of-another-form", detail: "Its zone is not written UTC."}
	}
}

// twoDigitDay: a day below ten is written with a zero in front.
func twoDigitDay(_ *sight, e *referee.Exchange) *finding {
	s := stampOf(e)
	if s == nil || s.parts == nil || !strings.HasPrefix(s.parts[3], "0") {
		return nil
	}
	return &finding{cause: "timestamp-day-of-two-digits"}
}

// wrongWeekday: the week day is not that of the date.
func wrongWeekday(_ *sight, e *referee.Exchange) *finding {
	s := stampOf(e)
	if s == nil || s.parts == nil {
		return nil
	}
	at, err := s.english()
	if err != nil || at.Weekday().String()[:3] == s.parts[1] {
		return nil
	}
	return &finding{cause: "timestamp-wrong-week-day"}
}

// twelveHours: the hour is that of a clock of twelve hours: it is half a day early.
func twelveHours(sight *sight, e *referee.Exchange) *finding {
	s := stampOf(e)
	if s == nil || s.parts == nil || sight.clocks.MayBeWrong(e) {
		return nil
	}
	off, known := e.OffBy()
	hour, _ := strconv.Atoi(s.parts[4])
	if !known || hour > 12 || (off-12*time.Hour).Abs() > tolerance {
		return nil
	}
	return &finding{cause: "timestamp-twelve-hour-clock"}
}

// wrongClock: the client's clock is not that of the service, or of the place where the call was
// seen.
func wrongClock(sight *sight, e *referee.Exchange) *finding {
	s := stampOf(e)
	off, known := e.OffBy()
	if s == nil || s.parts == nil || !known || off.Abs() <= tolerance || sight.clocks.MayBeWrong(e) {
		return nil
	}
	detail := fmt.Sprintf("It is %s away.", off.Abs().Round(time.Minute))
	if isOfZone(off) {
		detail = fmt.Sprintf("It is %s away, as local time is that is called UTC.", off.Abs().Round(time.Minute))
	}
	return &finding{cause: "timestamp-of-another-time", detail: detail}
}

// isOfZone reports whether two times are apart as those of a zone and UTC are: by quarters of an
// hour, up to fourteen hours.
func isOfZone(off time.Duration) bool {
	const (
		quarter, most = 15 * time.Minute, 14 * time.Hour
		short         = 2 * time.Minute
	)
	return off.Abs() > quarter+short && off.Abs() <= most+short && (off-off.Round(quarter)).Abs() <= short
}
