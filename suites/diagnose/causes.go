package diagnose

// What each cause explains: the rules that a server with it fails. Tests of package
// selftest compare the lists with what the faults of the same kind break.

// rulesOfSRP are the rules that need an exchange by USER_SRP_AUTH.
func rulesOfSRP() []string {
	return append(proofRules(), "AUTH-01", "AUTH-03", "AUTH-04", "AUTH-05", "AUTH-24", "SRP-09", "SRP-10", "SRP-11", "SRP-12", "SRP-13", "SRP-14", "SRP-15",
		"SRP-16", "SRP-17", "SRP-19", "SRP-20", "SRP-21", "SRP-22", "SRP-23", "SRP-25")
}

// proofRules are the rules of the right proof.
func proofRules() []string {
	return []string{"SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-05", "SRP-06", "SRP-07", "SRP-08"}
}

// rulesOfUserProof are those of a user's wrong proof.
func rulesOfUserProof() []string {
	return []string{"AUTH-04", "AUTH-24", "SRP-11", "SRP-16", "SRP-17", "SRP-19", "SRP-20", "SRP-22", "SEC-01", "SEC-04", "SEC-06", "PWD-02", "PWD-03", "PWD-18", "PWD-19"}
}

// rulesOfDeviceProof are those of a device's wrong proof.
func rulesOfDeviceProof() []string {
	return []string{"DEV-SRP-09", "DEV-SRP-10", "DEV-SRP-11", "DEV-CONF-14", "SEC-04", "SEC-05", "SRP-17", "SRP-20"}
}

// rulesOfMFA are those of a second factor that is not asked for.
func rulesOfMFA() []string {
	return []string{"AUTH-18", "MFA-09", "POOL-06", "POOL-07", "POOL-10", "ADM-03", "ADM-04", "DEV-FORGET-03", "DEV-SRP-20", "DEV-STAT-02"}
}

// RulesOf are the rules whose failure a cause explains, by the id of its diagnosis; nil
// for the causes that are ways to compute, which know their own.
func RulesOf(cause string) []string {
	switch cause {
	case "no-user-srp-auth":
		return rulesOfSRP()
	case "unexplained-proof", "intermittent-proof":
		return proofRules()
	}
	for _, family := range missingChecks() {
		for _, check := range family {
			if check.id == cause {
				return check.rules
			}
		}
	}
	return nil
}
