package refpool

// mfaSettings are what SetUserPoolMfaConfig sets, all at once: a factor that is
// left out is turned off.
type mfaSettings struct {
	SMSMFAConfiguration           *smsMFA        `json:"SmsMfaConfiguration,omitempty"`
	SoftwareTokenMFAConfiguration *softwareToken `json:"SoftwareTokenMfaConfiguration,omitempty"`
	EmailMFAConfiguration         map[string]any `json:"EmailMfaConfiguration,omitempty"`
	WebAuthnConfiguration         map[string]any `json:",omitempty"`
	MFAConfiguration              string         `json:"MfaConfiguration,omitempty"`
}

type smsMFA struct {
	SmsAuthenticationMessage string         `json:",omitempty"`
	SmsConfiguration         map[string]any `json:",omitempty"`
}

type softwareToken struct {
	Enabled bool
}

type setUserPoolMFAConfigInput struct {
	UserPoolID string `json:"UserPoolId"`
	mfaSettings
}

// hasFactor reports whether the pool offers any second factor.
func (c *PoolConfig) hasFactor() bool { return c.SMS || c.SoftwareToken || c.Email }

func setUserPoolMFAConfig(c *call, in *setUserPoolMFAConfigInput) (*mfaSettings, error) {
	p, err := c.server.pool(in.UserPoolID)
	if err != nil {
		return nil, err
	}
	in.MFAConfiguration = or(in.MFAConfiguration, "OFF")
	p.Lock()
	defer p.Unlock()
	if err := in.check(p.Config.Tier); err != nil {
		return nil, err
	}
	config := &p.Config
	config.MFA = in.MFAConfiguration
	config.SMS = in.SMSMFAConfiguration != nil
	config.SoftwareToken = in.softwareToken()
	config.Email = in.EmailMFAConfiguration != nil
	config.factors = in.mfaSettings
	if in.SMSMFAConfiguration != nil && in.SMSMFAConfiguration.SmsConfiguration != nil {
		config.Raw["SmsConfiguration"] = in.SMSMFAConfiguration.SmsConfiguration
	}
	p.Modified = c.now(p)
	return config.describeFactors(), nil
}

// check refuses settings that contradict each other.
func (in *mfaSettings) check(tier string) error {
	any := in.SMSMFAConfiguration != nil || in.softwareToken() || in.EmailMFAConfiguration != nil
	switch {
	case in.MFAConfiguration == "OFF" && any:
		return invalidParameter("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")
	case in.MFAConfiguration != "OFF" && !any:
		return invalidParameter("Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.")
	case in.EmailMFAConfiguration != nil && tier == "LITE":
		return refuse("FeatureUnavailableInTierException", "Email MFA is not available in the LITE tier.")
	}
	return nil
}

func (in *mfaSettings) softwareToken() bool {
	return in.SoftwareTokenMFAConfiguration != nil && in.SoftwareTokenMFAConfiguration.Enabled
}

func getUserPoolMFAConfig(c *call, in *poolName) (*mfaSettings, error) {
	p, err := c.server.pool(in.UserPoolID)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	return p.Config.describeFactors(), nil
}

// describeFactors is what both operations answer. The maps in it are never
// changed, only replaced.
func (c *PoolConfig) describeFactors() *mfaSettings {
	shown := c.factors
	shown.MFAConfiguration = c.MFA
	if c.SMS && shown.SMSMFAConfiguration == nil { // set by CreateUserPool
		configuration, _ := c.Raw["SmsConfiguration"].(map[string]any)
		shown.SMSMFAConfiguration = &smsMFA{SmsConfiguration: configuration}
	}
	return &shown
}
