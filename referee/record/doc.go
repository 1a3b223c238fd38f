// Package record keeps the calls that a client makes to an HTTP handler, whatever that
// is: a pool in this process, or a proxy before another server.
//
// It promises that the handler sees each call as the client sent it, and the client each
// answer as the handler gave it; that what is kept is bounded, by calls and by bytes; and
// that a request which is no call of the service is passed on and counted, never judged.
package record
