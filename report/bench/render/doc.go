// Package render shows a benchmark of SRP libraries: as bench.json, a picture of bars,
// an HTML page, a Markdown summary, and text for a terminal.
//
// It promises that every form is made from the one model [benchreport.Report], that a
// library without figures is named with what it did wrong, that a file it writes is
// complete or absent, and that picture and page need no network and follow the reader's
// light or dark scheme. The bars are drawn by hand: gonum/plot has none on a logarithmic
// axis.
package render
