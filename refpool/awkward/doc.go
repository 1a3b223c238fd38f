// Package awkward holds ways in which a pool makes life hard for a client, and is right:
// what the service may do, seldom does, and clients therefore seldom meet.
//
// It promises that a client which follows the protocol gets through under each of them.
package awkward
