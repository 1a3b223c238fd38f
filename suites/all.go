package suites

import (
	"slices"

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
	return All(catalogue.WithQuestions(questions))
}

// All returns the suite of a catalogue: the checks of every step, and the probes of the
// questions if it has them. An error is a mistake in the list of checks.
func All(catalogue *spec.Catalogue) (*engine.Suite, error) {
	s := engine.NewSuite(catalogue)
	s.Instead(lowestSignIn, "SRP-07")
	s.Apart(userLegName, deviceWays()...)
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
	if slices.ContainsFunc(catalogue.Rules, func(rule spec.Rule) bool { return rule.Area == spec.QuestionArea }) {
		registerQuestions(registry{s})
	}
	return s, s.Err()
}
