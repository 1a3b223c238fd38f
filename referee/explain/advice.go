package explain

// task is what a client has to do otherwise.
type task int

// The tasks.
const (
	keepTheDevice task = iota
	fileByServicesName
	confirmTheDevice
	confirmAfterSetup
	rememberTheDevice
	leaveRemembered
	sendInEveryResponse
	keepByUser
	nothingToMend
	dropTheKey
	chooseAnotherFactor
	changeThePool
	signOutWithoutForgetting
	refreshWithKey
	sameClient
	signInAnew
	useGetTokens
	keepTheNewToken
	deviceFromAnotherFlow
	hashOfUserName
	encodeVerifier
	confirmOnce
	confirmWithItsTokens
	answerAsNamed
	hashInEveryStep
	hashOfStepsName
	handOnSession
	waitForNextCode
	writeTimestamp
	setTheClock
	computeRightly
	writeAsJava
	readAsNumber
	dropTheKeyOnRefusal
	checkVerifier
)

// advice is what to change, in the words of the library that the exchange's headers name.
func (s *sight) advice(change task, f finding) string {
	return sentences(inProtocol()[change], inLibrary(libraryOf(f.at).id)[change])
}

// inProtocol says each task in the protocol's words.
func inProtocol() map[task]string {
	return map[task]string{
		keepTheDevice:            "Keep DeviceKey, DeviceGroupKey and the device's password where signing out does not clear them, and send DEVICE_KEY with each sign-in of this user. If this sign-in is by another browser or installation, nothing is wrong.",
		fileByServicesName:       "File the device under the USERNAME or USER_ID_FOR_SRP of the challenge, and look it up by that name when PASSWORD_VERIFIER is answered. Print both names to be certain that they differ.",
		confirmTheDevice:         "Call ConfirmDevice with the new access token whenever AuthenticationResult has NewDeviceMetadata, and keep the device's password.",
		confirmAfterSetup:        "Read NewDeviceMetadata of the answer to MFA_SETUP too, and call ConfirmDevice.",
		rememberTheDevice:        "Ask the user, and call UpdateDeviceStatus with DeviceRememberedStatus remembered. If the user said no, nothing is wrong.",
		leaveRemembered:          "If MFA is not wanted on this device, call UpdateDeviceStatus with remembered.",
		sendInEveryResponse:      "Send DEVICE_KEY in every response of the sign-in, whatever the challenge.",
		keepByUser:               "Keep devices by user pool, app client and user.",
		nothingToMend:            "Nothing is wrong with the client: answer the code, and keep the device that the sign-in ends with.",
		dropTheKey:               "When the service answers ResourceNotFoundException to a call with DEVICE_KEY, drop what is kept of the device, and answer the same PASSWORD_VERIFIER without it.",
		chooseAnotherFactor:      "Offer an authenticator app as the second factor, or tell users that codes by e-mail stay.",
		changeThePool:            "Set ChallengeRequiredOnNewDevice of the pool's DeviceConfiguration to true, if devices are to take the place of MFA.",
		signOutWithoutForgetting: "Sign out without ForgetDevice: it is for a device that its user gives away.",
		refreshWithKey:           "Send the DEVICE_KEY of the sign-in with its refreshes: AuthParameters.DEVICE_KEY of REFRESH_TOKEN_AUTH, DeviceKey of GetTokensFromRefreshToken.",
		sameClient:               "Refresh with the ClientId of the sign-in.",
		signInAnew:               "Have the user sign in, and drop the tokens from before.",
		useGetTokens:             "Call GetTokensFromRefreshToken with the device's key, and keep the refresh token that it answers with. Where the app client's refresh tokens do not rotate, allow it ALLOW_REFRESH_TOKEN_AUTH instead.",
		keepTheNewToken:          "Keep the refresh token of every refresh in the place of the one that was sent, in all tabs and processes.",
		deviceFromAnotherFlow:    "Have the user sign in by USER_SRP_AUTH once, confirm the device, and send its key in this flow.",
		hashOfUserName:           "Compute SECRET_HASH of a refresh over cognito:username of the id token.",
		encodeVerifier:           "Send base64 of the number's bytes, big-endian, with a zero byte in front where the first bit is set.",
		confirmOnce:              "Confirm a device once, when it is issued.",
		confirmWithItsTokens:     "Call ConfirmDevice with DeviceKey of NewDeviceMetadata and the AccessToken beside it, of the same AuthenticationResult.",
		answerAsNamed:            "Answer each challenge with the USERNAME that came with the first one.",
		hashInEveryStep:          "Send SECRET_HASH in every call of the sign-in, the device's among them, and in REFRESH_TOKEN_AUTH.",
		hashOfStepsName:          "Compute SECRET_HASH anew in each step, over the USERNAME of that step.",
		handOnSession:            "Send the Session of the newest answer, once.",
		waitForNextCode:          "Wait for the authenticator app's next code, up to 30 seconds.",
		writeTimestamp:           "Write TIMESTAMP in English and in UTC, as in \"Tue Sep 5 00:09:40 UTC 2026\": hours 00 to 23, the day without a zero in front.",
		setTheClock:              "Set the clock, and make TIMESTAMP when the proof is computed.",
		computeRightly:           "Compute that step as docs/protocol.md has it: `cogbench vectors` checks each step of the proof by itself.",
		writeAsJava:              "Hash numbers as Java's BigInteger.toByteArray writes them: as few bytes as hold it, with a zero byte in front where the first bit is set. `cogbench vectors` checks each step.",
		readAsNumber:             "Read SRP_B and SALT as hexadecimal numbers of any length, or put a 0 before an odd number of digits. `cogbench referee --awkward short-srp-b` and `short-salt` send many such.",
		dropTheKeyOnRefusal:      "When a device's proof is refused, drop what is kept of the device and sign in without it.",
		checkVerifier:            "Check both with `cogbench vectors`: the operations device_verifier and device_proof.",
	}
}

// inLibrary says in a library's words what its user can do.
func inLibrary(id string) map[task]string {
	return map[string]map[task]string{
		"identity-js": {
			keepTheDevice:       "The library keeps the device in the Storage that it is given: do not clear that at sign-out, cognitoUser.signOut() does what is needed.",
			rememberTheDevice:   "Call cognitoUser.setDeviceStatusRemembered() when onSuccess is called with userConfirmationNecessary.",
			leaveRemembered:     "Call cognitoUser.setDeviceStatusRemembered().",
			confirmAfterSetup:   "verifySoftwareToken() of the library does not: sign in once more after it.",
			dropTheKeyOnRefusal: "The library does not: remove its keys ending in deviceKey, deviceGroupKey and randomPasswordKey.",
			signInAnew:          "Call cognitoUser.authenticateUser() again.",
		},
		"amplify-js": {
			keepTheDevice:            "Amplify keeps the device in the storage of cognitoUserPoolsTokenProvider: do not clear it at sign-out, signOut() leaves the device in place.",
			confirmTheDevice:         "Amplify confirms by itself where it can name the device; without `navigator`, as in Node before 21, it gives up silently: define one.",
			rememberTheDevice:        "Call rememberDevice().",
			sendInEveryResponse:      "Take a version with aws-amplify/amplify-js#14626.",
			signOutWithoutForgetting: "Call signOut() alone, without forgetDevice().",
			signInAnew:               "Call signIn() again, and let tabs share one storage.",
		},
		"amplify-android": {
			rememberTheDevice:        "Call Amplify.Auth.rememberDevice().",
			sendInEveryResponse:      "Take a version with aws-amplify/amplify-android#3289.",
			signOutWithoutForgetting: "Call Amplify.Auth.signOut() alone, without forgetDevice().",
		},
		"amplify-swift": {
			rememberTheDevice:        "Call Amplify.Auth.rememberDevice().",
			sendInEveryResponse:      "Take a version with aws-amplify/amplify-swift#2590.",
			signOutWithoutForgetting: "Call Amplify.Auth.signOut() alone, without forgetDevice(_:).",
		},
		"amplify-flutter": {
			rememberTheDevice:        "Call Amplify.Auth.rememberDevice().",
			signOutWithoutForgetting: "Call Amplify.Auth.signOut() alone, without forgetDevice().",
		},
		"dotnet": {
			keepTheDevice:       "Before StartWithSrpAuthAsync, set CognitoUser.Device to the kept device, and DeviceGroupKey and DevicePass of InitiateSrpAuthRequest: without these two it throws when the device is challenged.",
			confirmTheDevice:    "Call CognitoUser.ConfirmDeviceAsync with the values of CognitoUser.GenerateDeviceVerifier, whose last argument is the DeviceKey, though it is called username.",
			rememberTheDevice:   "Call CognitoUser.UpdateDeviceStatusAsync.",
			sendInEveryResponse: "RespondToMfaAuthAsync and RespondToSmsMfaAuthAsync send none: call RespondToAuthChallengeAsync of the SDK.",
			refreshWithKey:      "Set CognitoUser.Device before StartWithRefreshTokenAuthAsync.",
		},
		"python": {
			keepTheDevice:    "Hand DEVICE_KEY to AuthParameters and ChallengeResponses; pycognito takes device_key, device_group_key and device_password.",
			confirmTheDevice: "Call confirm_device.",
			refreshWithKey:   "Hand DEVICE_KEY to AuthParameters of initiate_auth.",
		},
		"sdk": {
			confirmTheDevice: "The SDK does not do so by itself.",
		},
	}[id]
}
