// Package load drives journeys at an offered rate and measures what users
// would have waited.
//
// It promises an open model: a plan of arrivals is drawn before the run and
// nothing that the target does moves it, so that a stall shows as waiting and
// not as fewer requests. Every arrival that fell due is accounted for: started
// = succeeded + failed + abandoned at every end of a run. Its memory does not
// grow with the length of the run.
//
// It knows no protocol: what a journey does and which steps it has is the
// business of package scenarios.
package load
