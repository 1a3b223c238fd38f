package refpool

import "math/big"

// issuedLimit is how many keys of one user may wait for ConfirmDevice; the
// oldest goes.
const issuedLimit = 64

// issueDevice gives a completed sign-in from an unknown device its key.
func (t *turn) issueDevice(s *SignIn) (*Device, error) {
	issue, random := &t.server.behaviour.Device.Issue, t.server.random()
	key, err := issue.NewKey(t.pool.region(), random)
	if err != nil {
		return nil, err
	}
	groupKey, err := issue.NewGroupKey(random)
	if err != nil {
		return nil, err
	}
	now, u := t.now(t.pool), s.User
	d := &Device{
		Key: key, GroupKey: groupKey, Confirmable: issue.Confirmable(s), MFAPassed: s.PassedMFA(),
		LastIP: t.remoteIP, Created: now, LastModified: now, LastAuthenticated: now,
	}
	u.addIssued(d)
	return d, nil
}

func (u *User) addIssued(d *Device) {
	if u.Devices == nil {
		u.Devices = map[string]*Device{}
	}
	u.Devices[d.Key] = d
	u.issued = append(u.issued, d.Key)
	if len(u.issued) <= issuedLimit {
		return
	}
	oldest := u.issued[0]
	u.issued = u.issued[1:]
	if old := u.Devices[oldest]; old != nil && !old.Confirmed {
		delete(u.Devices, oldest)
	}
}

// knownDevice returns the device key of u if it is one that exists for the
// user, or nil. The lock is held.
func (c *call) knownDevice(p *Pool, u *User, key string) *Device {
	device := &c.server.behaviour.Device
	if d := device.Find(p, u, key); device.Known(d) {
		return d
	}
	return nil
}

// poseDeviceSRP asks for the proof of the device d.
func (t *turn) poseDeviceSRP(s *SignIn, d *Device) (*authOutput, error) {
	return t.pose(&Challenge{Name: "DEVICE_SRP_AUTH", SignIn: s, DeviceKey: d.Key},
		map[string]string{"USERNAME": s.User.Username})
}

// answerDeviceSRP starts the device's SRP leg.
func (t *turn) answerDeviceSRP() (*authOutput, error) {
	A, err := t.auth().SRP.ParseA(t.given["SRP_A"])
	if err != nil {
		return nil, err
	}
	t.pool.Lock()
	defer t.pool.Unlock()
	ch, err := t.waitingDevice()
	if err != nil {
		return nil, err
	}
	d, err := t.challengedDevice(ch)
	if err != nil {
		return nil, err
	}
	t.settle(ch, nil)
	return t.poseDeviceVerifier(ch.SignIn, d, A)
}

// waitingDevice finds the DEVICE_SRP_AUTH that the turn answers, by its Session
// or without (DEV-SRP-14).
func (t *turn) waitingDevice() (*Challenge, error) {
	if t.session != "" {
		return t.bySession()
	}
	return t.byDevice()
}

// challengedDevice returns the device that ch is about, if the turn names it
// and it may still sign in.
func (t *turn) challengedDevice(ch *Challenge) (*Device, error) {
	signIn := &t.server.behaviour.Device.SignIn
	if !signIn.SameKey(ch, t.server.behaviour.Device.Sent(t.name, t.given)) {
		return nil, invalidParameter("Invalid device key given.")
	}
	d := t.knownDevice(t.pool, ch.SignIn.User, ch.DeviceKey)
	if !signIn.StillRemembered(d) || d.Verifier == nil {
		return nil, wrongCredentials()
	}
	return d, nil
}

func (t *turn) poseDeviceVerifier(s *SignIn, d *Device, A *big.Int) (*authOutput, error) {
	ch := &Challenge{
		Name: "DEVICE_PASSWORD_VERIFIER", SignIn: s, A: A, Salt: d.Salt,
		UserID: s.User.Username, DeviceKey: d.Key,
	}
	parameters, err := t.startLeg(ch, d.Verifier)
	if err != nil {
		return nil, err
	}
	parameters["USERNAME"] = ch.UserID
	parameters["DEVICE_KEY"] = ch.DeviceKey
	return t.pose(ch, parameters)
}

// answerDeviceVerifier judges the proof of the device.
func (t *turn) answerDeviceVerifier() (*authOutput, error) {
	claim, err := t.readClaim()
	if err != nil {
		return nil, err
	}
	t.pool.Lock()
	defer t.pool.Unlock()
	ch, block, err := t.byBlock()
	if err != nil {
		return nil, err
	}
	d, err := t.challengedDevice(ch)
	if err != nil {
		return nil, err
	}
	claim.SecretBlock = block
	claim.Group, claim.Name = t.server.behaviour.Device.SignIn.Identity(d)
	if err := t.prove(ch, claim); err != nil {
		return nil, err
	}
	if _, err := t.challengedDevice(ch); err != nil {
		return nil, err
	}
	t.settle(ch, nil)
	return t.advance(ch.SignIn, ch.Name)
}
