// Package junit writes JUnit files as Jenkins and GitLab read them.
//
// It promises that the counts of a file are those of the elements in it, and
// that no text makes the XML invalid.
package junit

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// File is the root of a JUnit file.
type File struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     string   `xml:"time,attr"`
	Suites   []Suite  `xml:"testsuite"`
}

// Suite is a group of test cases.
type Suite struct {
	Name      string `xml:"name,attr"`
	Tests     int    `xml:"tests,attr"`
	Failures  int    `xml:"failures,attr"`
	Errors    int    `xml:"errors,attr"`
	Skipped   int    `xml:"skipped,attr"`
	Time      string `xml:"time,attr"`
	Timestamp string `xml:"timestamp,attr"`
	Cases     []Case `xml:"testcase"`
}

// Case is one test case: failed, skipped, or passed if it is neither.
type Case struct {
	Name      string   `xml:"name,attr"`
	Classname string   `xml:"classname,attr"`
	Time      string   `xml:"time,attr"`
	Failure   *Message `xml:"failure"`
	Skipped   *Message `xml:"skipped"`
	// Output is what else there is to say; "" for nothing.
	Output string `xml:"system-out,omitempty"`
}

// Message says why a case did not pass.
type Message struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// Add appends a case and counts it.
func (s *Suite) Add(c Case) {
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Skipped != nil {
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

// Add appends a suite and counts its cases.
func (f *File) Add(s Suite) {
	f.Tests += s.Tests
	f.Failures += s.Failures
	f.Skipped += s.Skipped
	f.Suites = append(f.Suites, s)
}

// Encode returns the content of the file.
func (f *File) Encode() ([]byte, error) {
	data, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encode the JUnit file: %w", err)
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil
}

// Seconds writes a duration as the format wants it.
func Seconds(seconds float64) string { return fmt.Sprintf("%.3f", seconds) }

// Timestamp writes an instant as the format wants it, in UTC.
func Timestamp(at time.Time) string {
	return at.UTC().Format(time.DateOnly + "T" + time.TimeOnly)
}

// Text replaces the characters that XML 1.0 cannot hold.
func Text(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF,
			r >= 0xE000 && r <= 0xFFFD && r != '\uFFFD', r >= 0x10000:
			return r
		}
		return '\uFFFD'
	}, text)
}
