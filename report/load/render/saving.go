package render

import (
	"fmt"
	"slices"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// The journeys that tell what remembering a device changes.
const (
	rememberedJourney = "remembered-signin"
	mfaJourney        = "mfa-signin"
)

// saving compares sign-ins on a remembered device with sign-ins by a code, where
// a mix had both.
type saving struct {
	Remembered, MFA loadreport.Series
	Statement       string
}

func savingOf(l *loadreport.Report) *saving {
	remembered, mfa := visitOf(l, rememberedJourney), visitOf(l, mfaJourney)
	if remembered == nil || mfa == nil || remembered.Count == 0 || mfa.Count == 0 {
		return nil
	}
	return &saving{Remembered: *remembered, MFA: *mfa, Statement: savingStatement(remembered.P50, mfa.P50)}
}

// visitOf is the response series of the visit that is this journey alone.
func visitOf(l *loadreport.Report, journey string) *loadreport.Series {
	for _, v := range l.Visits {
		if slices.Equal(v.Journeys, []string{journey}) {
			return l.FindSeries(loadreport.SeriesResponse + "@" + v.Name)
		}
	}
	return nil
}

func savingStatement(remembered, mfa int64) string {
	difference := float64(remembered - mfa)
	word := "more"
	if difference < 0 {
		word, difference = "less", -difference
	}
	return fmt.Sprintf("At the median a sign-in on a remembered device took %s, and one with a code %s: %s %s. "+
		"It saves the user the code, which no machine time here includes.",
		loadreport.FormatLatency(float64(remembered)), loadreport.FormatLatency(float64(mfa)), loadreport.FormatLatency(difference), word)
}
