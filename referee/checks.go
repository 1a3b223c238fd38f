package referee

import "maps"

// checks are those of all rules, by id. Those of an area stand in a file of its own.
func checks() map[string]Check {
	all := map[string]Check{}
	for _, area := range []map[string]Check{
		checksOfSRP(), checksOfTime(), checksOfAuth(), checksOfHash(), checksOfMFA(),
		checksOfKeys(), checksOfConfirmation(), checksOfDevices(), checksOfRefresh(), checksOfSafety(),
	} {
		maps.Copy(all, area)
	}
	return all
}
