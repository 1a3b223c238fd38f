package refpool_test

import (
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/pquerna/otp/totp"

	"github.com/cogbench/cogbench/srp"
)

// answer is what each of the four operations returns.
type answer struct {
	challenge  types.ChallengeNameType
	parameters map[string]string
	session    string
	result     *types.AuthenticationResultType
}

// initiate calls InitiateAuth with the USERNAME and parameters.
func (w *world) initiate(flow types.AuthFlowType, parameters map[string]string) (answer, error) {
	out, err := w.public.InitiateAuth(w.Context(), &cip.InitiateAuthInput{
		AuthFlow: flow, ClientId: &w.clientID, AuthParameters: w.withHash(parameters),
	})
	if err != nil {
		return answer{}, err
	}
	return answer{out.ChallengeName, out.ChallengeParameters, aws.ToString(out.Session), out.AuthenticationResult}, nil
}

// respond calls RespondToAuthChallenge.
func (w *world) respond(name types.ChallengeNameType, session string, responses map[string]string) (answer, error) {
	in := &cip.RespondToAuthChallengeInput{
		ChallengeName: name, ClientId: &w.clientID, ChallengeResponses: w.withHash(responses),
	}
	if session != "" {
		in.Session = &session
	}
	out, err := w.public.RespondToAuthChallenge(w.Context(), in)
	if err != nil {
		return answer{}, err
	}
	return answer{out.ChallengeName, out.ChallengeParameters, aws.ToString(out.Session), out.AuthenticationResult}, nil
}

// leg is a user's or a device's SRP leg between challenge and proof.
type leg struct {
	client    *srp.Client
	challenge answer
}

// startSRP begins USER_SRP_AUTH, or CUSTOM_AUTH with SRP.
func (w *world) startSRP(name string, more map[string]string) (leg, error) {
	w.Helper()
	client, err := srp.NewClient()
	w.must(err)
	parameters := map[string]string{"USERNAME": name, "SRP_A": client.SRPA()}
	maps.Copy(parameters, more)
	challenge, err := w.initiate(w.flow, parameters)
	return leg{client, challenge}, err
}

// claim makes the responses of a PASSWORD_VERIFIER.
func (w *world) claim(l leg, secret string) map[string]string {
	w.Helper()
	user := l.challenge.parameters["USER_ID_FOR_SRP"]
	return w.prove(l, srp.Identity{Group: srp.PoolName(w.poolID), Name: user, Secret: secret}, user)
}

func (w *world) prove(l leg, id srp.Identity, username string) map[string]string {
	w.Helper()
	timestamp := srp.Timestamp(time.Now())
	parameters := l.challenge.parameters
	signature, err := l.client.Proof(id, srp.Challenge{
		B: parameters["SRP_B"], Salt: parameters["SALT"], SecretBlock: parameters["SECRET_BLOCK"],
	}, timestamp)
	w.must(err)
	return map[string]string{
		"USERNAME": username, "TIMESTAMP": timestamp,
		"PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"], "PASSWORD_CLAIM_SIGNATURE": signature,
	}
}

// signIn walks to what follows the password proof.
func (w *world) signIn(p *person) (answer, error) {
	w.Helper()
	l, err := w.startSRP(p.name, nil)
	w.must(err)
	claim := w.claim(l, rightPassword)
	if p.device.key != "" {
		claim["DEVICE_KEY"] = p.device.key
	}
	return w.respond("PASSWORD_VERIFIER", l.challenge.session, claim)
}

// tokens walks a sign-in to its end, whatever it asks, and returns the
// challenges that came after the password.
func (w *world) tokens(p *person) (*types.AuthenticationResultType, []types.ChallengeNameType) {
	w.Helper()
	a, err := w.signIn(p)
	w.must(err)
	return w.finish(p, a)
}

func (w *world) finish(p *person, a answer) (*types.AuthenticationResultType, []types.ChallengeNameType) {
	w.Helper()
	var asked []types.ChallengeNameType
	for a.result == nil {
		asked = append(asked, a.challenge)
		var err error
		switch a.challenge {
		case "SOFTWARE_TOKEN_MFA":
			a, err = w.respond(a.challenge, a.session, w.withDevice(p, map[string]string{
				"USERNAME": p.name, "SOFTWARE_TOKEN_MFA_CODE": w.code(p),
			}))
		case "DEVICE_SRP_AUTH":
			a, err = w.deviceLeg(p, a)
		default:
			w.Fatalf("unexpected challenge %s", a.challenge)
		}
		w.must(err)
	}
	return a.result, asked
}

func (w *world) withDevice(p *person, responses map[string]string) map[string]string {
	if p.device.key != "" {
		responses["DEVICE_KEY"] = p.device.key
	}
	return responses
}

// startDevice answers DEVICE_SRP_AUTH.
func (w *world) startDevice(p *person, session string) (leg, error) {
	w.Helper()
	client, err := srp.NewClient()
	w.must(err)
	challenge, err := w.respond("DEVICE_SRP_AUTH", session, map[string]string{
		"USERNAME": p.name, "DEVICE_KEY": p.device.key, "SRP_A": client.SRPA(),
	})
	return leg{client, challenge}, err
}

func (w *world) deviceClaim(p *person, l leg) map[string]string {
	w.Helper()
	id := srp.Identity{Group: p.device.groupKey, Name: p.device.key, Secret: p.device.secret}
	claim := w.prove(l, id, p.name)
	claim["DEVICE_KEY"] = p.device.key
	return claim
}

func (w *world) deviceLeg(p *person, a answer) (answer, error) {
	w.Helper()
	l, err := w.startDevice(p, a.session)
	w.must(err)
	return w.respond("DEVICE_PASSWORD_VERIFIER", l.challenge.session, w.deviceClaim(p, l))
}

// code is a code that was not used yet: the clock moves on before each.
func (w *world) code(p *person) string {
	w.Helper()
	w.advance(30 * time.Second)
	return w.codeNow(p)
}

// codeNow is the code of the pool's present time.
func (w *world) codeNow(p *person) string {
	w.Helper()
	code, err := totp.GenerateCode(p.totp, time.Now().Add(w.moved))
	w.must(err)
	return code
}

// confirm registers the device of a sign-in's result as p's.
func (w *world) confirm(p *person, result *types.AuthenticationResultType) *cip.ConfirmDeviceOutput {
	w.Helper()
	if result.NewDeviceMetadata == nil {
		w.Fatal("the sign-in gave no device key")
	}
	secret, err := srp.NewDeviceSecret()
	w.must(err)
	p.device = device{*result.NewDeviceMetadata.DeviceKey, *result.NewDeviceMetadata.DeviceGroupKey, secret}
	verifier, err := srp.NewDeviceVerifier(srp.Identity{Group: p.device.groupKey, Name: p.device.key, Secret: secret})
	w.must(err)
	out, err := w.public.ConfirmDevice(w.Context(), &cip.ConfirmDeviceInput{
		AccessToken: result.AccessToken, DeviceKey: &p.device.key, DeviceName: aws.String("a device"),
		DeviceSecretVerifierConfig: &types.DeviceSecretVerifierConfigType{
			Salt: &verifier.Salt, PasswordVerifier: &verifier.PasswordVerifier,
		},
	})
	w.must(err)
	return out
}

// remember sets the status of p's device.
func (w *world) remember(p *person, accessToken *string, status types.DeviceRememberedStatusType) {
	w.Helper()
	_, err := w.public.UpdateDeviceStatus(w.Context(), &cip.UpdateDeviceStatusInput{
		AccessToken: accessToken, DeviceKey: &p.device.key, DeviceRememberedStatus: status,
	})
	w.must(err)
}

// enrol gives p a software token as preferred factor.
func (w *world) enrol(p *person, accessToken *string) {
	w.Helper()
	secret, err := w.public.AssociateSoftwareToken(w.Context(), &cip.AssociateSoftwareTokenInput{AccessToken: accessToken})
	w.must(err)
	p.totp = *secret.SecretCode
	code := w.codeNow(p)
	_, err = w.public.VerifySoftwareToken(w.Context(), &cip.VerifySoftwareTokenInput{AccessToken: accessToken, UserCode: &code})
	w.must(err)
	_, err = w.public.SetUserMFAPreference(w.Context(), &cip.SetUserMFAPreferenceInput{
		AccessToken:              accessToken,
		SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: true, PreferredMfa: true},
	})
	w.must(err)
}
