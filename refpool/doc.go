// Package refpool is a server of reference user pools: it speaks the service's
// JSON 1.1 protocol over HTTP and follows every rule of package spec.
//
// It promises that a client which follows the documented protocol succeeds,
// that a client which does not is refused with the documented exception, and
// that no input makes it panic. Its state is in memory and safe for concurrent
// use. It is not an identity service: it sends no messages, and everything that
// it keeps is gone when it ends.
//
// Start with New and Server.Listen to use it, and with these files to read it:
//
//   - wire.go takes a request through the checks that all operations share, and
//     operation.go lists the operations. Each is a method of request (request.go),
//     in the file of its part of the protocol: pool_*.go, client_*.go, user_*.go,
//     auth*.go, mfa*.go, device*.go and token*.go.
//   - state.go and auth_signin.go hold the state: a Server has any number of
//     Pools, which have Clients and Users, who have Devices. It is plain data,
//     guarded by the lock of its Pool.
//   - behaviour.go holds the decisions that an implementation can get wrong, each
//     of them a field of Behaviour. A field of auth_behaviour.go has its right
//     function in auth_correct.go, and so for every part of the protocol. A fault
//     replaces the function; the operations do not know that faults exist.
package refpool
