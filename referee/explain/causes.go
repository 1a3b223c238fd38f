package explain

import "slices"

// cause is one that is known by name.
type cause struct {
	id string
	// summary says in a sentence what it is.
	summary string
	// change is what to do otherwise.
	change task
	// rules are the client rules that it breaks; none where it is not the client's fault.
	rules []string
	// reports are public ones of the same cause.
	reports []string
}

// causeNamed is the cause with an id; every id of a finding has one.
func causeNamed(id string) cause {
	all := causes()
	return all[slices.IndexFunc(all, func(c cause) bool { return c.id == id })]
}

// causes are all that are known.
func causes() []cause {
	return slices.Concat(keyCauses(), registeredCauses(), poolCauses(), refreshedDeviceCauses(), refreshCauses(),
		confirmationCauses(), stepCauses(), timestampCauses(), proofCauses())
}

// keyCauses are those of a device key that is not the one, or not there.
func keyCauses() []cause {
	return []cause{
		{
			id:      "device-key-not-sent",
			summary: "The client has a confirmed device of this user, and the sign-in sends no DEVICE_KEY: the key is lost between the two, or never handed to the sign-in.",
			change:  keepTheDevice,
			rules:   []string{"CLI-DEV-01"},
			reports: []string{"aws-amplify/amplify-js#14349", "amazon-archives/amazon-cognito-identity-js#637", "aws-amplify/amplify-js#4635"},
		},
		{
			id:      "device-filed-under-another-name",
			summary: "The user signs in by a name that is not the one that the service answers with: a device that is filed under one of them is not found under the other, and no DEVICE_KEY is sent.",
			change:  fileByServicesName,
			rules:   []string{"CLI-KEY-07", "CLI-DEV-01"},
			reports: []string{"aws-amplify/amplify-flutter#2622", "aws-amplify/amplify-android#2295", "aws-amplify/amplify-android#3301", "aws-amplify/amplify-swift#4254"},
		},
		{
			id:      "device-key-missing-in-mfa-response",
			summary: "DEVICE_KEY goes with the password and is left out of the response with the code: the service takes it for an unknown device and issues another key.",
			change:  sendInEveryResponse,
			rules:   []string{"CLI-KEY-01"},
			reports: []string{"aws-amplify/amplify-js#14622", "aws-amplify/amplify-swift#2588", "aws-amplify/amplify-android#3289"},
		},
		{
			id:      "device-of-another-user",
			summary: "The DEVICE_KEY that is sent was issued to another user: the client keeps one device for everybody.",
			change:  keepByUser,
			rules:   []string{"CLI-KEY-06"},
			reports: []string{"aws-amplify/amplify-android#2295"},
		},
		{
			id:      "device-of-another-pool",
			summary: "The DEVICE_KEY names another region than the one that is called: it is of another user pool.",
			change:  keepByUser,
		},
		{
			id:      "device-key-kept-after-forgetting",
			summary: "The client forgot the device by ForgetDevice, and goes on sending its key.",
			change:  dropTheKey,
			rules:   []string{"CLI-DEV-04", "CLI-DEV-02"},
		},
		{
			id:      "stale-device-key-kept",
			summary: "The service says that the device does not exist, and the client sends the same key again: the user is locked out.",
			change:  dropTheKey,
			rules:   []string{"CLI-DEV-02"},
			reports: []string{"aws-amplify/amplify-android#2603", "aws-amplify/amplify-js#12188", "aws-amplify/amplify-flutter#2621"},
		},
	}
}

// registeredCauses are those of a device that is not registered, or not remembered.
func registeredCauses() []cause {
	return []cause{
		{
			id:      "device-not-confirmed",
			summary: "The tokens came with NewDeviceMetadata, and no ConfirmDevice followed: the service keeps no device that is not confirmed.",
			change:  confirmTheDevice,
			rules:   []string{"CLI-CONF-19", "CLI-CONF-01", "CLI-CONF-03", "CLI-CONF-04"},
			reports: []string{"ravenscar/franken-srp#12", "Pyhass/Pyhiveapi#112"},
		},
		{
			id:      "device-of-mfa-setup-not-confirmed",
			summary: "The answer to MFA_SETUP carries tokens and NewDeviceMetadata like any other, and no ConfirmDevice followed.",
			change:  confirmAfterSetup,
			rules:   []string{"CLI-CONF-02", "CLI-CONF-19", "CLI-REF-01", "CLI-REF-03", "CLI-REF-04"},
			reports: []string{"aws-amplify/amplify-js#6283", "aws-amplify/amplify-js#7051"},
		},
		{
			id:      "device-never-remembered",
			summary: "ConfirmDevice answered UserConfirmationNecessary, which means that the pool waits for the user's word, and no UpdateDeviceStatus said remembered.",
			change:  rememberTheDevice,
			reports: []string{"aws-amplify/amplify-js#13803"},
		},
		{
			id:      "device-set-not-remembered",
			summary: "The client itself had the device's status set to not_remembered: the service asks for MFA by design.",
			change:  leaveRemembered,
		},
		{
			id:      "device-forgotten-elsewhere",
			summary: "The service says that the device does not exist, and this client did not forget it: an administrator or another app did, or the user was deleted and made again.",
			change:  nothingToMend,
			reports: []string{"amazon-archives/amazon-cognito-identity-js#200", "aws-amplify/amplify-js#10083"},
		},
		{
			id:      "device-forgotten-by-the-app",
			summary: "The app itself calls ForgetDevice after each sign-in: the next one is on a new device.",
			change:  signOutWithoutForgetting,
			reports: []string{"aws-amplify/amplify-flutter#4536"},
		},
	}
}

// poolCauses are those of a pool that asks for MFA by design.
func poolCauses() []cause {
	return []cause{
		{
			id:      "mfa-enabled-after-remembering",
			summary: "The user turned MFA on after the device was remembered: the service asks for one code on it, by design.",
			change:  nothingToMend,
			reports: []string{"aws-amplify/amplify-js#4174", "aws-amplify/amplify-js#932"},
		},
		{
			id:      "email-code-on-remembered-device",
			summary: "The second factor is a code by e-mail, which the service was seen to ask for on remembered devices too.",
			change:  chooseAnotherFactor,
			reports: []string{"aws-amplify/amplify-js#14349"},
		},
		{
			id:      "pool-asks-remembered-devices",
			summary: "The pool asks for a code and authenticates the device as well, at each sign-in: its devices do not take the place of MFA.",
			change:  changeThePool,
		},
	}
}

// refreshedDeviceCauses are those of a refresh whose device is not as the service wants it.
func refreshedDeviceCauses() []cause {
	return []cause{
		{
			id:      "refresh-without-device-key",
			summary: "The tokens are of a sign-in with a device, and the refresh names none.",
			change:  refreshWithKey,
			rules:   []string{"CLI-REF-01", "CLI-REF-03"},
			reports: []string{"home-assistant/core#70465", "aws/aws-sdk-java-v2#3418", "capless/warrant#33", "aws-amplify/amplify-android#2506"},
		},
		{
			id:      "refresh-of-unconfirmed-device",
			summary: "The sign-in issued a device that was not confirmed: its refresh token is good for nothing until then.",
			change:  confirmTheDevice,
			rules:   []string{"CLI-CONF-01", "CLI-CONF-03", "CLI-CONF-04", "CLI-REF-01", "CLI-REF-03", "CLI-REF-04"},
			reports: []string{"AWS re:Post, cognito-invalid-refresh-token-error"},
		},
		{
			id:      "refresh-with-another-device",
			summary: "The refresh names another device than that of the sign-in that the token is from.",
			change:  refreshWithKey,
			rules:   []string{"CLI-REF-02"},
			reports: []string{"aws/aws-sdk-cpp#851"},
		},
		{
			id:      "refresh-after-forgetting",
			summary: "The client had forgotten the device of the sign-in, and its refresh token with it.",
			change:  signInAnew,
			rules:   []string{"CLI-REF-01", "CLI-REF-03"},
			reports: []string{"aws/aws-sdk-net-extensions-cognito#85"},
		},
		{
			id:      "custom-auth-without-device",
			summary: "The tokens of this CUSTOM_AUTH sign-in came without NewDeviceMetadata, and the pool wants a device at the refresh.",
			change:  deviceFromAnotherFlow,
			reports: []string{"aws-amplify/amplify-js#14909"},
		},
		{
			id:      "password-flow-without-device",
			summary: "The tokens of this USER_PASSWORD_AUTH sign-in came without NewDeviceMetadata, and the pool wants a device at the refresh.",
			change:  deviceFromAnotherFlow,
			reports: []string{"AWS re:Post, cognito-invalid-refresh-token-error"},
		},
	}
}

// refreshCauses are those of a refresh that is refused otherwise.
func refreshCauses() []cause {
	return []cause{
		{
			id:      "refresh-by-another-client",
			summary: "The refresh names another app client than the one that the token was issued to.",
			change:  sameClient,
			rules:   []string{"CLI-REF-05"},
			reports: []string{"AWS re:Post, cognito-invalid-refresh-token-error"},
		},
		{
			id:      "refresh-of-revoked-token",
			summary: "The client had signed out, or revoked the token, before it refreshed.",
			change:  signInAnew,
			rules:   []string{"CLI-REF-08"},
		},
		{
			id:      "refresh-flow-not-allowed",
			summary: "The app client does not take this flow. One with refresh token rotation never does: it wants GetTokensFromRefreshToken.",
			change:  useGetTokens,
			rules:   []string{"CLI-REF-07"},
			reports: []string{"aws-amplify/amplify-android#3113"},
		},
		{
			id:      "rotated-refresh-token-used-again",
			summary: "The refresh token had been exchanged for a newer one, and its grace period is over.",
			change:  keepTheNewToken,
			rules:   []string{"CLI-REF-06"},
		},
		{
			id:      "secret-hash-of-the-alias-at-refresh",
			summary: "A refresh carries no USERNAME: its SECRET_HASH is to be over the pool's own user name, and the user signed in by an alias.",
			change:  hashOfUserName,
			rules:   []string{"CLI-HASH-04"},
			reports: []string{"aws/aws-sdk-net-extensions-cognito#122", "aws-amplify/amplify-android#3111", "boto/boto3#2736"},
		},
	}
}

// confirmationCauses are those of a ConfirmDevice that is refused.
func confirmationCauses() []cause {
	return []cause{
		{
			id:      "verifier-as-hexadecimal-text",
			summary: "PasswordVerifier or Salt is the base64 of hexadecimal digits; it is to be that of the number's bytes.",
			change:  encodeVerifier,
			rules:   []string{"CLI-CONF-08"},
			reports: []string{"aws/aws-sdk-net-extensions-cognito#44", "aws/aws-sdk-net-extensions-cognito#139"},
		},
		{
			id:      "verifier-negative",
			summary: "A number of DeviceSecretVerifierConfig begins with a set bit and has no zero byte before it: the service reads it as negative.",
			change:  encodeVerifier,
			rules:   []string{"CLI-CONF-06"},
			reports: []string{"aws/aws-sdk-net-extensions-cognito#46", "AWS re:Post QUeZGXWPSST0C135CXmvBTlQ"},
		},
		{
			id:      "device-confirmed-twice",
			summary: "The device was confirmed before.",
			change:  confirmOnce,
		},
		{
			id:      "device-key-of-another-sign-in",
			summary: "The device key came with another sign-in than the access token that confirms it.",
			change:  confirmWithItsTokens,
			rules:   []string{"CLI-CONF-13"},
			reports: []string{"boto/boto3#4059", "aws-amplify/amplify-js#8469"},
		},
		{
			id:      "device-key-made-up",
			summary: "The service never issued this device key: the sign-in's NewDeviceMetadata has another.",
			change:  confirmWithItsTokens,
			rules:   []string{"CLI-CONF-13"},
			reports: []string{"aws-amplify/amplify-js#2087"},
		},
		{
			id:      "alias-in-challenge-response",
			summary: "The second factor was answered under an alias: the tokens come, and the device of the sign-in cannot be confirmed.",
			change:  answerAsNamed,
			rules:   []string{"CLI-AUTH-06"},
			reports: []string{"aws-amplify/amplify-js#4047", "aws-amplify/amplify-js#7615"},
		},
	}
}

// stepCauses are those of a step of a sign-in that is refused.
func stepCauses() []cause {
	return []cause{
		{
			id:      "device-key-missing-in-device-step",
			summary: "A device's challenge is answered without DEVICE_KEY.",
			change:  sendInEveryResponse,
			rules:   []string{"CLI-KEY-03"},
			reports: []string{"amplify-swift, UserPoolSignInHelper.swift"},
		},
		{
			id:      "secret-hash-missing",
			summary: "The app client has a secret, and this call has no SECRET_HASH.",
			change:  hashInEveryStep,
			rules:   []string{"CLI-HASH-01"},
			reports: []string{"furaiev/amazon-cognito-identity-dart-2#164"},
		},
		{
			id:      "secret-hash-missing-in-device-step",
			summary: "The app client has a secret, and the response to the device's challenge has no SECRET_HASH.",
			change:  hashInEveryStep,
			rules:   []string{"CLI-HASH-01"},
			reports: []string{"NabuCasa/pycognito, aws_srp.py"},
		},
		{
			id:      "secret-hash-of-another-name",
			summary: "The USERNAME of this step is another than that of the first call, and its SECRET_HASH is still that of the first.",
			change:  hashOfStepsName,
			rules:   []string{"CLI-HASH-03"},
			reports: []string{"alexrudd/cognito-srp#1", "alexrudd/cognito-srp#7"},
		},
		{
			id:      "session-missing",
			summary: "The challenge came with a Session, and its response has none.",
			change:  handOnSession,
			rules:   []string{"CLI-AUTH-01"},
		},
		{
			id:      "session-used-twice",
			summary: "A response with the same Session had gone through before.",
			change:  handOnSession,
			rules:   []string{"CLI-AUTH-03"},
			reports: []string{"aws-amplify/amplify-js#10849"},
		},
		{
			id:      "session-out-of-date",
			summary: "The Session is one of this sign-in's, and not the newest: each answer has a new one.",
			change:  handOnSession,
			rules:   []string{"CLI-AUTH-02", "CLI-AUTH-03"},
		},
		{
			id:      "totp-code-used-twice",
			summary: "The code of the authenticator app had been accepted before: each is good once, for all sign-ins.",
			change:  waitForNextCode,
			rules:   []string{"CLI-MFA-02"},
			reports: []string{"amplify-swift, MFASignInTests.swift"},
		},
	}
}

// timestampCauses are those of a TIMESTAMP that the service does not read, or not as it was meant.
func timestampCauses() []cause {
	return []cause{
		{
			id:      "timestamp-hour-24",
			summary: "TIMESTAMP has the hour 24 for the one after midnight: sign-ins fail for an hour a day.",
			change:  writeTimestamp,
			rules:   []string{"CLI-TIME-02"},
			reports: []string{"aws-samples/amazon-cognito-passwordless-auth#145"},
		},
		{
			id:      "timestamp-of-another-locale",
			summary: "The week day or the month of TIMESTAMP is not an English name: it is written in the user's locale.",
			change:  writeTimestamp,
			rules:   []string{"CLI-TIME-01"},
			reports: []string{"NabuCasa/pycognito#122", "amazon-archives/amazon-cognito-identity-js#683"},
		},
		{
			id:      "timestamp-of-another-form",
			summary: "TIMESTAMP is not of the form that the service reads.",
			change:  writeTimestamp,
			rules:   []string{"CLI-TIME-01", "CLI-TIME-03"},
			reports: []string{"amazon-archives/amazon-cognito-identity-js#683"},
		},
		{
			id:      "timestamp-day-of-two-digits",
			summary: "TIMESTAMP has a zero before the day: the service writes it anew without one, and the proof does not fit. Sign-ins fail on the first nine days of a month.",
			change:  writeTimestamp,
			rules:   []string{"CLI-TIME-04"},
			reports: []string{"capless/warrant#12", "ministackorg/ministack#1758"},
		},
		{
			id:      "timestamp-wrong-week-day",
			summary: "The week day of TIMESTAMP is not that of its date: the service writes it anew, and the proof does not fit.",
			change:  writeTimestamp,
			rules:   []string{"CLI-TIME-04"},
		},
		{
			id:      "timestamp-twelve-hour-clock",
			summary: "TIMESTAMP is written by a clock of twelve hours: sign-ins fail from noon on.",
			change:  writeTimestamp,
			rules:   []string{"CLI-TIME-05"},
			reports: []string{"alexrudd/cognito-srp"},
		},
		{
			id:      "timestamp-of-another-time",
			summary: "TIMESTAMP is not of the time at which the call was made.",
			change:  setTheClock,
			rules:   []string{"CLI-TIME-05"},
			reports: []string{"amazon-archives/amazon-cognito-identity-js#58"},
		},
	}
}

// proofCauses are those of a proof that is refused.
func proofCauses() []cause {
	return []cause{
		{
			id:      "proof-computed-wrongly",
			summary: "The proof is wrong, and what the client computed in place of it was found.",
			change:  computeRightly,
		},
		{
			id:      "proof-without-sign-bytes",
			summary: "Sign-ins succeed where neither SRP_A nor SRP_B begins with a set bit, and fail where one does: u is made of numbers without their sign bytes.",
			change:  writeAsJava,
			reports: []string{"docs/protocol.md §5"},
		},
		{
			id:      "odd-digit-misread",
			summary: "Sign-ins succeed where a number of the challenge has an even number of hexadecimal digits, and fail where it has an odd one, as one in sixteen has: it is read by two digits a byte, and not as a number.",
			change:  readAsNumber,
		},
		{
			id:      "lost-device-password",
			summary: "The device's proof was accepted before and is not any more: the client kept the device's key, and has lost its password or the group key.",
			change:  dropTheKeyOnRefusal,
			rules:   []string{"CLI-DEV-03"},
			reports: []string{"aws-amplify/amplify-js#9366", "aws-amplify/amplify-js#13288"},
		},
		{
			id:      "device-proof-never-accepted",
			summary: "ConfirmDevice took the device's verifier, and no proof of the device is accepted. Either the verifier is wrong, or the proof: ConfirmDevice cannot tell.",
			change:  checkVerifier,
			rules:   []string{"CLI-DEV-03"},
			reports: []string{"aws/aws-sdk-net-extensions-cognito#73", "aws/aws-sdk-net-extensions-cognito#139"},
		},
	}
}
