package scenarios

import (
	"context"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/srp"
)

// Attempt is one sign-in on its way. Every field may be changed between two
// steps; a step that fails leaves all but Sent as it was, so that it can be
// tried again.
type Attempt struct {
	Actor *Actor
	// Device is sent along as DEVICE_KEY and proved if asked for; nil sends none.
	Device *Device
	// Username is sent as USERNAME. It begins as the user's and follows what
	// the challenges say: USER_ID_FOR_SRP before USERNAME.
	Username string
	Password string
	// Timestamp gives the text of TIMESTAMP; the present time if nil.
	Timestamp func() string
	// SRP is the client's side of the leg on its way, drawn anew for each leg
	// unless NextSRP is set.
	SRP *srp.Client
	// NextSRP is used for the next leg instead of a fresh one.
	NextSRP *srp.Client
	// Last is the last answer, Sent the last request as it went out.
	Last *Answer
	Sent *Request
	// Challenges are those seen so far, in order.
	Challenges []types.ChallengeNameType
	// Offered are the first factors that USER_AUTH offered so far.
	Offered []types.ChallengeNameType
}

// Refused reports whether the last challenge was answered and is due still.
func (t *Attempt) Refused() bool {
	return t.Last != nil && t.Sent.Challenge != "" && t.Sent.Challenge == t.Last.Challenge
}

// Begin prepares a sign-in; nothing is sent yet.
func (a *Actor) Begin(device *Device) *Attempt {
	return &Attempt{Actor: a, Device: device, Username: a.User.Username, Password: a.User.Password}
}

// Initiate sends InitiateAuth with what the actor's flow needs.
func (t *Attempt) Initiate(ctx context.Context, edits ...Edit) (*Answer, error) {
	r := Request{Flow: t.Actor.flow(), Parameters: t.parameters()}
	t.addDevice(&r)
	switch r.Flow {
	case types.AuthFlowTypeUserPasswordAuth, types.AuthFlowTypeAdminUserPasswordAuth, types.AuthFlowTypeAdminNoSrpAuth:
		r.Parameters["PASSWORD"] = t.Password
	case types.AuthFlowTypeCustomAuth:
		r.Parameters["CHALLENGE_NAME"] = "SRP_A"
		fallthrough
	default:
		if err := t.startLeg(r.step()); err != nil {
			return nil, err
		}
		r.Parameters["SRP_A"] = t.srpA(false)
	}
	return t.send(ctx, r, edits)
}

// AnswerPasswordVerifier answers PASSWORD_VERIFIER.
func (t *Attempt) AnswerPasswordVerifier(ctx context.Context, edits ...Edit) (*Answer, error) {
	challenge := t.challenge()
	id := srp.Identity{Group: srp.PoolName(t.Actor.poolID()), Name: challenge["USER_ID_FOR_SRP"], Secret: t.Password}
	if id.Name == "" {
		id.Name = challenge["USERNAME"]
	}
	r := t.response(types.ChallengeNameTypePasswordVerifier)
	t.addDevice(&r)
	return t.prove(ctx, r, id, edits)
}

// AnswerDeviceSRPAuth answers DEVICE_SRP_AUTH.
func (t *Attempt) AnswerDeviceSRPAuth(ctx context.Context, edits ...Edit) (*Answer, error) {
	r := t.response(types.ChallengeNameTypeDeviceSrpAuth)
	t.addDevice(&r)
	if err := t.startLeg(r.step()); err != nil {
		return nil, err
	}
	r.Parameters["SRP_A"] = t.srpA(true)
	return t.send(ctx, r, edits)
}

// AnswerDevicePasswordVerifier answers DEVICE_PASSWORD_VERIFIER.
func (t *Attempt) AnswerDevicePasswordVerifier(ctx context.Context, edits ...Edit) (*Answer, error) {
	r := t.response(types.ChallengeNameTypeDevicePasswordVerifier)
	t.addDevice(&r)
	if t.Device == nil {
		return nil, broken(r.step(), "the target asked for a device, and none was sent")
	}
	return t.prove(ctx, r, t.Device.Identity(), edits)
}

// Respond answers any challenge with the parameters given, to which USERNAME and
// SECRET_HASH are added.
func (t *Attempt) Respond(ctx context.Context, challenge types.ChallengeNameType, parameters map[string]string, edits ...Edit) (*Answer, error) {
	r := t.response(challenge)
	maps.Copy(r.Parameters, parameters)
	return t.send(ctx, r, edits)
}

// Resend sends the last request once more, changed or not.
func (t *Attempt) Resend(ctx context.Context, edits ...Edit) (*Answer, error) {
	r := *t.Sent
	r.Parameters = maps.Clone(r.Parameters)
	return t.send(ctx, r, edits)
}

// prove adds the proof for the last challenge and sends it.
func (t *Attempt) prove(ctx context.Context, r Request, id srp.Identity, edits []Edit) (*Answer, error) {
	challenge := t.challenge()
	if t.SRP == nil {
		return nil, broken(r.step(), "no SRP_A was sent before")
	}
	timestamp, device := t.timestamp(), r.Challenge == types.ChallengeNameTypeDevicePasswordVerifier
	var signature string
	err := t.Actor.Compute(r.step(), func() (err error) {
		signature, err = t.signature(id, device, timestamp)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.Parameters["PASSWORD_CLAIM_SECRET_BLOCK"] = challenge["SECRET_BLOCK"]
	r.Parameters["PASSWORD_CLAIM_SIGNATURE"] = signature
	r.Parameters["TIMESTAMP"] = timestamp
	answer, err := t.send(ctx, r, edits)
	if err != nil && t.Actor.Plain {
		err = t.ofShortNumber(err, id, device)
	}
	return answer, err
}

// startLeg takes or draws the client's side of an exchange.
func (t *Attempt) startLeg(step string) error {
	if t.NextSRP != nil {
		t.SRP, t.NextSRP = t.NextSRP, nil
		return nil
	}
	if t.Actor.OneA && t.SRP != nil {
		return nil
	}
	return t.Actor.Compute(step, func() error {
		client, err := t.Actor.newClient()
		if err == nil {
			t.SRP = client
		}
		return err
	})
}

// send completes, edits and sends a request, and moves the attempt on.
func (t *Attempt) send(ctx context.Context, r Request, edits []Edit) (*Answer, error) {
	r.ClientID, r.PoolID = t.Actor.Client.ID, t.Actor.poolID()
	for _, edit := range edits {
		edit(&r)
	}
	t.Sent = &r
	answer, err := t.Actor.Send(ctx, r)
	if err != nil {
		if t.Actor.Refused != nil && r.Challenge != "" {
			t.Actor.Refused(t)
		}
		return nil, err
	}
	t.Last = answer
	if answer.Available != nil {
		t.Offered = answer.Available
	}
	if answer.Challenge != "" {
		t.Challenges = append(t.Challenges, answer.Challenge)
		if t.Actor.Challenged != nil {
			t.Actor.Challenged(t, answer.Challenge)
		}
	}
	for _, key := range []string{"USER_ID_FOR_SRP", "USERNAME"} {
		if name := answer.Parameters[key]; name != "" {
			t.Username = name
			break
		}
	}
	return answer, nil
}

// response begins the answer to a challenge.
func (t *Attempt) response(challenge types.ChallengeNameType) Request {
	r := Request{Challenge: challenge, Parameters: t.parameters()}
	if t.Last != nil {
		r.Session = t.Last.Session
	}
	return r
}

// parameters are those that every request has.
func (t *Attempt) parameters() map[string]string {
	p := make(map[string]string, 8)
	p["USERNAME"] = t.Username
	if hash := t.Actor.SecretHash(t.Username); hash != "" {
		p["SECRET_HASH"] = hash
	}
	return p
}

func (t *Attempt) addDevice(r *Request) {
	if t.Device != nil {
		r.Parameters["DEVICE_KEY"] = t.Device.Key
	}
}

func (t *Attempt) challenge() map[string]string {
	if t.Last == nil {
		return nil
	}
	return t.Last.Parameters
}

func (t *Attempt) timestamp() string {
	if t.Timestamp != nil {
		return t.Timestamp()
	}
	return srp.Timestamp(time.Now())
}
