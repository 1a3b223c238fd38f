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
func (e *explorer) probeSRP() {
	out, err := e.initiate(types.AuthFlowTypeUserSrpAuth, map[string]string{"SRP_A": hex.EncodeToString(anyBelowN())})
	if err != nil {
		e.lacks(partSRP, err)
		return
	}
	e.came(partSRP, out.ChallengeName == types.ChallengeNameTypePasswordVerifier && out.ChallengeParameters["SRP_B"] != "", "PASSWORD_VERIFIER")
}

func (e *explorer) probePassword() {
	out, err := e.initiate(types.AuthFlowTypeUserPasswordAuth, map[string]string{"PASSWORD": e.user.Password})
	if err != nil {
		e.lacks(partPassword, err)
		return
	}
	e.tell(partPassword, out.AuthenticationResult, out.ChallengeName)
}

func (e *explorer) probeAdmin() {
	if e.found[partAdministrator].Has {
		e.probeAdminSignIn()
		return
	}
	e.found[partAdminPassword] = Capability{Name: partAdminPassword, Evidence: e.found[partAdministrator].Evidence}
}

func (e *explorer) probeAdminSignIn() {
	if err := e.client.Allows(types.AuthFlowTypeAdminUserPasswordAuth); err != nil {
		e.lacks(partAdminPassword, err)
		return
	}
	out, err := e.target.api.AdminInitiateAuth(e.ctx, &cip.AdminInitiateAuthInput{
		AuthFlow: types.AuthFlowTypeAdminUserPasswordAuth, ClientId: &e.client.ID, UserPoolId: &e.pool.ID,
		AuthParameters: e.signed(map[string]string{"PASSWORD": e.user.Password}),
	})
	if err != nil {
		e.lacks(partAdminPassword, err)
		return
	}
	e.tell(partAdminPassword, out.AuthenticationResult, out.ChallengeName)
	if e.pool.Given {
		e.has(partAdministrator, "AdminInitiateAuth was taken")
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
	if !e.signedIn(partDevices) {
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

// signedIn tells whether there are tokens for a probe; a part that needs them is
// unknown without.
func (e *explorer) signedIn(parts ...string) bool {
	if e.tokens != nil && e.tokens.AccessToken != nil {
		return true
	}
	for _, part := range parts {
		e.unknown(part, errors.New("no sign-in came to tokens"))
	}
	return false
}

func (e *explorer) probeRefresh() {
	if !e.signedIn(partRefresh, partRotation) {
		return
	}
	refresh := e.tokens.RefreshToken
	if refresh == nil {
		e.came(partRefresh, false, "a refresh token")
		return
	}
	parameters, device := map[string]string{"REFRESH_TOKEN": *refresh}, (*string)(nil)
	if metadata := e.tokens.NewDeviceMetadata; metadata != nil && metadata.DeviceKey != nil {
		device = metadata.DeviceKey // to which the token is bound
		parameters["DEVICE_KEY"] = *device
	}
	if device != nil && !e.found[partDevices].Has || e.pool.Given && e.pool.Spec.Tracking != NoTracking {
		e.unknown(partRefresh, errNoDevice)
		e.unknown(partRotation, errNoDevice)
		return
	}
	out, err := e.initiate(types.AuthFlowTypeRefreshTokenAuth, parameters)
	if err != nil {
		e.lacks(partRefresh, err)
	} else {
		e.came(partRefresh, accessToken(out.AuthenticationResult) != nil, "an access token")
	}
	if e.pool.Given && e.client.Secret != "" {
		return // one call more with the client's secret shows no more
	}
	rotated, err := e.target.api.GetTokensFromRefreshToken(e.ctx, &cip.GetTokensFromRefreshTokenInput{ClientId: &e.client.ID, RefreshToken: refresh, DeviceKey: device})
	if err != nil {
		e.lacks(partRotation, err)
		return
	}
	e.came(partRotation, accessToken(rotated.AuthenticationResult) != nil, "an access token")
}

// probeCustom tells what became of clients that allow the flow: it needs functions to
// go further.
func (e *explorer) probeCustom() {
	if err := e.client.Allows(types.AuthFlowTypeCustomAuth); err != nil {
		e.lacks(partCustom, err)
		return
	}
	_, err := e.initiate(types.AuthFlowTypeCustomAuth, map[string]string{})
	if failed := AsError(err); failed != nil && failed.Kind != Refused {
		e.lacks(partCustom, err)
		return
	}
	e.has(partCustom, "clients may allow it, and it can be begun")
}

// probeMFA gives the user a software token, and looks whether a sign-in asks for it.
func (e *explorer) probeMFA() {
	if !e.signedIn(partTOTP) {
		return
	}
	if _, err := e.pool.registerToken(e.ctx, e.user, e.tokens.AccessToken, nil); err != nil {
		e.lacks(partTOTP, err)
		return
	}
	e.has(partTOTP, "VerifySoftwareToken took a code")
	if _, known := e.found[partMFA]; known {
		return
	}
	e.user.token = e.tokens.AccessToken
	if err := e.user.PreferMFA(e.ctx, []Factor{TOTP}, TOTP); err != nil {
		e.lacks(partMFA, err)
		return
	}
	in, err := e.pool.signInFirst(e.ctx, e.user)
	if err != nil {
		e.lacks(partMFA, err)
		return
	}
	e.came(partMFA, in.Challenge == types.ChallengeNameTypeSoftwareTokenMfa, "SOFTWARE_TOKEN_MFA")
}

// probeGivenMFA tells what a sign-in showed of second factors, and whether software
// tokens can be associated: with no token that is good, which changes nothing.
func (e *explorer) probeGivenMFA() {
	if e.challenge != "" {
		e.has(partMFA, string(e.challenge)+" came")
	}
	_, err := e.target.api.AssociateSoftwareToken(e.ctx, &cip.AssociateSoftwareTokenInput{AccessToken: aws.String("none")})
	switch {
	case err != nil && AsError(err).Kind != Refused:
		e.lacks(partTOTP, err)
	case e.user.TOTP != nil || e.challenge == types.ChallengeNameTypeSoftwareTokenMfa:
		e.has(partTOTP, "AssociateSoftwareToken answers, and a given user has a software token")
	}
}

// probeChoice signs in by the flow that lets the client choose.
func (e *explorer) probeChoice() {
	client, err := e.pool.Client(e.ctx, ClientSpec{Flows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserAuth}})
	if err != nil {
		e.lacks(partChoice, err)
		return
	}
	out, err := e.target.api.InitiateAuth(e.ctx, &cip.InitiateAuthInput{
		AuthFlow: types.AuthFlowTypeUserAuth, ClientId: &client.ID, AuthParameters: map[string]string{"USERNAME": e.user.Username},
	})
	if err != nil {
		e.lacks(partChoice, err)
		return
	}
	e.came(partChoice, out.ChallengeName != "", "a challenge")
}
