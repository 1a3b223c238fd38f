package refpool

// advance notes that s passed a challenge, and takes it to the next one or to
// its tokens. The lock is held.
func (t *turn) advance(s *SignIn, passed string) (*authOutput, error) {
	s.Passed = append(s.Passed, passed)
	if s.User.Status == "FORCE_CHANGE_PASSWORD" {
		return t.poseNewPassword(s)
	}
	if passed == "NEW_PASSWORD_REQUIRED" {
		passed = s.Passed[len(s.Passed)-2] // what it interrupted
	}
	if s.Flow == "CUSTOM_AUTH" && passed != "DEVICE_PASSWORD_VERIFIER" {
		if out, err := t.advanceCustom(s, passed, true); out != nil || err != nil {
			return out, err
		}
	}
	d := t.knownDevice(t.pool, s.User, s.DeviceKey)
	if out, err := t.askMFA(s, d); out != nil || err != nil {
		return out, err
	}
	if t.server.behaviour.Device.SignIn.AsksProof(t.pool, s, d) {
		return t.poseDeviceSRP(s, d)
	}
	return t.finish(s, d)
}

// askMFA poses the second factor, if one is due: no output, no error if not.
func (t *turn) askMFA(s *SignIn, d *Device) (*authOutput, error) {
	mfa := &t.server.behaviour.MFA
	if s.PassedMFA() {
		return nil, nil
	}
	factors := mfa.Factors(t.pool, s.User)
	switch {
	case !mfa.Demanded(t.pool, s, factors), mfa.Suppressed(t.pool, s, d, factors):
		return nil, nil
	case len(factors) == 0:
		return t.poseSetUp(s)
	}
	return t.poseFactor(s, mfa.Choose(s.User, factors), factors)
}

// finish gives a sign-in that has nothing left to prove its tokens, and a
// device key if it is due one.
func (t *turn) finish(s *SignIn, d *Device) (*authOutput, error) {
	device, now := &t.server.behaviour.Device, t.now(t.pool)
	var metadata *newDeviceMetadata
	if d == nil {
		s.DeviceKey = "" // the device was forgotten on the way
		if device.Issue.Due(t.pool, s) {
			issued, err := t.issueDevice(s)
			if err != nil {
				return nil, err
			}
			s.DeviceKey = issued.Key
			metadata = &newDeviceMetadata{issued.Key, issued.GroupKey}
		}
	} else {
		d.MFAPassed = d.MFAPassed || s.PassedMFA()
		device.SignIn.Authenticated(d, t.remoteIP, now)
	}
	g, err := t.grant(t.pool, s)
	if err != nil {
		return nil, err
	}
	refreshToken, err := t.newRefreshToken(t.pool, g)
	if err != nil {
		return nil, err
	}
	result, err := t.tokens(t.pool, g)
	if err != nil {
		return nil, err
	}
	result.RefreshToken, result.NewDeviceMetadata = refreshToken, metadata
	return &authOutput{ChallengeParameters: map[string]string{}, AuthenticationResult: result}, nil
}
