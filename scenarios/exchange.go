package scenarios

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// Request is what a step sends: InitiateAuth or RespondToAuthChallenge, public
// or the Admin twin. What is empty is left out.
type Request struct {
	// Flow is set for InitiateAuth, Challenge for RespondToAuthChallenge.
	Flow      types.AuthFlowType
	Challenge types.ChallengeNameType
	ClientID  string
	// PoolID goes out with the Admin twins only.
	PoolID  string
	Session string
	// Parameters are AuthParameters or ChallengeResponses.
	Parameters map[string]string
	Metadata   map[string]string
	Analytics  *types.AnalyticsMetadataType
	// UserContext goes out with the public operations, Context with the Admin
	// twins.
	UserContext *types.UserContextDataType
	Context     *types.ContextDataType
}

// Edit changes a request just before it is sent.
type Edit func(*Request)

// Set puts a parameter in.
func Set(key, value string) Edit { return func(r *Request) { r.Parameters[key] = value } }

// Drop leaves parameters out.
func Drop(keys ...string) Edit {
	return func(r *Request) {
		for _, key := range keys {
			delete(r.Parameters, key)
		}
	}
}

// WithSession sends another session; "" sends none.
func WithSession(session string) Edit { return func(r *Request) { r.Session = session } }

// As sends another USERNAME, with the SECRET_HASH that belongs to it.
func (a *Actor) As(username string) Edit {
	return func(r *Request) {
		r.Parameters["USERNAME"] = username
		if hash := a.SecretHash(username); hash != "" {
			r.Parameters["SECRET_HASH"] = hash
		}
	}
}

// Answer is what InitiateAuth and RespondToAuthChallenge return: a challenge or
// a result.
type Answer struct {
	// Challenge is "" with a result.
	Challenge types.ChallengeNameType
	// Session is "" if none came.
	Session    string
	Parameters map[string]string
	Result     *types.AuthenticationResultType
	Available  []types.ChallengeNameType
}

// Send sends a request as it is, by the operation that its Flow or Challenge
// means.
func (a *Actor) Send(ctx context.Context, r Request) (*Answer, error) {
	var answer *Answer
	if err := a.Client.Allows(r.Flow); err != nil {
		return nil, err
	}
	err := a.step(ctx, r.step(), func(ctx context.Context) (err error) {
		switch {
		case r.Flow != "" && a.Admin:
			answer, err = a.adminInitiate(ctx, r)
		case r.Flow != "":
			answer, err = a.initiate(ctx, r)
		case a.Admin:
			answer, err = a.adminRespond(ctx, r)
		default:
			answer, err = a.respond(ctx, r)
		}
		return err
	})
	return answer, err
}

// step names the request in reports.
func (r Request) step() string {
	switch r.Flow {
	case "":
		return strings.ToLower(string(r.Challenge))
	case types.AuthFlowTypeRefreshTokenAuth, types.AuthFlowTypeRefreshToken:
		return "refresh"
	}
	return "initiate_auth"
}

func (a *Actor) initiate(ctx context.Context, r Request) (*Answer, error) {
	out, err := a.signIns().InitiateAuth(ctx, &cip.InitiateAuthInput{
		AuthFlow: r.Flow, ClientId: &r.ClientID, Session: optional(r.Session), AuthParameters: r.Parameters,
		ClientMetadata: r.Metadata, AnalyticsMetadata: r.Analytics, UserContextData: r.UserContext,
	})
	if err != nil {
		return nil, err
	}
	return &Answer{out.ChallengeName, aws.ToString(out.Session), out.ChallengeParameters, out.AuthenticationResult, out.AvailableChallenges}, nil
}

func (a *Actor) adminInitiate(ctx context.Context, r Request) (*Answer, error) {
	out, err := a.api().AdminInitiateAuth(ctx, &cip.AdminInitiateAuthInput{
		AuthFlow: r.Flow, ClientId: &r.ClientID, UserPoolId: &r.PoolID, Session: optional(r.Session), AuthParameters: r.Parameters,
		ClientMetadata: r.Metadata, AnalyticsMetadata: r.Analytics, ContextData: r.Context,
	})
	if err != nil {
		return nil, err
	}
	return &Answer{out.ChallengeName, aws.ToString(out.Session), out.ChallengeParameters, out.AuthenticationResult, out.AvailableChallenges}, nil
}

func (a *Actor) respond(ctx context.Context, r Request) (*Answer, error) {
	out, err := a.signIns().RespondToAuthChallenge(ctx, &cip.RespondToAuthChallengeInput{
		ChallengeName: r.Challenge, ClientId: &r.ClientID, Session: optional(r.Session), ChallengeResponses: r.Parameters,
		ClientMetadata: r.Metadata, AnalyticsMetadata: r.Analytics, UserContextData: r.UserContext,
	})
	if err != nil {
		return nil, err
	}
	return &Answer{out.ChallengeName, aws.ToString(out.Session), out.ChallengeParameters, out.AuthenticationResult, nil}, nil
}

func (a *Actor) adminRespond(ctx context.Context, r Request) (*Answer, error) {
	out, err := a.api().AdminRespondToAuthChallenge(ctx, &cip.AdminRespondToAuthChallengeInput{
		ChallengeName: r.Challenge, ClientId: &r.ClientID, UserPoolId: &r.PoolID, Session: optional(r.Session), ChallengeResponses: r.Parameters,
		ClientMetadata: r.Metadata, AnalyticsMetadata: r.Analytics, ContextData: r.Context,
	})
	if err != nil {
		return nil, err
	}
	return &Answer{out.ChallengeName, aws.ToString(out.Session), out.ChallengeParameters, out.AuthenticationResult, nil}, nil
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
