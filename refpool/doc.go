// Package refpool is the reference user pool: an HTTP server of the service's
// JSON 1.1 protocol that follows every rule of package spec.
//
// It promises that a client which follows the documented protocol succeeds,
// that a client which does not is refused with the documented exception, and
// that no input makes it panic. Its state is in memory and safe for concurrent
// use. It is no identity service: it sends no message, and anything that it
// keeps is gone when it ends.
//
// Three seams meet here:
//
//   - An operation is one typed function, listed in operation.go. Requests are
//     validated against the service's model before it runs.
//   - State (Pool, Client, User, Device) is plain data, guarded by its pool's lock.
//   - A decision at which an implementation can go wrong is a field of Behaviour.
//     A fault replaces the field; no handler knows that faults exist.
package refpool
