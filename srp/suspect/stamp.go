package suspect

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cogbench/cogbench/srp"
)

// stamped rewrites a TIMESTAMP as a party of the variant would have it. Text that
// is no TIMESTAMP stays as it is.
func stamped(text string, w Variant) string {
	if w.way(Timestamp) == "missing" {
		return ""
	}
	day, clock, zone := w.way(Day), w.way(Clock), w.way(Zone)
	if day == "" && clock == "" && zone == "" {
		return text
	}
	moment, err := srp.ParseTimestamp(text)
	if err != nil {
		return text
	}
	if zone != "" {
		moment = moment.Add(offset(strings.TrimPrefix(zone, "local")))
	}
	layout := map[string]string{"": "2", "padded-day": "02", "space-padded-day": "_2"}[day]
	hour := map[string]string{"": "15", "twelve-hour": "03"}[clock]
	return moment.Format("Mon Jan " + layout + " " + hour + ":04:05 UTC 2006")
}

// offset reads a zone as zones writes it.
func offset(zone string) time.Duration {
	hours, minutes, _ := strings.Cut(zone[1:], ":")
	d, err := time.ParseDuration(fmt.Sprintf("%sh%sm", hours, minutes))
	if err != nil {
		return 0
	}
	if sign, _ := strconv.Atoi(zone[:1] + "1"); sign < 0 {
		return -d
	}
	return d
}
