package refpool

type mfaSettingInput struct {
	Enabled      *bool
	PreferredMfa *bool
}

// setting reads what is asked of a factor that is so now.
func (r *request) setting(in *mfaSettingInput, enabled, preferred bool) *MFASetting {
	if in == nil {
		return nil
	}
	value := func(given *bool, now bool) bool {
		if given == nil {
			return r.behaviour.MFA.Absent(now)
		}
		return *given
	}
	return &MFASetting{Enabled: value(in.Enabled, enabled), Preferred: value(in.PreferredMfa, preferred)}
}

type preferenceInput struct {
	AccessToken              string
	UserPoolId               string
	Username                 string
	SMSMfaSettings           *mfaSettingInput
	SoftwareTokenMfaSettings *mfaSettingInput
	EmailMfaSettings         *mfaSettingInput
}

func (r *request) setUserMFAPreference(in *preferenceInput) (*struct{}, error) {
	return authorize(r, in.AccessToken, func(p *Pool, u *User, _ *Grant) (*struct{}, error) {
		return r.prefer(p, u, in)
	})
}

func (r *request) adminSetUserMFAPreference(in *preferenceInput) (*struct{}, error) {
	return withUser(r, in.UserPoolId, in.Username, func(p *Pool, u *User) (*struct{}, error) {
		return r.prefer(p, u, in)
	})
}

func (r *request) prefer(p *Pool, u *User, in *preferenceInput) (*struct{}, error) {
	wanted := MFAPreference{
		SMS:           r.setting(in.SMSMfaSettings, u.SMSMFA, u.PreferredMFA == "SMS_MFA"),
		SoftwareToken: r.setting(in.SoftwareTokenMfaSettings, u.TOTP != nil && u.TOTP.Active, u.PreferredMFA == "SOFTWARE_TOKEN_MFA"),
		Email:         r.setting(in.EmailMfaSettings, u.EmailMFA, u.PreferredMFA == "EMAIL_OTP"),
	}
	if err := r.behaviour.MFA.CheckPreference(p, u, wanted); err != nil {
		return nil, err
	}
	u.setPreference(wanted)
	return &struct{}{}, nil
}

// setPreference turns factors on and off. Devices have to see the second factor
// once after it is turned on (POOL-10).
func (u *User) setPreference(wanted MFAPreference) {
	hadMFA := u.hasMFA()
	apply := func(name string, setting *MFASetting, active *bool) {
		if setting == nil {
			return
		}
		*active = setting.Enabled
		switch {
		case setting.Preferred:
			u.PreferredMFA = name
		case u.PreferredMFA == name:
			u.PreferredMFA = ""
		}
	}
	apply("SMS_MFA", wanted.SMS, &u.SMSMFA)
	apply("EMAIL_OTP", wanted.Email, &u.EmailMFA)
	if u.TOTP != nil {
		apply("SOFTWARE_TOKEN_MFA", wanted.SoftwareToken, &u.TOTP.Active)
	}
	if !hadMFA && u.hasMFA() {
		for _, d := range u.Devices {
			d.MFAPassed = false
		}
	}
}

// hasMFA says whether a factor is active.
func (u *User) hasMFA() bool { return u.SMSMFA || u.EmailMFA || u.TOTP != nil && u.TOTP.Active }
