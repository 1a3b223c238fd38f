package target

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// initiate begins a sign-in of the user.
func (e *explorer) initiate(flow types.AuthFlowType, parameters map[string]string) (*cip.InitiateAuthOutput, error) {
	if err := e.client.Allows(flow); err != nil {
		return nil, err
	}
	return e.target.api.InitiateAuth(e.ctx, &cip.InitiateAuthInput{
		AuthFlow: flow, ClientId: &e.client.ID, AuthParameters: e.signed(parameters),
	})
}

// signed adds USERNAME and, for a client with a secret, SECRET_HASH.
func (e *explorer) signed(parameters map[string]string) map[string]string {
	parameters["USERNAME"] = e.user.Username
	if e.client.Secret != "" {
		mac := hmac.New(sha256.New, []byte(e.client.Secret))
		mac.Write([]byte(e.user.Username + e.client.ID))
		parameters["SECRET_HASH"] = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return parameters
}

// anyBelowN are the bytes of a number below N, of which nobody knows the logarithm; as a
// signed number they need no byte more.
func anyBelowN() []byte {
	number := make([]byte, 384)
	_, _ = rand.Read(number) // which never fails
	number[0] = number[0]&0x7f | 0x40
	return number
}

// errNoDevice is why refreshing is not tried.
var errNoDevice = errors.New("the refresh token may be bound to a device, and none was confirmed")

// probeSRP begins a sign-in by SRP, and goes no further than its challenge.
func (e *explorer) probeSRP() func() {
	out, err := e.initiate(types.AuthFlowTypeUserSrpAuth, map[string]string{"SRP_A": hex.EncodeToString(anyBelowN())})
	if err != nil {
		return e.lacking(partSRP, err)
	}
	return func() {
		e.came(partSRP, out.ChallengeName == types.ChallengeNameTypePasswordVerifier && out.ChallengeParameters["SRP_B"] != "", "PASSWORD_VERIFIER")
	}
}

func (e *explorer) probePassword() func() {
	out, err := e.initiate(types.AuthFlowTypeUserPasswordAuth, map[string]string{"PASSWORD": e.user.Password})
	if err != nil {
		return e.lacking(partPassword, err)
	}
	return func() { e.tell(partPassword, out.AuthenticationResult, out.ChallengeName) }
}

func (e *explorer) probeAdmin() func() {
	if administrator := e.found[partAdministrator]; !administrator.Has {
		return func() {
			e.found[partAdminPassword] = Capability{Name: partAdminPassword, Evidence: administrator.Evidence}
		}
	}
	return e.probeAdminSignIn()
}

func (e *explorer) probeAdminSignIn() func() {
	if err := e.client.Allows(types.AuthFlowTypeAdminUserPasswordAuth); err != nil {
		return e.lacking(partAdminPassword, err)
	}
	out, err := e.target.api.AdminInitiateAuth(e.ctx, &cip.AdminInitiateAuthInput{
		AuthFlow: types.AuthFlowTypeAdminUserPasswordAuth, ClientId: &e.client.ID, UserPoolId: &e.pool.ID,
		AuthParameters: e.signed(map[string]string{"PASSWORD": e.user.Password}),
	})
	if err != nil {
		return e.lacking(partAdminPassword, err)
	}
	return func() {
		e.tell(partAdminPassword, out.AuthenticationResult, out.ChallengeName)
		if e.pool.Given {
			e.has(partAdministrator, "AdminInitiateAuth was taken")
		}
	}
}

// tell notes a flow that takes the password by what it came to.
func (e *explorer) tell(part string, result *types.AuthenticationResultType, challenge types.ChallengeNameType) {
	if result == nil {
		e.challenge = challenge
		e.came(part, challenge != "", "a challenge")
		return
	}
	if e.tokens == nil {
		e.tokens, e.how = result, part
	}
	e.came(part, result.AccessToken != nil, "an access token")
}

// bySRP signs in by SRP, for what the flows that take the password do not give.
func (e *explorer) bySRP() *types.AuthenticationResultType {
	by := e.target.signInBySRP
	if by == nil || !e.found[partSRP].Has {
		return nil
	}
	in, err := by(e.ctx, e.client, e.user)
	if err != nil || in.Result == nil {
		return nil
	}
	return in.Result
}

// probeDevices looks for the key of a new device, and for the operation that confirms
// it.
func (e *explorer) probeDevices() {
	if e.tokens == nil || e.tokens.NewDeviceMetadata == nil {
		if result := e.bySRP(); result != nil {
			e.tokens, e.how = result, partSRP
		}
	}
	if !e.haveTokens() {
		e.without(partDevices)()
		return
	}
	if e.pool.Spec.Tracking == NoTracking {
		e.unknown(partDevices, errors.New("the pool remembers no devices"))
		return
	}
	metadata := e.tokens.NewDeviceMetadata
	if metadata == nil || aws.ToString(metadata.DeviceKey) == "" {
		e.came(partDevices, false, "NewDeviceMetadata")
		return
	}
	err := e.confirm(metadata.DeviceKey)
	if err != nil && (!e.pool.Given || AsError(err).Kind != Refused) {
		e.lacks(partDevices, err)
		return
	}
	e.has(partDevices, "NewDeviceMetadata came with "+e.how+", and ConfirmDevice answers")
}

// confirm confirms the device, with a verifier of a secret that nobody knows. In a given
// pool it names one that nobody has, so that none is made.
func (e *explorer) confirm(key *string) error {
	if e.pool.Given {
		key = aws.String("us-east-1_00000000-0000-4000-8000-000000000000")
	}
	verifier := base64.StdEncoding.EncodeToString(anyBelowN())
	salt := base64.StdEncoding.EncodeToString(anyBelowN()[:16])
	_, err := e.target.api.ConfirmDevice(e.ctx, &cip.ConfirmDeviceInput{
		AccessToken: e.tokens.AccessToken, DeviceKey: key, DeviceName: aws.String("cogbench"),
		DeviceSecretVerifierConfig: &types.DeviceSecretVerifierConfigType{PasswordVerifier: &verifier, Salt: &salt},
	})
	return err
}

// haveTokens tells whether some sign-in came to tokens.
func (e *explorer) haveTokens() bool { return e.tokens != nil && e.tokens.AccessToken != nil }

// lacking notes a part by what its probe ended in.
func (e *explorer) lacking(part string, err error) func() { return func() { e.lacks(part, err) } }

// without notes that parts are unknown, because no sign-in came to the tokens that their
// probe needs.
func (e *explorer) without(parts ...string) func() {
	return func() {
		for _, part := range parts {
			e.unknown(part, errors.New("no sign-in came to tokens"))
		}
	}
}

// probeRefresh refreshes in both ways. What they need was noted before.
func (e *explorer) probeRefresh() func() {
	if !e.haveTokens() {
		return e.without(partRefresh, partRotation)
	}
	refresh := e.tokens.RefreshToken
	if refresh == nil {
		return func() { e.came(partRefresh, false, "a refresh token") }
	}
	parameters, device := map[string]string{"REFRESH_TOKEN": *refresh}, (*string)(nil)
	if metadata := e.tokens.NewDeviceMetadata; metadata != nil && metadata.DeviceKey != nil {
		device = metadata.DeviceKey // to which the token is bound
		parameters["DEVICE_KEY"] = *device
	}
	if device != nil && !e.found[partDevices].Has || e.pool.Given && e.pool.Spec.Tracking != NoTracking {
		return func() {
			e.unknown(partRefresh, errNoDevice)
			e.unknown(partRotation, errNoDevice)
		}
	}
	out, err := e.initiate(types.AuthFlowTypeRefreshTokenAuth, parameters)
	refreshed := e.lacking(partRefresh, err)
	if err == nil {
		refreshed = func() { e.came(partRefresh, accessToken(out.AuthenticationResult) != nil, "an access token") }
	}
	if e.pool.Given && e.client.Secret != "" {
		return refreshed // one call more with the client's secret shows no more
	}
	rotated, err := e.target.api.GetTokensFromRefreshToken(e.ctx, &cip.GetTokensFromRefreshTokenInput{ClientId: &e.client.ID, RefreshToken: refresh, DeviceKey: device})
	return func() {
		refreshed()
		if err != nil {
			e.lacks(partRotation, err)
			return
		}
		e.came(partRotation, accessToken(rotated.AuthenticationResult) != nil, "an access token")
	}
}

// probeCustom tells what became of clients that allow the flow: it needs functions to
// go further.
func (e *explorer) probeCustom() func() {
	if err := e.client.Allows(types.AuthFlowTypeCustomAuth); err != nil {
		return e.lacking(partCustom, err)
	}
	_, err := e.initiate(types.AuthFlowTypeCustomAuth, map[string]string{})
	if failed := AsError(err); failed != nil && failed.Kind != Refused {
		return e.lacking(partCustom, err)
	}
	return func() { e.has(partCustom, "clients may allow it, and it can be begun") }
}

// probeMFA gives the user a software token, and looks whether a sign-in asks for it.
func (e *explorer) probeMFA() func() {
	if !e.haveTokens() {
		return e.without(partTOTP)
	}
	if _, err := e.pool.registerToken(e.ctx, e.user, e.tokens.AccessToken, nil); err != nil {
		return e.lacking(partTOTP, err)
	}
	noted := func() { e.has(partTOTP, "VerifySoftwareToken took a code") }
	if _, known := e.found[partMFA]; known {
		return noted
	}
	asked := e.probeSecondFactor()
	return func() {
		noted()
		asked()
	}
}

// probeSecondFactor has the user prefer the software token, and signs in.
func (e *explorer) probeSecondFactor() func() {
	e.user.token = e.tokens.AccessToken
	if err := e.user.PreferMFA(e.ctx, []Factor{TOTP}, TOTP); err != nil {
		return e.lacking(partMFA, err)
	}
	in, err := e.pool.signInFirst(e.ctx, e.user)
	if err != nil {
		return e.lacking(partMFA, err)
	}
	return func() { e.came(partMFA, in.Challenge == types.ChallengeNameTypeSoftwareTokenMfa, "SOFTWARE_TOKEN_MFA") }
}

// probeGivenMFA tells what a sign-in showed of second factors, and whether software
// tokens can be associated: with no token that is good, which changes nothing.
func (e *explorer) probeGivenMFA() func() {
	_, err := e.target.api.AssociateSoftwareToken(e.ctx, &cip.AssociateSoftwareTokenInput{AccessToken: aws.String("none")})
	return func() {
		if e.challenge != "" {
			e.has(partMFA, string(e.challenge)+" came")
		}
		switch {
		case err != nil && AsError(err).Kind != Refused:
			e.lacks(partTOTP, err)
		case e.user.TOTP != nil || e.challenge == types.ChallengeNameTypeSoftwareTokenMfa:
			e.has(partTOTP, "AssociateSoftwareToken answers, and a given user has a software token")
		}
	}
}

// probeChoice signs in by the flow that lets the client choose.
func (e *explorer) probeChoice() func() {
	client, err := e.pool.Client(e.ctx, ClientSpec{Flows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserAuth}})
	if err != nil {
		return e.lacking(partChoice, err)
	}
	out, err := e.target.api.InitiateAuth(e.ctx, &cip.InitiateAuthInput{
		AuthFlow: types.AuthFlowTypeUserAuth, ClientId: &client.ID, AuthParameters: map[string]string{"USERNAME": e.user.Username},
	})
	if err != nil {
		return e.lacking(partChoice, err)
	}
	return func() { e.came(partChoice, out.ChallengeName != "", "a challenge") }
}
