// Package render shows results of the suite: as conformance.json, a JUnit file,
// an HTML page, a Markdown summary, a badge, and text for a terminal.
//
// It promises that every form is made from the one model [report.Conformance],
// that a file it writes is complete or absent, and that a page it writes needs
// no network and opens from disk. The texts of the rules come from spec.
package render
