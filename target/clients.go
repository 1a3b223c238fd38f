package target

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// ClientSpec describes an app client. The zero value is a public client that
// allows every flow.
type ClientSpec struct {
	Secret bool
	// Flows that are allowed; all that fit if nil.
	Flows []types.ExplicitAuthFlowsType
	// PreventUserExistenceErrors is ENABLED, LEGACY or "" for the default.
	PreventUserExistenceErrors types.PreventUserExistenceErrorTypes
	// AccessToken, IDToken, RefreshToken are how long tokens live, in whole
	// seconds; 0 leaves the default.
	AccessToken, IDToken, RefreshToken time.Duration
	// Session is AuthSessionValidity, in whole minutes; 0 leaves the default.
	Session time.Duration
	// Rotation replaces a refresh token at each use; RotationGrace is how long
	// the old one still works.
	Rotation      bool
	RotationGrace time.Duration
	// Edit changes the request; such a client is never shared.
	Edit func(*cip.CreateUserPoolClientInput)
}

// Client is an app client of a pool.
type Client struct {
	ID string
	// Secret is "" for a public client.
	Secret string
	Spec   ClientSpec
	Pool   *Pool
	// Flows are those that the client was made with; nil if that is not known.
	Flows []types.ExplicitAuthFlowsType
	// Rungs are the lower ways in which the client was had; nil for the usual one.
	Rungs []string
}

var allFlows = []types.ExplicitAuthFlowsType{
	types.ExplicitAuthFlowsTypeAllowUserSrpAuth,
	types.ExplicitAuthFlowsTypeAllowUserPasswordAuth,
	types.ExplicitAuthFlowsTypeAllowAdminUserPasswordAuth,
	types.ExplicitAuthFlowsTypeAllowCustomAuth,
	types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth,
}

// flows are those asked for. The service refuses rotation together with
// ALLOW_REFRESH_TOKEN_AUTH.
func (s ClientSpec) flows() []types.ExplicitAuthFlowsType {
	if s.Flows != nil || !s.Rotation {
		if s.Flows == nil {
			return allFlows
		}
		return s.Flows
	}
	return slices.DeleteFunc(slices.Clone(allFlows), func(f types.ExplicitAuthFlowsType) bool {
		return f == types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth
	})
}

func (s ClientSpec) key() string {
	return fmt.Sprint(s.Secret, s.flows(), s.PreventUserExistenceErrors, s.AccessToken, s.IDToken, s.RefreshToken, s.Session, s.Rotation, s.RotationGrace)
}

// Client returns a client of the specification, one for all who ask.
func (p *Pool) Client(ctx context.Context, spec ClientSpec) (*Client, error) {
	if p.Given {
		return p.givenClient(spec)
	}
	if spec.Edit != nil {
		return p.FreshClient(ctx, spec)
	}
	p.mu.Lock()
	c := p.clients[spec.key()]
	p.mu.Unlock()
	if c != nil {
		return c, nil
	}
	c, err := p.FreshClient(ctx, spec)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clients[spec.key()] = c
	return c, nil
}

// FreshClient makes a client that nobody else is given. It goes with its pool.
func (p *Pool) FreshClient(ctx context.Context, spec ClientSpec) (*Client, error) {
	if p.Given {
		return nil, &FixtureError{What: "client", Err: fmt.Errorf("no client is created in a pool of the target file: %w", ErrUnmet)}
	}
	var out *cip.CreateUserPoolClientOutput
	var flows []types.ExplicitAuthFlowsType
	create := func() (err error) {
		out, flows, err = p.newClient(creating(ctx), spec)
		return err
	}
	var err error
	if spec.Edit != nil || p.Spec.Edit != nil {
		err = create()
	} else {
		err = p.Target().ladders.unlessRefused("client "+p.Spec.key()+spec.key(), create)
	}
	if err != nil {
		return nil, &FixtureError{What: "client of " + p.ID, Err: err}
	}
	if out.UserPoolClient == nil || out.UserPoolClient.ClientId == nil {
		return nil, &FixtureError{What: "client of " + p.ID, Err: fmt.Errorf("CreateUserPoolClient: answer without an id")}
	}
	c := &Client{ID: *out.UserPoolClient.ClientId, Secret: aws.ToString(out.UserPoolClient.ClientSecret), Spec: spec, Pool: p, Flows: flows}
	if rung, _ := p.Target().ladders.rung(thingClient); spec.Flows == nil && spec.Edit == nil {
		c.Rungs = lowerOf(rung)
	}
	p.Target().Remember(c.Secret)
	return c, nil
}

func (p *Pool) clientInput(spec ClientSpec) *cip.CreateUserPoolClientInput {
	input := &cip.CreateUserPoolClientInput{
		UserPoolId:                 &p.ID,
		ClientName:                 aws.String(fmt.Sprintf("%sclient-%d", namePrefix, p.fixtures.next())),
		GenerateSecret:             spec.Secret,
		ExplicitAuthFlows:          spec.flows(),
		PreventUserExistenceErrors: spec.PreventUserExistenceErrors,
		AccessTokenValidity:        optionalSeconds(spec.AccessToken),
		IdTokenValidity:            optionalSeconds(spec.IDToken),
		RefreshTokenValidity:       seconds(spec.RefreshToken),
	}
	if spec.AccessToken+spec.IDToken+spec.RefreshToken > 0 {
		input.TokenValidityUnits = &types.TokenValidityUnitsType{
			AccessToken: unitOf(spec.AccessToken), IdToken: unitOf(spec.IDToken), RefreshToken: unitOf(spec.RefreshToken),
		}
	}
	if spec.Session > 0 {
		input.AuthSessionValidity = aws.Int32(int32(spec.Session / time.Minute))
	}
	if spec.Rotation {
		input.RefreshTokenRotation = &types.RefreshTokenRotationType{
			Feature:                 types.FeatureTypeEnabled,
			RetryGracePeriodSeconds: aws.Int32(seconds(spec.RotationGrace)),
		}
	}
	if spec.Edit != nil {
		spec.Edit(input)
	}
	return input
}

func seconds(d time.Duration) int32 { return int32(d / time.Second) }

// unitOf names the unit of a validity that is given.
func unitOf(d time.Duration) types.TimeUnitsType {
	if d == 0 {
		return ""
	}
	return types.TimeUnitsTypeSeconds
}

func optionalSeconds(d time.Duration) *int32 {
	if d == 0 {
		return nil
	}
	return aws.Int32(seconds(d))
}
