// Package render shows what a run of load measured: as load.json, a JUnit file,
// an HTML page with charts, a Markdown summary, one .hgrm file per series, and text
// for a terminal.
//
// It promises that every form is made from the one model [loadreport.Report],
// that a file it writes is complete or absent, and that a page it writes needs
// no network and opens from disk. Charts are drawn into the page as SVG.
package render
