package diagnose

import "github.com/cogbench/cogbench/srp/suspect"

// The parts of a search that need no server.
var (
	Grouped           = grouped
	FewestWrongValues = fewestWrongValues
	DistanceFromHalf  = distanceFromHalf
	Without           = without
)

// SaltMayDistinguish is saltMayDistinguish in a leg, after some users were taken for
// their salts.
func SaltMayDistinguish(device bool, users int, variants []suspect.Variant) bool {
	return (&suspectLeg{device: device, saltUsers: users}).saltMayDistinguish(variants)
}

// UsersForSalts is usersForSalts.
const UsersForSalts = usersForSalts

// Evidence is the evidence that a leg gives for a variant, after sending proofs of
// which some were of the variant and accepted.
func Evidence(sent, confirmed int, variant suspect.Variant) string {
	return (&suspectLeg{count: &tally{sent: sent}, confirmed: confirmed}).diagnosis([]suspect.Variant{variant}).Evidence
}

// Unexplained is the evidence that a leg gives if nothing explains what it did: after
// some of the known ways were tried, and why no more.
func Unexplained(device bool, sent, known, tried int, stopped string) string {
	return (&suspectLeg{device: device, count: &tally{sent: sent, known: known, tried: tried, stopped: stopped}}).unexplained().Evidence
}
