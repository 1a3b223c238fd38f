// Package report holds what a run of the suite found, and nothing of how it was
// found.
//
// [Conformance] is the content of conformance.json; [Conformance.Verdict] says
// what it means at its gate, [Merge] puts shards together and [Compare] finds
// regressions. The package imports the standard library and the catalogue in
// spec alone, so that a library can speak of outcomes without carrying a
// renderer: those are in report/render. Whoever fills in the model has taken the
// secrets out of it.
package report
