// Package referee judges a client by the calls that it was seen to make: exchanges in,
// verdicts out.
//
// A [Judge] takes one [Exchange] after another, in the order in which the client made
// them, from whatever source: a pool that runs in this process, a proxy before another
// server, a recording saved from a browser. It puts them in relation, sign-in by sign-in
// and device by device ([History]), over any number of recordings, and [Judge.Conclude]
// holds every rule for clients against the whole.
//
// It promises three things. It needs no secret: what only a secret could prove, it judges
// where a source states one ([Known]), and leaves alone elsewhere. It accuses nobody of
// what was not seen: a rule without an exchange to which it applies is not exercised.
// And what it writes holds no secret: values that could be one leave it as pseudonyms.
//
// The package imports the standard library, srp, spec and report, so that it can be
// built for a browser.
package referee
