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

// LoadAsking returns that suite with the questions for the real service as well.
func LoadAsking() (*engine.Suite, error) {
	catalogue, err := spec.Load()
	if err != nil {
		return nil, err
	}
	questions, err := spec.Questions()
	if err != nil {
		return nil, err
	}
	s, err := All(catalogue.WithQuestions(questions))
	if err != nil {
		return nil, err
	}
	registerQuestions(registry{s})
	return s, s.Err()
}

// All returns the suite with the checks of every step. An error is a mistake in
// the list of checks.
func All(catalogue *spec.Catalogue) (*engine.Suite, error) {
	s := engine.NewSuite(catalogue)
	s.Instead(lowestSignIn, "SRP-07")
	for _, register := range []func(registry){
		registerWire,
		registerCORS,
		registerSRP,
		registerAuth,
		registerChoice,
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
		registerPasswords,
		registerAdmin,
		registerSecurity,
		registerThreat,
		registerTrust,
		registerPassive,
	} {
		register(registry{s})
	}
	return s, s.Err()
}
