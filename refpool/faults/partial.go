package faults

import (
	"slices"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// partialFaults are right where a first look goes, and wrong beside it: for a second
// device, in another flow, by another operation.
func partialFaults() []Fault {
	return slices.Concat(partialDeviceFaults(), partialSignInFaults(), partialTokenFaults())
}

func partialDeviceFaults() []Fault {
	return []Fault{
		{
			Name: "metadata-for-one-device", Summary: "issues no device key to a user who has a device", Breaks: rules("DEV-NEW-01"), Also: rules("MFA-12"), Seen: "emulators",
			set: due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) { return false, len(confirmedOf(s.User)) > 0 }),
		},
		{
			Name: "metadata-not-after-sms", Summary: "issues no device keys with tokens that follow SMS_MFA", Breaks: rules("DEV-NEW-07"),
			set: due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) { return false, s.HasPassed("SMS_MFA") }),
		},
		{
			Name: "metadata-not-for-admins", Summary: "issues no device keys with AdminRespondToAuthChallenge", Breaks: rules("DEV-NEW-07"), Seen: "emulators",
			set: without("AuthenticationResult", "NewDeviceMetadata", "AdminRespondToAuthChallenge"),
		},
		{
			Name: "first-device-asked", Summary: "authenticates only the first device of a user", Breaks: rules("DEV-SRP-01"), Also: rules("DEV-CONF-10"),
			set: asks(func(_ *refpool.Pool, s *refpool.SignIn, d *refpool.Device) (bool, bool) {
				return false, d.Confirmed && confirmedOf(s.User)[0] != d
			}),
		},
		{Name: "one-verifier-per-user", Summary: "keeps one verifier for all devices of a user, that of the newest", Breaks: rules("DEV-SRP-07"), set: oneVerifier},
		{Name: "claim-of-newest-device", Summary: "names the newest device of a user in the claim device_key of all that are known", Breaks: rules("DEV-SRP-08"), set: claimOfNewest},
		{Name: "device-unknown-under-alias", Summary: "does not know the user's devices in a sign-in under an alias", Breaks: rules("DEV-SRP-01"), Seen: "emulators", set: unknownUnderAlias},
		{Name: "status-of-all-devices", Summary: "sets the status of all devices of a user at once", Breaks: rules("DEV-STAT-02"), Also: rules("DEV-LIST-01", "DEV-SRP-20"), set: statusOfAll(func(byAdmin bool, _ string) bool { return !byAdmin })},
		{Name: "admin-status-of-all-devices", Summary: "sets the status of all devices of a user at once in AdminUpdateDeviceStatus", Breaks: rules("ADM-03"), set: statusOfAll(func(byAdmin bool, _ string) bool { return byAdmin })},
		{
			Name: "remember-all", Summary: "remembers all confirmed devices of a user at once", Breaks: rules("DEV-SRP-20"),
			set: statusOfAll(func(byAdmin bool, status string) bool { return !byAdmin && status == "remembered" }),
		},
		{Name: "confirm-inherits", Summary: "remembers a device that is confirmed if its user has one that is remembered", Breaks: rules("DEV-SRP-20"), set: confirmInherits},
		{
			Name: "remembered-by-sign-in", Summary: "remembers a device again once its user has signed in on it", Breaks: rules("DEV-STAT-02"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.SignIn.Authenticated
				b.Device.SignIn.Authenticated = func(d *refpool.Device, ip string, now time.Time) {
					if !d.Remembered {
						fired()
						d.Remembered = true
					}
					before(d, ip, now)
				}
			},
		},
		{Name: "key-exists-is-a-conflict", Summary: "answers DeviceKeyExistsException with HTTP 409", Breaks: rules("WIRE-04"), Seen: "emulators", set: withStatus("DeviceKeyExistsException", 409)},
		{Name: "forget-own-device", Summary: "forgets the device of the access token, whichever is named", Breaks: rules("DEV-FORGET-01"), Seen: "emulators", set: forgetOwn},
		{Name: "forgotten-listed-to-admins", Summary: "lists forgotten devices to administrators", Breaks: rules("DEV-FORGET-01"), set: forgottenListed(false)},
		{Name: "forgotten-by-admins-listed", Summary: "lists devices that an administrator forgot", Breaks: rules("ADM-04"), set: forgottenListed(true)},
		{Name: "admins-forget-all", Summary: "forgets all devices of a user in AdminForgetDevice", Breaks: rules("ADM-04"), set: adminsForgetAll},
		{Name: "admins-forget-anyones", Summary: "forgets a device in AdminForgetDevice whichever user is named", Breaks: rules("DEV-FORGET-07"), Also: rules("DEV-STAT-06", "DEV-GET-05"), Seen: "emulators", set: adminsForgetAnyones},
		{Name: "admins-read-anyones", Summary: "finds a device in AdminGetDevice and AdminUpdateDeviceStatus whichever user is named", Breaks: rules("DEV-GET-05", "DEV-STAT-06"), Seen: "emulators", set: adminsReadAnyones},
		{Name: "devices-by-name", Summary: "finds the devices of a user of the same name in another pool", Breaks: rules("DEV-GET-05"), Seen: "emulators", set: devicesByName},
		{Name: "foreign-device-proves", Summary: "accepts another user's device in place of the one that it asked for", Breaks: rules("SEC-01"), set: foreignProves},
		{Name: "device-in-place-of-code", Summary: "accepts a device that is not remembered in place of a code", Breaks: rules("AUTH-17"), set: deviceForCode},
		{
			Name: "device-challenge-again", Summary: "accepts answers to DEVICE_SRP_AUTH any number of times", Breaks: rules("DEV-SRP-12"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Sessions.SpentBy
				b.Auth.Sessions.SpentBy = func(ch *refpool.Challenge, refusal error) bool {
					if ch.Name == "DEVICE_SRP_AUTH" && refusal == nil {
						fired()
						return false
					}
					return before(ch, refusal)
				}
			},
		},
		{Name: "device-alone-once-known", Summary: "signs a device in without a first factor once it has signed in", Breaks: rules("DEV-SRP-12"), set: deviceAloneOnceKnown},
		{Name: "device-challenge-lives", Summary: "accepts answers to DEVICE_SRP_AUTH for a day", Breaks: rules("AUTH-15"), Seen: "emulators", set: life("DEVICE_SRP_AUTH", 24*time.Hour)},
		{Name: "unknown-key-replaces-mfa", Summary: "skips the second factor for any DEVICE_KEY that no user has", Breaks: rules("POOL-07"), Also: rules("DEV-SRP-16", "DEV-FORGET-03", "DEV-FORGET-08", "ADM-04"), Seen: "emulators", set: keyReplacesMFA(false, atSignIn)},
		{Name: "foreign-key-replaces-mfa", Summary: "skips the second factor for another user's DEVICE_KEY", Breaks: rules("DEV-SRP-18"), set: keyReplacesMFA(true, atSignIn)},
		{
			Name: "unknown-key-replaces-mfa-for-admins", Summary: "skips the second factor for any DEVICE_KEY that no user has in ADMIN_USER_PASSWORD_AUTH", Breaks: rules("POOL-07"), Seen: "emulators",
			set: keyReplacesMFA(false, func(step string) bool { return step == "ADMIN_USER_PASSWORD_AUTH" }),
		},
		{
			Name: "unremembered-replaces-mfa-in-password-flow", Summary: "skips the second factor for a device that is not remembered in flows that take the password at once", Breaks: rules("POOL-07"), Seen: "emulators",
			set: suppressed(func(_ *refpool.Pool, s *refpool.SignIn, d *refpool.Device, _ []string) (bool, bool) {
				return true, unrememberedInTheClear(s, d)
			}),
		},
		{
			Name: "confirmed-replaces-mfa-in-password-flow", Summary: "authenticates a device that is not remembered in place of the second factor in flows that take the password at once", Breaks: rules("POOL-07"),
			set: confirmedForMFA,
		},
		{
			Name: "list-of-ten", Summary: "lists no more than ten devices, and gives no token for the rest", Breaks: rules("DEV-LIST-03"), Seen: "emulators",
			set: onSuccess(func(object map[string]any) bool { return cut(object, 10) }, "ListDevices", "AdminListDevices"),
		},
		{Name: "list-filtered-late", Summary: "leaves devices that are not remembered out of a page of ListDevices once it is cut, and gives no token with fewer than Limit", Breaks: rules("DEV-LIST-03"), Seen: "emulators", set: filteredLate},
		{Name: "list-without-token", Summary: "gives no token with a page of the default size", Breaks: rules("DEV-LIST-03"), set: defaultPageAlone},
	}
}

func partialSignInFaults() []Fault {
	return []Fault{
		{
			Name: "any-admin-password", Summary: "accepts any password in ADMIN_USER_PASSWORD_AUTH", Breaks: rules("AUTH-04"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Passwords.Proves
				b.Auth.Passwords.Proves = func(step string, right bool) bool {
					if step == "ADMIN_USER_PASSWORD_AUTH" {
						fired()
						return true
					}
					return before(step, right)
				}
			},
		},
		{
			Name: "any-proof-by-choice", Summary: "accepts every proof of a password in USER_AUTH", Breaks: rules("SRP-20"),
			Fakes: rules("USER-07"),
			set: checkProof(func(ch *refpool.Challenge, _ refpool.Claim) (error, bool) {
				return nil, ch.DeviceKey == "" && ch.SignIn.Flow == "USER_AUTH"
			}),
		},
		{
			Name: "any-proof-in-custom-auth", Summary: "accepts every proof of a password in CUSTOM_AUTH", Breaks: rules("SRP-20"),
			Fakes: rules("DEV-SRP-22"),
			set: checkProof(func(ch *refpool.Challenge, _ refpool.Claim) (error, bool) {
				return nil, ch.DeviceKey == "" && ch.SignIn.Flow == "CUSTOM_AUTH"
			}),
		},
		{
			Name: "any-device-proof-in-password-flow", Summary: "accepts every proof of a device in USER_PASSWORD_AUTH", Breaks: rules("SRP-20"),
			Fakes: rules("DEV-SRP-21"), set: checkProof(ofDeviceIn("USER_PASSWORD_AUTH")),
		},
		{
			Name: "any-device-proof-for-admins", Summary: "accepts every proof of a device in ADMIN_USER_PASSWORD_AUTH", Breaks: rules("SRP-20"), Seen: "emulators",
			Fakes: rules("AUTH-35"), set: checkProof(ofDeviceIn("ADMIN_USER_PASSWORD_AUTH")),
		},
		{
			Name: "any-device-proof-in-custom-auth", Summary: "accepts every proof of a device in CUSTOM_AUTH", Breaks: rules("SRP-20"),
			Fakes: rules("DEV-SRP-22"), set: checkProof(ofDeviceIn("CUSTOM_AUTH")),
		},
		{Name: "no-mfa-under-alias", Summary: "never asks for a second factor in a sign-in under an alias", Breaks: rules("MFA-09"), set: demanded(func(s *refpool.SignIn) bool { return s.Name != s.User.Username })},
		{Name: "no-mfa-in-password-flow", Summary: "never asks for a second factor in USER_PASSWORD_AUTH", Breaks: rules("MFA-09"), Seen: "emulators", set: demanded(func(s *refpool.SignIn) bool { return s.Flow == "USER_PASSWORD_AUTH" })},
		{Name: "no-mfa-after-new-password", Summary: "asks for no second factor after NEW_PASSWORD_REQUIRED", Breaks: rules("MFA-09"), Seen: "emulators", set: demanded(func(s *refpool.SignIn) bool { return s.HasPassed("NEW_PASSWORD_REQUIRED") })},
		{Name: "any-secret-hash-of-device", Summary: "takes any SECRET_HASH in the device's responses", Breaks: rules("AUTH-08"), set: anyHash("DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER")},
		{Name: "any-secret-hash-of-code", Summary: "takes any SECRET_HASH in responses to SOFTWARE_TOKEN_MFA", Breaks: rules("AUTH-08"), set: anyHash("SOFTWARE_TOKEN_MFA")},
		{Name: "no-secret-hash-in-password-flow", Summary: "does not check SECRET_HASH in USER_PASSWORD_AUTH", Breaks: rules("AUTH-08"), set: secretHash(hashedStep("USER_PASSWORD_AUTH"))},
		{Name: "no-secret-hash-of-admins", Summary: "does not check SECRET_HASH in ADMIN_USER_PASSWORD_AUTH", Breaks: rules("AUTH-08"), Seen: "emulators", set: secretHash(hashedStep("ADMIN_USER_PASSWORD_AUTH"))},
		{Name: "no-secret-hash-of-new-password", Summary: "does not check SECRET_HASH in responses to NEW_PASSWORD_REQUIRED", Breaks: rules("AUTH-08"), Seen: "emulators", set: secretHash(hashedStep("NEW_PASSWORD_REQUIRED"))},
	}
}
