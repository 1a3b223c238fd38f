package flaws

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/srp"
)

// maxSteps bounds a sign-in: no flow of the service has more challenges.
const maxSteps = 12

// attempt is a sign-in under way.
type attempt struct {
	c      *Client
	person Person
	flow   string
	user   string  // the user name, as the service told it
	device *Device // the one that is kept for the person; nil without
	leg    *srp.Client
	past   []*answer // the answers so far, the newest last
}

// newest is the answer that the attempt goes on from.
func (w *attempt) newest() *answer { return w.past[len(w.past)-1] }

// SignIn signs a person in by a flow, USER_SRP_AUTH, USER_PASSWORD_AUTH or CUSTOM_AUTH, and
// registers the device that comes with the tokens. A device whose secret the service does
// not take is dropped, and the sign-in repeated without it.
func (c *Client) SignIn(ctx context.Context, p Person, flow string) (*Tokens, error) {
	t, err := c.signIn(ctx, p, flow)
	if c.conduct.lost(err) {
		c.conduct.drop(c, p)
		return c.signIn(ctx, p, flow)
	}
	return t, err
}

// errDevice says that the device's proof was refused.
var errDevice = errors.New("the device's proof was refused")

func secretIsLost(err error) bool { return errors.Is(err, errDevice) }

func (c *Client) signIn(ctx context.Context, p Person, flow string) (*Tokens, error) {
	c.signing = p
	w := &attempt{c: c, person: p, flow: flow, user: c.user(p.Name), device: c.Device(p)}
	if err := w.begin(ctx); err != nil {
		return nil, err
	}
	for range maxSteps {
		if w.newest().AuthenticationResult != nil {
			return w.end(ctx)
		}
		if err := w.respond(ctx); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("no tokens after %d challenges", maxSteps)
}

// begin calls InitiateAuth.
func (w *attempt) begin(ctx context.Context) error {
	parameters := map[string]string{"USERNAME": w.person.Name}
	if w.flow == "USER_PASSWORD_AUTH" {
		parameters["PASSWORD"] = w.person.Password
		w.addDevice(parameters)
	} else if err := w.addPublic(parameters); err != nil {
		return err
	}
	if w.flow == "CUSTOM_AUTH" {
		parameters["CHALLENGE_NAME"] = "SRP_A"
	}
	return w.take(w.c.send(ctx, &call{operation: "InitiateAuth", walk: w, body: map[string]any{
		"AuthFlow": w.flow, "ClientId": w.c.Pool.ClientID, "AuthParameters": w.c.withHash(w.flow, w.person.Name, parameters),
	}}))
}

// addPublic draws a new a, and adds SRP_A.
func (w *attempt) addPublic(parameters map[string]string) error {
	leg, err := w.c.conduct.ephemeral(w.c)
	if err != nil {
		return err
	}
	w.leg = leg
	parameters["SRP_A"] = leg.SRPA()
	return nil
}

// addDevice adds DEVICE_KEY where there is a device.
func (w *attempt) addDevice(parameters map[string]string) {
	if w.device != nil {
		parameters["DEVICE_KEY"] = w.device.Key
	}
}

// take goes on with an answer.
func (w *attempt) take(a *answer, err error) error {
	if err != nil {
		return err
	}
	if err := w.c.conduct.stops(w, a); err != nil {
		return err
	}
	w.past = append(w.past, a)
	for _, name := range []string{"USER_ID_FOR_SRP", "USERNAME"} {
		if user := a.ChallengeParameters[name]; user != "" {
			w.user, w.c.names[w.person.Name] = user, user
			break
		}
	}
	if w.device == nil && w.flow != "USER_PASSWORD_AUTH" && len(w.past) == 1 {
		w.device = w.c.Device(w.person) // by the name that was told just now
	}
	return nil
}

// respond answers the newest challenge.
func (w *attempt) respond(ctx context.Context) error {
	switch name := w.newest().ChallengeName; name {
	case "PASSWORD_VERIFIER":
		return w.provePassword(ctx)
	case "DEVICE_SRP_AUTH":
		responses := map[string]string{}
		if err := w.addPublic(responses); err != nil {
			return err
		}
		return w.answer(ctx, responses)
	case "DEVICE_PASSWORD_VERIFIER":
		return w.proveDevice(ctx)
	case "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP":
		code, err := w.person.Code(ctx, name)
		if err != nil {
			return err
		}
		return w.answer(ctx, map[string]string{name + "_CODE": code})
	case "SELECT_MFA_TYPE":
		return w.answer(ctx, map[string]string{"ANSWER": w.choice()})
	case "MFA_SETUP":
		return w.setUp(ctx)
	case "NEW_PASSWORD_REQUIRED":
		return w.newPassword(ctx)
	case "CUSTOM_CHALLENGE":
		return w.answer(ctx, map[string]string{"ANSWER": w.person.Custom})
	default:
		return fmt.Errorf("the challenge %q is not one that this client knows", name)
	}
}

// answer responds to the newest challenge, with what belongs in every response.
func (w *attempt) answer(ctx context.Context, responses map[string]string) error {
	return w.take(w.c.send(ctx, w.response(responses)))
}

func (w *attempt) response(responses map[string]string) *call {
	responses["USERNAME"] = w.user
	w.addDevice(responses)
	name := w.newest().ChallengeName
	body := map[string]any{
		"ChallengeName": name, "ClientId": w.c.Pool.ClientID, "ChallengeResponses": w.c.withHash(name, w.user, responses),
	}
	if session := w.newest().Session; session != "" {
		body["Session"] = session
	}
	return &call{operation: "RespondToAuthChallenge", body: body, walk: w}
}

// provePassword answers PASSWORD_VERIFIER, and once more without the device if the service
// does not know it.
func (w *attempt) provePassword(ctx context.Context) error {
	id := srp.Identity{Group: srp.PoolName(w.c.Pool.PoolID), Name: w.newest().ChallengeParameters["USER_ID_FOR_SRP"], Secret: w.person.Password}
	responses, err := w.proof(id)
	if err != nil {
		return err
	}
	err = w.answer(ctx, maps.Clone(responses))
	if w.device != nil && w.c.conduct.missing(err) {
		w.c.conduct.drop(w.c, w.person)
		w.device = nil
		return w.answer(ctx, responses)
	}
	return err
}

func (w *attempt) proveDevice(ctx context.Context) error {
	responses, err := w.proof(srp.Identity{Group: w.device.GroupKey, Name: w.device.Key, Secret: w.device.Secret})
	if err != nil {
		return err
	}
	err = w.answer(ctx, responses)
	var refused *RefusedError
	if errors.As(err, &refused) && refused.Name == "NotAuthorizedException" {
		return fmt.Errorf("%w: %w", errDevice, err)
	}
	return err
}

// proof makes the responses that prove a secret.
func (w *attempt) proof(id srp.Identity) (map[string]string, error) {
	asked := w.newest().ChallengeParameters
	timestamp := w.c.conduct.timestamp(w.c.Now())
	signature, err := w.c.conduct.prove(w, id, srp.Challenge{B: asked["SRP_B"], Salt: asked["SALT"], SecretBlock: asked["SECRET_BLOCK"]}, timestamp)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"TIMESTAMP": timestamp, "PASSWORD_CLAIM_SECRET_BLOCK": asked["SECRET_BLOCK"], "PASSWORD_CLAIM_SIGNATURE": signature,
	}, nil
}

// choice is the first factor that SELECT_MFA_TYPE offers and the client knows.
func (w *attempt) choice() string {
	for _, name := range []string{"MFAS_CAN_CHOOSE", "MFAS_CAN_SELECT"} {
		var offered []string
		if json.Unmarshal([]byte(w.newest().ChallengeParameters[name]), &offered) != nil {
			continue
		}
		for _, factor := range []string{"SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"} {
			if slices.Contains(offered, factor) {
				return factor
			}
		}
	}
	return "SOFTWARE_TOKEN_MFA"
}

// newPassword answers NEW_PASSWORD_REQUIRED, with the attributes that it asks for.
func (w *attempt) newPassword(ctx context.Context) error {
	responses := map[string]string{"NEW_PASSWORD": w.person.NewPassword}
	var required []string
	if err := json.Unmarshal([]byte(w.newest().ChallengeParameters["requiredAttributes"]), &required); err != nil {
		return fmt.Errorf("requiredAttributes: %w", err)
	}
	for _, name := range required {
		responses["userAttributes."+strings.TrimPrefix(name, "userAttributes.")] = "Robin"
	}
	return w.answer(ctx, responses)
}

// setUp registers a software token, and answers MFA_SETUP with the Session of it.
func (w *attempt) setUp(ctx context.Context) error {
	token, err := w.c.send(ctx, &call{operation: "AssociateSoftwareToken", walk: w, body: map[string]any{"Session": w.newest().Session}})
	if err != nil {
		return err
	}
	code, err := w.person.SetUp(token.SecretCode)
	if err != nil {
		return err
	}
	verified, err := w.c.send(ctx, &call{operation: "VerifySoftwareToken", walk: w, body: map[string]any{"Session": token.Session, "UserCode": code}})
	if err != nil {
		return err
	}
	if !strings.EqualFold(verified.Status, "SUCCESS") {
		return fmt.Errorf("VerifySoftwareToken: status %q", verified.Status)
	}
	k := w.response(map[string]string{})
	k.body["Session"] = verified.Session
	return w.take(w.c.send(ctx, k))
}

// end takes the tokens, and registers the device that they came with.
func (w *attempt) end(ctx context.Context) (*Tokens, error) {
	result := w.newest().AuthenticationResult
	t := &Tokens{Access: result.AccessToken, ID: result.IDToken, Refresh: result.RefreshToken, User: userOf(result.AccessToken), Device: w.device}
	w.c.names[w.person.Name] = t.User
	issued := result.NewDeviceMetadata
	if issued == nil {
		return t, nil
	}
	t.Device = &Device{Key: issued.DeviceKey, GroupKey: issued.DeviceGroupKey}
	if !w.c.conduct.confirms(w, t) {
		return t, nil
	}
	return t, w.c.confirm(ctx, w.person, t)
}

// userOf is the user name in an access token, or the sub where it has none.
func userOf(token string) string {
	var claims struct{ Username, Sub string }
	if parts := strings.Split(token, "."); len(parts) == 3 {
		payload, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err == nil && json.Unmarshal(payload, &claims) == nil && claims.Username != "" {
			return claims.Username
		}
	}
	return claims.Sub
}
