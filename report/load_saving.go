package report

import (
	"fmt"
	"slices"
)

// The journeys that tell what remembering a device changes.
const (
	rememberedJourney = "remembered-signin"
	mfaJourney        = "mfa-signin"
)

// saving compares sign-ins on a remembered device with sign-ins by a code, where
// a mix had both.
type saving struct {
	Remembered, MFA Series
	Statement       string
}

func (l *Load) saving() *saving {
	remembered, mfa := l.visitOf(rememberedJourney), l.visitOf(mfaJourney)
	if remembered == nil || mfa == nil || remembered.Count == 0 || mfa.Count == 0 {
		return nil
	}
	return &saving{Remembered: *remembered, MFA: *mfa, Statement: savingStatement(remembered.P50, mfa.P50)}
}

// visitOf is the response series of the visit that is this journey alone.
func (l *Load) visitOf(journey string) *Series {
	for _, v := range l.Visits {
		if slices.Equal(v.Journeys, []string{journey}) {
			return l.FindSeries(SeriesResponse + "@" + v.Name)
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
		FormatLatency(float64(remembered)), FormatLatency(float64(mfa)), FormatLatency(difference), word)
}
