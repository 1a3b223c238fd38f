package suites

import (
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// Load returns the suite of the embedded catalogue. An error is a defect of the
// rules or of the list of checks.
func Load() (*engine.Suite, error) {
	catalogue, err := spec.Load()
	if err != nil {
		return nil, err
	}
	return All(catalogue)
}

// All returns the suite with the checks of every step. An error is a mistake in
// the list of checks.
func All(catalogue *spec.Catalogue) (*engine.Suite, error) {
	s := engine.NewSuite(catalogue)
	for _, register := range []func(registry){
		registerWire,
		registerCORS,
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
		registerDeviceRefresh,
		registerRotation,
		registerTokens,
		registerTokenClaims,
		registerRevocation,
		registerAdmin,
		registerSecurity,
		registerThreat,
		registerTrust,
	} {
		register(registry{s})
	}
	return s, s.Err()
}
