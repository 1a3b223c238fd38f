package refpool

import "cmp"

// mfaSettings are what SetUserPoolMfaConfig sets, all at once: a factor that is
// left out is turned off.
type mfaSettings struct {
	SmsMfaConfiguration           *smsMFA        `json:",omitempty"`
	SoftwareTokenMfaConfiguration *softwareToken `json:",omitempty"`
	EmailMfaConfiguration         map[string]any `json:",omitempty"`
	WebAuthnConfiguration         map[string]any `json:",omitempty"`
	MfaConfiguration              string         `json:",omitempty"`
}

type smsMFA struct {
	SmsAuthenticationMessage string         `json:",omitempty"`
	SmsConfiguration         map[string]any `json:",omitempty"`
}

type softwareToken struct {
	Enabled bool
}

type setUserPoolMFAConfigInput struct {
	UserPoolId string
	mfaSettings
}

// hasFactor reports whether the pool offers any second factor.
func (c *PoolConfig) hasFactor() bool { return c.SMS || c.SoftwareToken || c.Email }

func (r *request) setUserPoolMFAConfig(in *setUserPoolMFAConfigInput) (*mfaSettings, error) {
	in.MfaConfiguration = cmp.Or(in.MfaConfiguration, "OFF")
	return withPool(r, in.UserPoolId, func(p *Pool) (*mfaSettings, error) {
		if err := in.check(p.Config.Tier); err != nil {
			return nil, err
		}
		if in.EmailMfaConfiguration != nil && !r.behaviour.Pool.EmailFactor(p) {
			return nil, invalidParameter("Email MFA cannot be configured where accounts are recovered by email only.")
		}
		p.Config.setFactors(&in.mfaSettings)
		p.Modified = r.now(p)
		return p.Config.describeFactors(), nil
	})
}

func (c *PoolConfig) setFactors(in *mfaSettings) {
	c.MFA = in.MfaConfiguration
	c.SMS = in.SmsMfaConfiguration != nil
	c.SoftwareToken = in.softwareToken()
	c.Email = in.EmailMfaConfiguration != nil
	c.factors = *in
	if in.SmsMfaConfiguration != nil && in.SmsMfaConfiguration.SmsConfiguration != nil {
		c.Raw["SmsConfiguration"] = in.SmsMfaConfiguration.SmsConfiguration
	}
}

// check refuses settings that contradict each other.
func (in *mfaSettings) check(tier string) error {
	factor := in.SmsMfaConfiguration != nil || in.softwareToken() || in.EmailMfaConfiguration != nil
	switch {
	case in.MfaConfiguration == "OFF" && factor:
		return invalidParameter("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")
	case in.MfaConfiguration != "OFF" && !factor:
		return invalidParameter("Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.")
	case in.EmailMfaConfiguration != nil && tier == "LITE":
		return refuse("FeatureUnavailableInTierException", "Email MFA is not available in the LITE tier.")
	}
	return nil
}

func (in *mfaSettings) softwareToken() bool {
	return in.SoftwareTokenMfaConfiguration != nil && in.SoftwareTokenMfaConfiguration.Enabled
}

func (r *request) getUserPoolMFAConfig(in *poolName) (*mfaSettings, error) {
	return withPool(r, in.UserPoolId, func(p *Pool) (*mfaSettings, error) {
		return p.Config.describeFactors(), nil
	})
}

// describeFactors is what both operations answer. The maps in it are never
// changed, only replaced.
func (c *PoolConfig) describeFactors() *mfaSettings {
	shown := c.factors
	shown.MfaConfiguration = c.MFA
	if c.SMS && shown.SmsMfaConfiguration == nil { // set by CreateUserPool
		configuration, _ := c.Raw["SmsConfiguration"].(map[string]any)
		shown.SmsMfaConfiguration = &smsMFA{SmsConfiguration: configuration}
	}
	return &shown
}
