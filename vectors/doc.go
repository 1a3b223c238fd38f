// Package vectors checks SRP libraries, in any language, against golden vectors.
//
// The vectors are the JSON files beside this source: one file per operation, groups of
// one origin, and tests that are valid or invalid and never anything in between. They
// come from generate/, which does not use package srp. [Embedded] returns them. [Check]
// asks a library for all of them: one in this process, or one behind an adapter, a
// program that reads one request per line and writes one answer per line ([Serve] is
// one). Package diagnose finds the causes of wrong values.
//
// It promises that every failure is reported as what it is: a wrong value, a valid
// input refused, an invalid one accepted, or an adapter that crashed, hung, or wrote
// something that is not an answer. A line that cannot be read never counts as a wrong
// value, and an operation that is answered in part never counts as answered in full.
package vectors
