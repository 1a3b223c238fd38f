package suites

import "github.com/cogbench/cogbench/spec"

// All returns the suite with the checks of every step. An error is a mistake in
// the list of checks.
func All(catalogue *spec.Catalogue) (*Suite, error) {
	s := NewSuite(catalogue)
	for _, register := range []func(*Suite){
		registerWire,
		registerSRP,
		registerAuth,
		registerMFA,
		registerPool,
		registerNewDevice,
		registerConfirm,
		registerStatus,
		registerDeviceSRP,
		registerDeviceGet,
		registerDeviceList,
		registerForget,
		registerRefresh,
		registerTokens,
		registerAdmin,
		registerSecurity,
		registerThreat,
		registerTrust,
	} {
		register(s)
	}
	return s, s.Err()
}
