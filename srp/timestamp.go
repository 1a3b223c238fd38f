package srp

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// timestampLayout is "EEE MMM d HH:mm:ss 'UTC' yyyy": English names, 24 hours,
// the day of the month without a zero in front.
const timestampLayout = "Mon Jan 2 15:04:05 UTC 2006"

// maxTimestamp bounds the text that ParseTimestamp reads.
const maxTimestamp = 64

// ErrTimestamp is the answer to a TIMESTAMP that the service cannot read.
var ErrTimestamp = errors.New("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english")

// Timestamp returns the time as TIMESTAMP carries it, in UTC: "Tue Sep 5
// 00:09:40 UTC 2023". (amazon-cognito-identity-js DateHelper.js)
func Timestamp(t time.Time) string {
	return t.UTC().Format(timestampLayout)
}

// ParseTimestamp reads a TIMESTAMP as leniently as the service, which then
// verifies the proof over its own rendering of what it read. So a server tells
// two failures apart: an error here (ErrTimestamp) is InvalidParameter, and a
// text that differs from Timestamp of the result (a zero-padded day, a wrong
// day of the week, another zone) is read, but the proof over it is wrong.
//
// It takes English names of days and months, long or short, in either case; one
// or two digits of day, hour, minute and second, a day of which may overflow as in
// Java's lenient calendar; the zones UTC, GMT and an offset (+0100, GMT+01:00). An
// hour of 24 and a bare +01:00 are refused, as the service was seen to do.
func ParseTimestamp(s string) (time.Time, error) {
	fields := strings.Fields(s)
	if len(s) > maxTimestamp || len(fields) != 6 {
		return time.Time{}, ErrTimestamp
	}
	p := timestampParser{}
	p.name(fields[0], 7, func(i int) string { return time.Weekday(i).String() })
	month := 1 + p.name(fields[1], 12, func(i int) string { return time.Month(i + 1).String() })
	day := p.number(fields[2], 1, 2)
	hour, minute, second := p.clock(fields[3])
	zone := p.zone(fields[4])
	year := p.number(fields[5], 4, 4)
	if p.failed != "" {
		return time.Time{}, fmt.Errorf("%w: cannot read %s", ErrTimestamp, p.failed)
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, zone).UTC(), nil
}

// timestampParser keeps the first field that could not be read, in quotes.
type timestampParser struct{ failed string }

func (p *timestampParser) fail(field string) {
	if p.failed == "" {
		p.failed = strconv.Quote(field)
	}
}

// name returns which of n English names the field is, whole or its first three
// letters.
func (p *timestampParser) name(field string, n int, nameOf func(int) string) int {
	for i := range n {
		long := nameOf(i)
		if strings.EqualFold(field, long) || strings.EqualFold(field, long[:3]) {
			return i
		}
	}
	p.fail(field)
	return 0
}

// number returns a decimal of least to most digits, without a sign.
func (p *timestampParser) number(field string, least, most int) int {
	n, err := strconv.ParseUint(field, 10, 16)
	if err != nil || len(field) < least || len(field) > most {
		p.fail(field)
	}
	return int(n)
}

func (p *timestampParser) clock(field string) (hour, minute, second int) {
	parts := strings.Split(field, ":")
	if len(parts) != 3 {
		p.fail(field)
		return 0, 0, 0
	}
	hour, minute, second = p.number(parts[0], 1, 2), p.number(parts[1], 1, 2), p.number(parts[2], 1, 2)
	if hour > 23 || minute > 59 || second > 59 {
		p.fail(field)
	}
	return hour, minute, second
}

// zone returns UTC, or the fixed zone of an offset.
func (p *timestampParser) zone(field string) *time.Location {
	name := strings.ToUpper(field)
	if name == "UTC" || name == "GMT" {
		return time.UTC
	}
	offset, named := strings.CutPrefix(name, "GMT")
	if named {
		offset = strings.Replace(offset, ":", "", 1)
	}
	if len(offset) != 5 || offset[0] != '+' && offset[0] != '-' {
		p.fail(field)
		return time.UTC
	}
	hours, minutes := p.number(offset[1:3], 2, 2), p.number(offset[3:], 2, 2)
	seconds := (hours*60 + minutes) * 60
	if offset[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone("", seconds)
}
