package report

import (
	"encoding/xml"
	"fmt"
	"time"
)

// JUnit returns the content of junit.xml: one test case a threshold, one for
// abandoned journeys and one for the run's end.
func (l *Load) JUnit() ([]byte, error) {
	suite := junitSuite{
		Name: "load " + l.Scenario, Time: junitSeconds(l.DurationSeconds),
		Timestamp: l.StartedAt.UTC().Format(time.DateOnly + "T" + time.TimeOnly),
	}
	for _, t := range l.Thresholds {
		failure := ""
		if !t.OK {
			failure = t.Expr + ": " + t.Message
		}
		suite.add(l.junitCase(t.Expr, failure))
	}
	j, abandoned := l.Journeys, ""
	if j.Abandoned > 0 && !l.Plan.AllowAbandoned {
		abandoned = fmt.Sprintf("%d of %d journeys were abandoned", j.Abandoned, j.Started)
	}
	suite.add(l.junitCase("no journey is abandoned", abandoned))
	suite.add(l.junitCase("the run reaches the end of its plan", l.earlyEnd()))
	root := junitSuites{
		Name: l.Tool.Name + " load", Tests: suite.Tests, Failures: suite.Failures,
		Time: suite.Time, Suites: []junitSuite{suite},
	}
	data, err := xml.MarshalIndent(root, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encode the JUnit file: %w", err)
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil
}

func (l *Load) junitCase(name, failure string) junitCase {
	one := junitCase{Name: plain(name), Classname: "cogbench.load." + plain(l.Scenario), Time: junitSeconds(0)}
	if failure != "" {
		one.Failure = &junitMessage{Message: plain(failure), Type: "threshold", Text: plain(failure)}
	}
	return one
}

// earlyEnd says why the run did not reach the end of its plan; "" if it did.
func (l *Load) earlyEnd() string {
	switch {
	case l.Aborted != "":
		return "ended on " + l.Aborted
	case l.Interrupted:
		return "interrupted by the user"
	case !l.Complete:
		return fmt.Sprintf("the run was killed: figures of %.0f s of %.0f s are here", l.DurationSeconds, l.Plan.DurationSeconds)
	}
	return ""
}
