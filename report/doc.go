// Package report holds the results of a run, and nothing of how they came about.
//
// It promises that a file it writes is complete or absent, that every rendering
// (JSON, JUnit, HTML, Markdown, badge, terminal) is made from the one model
// [Conformance], and that a page it writes needs no network and runs from disk.
// It knows the rules' texts from spec and no protocol: whoever fills in the
// model has taken the secrets out of it.
package report
