// Package benchreport is the model of a benchmark of SRP libraries: what each took for
// each operation, and what is to be said of how that was measured.
//
// It knows no protocol and measures nothing. It promises that figures of a library that
// did not answer rightly to the end are not there at all, and that two runs differ only
// where they differ by more than their own spread.
package benchreport
