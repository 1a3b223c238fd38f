package render

import (
	"fmt"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// visits are the response times of a mix's kinds of visits, which a reader wants
// side by side; nil unless there are several with a value.
func visits(l *loadreport.Report) []loadreport.Series {
	var list []loadreport.Series
	for _, visit := range l.Visits {
		if s := l.FindSeries(loadreport.SeriesResponse + "@" + visit.Name); s != nil && s.Count > 0 {
			shown := *s
			shown.Name = visit.Name
			list = append(list, shown)
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// contrast says how the median visits of a mix of two differ; "" of any other.
func contrast(l *loadreport.Report) string {
	list := visits(l)
	if len(list) != 2 {
		return ""
	}
	one, other := list[0], list[1]
	difference, word := float64(one.P50-other.P50), "more"
	if difference < 0 {
		difference, word = -difference, "less"
	}
	return fmt.Sprintf("At the median, %s took %s and %s %s: %s %s.", one.Name, loadreport.FormatLatency(float64(one.P50)),
		other.Name, loadreport.FormatLatency(float64(other.P50)), loadreport.FormatLatency(difference), word)
}
