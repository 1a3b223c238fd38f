package refpool

import (
	"math/big"
	"time"
)

// issuedLimit is how many keys of one user may wait for ConfirmDevice; the
// oldest goes.
const issuedLimit = 64

// issueDevice gives a completed sign-in from an unknown device its key.
func (a *authRequest) issueDevice(s *SignIn) (*Device, error) {
	issue, random := &a.behaviour.Device.Issue, a.server.random()
	key, err := issue.NewKey(a.pool.region(), random)
	if err != nil {
		return nil, err
	}
	groupKey, err := issue.NewGroupKey(random)
	if err != nil {
		return nil, err
	}
	now, u := a.now(a.pool), s.User
	d := &Device{
		Key: key, GroupKey: groupKey, Confirmable: issue.Confirmable(s), MFAPassed: s.PassedMFA(),
		LastIP: a.remoteIP, Created: now, LastModified: now, LastAuthenticated: now.Truncate(time.Second),
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
func (r *request) knownDevice(p *Pool, u *User, key string) *Device {
	device := &r.behaviour.Device
	if d := device.Find(p, u, key); device.Known(d) {
		return d
	}
	return nil
}

// poseDeviceSRP asks for the proof of the device d.
func (a *authRequest) poseDeviceSRP(s *SignIn, d *Device) (*authOutput, error) {
	return a.pose(&Challenge{Name: "DEVICE_SRP_AUTH", SignIn: s, DeviceKey: d.Key},
		map[string]string{"USERNAME": s.User.Username})
}

// answerDeviceSRP starts the device's SRP leg.
func (a *authRequest) answerDeviceSRP() (*authOutput, error) {
	A, err := a.behaviour.Auth.SRP.ParseA(a.given["SRP_A"])
	if err != nil {
		return nil, err
	}
	ch, err := a.waitingDevice()
	if err != nil {
		return nil, err
	}
	d, err := a.challengedDevice(ch)
	if err != nil {
		return nil, err
	}
	a.settle(ch, nil)
	return a.poseDeviceVerifier(ch.SignIn, d, A)
}

// waitingDevice finds the DEVICE_SRP_AUTH that the request answers: by its Session, by that
// of a challenge before it in the same sign-in, which some clients send again, or without
// (DEV-SRP-14).
func (a *authRequest) waitingDevice() (*Challenge, error) {
	if a.session == "" {
		return a.byDevice()
	}
	ch, refusal := a.bySession()
	if refusal == nil {
		return ch, nil
	}
	asked, known := a.pool.auth.sessions.Get(a.behaviour.Auth.Sessions.Key(a.session), a.now(a.pool))
	if !known {
		return nil, refusal
	}
	for ch := range a.waiting(asked.SignIn.User) {
		if ch.SignIn == asked.SignIn {
			return ch, nil
		}
	}
	return nil, refusal
}

// challengedDevice returns the device that ch is about, if the request names it
// and it may still sign in.
func (a *authRequest) challengedDevice(ch *Challenge) (*Device, error) {
	signIn := &a.behaviour.Device.SignIn
	if !signIn.SameKey(ch, a.behaviour.Device.Sent(a.name, a.given)) {
		return nil, invalidParameter("Invalid device key given.")
	}
	d := a.knownDevice(a.pool, ch.SignIn.User, ch.DeviceKey)
	if !signIn.StillRemembered(d) || d.Verifier == nil {
		return nil, wrongCredentials()
	}
	return d, nil
}

func (a *authRequest) poseDeviceVerifier(s *SignIn, d *Device, A *big.Int) (*authOutput, error) {
	ch := &Challenge{
		Name: "DEVICE_PASSWORD_VERIFIER", SignIn: s, A: A, Salt: d.Salt,
		UserID: s.User.Username, DeviceKey: d.Key,
	}
	parameters, err := a.startLeg(ch, d.Verifier)
	if err != nil {
		return nil, err
	}
	parameters["USERNAME"] = ch.UserID
	parameters["DEVICE_KEY"] = ch.DeviceKey
	return a.pose(ch, parameters)
}

// answerDeviceVerifier checks the proof of the device.
func (a *authRequest) answerDeviceVerifier() (*authOutput, error) {
	ch, claim, err := a.readClaim()
	if err != nil {
		return nil, err
	}
	d, err := a.challengedDevice(ch)
	if err != nil {
		return nil, err
	}
	claim.Group, claim.Name = a.behaviour.Device.SignIn.Identity(d)
	if err := a.prove(ch, claim); err != nil {
		return nil, err
	}
	if _, err := a.challengedDevice(ch); err != nil {
		return nil, err
	}
	a.settle(ch, nil)
	return a.advance(ch.SignIn, ch.Name)
}
