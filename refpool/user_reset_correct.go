package refpool

import (
	"crypto/subtle"
	"slices"
	"time"
)

// resetLifetime is how long a code to reset a password lives, by the guide.
const resetLifetime = time.Hour

// PasswordBehaviour holds the decisions about passwords that users change or
// forget (rules PWD).
type PasswordBehaviour struct {
	// Proves reports whether a password sent in the clear at a step proves the user;
	// right says whether it is the user's. No lock is held.
	Proves func(step string, right bool) bool
	// Medium is how the code of ForgotPassword is sent to u: EMAIL or SMS. It
	// refuses a user who cannot be reached.
	Medium func(p *Pool, u *User) (string, error)
	// Nobody is the refusal of ForgotPassword for a user who does not exist, at a
	// client that hides it; nil for a simulated delivery.
	Nobody func() error
	// Expired reports whether the code that was sent at sentAt has run out.
	Expired func(sentAt, now time.Time) bool
	// Matches reports whether code is the one sent.
	Matches func(sent, code string) bool
	// TooMany refuses every try of a code after so many failures.
	TooMany func(failures int) error
	// Spends reports whether a code that was used is used up.
	Spends func() bool
	// Reset makes of u a user who has set a new password.
	Reset func(u *User)
	// Check refuses a password that the pool's policy does not allow.
	Check func(p *Pool, password string) error
	// Previous refuses ChangePassword unless right, which says whether
	// PreviousPassword is the present one; given says whether there is one.
	Previous func(given, right bool) error
	// Limited reports whether ChangePassword is refused after failures.
	Limited func(failures *Lockout, now time.Time) bool
}

func correctPasswords() PasswordBehaviour {
	return PasswordBehaviour{
		Proves:  func(_ string, right bool) bool { return right },
		Medium:  recoveryMedium,
		Nobody:  func() error { return nil },
		Expired: func(sentAt, now time.Time) bool { return now.Sub(sentAt) > resetLifetime },
		Matches: func(sent, code string) bool { return subtle.ConstantTimeCompare([]byte(sent), []byte(code)) == 1 },
		TooMany: tooManyFailures,
		Spends:  func() bool { return true },
		Reset: func(u *User) {
			if u.Status == "RESET_REQUIRED" {
				u.Status = "CONFIRMED"
			}
		},
		Check: func(p *Pool, password string) error { return p.Config.Password.check(password) },
		Previous: func(given, right bool) error {
			switch {
			case !given:
				return invalidParameter("Missing required parameter PreviousPassword")
			case !right:
				return wrongCredentials()
			}
			return nil
		},
		Limited: func(failures *Lockout, now time.Time) bool { return now.Before(failures.Until) },
	}
}

func tooManyFailures(failures int) error {
	if failures < codeAttempts {
		return nil
	}
	return refuse("TooManyFailedAttemptsException", "Attempt limit exceeded, please try after some time.")
}

// recoveryMedium follows AccountRecoverySetting.
func recoveryMedium(p *Pool, u *User) (string, error) {
	for _, mechanism := range p.Config.Recovery {
		for _, medium := range []string{"EMAIL", "SMS"} {
			if mechanism == "verified_"+contactOf(medium) && u.verified(medium) {
				return medium, nil
			}
		}
	}
	if slices.Contains(p.Config.Recovery, "admin_only") {
		return "", notAuthorized("Contact administrator to reset password.")
	}
	return "", invalidParameter("Cannot reset password for the user as there is no registered/verified email or phone_number")
}
