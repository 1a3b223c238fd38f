package render

import (
	"fmt"

	"github.com/cogbench/cogbench/internal/junit"
	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// JUnit returns the content of junit.xml: one test case per threshold, one for
// abandoned journeys and one for the run's end, which is all that a shard has.
func JUnit(l *loadreport.Report) ([]byte, error) {
	suite := junit.Suite{
		Name: "load " + l.Scenario, Time: junit.Seconds(l.DurationSeconds), Timestamp: junit.Timestamp(l.StartedAt),
	}
	if !l.Part() { // whose conditions are the whole's
		addConditions(&suite, l)
	}
	suite.Add(junitCase(l, "the run reaches the end of its plan", earlyEnd(l)))
	file := junit.File{Name: l.Tool.Name + " load", Time: suite.Time}
	file.Add(suite)
	return file.Encode()
}

func addConditions(suite *junit.Suite, l *loadreport.Report) {
	for _, t := range l.Thresholds {
		failure := ""
		if !t.OK {
			failure = t.Expr + ": " + t.Message
		}
		suite.Add(junitCase(l, t.Expr, failure))
	}
	j, abandoned := l.Journeys, ""
	if j.Abandoned > 0 && !l.Plan.AllowAbandoned {
		abandoned = fmt.Sprintf("%d of %s %s abandoned", j.Abandoned, plural.Count(j.Started, "journey"), plural.Pick(j.Abandoned, "was", "were"))
	}
	suite.Add(junitCase(l, "no journey is abandoned", abandoned))
}

func junitCase(l *loadreport.Report, name, failure string) junit.Case {
	one := junit.Case{Name: junit.Text(name), Classname: "cogbench.load." + junit.Text(l.Scenario), Time: junit.Seconds(0)}
	if failure != "" {
		one.Failure = &junit.Message{Message: junit.Text(failure), Type: "threshold", Text: junit.Text(failure)}
	}
	return one
}

// earlyEnd says why the run did not reach the end of its plan; "" if it did.
func earlyEnd(l *loadreport.Report) string {
	switch {
	case l.Aborted != "":
		return "ended early: " + l.Aborted
	case l.Interrupted:
		return "interrupted by the user"
	case !l.Complete:
		return fmt.Sprintf("the run was killed: these are the figures of %.0f s of %.0f s", l.DurationSeconds, l.Plan.DurationSeconds)
	}
	return ""
}

// lacking says which shards are not among the figures; "" if all are.
func lacking(l *loadreport.Report) string {
	if l.Merged == nil || len(l.Merged.Missing) == 0 {
		return ""
	}
	missing := report.MissingError{Of: l.Merged.Of, Missing: l.Merged.Missing}
	return missing.Error()
}
