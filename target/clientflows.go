package target

import (
	"context"
	"fmt"
	"slices"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// newClient makes a client. Flows that the specification does not name are left out
// if the target refuses them.
func (p *Pool) newClient(ctx context.Context, spec ClientSpec) (*cip.CreateUserPoolClientOutput, []types.ExplicitAuthFlowsType, error) {
	known, begun := p.Target().ladders.rung(thingClient)
	input := p.clientInput(spec)
	if spec.Flows == nil && spec.Edit == nil {
		input.ExplicitAuthFlows = without(input.ExplicitAuthFlows, known.Without)
	}
	asked := input.ExplicitAuthFlows
	create := func(flows []types.ExplicitAuthFlowsType) (*cip.CreateUserPoolClientOutput, error) {
		input.ExplicitAuthFlows = flows
		return p.Target().api.CreateUserPoolClient(ctx, input)
	}
	out, err := create(asked)
	switch {
	case spec.Flows != nil || spec.Edit != nil || begun:
		return out, asked, err
	case err == nil:
		p.Target().ladders.reach(Rung{Thing: thingClient, Way: wayClient})
		return out, asked, nil
	case !refuses(err):
		return nil, nil, err
	}
	taken := takenFlows(asked, create)
	out, again := create(taken)
	if len(taken) == 0 || again != nil {
		return nil, nil, err
	}
	rung := Rung{Thing: thingClient, Way: wayClient, Refused: []string{AsError(err).Error()}}
	for _, flow := range asked {
		if !slices.Contains(taken, flow) {
			rung.Without = append(rung.Without, string(flow))
		}
	}
	p.Target().ladders.reach(rung)
	return out, taken, nil
}

// takenFlows are the flows that the target takes of those asked for, which it refuses
// together: all but CUSTOM_AUTH, which servers lack most, or those that it takes alone.
func takenFlows(asked []types.ExplicitAuthFlowsType, create func([]types.ExplicitAuthFlowsType) (*cip.CreateUserPoolClientOutput, error)) []types.ExplicitAuthFlowsType {
	most := without(asked, []string{string(types.ExplicitAuthFlowsTypeAllowCustomAuth)})
	if _, err := create(most); err == nil {
		return most
	}
	var taken []types.ExplicitAuthFlowsType
	for _, flow := range asked {
		if _, err := create([]types.ExplicitAuthFlowsType{flow}); err == nil {
			taken = append(taken, flow)
		}
	}
	return taken
}

func without(flows []types.ExplicitAuthFlowsType, refused []string) []types.ExplicitAuthFlowsType {
	return slices.DeleteFunc(slices.Clone(flows), func(f types.ExplicitAuthFlowsType) bool {
		return slices.Contains(refused, string(f))
	})
}

// Allows tells whether a sign-in of the flow can be tried with the client. The error is
// an *Error that says that the target lacks the flow: it refused clients that allow it.
func (c *Client) Allows(flow types.AuthFlowType) error {
	if c.Spec.Flows != nil || c.Flows == nil {
		return nil
	}
	name := types.ExplicitAuthFlowsType("ALLOW_" + string(flow))
	if !slices.Contains(c.Spec.flows(), name) || slices.Contains(c.Flows, name) {
		return nil
	}
	return &Error{Kind: Unsupported, Operation: string(flow), Err: fmt.Errorf("the target refuses clients with %s", name)}
}
