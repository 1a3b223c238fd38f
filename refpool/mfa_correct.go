package refpool

import (
	"crypto/subtle"
	"fmt"
	"slices"
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
		Choose:          chooseFactor,
		Selected:        selectedFactor,
		Code:            readCode,
		CheckTOTP:       checkTOTP,
		CheckSent:       checkSent,
		MayTryAgain:     func(ch *Challenge) bool { return ch.WrongCodes < wrongCodeLimit },
		SetUp:           setUpFactors,
		CheckPreference: checkPreference,
	}
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

// mfaSuppressed follows DeviceConfigurationType, which names SMS and TOTP only:
// a remembered device does not stand in for an e-mail code (POOL-12).
func mfaSuppressed(p *Pool, s *SignIn, d *Device, factors []string) bool {
	if d == nil || !d.Remembered || d.Verifier == nil || !d.MFAPassed || len(factors) == 0 {
		return false
	}
	return p.Config.Device != nil && p.Config.Device.ChallengeRequiredOnNewDevice &&
		chooseFactor(s.User, factors) != "EMAIL_OTP"
}

func chooseFactor(u *User, factors []string) string {
	switch {
	case slices.Contains(factors, u.PreferredMFA):
		return u.PreferredMFA
	case len(factors) == 1:
		return factors[0]
	}
	return "SELECT_MFA_TYPE"
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

func checkPreference(u *User, wanted MFAPreference) error {
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
	if preferred > 1 {
		return invalidParameter("Only one MFA method can be preferred.")
	}
	return nil
}
