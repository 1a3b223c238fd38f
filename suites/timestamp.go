package suites

import (
	"fmt"
	"time"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
)

// registerTimestamp lists the checks of TIMESTAMP in the proof.
func registerTimestamp(s registry) {
	s.Rule("SRP-15", timestampFormat)
	s.Rule("SRP-16", unreadableTimestamp, engine.DependsOn("SRP-15"))
	s.Rule("SRP-17", misformattedTimestamp, engine.DependsOn("SRP-15"))
	s.Rule("SRP-18", distantTimestamp, engine.DependsOn("SRP-15"))
}

// timestampFormat proves with the format written out here, not by srp.
func timestampFormat(c *Check) {
	eachLeg(c, legs(c), func(name string, at beginLeg) {
		c.CaseIn(name, name, func() {
			isAccepted(c, at(freshEphemeral).WithTimestamp(time.Now().UTC().Format("Mon Jan 2 15:04:05 UTC 2006")))
		})
	})
}

// unreadable are texts that are no time in the form of TIMESTAMP: other forms, other
// languages, and what clients were seen to send: the hour after midnight as 24, and
// an offset for the zone.
func unreadable(now time.Time) map[string]string {
	return map[string]string{
		"ISO 8601":        now.Format(time.RFC3339),
		"UNIX seconds":    fmt.Sprint(now.Unix()),
		"RFC 1123":        now.Format(time.RFC1123),
		"German":          "Mo. Okt. " + now.Format("2 15:04:05 UTC 2006"),
		"words":           "just now",
		"no year":         now.Format("Mon Jan 2 15:04:05 UTC"),
		"without seconds": now.Format("Mon Jan 2 15:04 UTC 2006"),
		"the hour 24":     now.Format("Mon Jan 2 ") + "24" + now.Format(":04:05 UTC 2006"),
		"an offset":       now.Add(330*time.Minute).Format("Mon Jan 2 15:04:05 ") + "+05:30" + now.Format(" 2006"),
	}
}

func unreadableTimestamp(c *Check) {
	eachLeg(c, legs(c), func(name string, at beginLeg) {
		for form, timestamp := range sorted(unreadable(time.Now().UTC())) {
			c.CaseIn(name, name+", "+form, func() {
				err := at(freshEphemeral).WithTimestamp(timestamp).Prove(c.Context())
				c.Refused(err, "a TIMESTAMP in the form of "+form, invalidParameter)
				c.Says(err, "a TIMESTAMP in the form of "+form, "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
			})
		}
	})
}

// misformatted are timestamps that can be read and are not as they are written
// out again. A day of one digit comes only in the first days of a month.
func misformatted(now time.Time) map[string]string {
	yesterday := now.AddDate(0, 0, -1).Format("Mon")
	forms := map[string]string{
		"the week day of yesterday": yesterday + now.Format(" Jan 2 15:04:05 UTC 2006"),
	}
	if now.Day() < 10 {
		forms["a day of two digits"] = now.Format("Mon Jan 02 15:04:05 UTC 2006")
	}
	return forms
}

func misformattedTimestamp(c *Check) {
	eachLeg(c, legs(c), func(name string, at beginLeg) {
		refused := refusing(c)
		for form, timestamp := range sorted(misformatted(time.Now().UTC())) {
			c.CaseIn(name, name+", "+form, func() {
				l := at(freshEphemeral)
				err := l.WithTimestamp(timestamp).Prove(c.Context())
				c.Says(err, "a TIMESTAMP with "+form, wrongCredentials)
				l.Attempt.Timestamp = nil
				refused(l, err, "a TIMESTAMP with "+form, notAuthorized)
			})
		}
	})
}

func distantTimestamp(c *Check) {
	at := legs(c)[userLegName]
	randomIsRefused(c, at(freshEphemeral))
	for _, distance := range []time.Duration{-25 * time.Hour, -time.Hour, -10 * time.Minute, -time.Minute, time.Minute, 10 * time.Minute, time.Hour, 25 * time.Hour} {
		err := at(freshEphemeral).WithTimestamp(srp.Timestamp(time.Now().Add(distance))).Prove(c.Context())
		c.Observe("TIMESTAMP %s from now: %s", distance, c.resultOf(err))
	}
}
