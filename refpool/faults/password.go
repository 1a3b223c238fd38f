package faults

import (
	"strings"
	"sync/atomic"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func passwordFaults() []Fault {
	return []Fault{
		{
			Name: "reset-delivery-untold", Summary: "omits CodeDeliveryDetails from ForgotPassword", Breaks: rules("PWD-10"), Seen: "emulators",
			set: onSuccess(func(object map[string]any) bool { delete(object, "CodeDeliveryDetails"); return true }, "ForgotPassword"),
		},
		{
			Name: "reset-medium-wrong", Summary: "says that every code of ForgotPassword went by text message", Breaks: rules("PWD-01"),
			set: onSuccess(func(object map[string]any) bool {
				sent := member(object, "CodeDeliveryDetails")
				if sent == nil {
					return false
				}
				sent["DeliveryMedium"] = "SMS"
				return true
			}, "ForgotPassword"),
		},
		{
			Name: "reset-address-shown", Summary: "shows the whole address in CodeDeliveryDetails", Breaks: rules("PWD-25"), Seen: "emulators",
			set: wholeAddress,
		},
		{
			Name: "reset-codes-expired", Summary: "takes every code of ForgotPassword for expired", Breaks: rules("PWD-02"), Also: rules("PWD-03", "PWD-12", "PWD-16"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Passwords.Expired = func(time.Time, time.Time) bool { fired(); return true }
			},
		},
		{
			Name: "any-reset-code", Summary: "accepts any code in ConfirmForgotPassword", Breaks: rules("PWD-03"), Seen: "emulators",
			Fakes: rules("PWD-02", "PWD-16"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Passwords.Matches = func(string, string) bool { fired(); return true }
			},
		},
		{
			Name: "reset-codes-live", Summary: "accepts codes of ForgotPassword of any age", Breaks: rules("PWD-04"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Passwords.Expired = func(time.Time, time.Time) bool { fired(); return false }
			},
		},
		{
			Name: "policy-unchecked", Summary: "lets users set passwords that the policy does not allow", Breaks: rules("PWD-05", "PWD-20"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Passwords.Check = func(*refpool.Pool, string) error { fired(); return nil }
			},
		},
		{
			Name: "reset-to-any-address", Summary: "sends codes of ForgotPassword to users without a verified address", Breaks: rules("PWD-06"), Seen: "emulators",
			set: medium(func(_ *refpool.Pool, sent string, err error) (string, error) {
				if err != nil && strings.HasPrefix(err.Error(), "InvalidParameterException") {
					return "EMAIL", nil
				}
				return sent, err
			}),
		},
		{
			Name: "forgot-without-secret-hash", Summary: "does not ask for SecretHash in ForgotPassword", Breaks: rules("PWD-07"), Seen: "emulators",
			set: secretHash(func(_ *refpool.Client, step, _ string) bool { return step == "ForgotPassword" }),
		},
		{
			Name: "reset-without-secret-hash", Summary: "does not ask for SecretHash in ConfirmForgotPassword", Breaks: rules("PWD-08"), Seen: "emulators",
			set: secretHash(func(_ *refpool.Client, step, _ string) bool { return step == "ConfirmForgotPassword" }),
		},
		{
			Name: "forgot-needs-user-name", Summary: "rejects an alias in ForgotPassword", Breaks: rules("PWD-12"),
			set: refuseBody("ForgotPassword", func(body map[string]any) bool {
				name, _ := body["Username"].(string)
				return strings.Contains(name, "@") && body["ConfirmationCode"] == nil
			}),
		},
		{
			Name: "recovery-setting-ignored", Summary: "sends codes of ForgotPassword by SMS where it can, whatever the pool says", Breaks: rules("PWD-13"), Seen: "emulators",
			set: mediumOf(func(_ *refpool.Pool, u *refpool.User) string {
				if u.Attributes["phone_number_verified"] == "true" {
					return "SMS"
				}
				return ""
			}),
		},
		{
			Name: "email-comes-first", Summary: "sends codes of ForgotPassword by e-mail where no preference is set", Breaks: rules("PWD-14"), Seen: "emulators",
			set: mediumOf(func(p *refpool.Pool, u *refpool.User) string {
				if p.Config.Raw["AccountRecoverySetting"] == nil && u.Attributes["email_verified"] == "true" {
					return "EMAIL"
				}
				return ""
			}),
		},
		{
			Name: "admin-only-ignored", Summary: "lets users reset passwords although administrators alone may", Breaks: rules("PWD-15"), Seen: "emulators",
			set: medium(func(_ *refpool.Pool, sent string, err error) (string, error) {
				if err != nil && strings.HasPrefix(err.Error(), "NotAuthorizedException") {
					return "EMAIL", nil
				}
				return sent, err
			}),
		},
		{
			Name: "reset-never-over", Summary: "keeps users whose password an administrator reset from signing in", Breaks: rules("PWD-16"),
			set: func(b *refpool.Behaviour, fired func()) { b.Auth.Passwords.Reset = func(*refpool.User) { fired() } },
		},
		{
			Name: "reset-codes-unlimited", Summary: "bears any number of wrong codes in ConfirmForgotPassword", Breaks: rules("PWD-17"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Passwords.TooMany = func(int) error { fired(); return nil }
			},
		},
		{
			Name: "change-refused", Summary: "rejects ChangePassword with the right password", Breaks: rules("PWD-18"),
			set: previous(func(_, right bool) (bool, error) {
				return right, exception("NotAuthorizedException", "Passwords are not changed here.")
			}),
		},
		{
			Name: "previous-password-unchecked", Summary: "does not check PreviousPassword in ChangePassword", Breaks: rules("PWD-19"), Seen: "emulators",
			Fakes: rules("PWD-18"),
			set:   previous(func(_, right bool) (bool, error) { return !right, nil }),
		},
		{
			Name: "changes-unlimited", Summary: "bears any number of wrong passwords in ChangePassword", Breaks: rules("PWD-22"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Passwords.Limited = func(*refpool.Lockout, time.Time) bool { fired(); return false }
			},
		},
	}
}

// medium changes how a code of ForgotPassword is sent.
func medium(change func(p *refpool.Pool, sent string, err error) (string, error)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Passwords.Medium
		b.Auth.Passwords.Medium = func(p *refpool.Pool, u *refpool.User) (string, error) {
			sent, err := before(p, u)
			changed, other := change(p, sent, err)
			if changed != sent {
				fired()
			}
			return changed, other
		}
	}
}

// mediumOf chooses a medium for some users, "" for none.
func mediumOf(choose func(p *refpool.Pool, u *refpool.User) string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Passwords.Medium
		b.Auth.Passwords.Medium = func(p *refpool.Pool, u *refpool.User) (string, error) {
			if chosen := choose(p, u); chosen != "" {
				fired()
				return chosen, nil
			}
			return before(p, u)
		}
	}
}

// previous decides for some calls of ChangePassword whether they are refused.
func previous(decide func(given, right bool) (bool, error)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Passwords.Previous
		b.Auth.Passwords.Previous = func(given, right bool) error {
			if decided, err := decide(given, right); decided {
				fired()
				return err
			}
			return before(given, right)
		}
	}
}

// wholeAddress remembers the address of the user whom a code was sent to last.
func wholeAddress(b *refpool.Behaviour, fired func()) {
	var address atomic.Value
	before := b.Auth.Passwords.Medium
	b.Auth.Passwords.Medium = func(p *refpool.Pool, u *refpool.User) (string, error) {
		address.Store(u.Attributes["email"])
		return before(p, u)
	}
	onSuccess(func(object map[string]any) bool {
		details := member(object, "CodeDeliveryDetails")
		sent, known := address.Load().(string)
		if details == nil || !known {
			return false
		}
		details["Destination"] = sent
		return true
	}, "ForgotPassword")(b, fired)
}
