// Package dialects holds whole servers that are wrong as published ones are: emulators
// whose arithmetic, factors or devices are right only in part, or that lack a part of the
// protocol.
//
// It promises that each comes with the verdicts that a careful person would give who
// knows what the server does, and with the cause that such a person would name. They
// are written from the rules and from what the server does, never from what the suite
// says of it: a suite that says otherwise is wrong, or the server is.
//
// It uses only what refpool exports, as faults do. A fault breaks one decision, to show
// that a rule can fail; a dialect breaks what one implementation breaks, to show what
// is still said of the rest.
package dialects
