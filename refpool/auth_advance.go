package refpool

import "slices"

// advance notes that s passed a challenge, and takes it to the next one or to
// its tokens.
func (a *authRequest) advance(s *SignIn, passed string) (*authOutput, error) {
	s.Passed = append(s.Passed, passed)
	if s.User.Status == "FORCE_CHANGE_PASSWORD" {
		return a.poseNewPassword(s)
	}
	if passed == "NEW_PASSWORD_REQUIRED" {
		passed = s.Passed[len(s.Passed)-2] // what it interrupted
	}
	if s.Flow == "CUSTOM_AUTH" && passed != "DEVICE_PASSWORD_VERIFIER" {
		if out, err := a.advanceCustom(s, passed, true); out != nil || err != nil {
			return out, err
		}
	}
	d := a.knownDevice(a.pool, s.User, s.DeviceKey)
	proving := d
	if !a.behaviour.Device.SignIn.Follows(s) {
		proving = nil
	}
	if out, err := a.askMFA(s, proving); out != nil || err != nil {
		return out, err
	}
	if a.behaviour.Device.SignIn.AsksProof(a.pool, s, proving) {
		return a.poseDeviceSRP(s, d)
	}
	return a.finish(s, d)
}

// askMFA poses the second factor, if one is due: no output, no error if not.
func (a *authRequest) askMFA(s *SignIn, d *Device) (*authOutput, error) {
	mfa := &a.behaviour.MFA
	if slices.ContainsFunc(s.Passed, mfa.Proves) {
		return nil, nil
	}
	factors := mfa.Factors(a.pool, s.User)
	switch {
	case !mfa.Demanded(a.pool, s, factors), mfa.Suppressed(a.pool, s, d, factors):
		return nil, nil
	case len(factors) == 0:
		return a.poseSetUp(s)
	}
	return a.poseFactor(s, mfa.Choose(a.pool, s.User, factors), factors)
}

// finish gives a sign-in that has nothing left to prove its tokens, and a
// device key if it is due one.
func (a *authRequest) finish(s *SignIn, d *Device) (*authOutput, error) {
	device, now := &a.behaviour.Device, a.now(a.pool)
	var metadata *newDeviceMetadata
	if d == nil {
		s.DeviceKey = "" // the device was forgotten on the way
		if device.Issue.Due(a.pool, s) {
			issued, err := a.issueDevice(s)
			if err != nil {
				return nil, err
			}
			s.DeviceKey = issued.Key
			metadata = &newDeviceMetadata{issued.Key, issued.GroupKey}
		}
	} else {
		d.MFAPassed = d.MFAPassed || a.behaviour.MFA.Vouches(s, d)
		device.SignIn.Authenticated(d, a.remoteIP, now)
	}
	g, err := a.grant(a.pool, s)
	if err != nil {
		return nil, err
	}
	refreshToken, err := a.newRefreshToken(a.pool, g)
	if err != nil {
		return nil, err
	}
	result, err := a.tokens(a.pool, g, g.AuthTime)
	if err != nil {
		return nil, err
	}
	result.RefreshToken, result.NewDeviceMetadata = refreshToken, metadata
	return &authOutput{ChallengeParameters: map[string]string{}, AuthenticationResult: result}, nil
}
