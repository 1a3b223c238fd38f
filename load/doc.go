// Package load drives journeys at an offered rate and measures what users
// would have waited.
//
// It promises an open model: a plan of arrivals is drawn before the run and
// nothing that the target does moves it, so that a stall shows as waiting and
// not as fewer requests. Every arrival that fell due is accounted for: started
// = succeeded + failed + abandoned at every end of a run. Its memory does not
// grow with the length of the run.
//
// Run takes a Source, which hands out journeys, and Options, which say when they
// start. The package knows no protocol: what a journey does, which steps it has
// and what its errors mean is the source's business. Package workload is one for
// the protocol of remembered devices, and load/prom offers a run's figures to
// Prometheus.
package load
