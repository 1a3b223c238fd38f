package render

import (
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/internal/junit"
	"github.com/cogbench/cogbench/report"
)

// JUnit returns the content of junit.xml. A rule that failed or is unsupported
// is a failure, one of level open apart; every failure has its element.
func JUnit(c *report.Conformance) ([]byte, error) {
	file := junit.File{Name: c.Tool.Name + " conform", Time: junit.Seconds(c.DurationSeconds)}
	texts := newTexts(c)
	for _, area := range areas(c, texts) {
		suite := junit.Suite{Name: area.ID + " " + area.Title, Timestamp: junit.Timestamp(c.StartedAt)}
		var seconds float64
		for _, rule := range area.Rules {
			seconds += rule.DurationSeconds
			suite.Add(junitRule(rule, area.ID, texts.statement(rule.ID)))
		}
		suite.Time = junit.Seconds(seconds)
		file.Add(suite)
	}
	return file.Encode()
}

// junitRule is a rule as a test case.
func junitRule(rule report.Rule, area, statement string) junit.Case {
	one := junit.Case{
		Name: rule.ID + " " + statement, Classname: "cogbench." + area,
		Time: junit.Seconds(rule.DurationSeconds),
	}
	message := &junit.Message{Message: junit.Text(firstLine(rule.Message)), Text: junit.Text(junitText(rule))}
	switch {
	case speaksAgainst(rule):
		message.Type = string(rule.Outcome)
		one.Failure = message
	case rule.Outcome != report.Pass:
		reason := firstLine(rule.Message)
		if newer := uncounted(rule); newer != "" {
			reason = newer + ": " + reason
		}
		message.Message = junit.Text(fmt.Sprintf("%s: %s", rule.Outcome, reason))
		one.Skipped = message
	}
	one.Name = junit.Text(one.Name)
	one.Output = junit.Text(junitOutput(rule))
	return one
}

// junitOutput is what qualifies a verdict, and the verdicts by cell.
func junitOutput(rule report.Rule) string {
	lines := marks(rule)
	if len(rule.Cells) > 0 {
		lines = append(lines, report.WordCells(rule.Cells))
	}
	return strings.Join(lines, "\n")
}

// junitText is all that is known of a rule that did not pass. A failure alone has two
// sides.
func junitText(rule report.Rule) string {
	lines := []string{rule.Message}
	if rule.Outcome == report.Fail && rule.Expected != "" {
		lines = append(lines, "expected: "+rule.Expected, "actual: "+rule.Actual)
	}
	for _, one := range rule.Cases {
		if one.Outcome != report.Pass {
			lines = append(lines, fmt.Sprintf("case %s: %s: %s", one.Name, one.Outcome, one.Message))
		}
	}
	return strings.Join(lines, "\n")
}
