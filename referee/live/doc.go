// Package live gives a client a reference pool to sign in at, with a user in it, and
// records what the client does there together with what only the pool knows.
//
// It promises that nothing of its own making is recorded, and that every start draws
// fresh secrets.
package live
