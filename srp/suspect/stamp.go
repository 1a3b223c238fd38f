package suspect

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cogbench/cogbench/srp"
)

// stamped rewrites a TIMESTAMP in one of the ways of its axis. Text that is no
// TIMESTAMP stays as it is.
func stamped(text, way string) string {
	if way == "" {
		return text
	}
	if way == "missing" {
		return ""
	}
	moment, err := srp.ParseTimestamp(text)
	if err != nil {
		return text
	}
	switch way {
	case "padded-day":
		return moment.Format("Mon Jan 02 15:04:05 UTC 2006")
	case "space-padded-day":
		return moment.Format("Mon Jan _2 15:04:05 UTC 2006")
	case "twelve-hour":
		return moment.Format("Mon Jan 2 03:04:05 UTC 2006")
	default:
		return srp.Timestamp(moment.Add(offset(strings.TrimPrefix(way, "local"))))
	}
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
