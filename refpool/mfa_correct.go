package refpool

import (
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

const (
	totpPeriod = 30 * time.Second
	// totpSkew is how many steps a code may be early or late (RFC 6238 §5.2).
	totpSkew = 1
	// wrongCodeLimit is how many wrong codes a challenge bears.
	wrongCodeLimit = 10
)

func correctMFA() MFABehaviour {
	return MFABehaviour{
		Factors:         factors,
		Demanded:        mfaDemanded,
		Suppressed:      mfaSuppressed,
		Proves:          isMFA,
		Vouches:         func(s *SignIn, _ *Device) bool { return s.PassedMFA() },
		KeepsDevice:     func(ch *Challenge) bool { return ch.Name == "MFA_SETUP" },
		Choose:          chooseFactor,
		Parameters:      factorParameters,
		Selected:        selectedFactor,
		Code:            readCode,
		CheckTOTP:       checkTOTP,
		CheckSent:       checkSent,
		CodeLife:        func(client *Client) time.Duration { return client.AuthSessionValidity },
		Verifies:        verifiedAttribute,
		MayTryAgain:     func(ch *Challenge) bool { return ch.WrongCodes < wrongCodeLimit },
		SetUp:           setUpFactors,
		Absent:          func(bool) bool { return false },
		CheckPreference: checkPreference,
		Associate:       func(t *TOTP, secret string) { t.Pending = secret },
		Lockout:         codeLockout(),
	}
}

// codeLockout is that of passwords, for the codes of every factor.
func codeLockout() LockoutBehaviour {
	lockout := correctLockout()
	lockout.Counts = func(string) bool { return true }
	return lockout
}

// isMFA says whether a challenge proves, or sets up, a second factor.
func isMFA(challenge string) bool {
	switch challenge {
	case "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "MFA_SETUP":
		return true
	}
	return false
}

// factors are the active ones; if the pool demands a factor and none is
// active, those that the user has at hand.
func factors(p *Pool, u *User) []string {
	hasTOTP := u.TOTP != nil && u.TOTP.Secret != ""
	if active := allowedFactors(p, u.SMSMFA, hasTOTP && u.TOTP.Active, u.EmailMFA); len(active) > 0 {
		return active
	}
	if p.Config.MFA != "ON" {
		return nil
	}
	return allowedFactors(p, u.Attributes["phone_number_verified"] == "true", hasTOTP,
		u.Attributes["email_verified"] == "true")
}

func allowedFactors(p *Pool, sms, softwareToken, email bool) []string {
	var allowed []string
	if sms && p.Config.SMS {
		allowed = append(allowed, "SMS_MFA")
	}
	if softwareToken && p.Config.SoftwareToken {
		allowed = append(allowed, "SOFTWARE_TOKEN_MFA")
	}
	if email && p.Config.Email {
		allowed = append(allowed, "EMAIL_OTP")
	}
	return allowed
}

// mfaDemanded leaves CUSTOM_AUTH out: its factors are the triggers' business; and
// one-time passwords, for a second factor only follows a password.
func mfaDemanded(p *Pool, s *SignIn, factors []string) bool {
	if s.Flow == "CUSTOM_AUTH" || s.HasPassed("ONE_TIME_PASSWORD") {
		return false
	}
	return p.Config.MFA == "ON" || p.Config.MFA == "OPTIONAL" && len(factors) > 0
}

// mfaSuppressed lets a remembered device stand in for every factor, an e-mail code
// among them (POOL-12).
func mfaSuppressed(p *Pool, _ *SignIn, d *Device, factors []string) bool {
	if d == nil || !d.Remembered || d.Verifier == nil || !d.MFAPassed || len(factors) == 0 {
		return false
	}
	return p.Config.Device != nil && p.Config.Device.ChallengeRequiredOnNewDevice
}

func chooseFactor(_ *Pool, u *User, factors []string) string {
	switch {
	case slices.Contains(factors, u.PreferredMFA):
		return u.PreferredMFA
	case len(factors) == 1:
		return factors[0]
	}
	return "SELECT_MFA_TYPE"
}

// factorParameters are no more than was recorded of the service (MFA-02). The user's
// id is in answers to InitiateAuth and its twin: a client that began with an alias
// has it from nowhere else.
func factorParameters(ch *Challenge, operation string) map[string]string {
	parameters := map[string]string{}
	if strings.HasSuffix(operation, "InitiateAuth") {
		parameters["USER_ID_FOR_SRP"] = ch.SignIn.User.Username
	}
	switch u := ch.SignIn.User; {
	case ch.Name == "SELECT_MFA_TYPE":
		parameters["MFAS_CAN_CHOOSE"] = jsonList(ch.Choices)
	case ch.Name == "MFA_SETUP":
		parameters["MFAS_CAN_SETUP"] = jsonList(ch.Choices)
	case ch.Name == "SOFTWARE_TOKEN_MFA" && u.TOTP != nil && u.TOTP.Name != "":
		parameters["FRIENDLY_DEVICE_NAME"] = u.TOTP.Name
	}
	return parameters
}

// jsonList is the JSON of names, which need no escapes.
func jsonList(names []string) string { return `["` + strings.Join(names, `","`) + `"]` }

func verifiedAttribute(challenge string) string {
	switch challenge {
	case "SMS_MFA":
		return "phone_number"
	case "EMAIL_OTP":
		return "email"
	}
	return ""
}

func selectedFactor(answer string, factors []string) (string, error) {
	if answer == "EMAIL_MFA" {
		answer = "EMAIL_OTP"
	}
	if !slices.Contains(factors, answer) {
		return "", invalidParameter("%q is not one of the MFA types to select from.", answer)
	}
	return answer, nil
}

// readCode accepts EMAIL_MFA_CODE too, which the prose of the documents names.
func readCode(challenge string, given map[string]string) string {
	code := given[challenge+"_CODE"]
	if code == "" && challenge == "EMAIL_OTP" {
		code = given["EMAIL_MFA_CODE"]
	}
	return code
}

func checkTOTP(t *TOTP, code string, now time.Time) error {
	step, err := totpStep(t.Secret, code, now)
	switch {
	case err != nil:
		return err
	case step == 0:
		return refuse("CodeMismatchException", "Invalid code received for user")
	case step <= t.LastStep:
		return refuse("ExpiredCodeException", "Your software token has already been used once.")
	}
	t.LastStep = step
	return nil
}

// totpStep returns the 30-second step near now that code is of, or 0.
func totpStep(secret, code string, now time.Time) (int64, error) {
	var found int64
	for skew := -totpSkew; skew <= totpSkew; skew++ {
		at := now.Add(time.Duration(skew) * totpPeriod)
		want, err := totp.GenerateCodeCustom(secret, at, totp.ValidateOpts{
			Period: uint(totpPeriod / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err != nil {
			return 0, fmt.Errorf("compute a code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = at.Unix() / int64(totpPeriod/time.Second)
		}
	}
	return found, nil
}

func checkSent(sent, code string) error {
	if subtle.ConstantTimeCompare([]byte(sent), []byte(code)) != 1 {
		return refuse("CodeMismatchException", "Invalid code or auth state for the user.")
	}
	return nil
}

// setUpFactors leaves SMS out: a phone number is set as an attribute.
func setUpFactors(p *Pool) []string {
	if p.Config.SoftwareToken {
		return []string{"SOFTWARE_TOKEN_MFA"}
	}
	return nil
}

func checkPreference(p *Pool, u *User, wanted MFAPreference) error {
	preferred := 0
	for _, factor := range []struct {
		name    string
		setting *MFASetting
		ready   bool
	}{
		{"SMS_MFA", wanted.SMS, u.Attributes["phone_number"] != ""},
		{"SOFTWARE_TOKEN_MFA", wanted.SoftwareToken, u.TOTP != nil && u.TOTP.Secret != ""},
		{"EMAIL_OTP", wanted.Email, u.Attributes["email"] != ""},
	} {
		switch {
		case factor.setting == nil:
			continue
		case factor.setting.Enabled && !factor.ready:
			return invalidParameter("User does not have delivery config set to turn on %s", factor.name)
		case factor.setting.Preferred && !factor.setting.Enabled:
			return invalidParameter("%s cannot be preferred unless it is enabled.", factor.name)
		case factor.setting.Preferred:
			preferred++
		}
	}
	switch {
	case preferred > 1:
		return invalidParameter("Only one MFA method can be preferred.")
	case p.Config.MFA == "ON" && u.hasMFA() && !u.wouldHaveMFA(wanted):
		return invalidParameter("The last MFA method cannot be turned off where MFA is required.")
	}
	return nil
}

// wouldHaveMFA reports whether a factor is active once the preference is set.
func (u *User) wouldHaveMFA(wanted MFAPreference) bool {
	after := func(setting *MFASetting, now bool) bool {
		if setting == nil {
			return now
		}
		return setting.Enabled
	}
	return after(wanted.SMS, u.SMSMFA) || after(wanted.Email, u.EmailMFA) ||
		u.TOTP != nil && after(wanted.SoftwareToken, u.TOTP.Active)
}
