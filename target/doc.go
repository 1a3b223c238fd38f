// Package target is the service under test: its endpoint and credentials, the
// calls made to it, the fixtures made on it, and a record of all that was said.
//
// It promises that every byte read from a target is bounded, that no redirect
// is followed, that each call ends within the timeout, that what was created is
// known and can be removed, and that a transcript shows no secret. It knows the
// service's API and nothing of the rules that the service is held to.
package target
