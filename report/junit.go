package report

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// junitSuites is the root of a JUnit file, as Jenkins and GitLab read it: one
// suite an area, one test case a rule.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	Classname string        `xml:"classname,attr"`
	Time      string        `xml:"time,attr"`
	Failure   *junitMessage `xml:"failure"`
	Skipped   *junitMessage `xml:"skipped"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// JUnit returns the content of junit.xml. A rule that failed or is unsupported
// is a failure, one of level open apart; every failure has its element.
func (c *Conformance) JUnit() ([]byte, error) {
	root := junitSuites{Name: c.Tool.Name + " conform", Time: junitSeconds(c.DurationSeconds)}
	texts := newTexts()
	for _, area := range c.areas(texts) {
		suite := junitSuite{
			Name: area.ID + " " + area.Title, Timestamp: c.StartedAt.UTC().Format(time.DateOnly + "T" + time.TimeOnly),
		}
		var seconds float64
		for _, rule := range area.Rules {
			seconds += rule.DurationSeconds
			suite.add(junitRule(rule, area.ID, texts.statement(rule.ID)))
		}
		suite.Time = junitSeconds(seconds)
		root.Tests += suite.Tests
		root.Failures += suite.Failures
		root.Skipped += suite.Skipped
		root.Suites = append(root.Suites, suite)
	}
	data, err := xml.MarshalIndent(root, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encode the JUnit file: %w", err)
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil
}

// add counts a case and takes it in.
func (s *junitSuite) add(one junitCase) {
	s.Tests++
	if one.Failure != nil {
		s.Failures++
	}
	if one.Skipped != nil {
		s.Skipped++
	}
	s.Cases = append(s.Cases, one)
}

// junitRule is a rule as a test case.
func junitRule(rule Rule, area, statement string) junitCase {
	one := junitCase{
		Name: rule.ID + " " + statement, Classname: "cogbench." + area,
		Time: junitSeconds(rule.DurationSeconds),
	}
	message := &junitMessage{Message: plain(firstLine(rule.Message)), Text: plain(junitText(rule))}
	switch {
	case rule.counts():
		message.Type = string(rule.Outcome)
		one.Failure = message
	case rule.Outcome != Pass:
		message.Message = plain(fmt.Sprintf("%s: %s", rule.Outcome, firstLine(rule.Message)))
		one.Skipped = message
	}
	one.Name = plain(one.Name)
	return one
}

// junitText is all that is known of a rule that did not pass.
func junitText(rule Rule) string {
	lines := []string{rule.Message}
	for _, side := range []struct{ name, text string }{{"expected", rule.Expected}, {"actual", rule.Actual}} {
		if side.text != "" {
			lines = append(lines, side.name+": "+side.text)
		}
	}
	for _, one := range rule.Cases {
		if one.Outcome != Pass {
			lines = append(lines, fmt.Sprintf("case %s: %s: %s", one.Name, one.Outcome, one.Message))
		}
	}
	return strings.Join(lines, "\n")
}

// plain drops the characters that XML 1.0 cannot hold.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF,
			r >= 0xE000 && r <= 0xFFFD && r != '\uFFFD', r >= 0x10000:
			return r
		}
		return '\uFFFD'
	}, text)
}

func junitSeconds(seconds float64) string { return fmt.Sprintf("%.3f", seconds) }
