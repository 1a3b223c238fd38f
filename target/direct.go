package target

import (
	"context"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Direct makes the public calls of a sign-in as the SDK does, for a load: the SDK's
// layers and net/http's transport would cost its driver more than the calls do. It
// sends the input without checking it, and ignores a call's options. The names of
// an answer's members match in any case; an answer that is not one JSON value, or
// has a number that is too large, is Malformed here, whereas the SDK takes what it
// can use of it. Errors are *Error, without the SDK's modelled exceptions in them.
type Direct struct{ target *Target }

// Direct makes calls without the SDK.
func (t *Target) Direct() Direct { return Direct{t} }

// InitiateAuth sends the input; the answer's ResultMetadata is empty.
func (d Direct) InitiateAuth(ctx context.Context, in *cip.InitiateAuthInput, _ ...func(*cip.Options)) (*cip.InitiateAuthOutput, error) {
	out, err := d.send(ctx, "InitiateAuth", initiateAuth{
		AuthFlow: in.AuthFlow, AuthParameters: in.AuthParameters,
		common: commonOf(in.ClientId, in.Session, in.ClientMetadata, in.AnalyticsMetadata, in.UserContextData),
	})
	if err != nil {
		return nil, err
	}
	return &cip.InitiateAuthOutput{
		ChallengeName: out.ChallengeName, Session: out.Session, ChallengeParameters: out.ChallengeParameters,
		AuthenticationResult: out.AuthenticationResult, AvailableChallenges: out.AvailableChallenges,
	}, nil
}

// RespondToAuthChallenge sends the input; the answer's ResultMetadata is empty.
func (d Direct) RespondToAuthChallenge(ctx context.Context, in *cip.RespondToAuthChallengeInput, _ ...func(*cip.Options)) (*cip.RespondToAuthChallengeOutput, error) {
	out, err := d.send(ctx, "RespondToAuthChallenge", respondToAuthChallenge{
		ChallengeName: in.ChallengeName, ChallengeResponses: in.ChallengeResponses,
		common: commonOf(in.ClientId, in.Session, in.ClientMetadata, in.AnalyticsMetadata, in.UserContextData),
	})
	if err != nil {
		return nil, err
	}
	return &cip.RespondToAuthChallengeOutput{
		ChallengeName: out.ChallengeName, Session: out.Session, ChallengeParameters: out.ChallengeParameters,
		AuthenticationResult: out.AuthenticationResult,
	}, nil
}

// The requests in JSON. The SDK's inputs cannot be encoded as they are: what is
// absent would be null.
type (
	initiateAuth struct {
		AuthFlow       types.AuthFlowType `json:",omitzero"`
		AuthParameters map[string]string  `json:",omitzero"`
		common
	}
	respondToAuthChallenge struct {
		ChallengeName      types.ChallengeNameType `json:",omitzero"`
		ChallengeResponses map[string]string       `json:",omitzero"`
		common
	}
	// common is what both requests have.
	common struct {
		ClientID          *string            `json:"ClientId,omitzero"`
		Session           *string            `json:",omitzero"`
		ClientMetadata    map[string]string  `json:",omitzero"`
		AnalyticsMetadata *analyticsMetadata `json:",omitzero"`
		UserContextData   *userContextData   `json:",omitzero"`
	}
	analyticsMetadata struct {
		AnalyticsEndpointID *string `json:"AnalyticsEndpointId,omitzero"`
	}
	userContextData struct {
		EncodedData *string `json:",omitzero"`
		IPAddress   *string `json:"IpAddress,omitzero"`
	}
	// authAnswer is what both calls are answered with.
	authAnswer struct {
		ChallengeName        types.ChallengeNameType
		Session              *string
		ChallengeParameters  map[string]string
		AuthenticationResult *types.AuthenticationResultType
		AvailableChallenges  []types.ChallengeNameType // of InitiateAuth
	}
)

func commonOf(clientID, session *string, metadata map[string]string, analytics *types.AnalyticsMetadataType, user *types.UserContextDataType) common {
	c := common{ClientID: clientID, Session: session, ClientMetadata: metadata}
	if analytics != nil {
		c.AnalyticsMetadata = &analyticsMetadata{analytics.AnalyticsEndpointId}
	}
	if user != nil {
		c.UserContextData = &userContextData{user.EncodedData, user.IpAddress}
	}
	return c
}

// send makes a call and decodes its answer.
func (d Direct) send(ctx context.Context, operation string, input any) (*authAnswer, error) {
	t := d.target
	request, _, err := t.rawRequest(ctx, RawCall{Operation: operation, JSON: input})
	if err != nil {
		return nil, &Error{Kind: Unsent, Operation: operation, Err: err}
	}
	response, err := t.wire.doOnCaller(request)
	if err != nil {
		return nil, rawError(ctx, operation, err)
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return nil, newRawResponse(operation, response).Err(operation)
	}
	out := new(authAnswer)
	body := bodyOf(response)
	err = json.Unmarshal(body, out,
		json.MatchCaseInsensitiveNames(true), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return nil, &Error{
			Kind: Malformed, Operation: operation, Status: response.StatusCode,
			Header: response.Header, Body: body, Err: err,
		}
	}
	return out, nil
}
