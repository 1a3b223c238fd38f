// Package flaws is a client of the protocol that keeps every client rule, and the ways to
// break them, each a switch.
//
// It proves package referee as the reference pools and their faults prove the suite: the
// right client is accused of nothing, and under a flaw the rules that it breaks are
// violated and no others. The client is its own, on net/http and package srp alone, so
// that it shares no reading of the protocol with the judge, the scenarios or the pools.
//
// What published libraries do in a browser is held against the judge beside it: testdata/chromium
// has a recording of each rule that one can show, which ci/interop/clients/chromium makes.
//
// Start with [New] and [Client.SignIn]. A [Walk] is what a client is driven through;
// [All] lists the flaws, [Under] those that show where a pool is awkward.
package flaws
