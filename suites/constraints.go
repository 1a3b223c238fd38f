package suites

import (
	"context"
	"fmt"
	"sync"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerModel lists the checks of the API model's constraints, of which each
// is probed on both sides. The probes are made from the model and name nothing
// that exists: no pool, no user, no token. So a request that keeps the
// constraints is answered as any other about things that are not there.
func registerModel(s registry) {
	model := sync.OnceValues(readModel) // it takes long: once a process
	s.Rule("WIRE-16", probed(model, breach, isRefused), engine.Limit(2*engine.UsualLimit))
	s.Rule("WIRE-17", probed(model, atBoundary, isUsual), engine.Limit(2*engine.UsualLimit))
	s.Rule("WIRE-18", probed(model, mistyped, isNotRead), engine.Limit(2*engine.UsualLimit))
	s.Rule("WIRE-19", probed(model, harmless, isUsual), engine.Limit(2*engine.UsualLimit))
}

// probedModel is the API model with the probes of every operation by its name.
type probedModel struct {
	operations map[string]*spec.Operation
	samples    *sampler
	probes     map[string][]probe
}

// readModel makes all probes.
func readModel() (*probedModel, error) {
	operations, err := spec.Model()
	if err != nil {
		return nil, err
	}
	m := &probedModel{operations: operations, samples: newSampler(), probes: map[string][]probe{}}
	for name, operation := range operations {
		m.probes[name] = probesOf(m.samples, operation)
	}
	return m, nil
}

// probeAssertion holds a probe's answer against how the target answers the probe's
// usual request, if it has one.
type probeAssertion func(c *Check, p probe, usual, answer *target.RawResponse)

// probed is a check with a case for every probe of a kind, of every operation
// that the target has and the caller may use.
func probed(read func() (*probedModel, error), kind probeKind, hold probeAssertion) func(*Check) {
	return func(c *Check) {
		model, err := read()
		c.Given(err, "reading the API model")
		for name, operation := range sorted(model.operations) {
			if !operation.Unsigned && !c.Has(spec.Administration) || kind != breach && creates(name) {
				continue
			}
			if lacking := c.lackOf(model.samples, operation); lacking != nil {
				c.Case(name, func() { c.Succeeds(lacking, name) })
				continue
			}
			answers := map[string]*target.RawResponse{} // to usual requests, by their bodies
			for _, p := range model.probes[name] {
				if p.kind != kind {
					continue
				}
				c.Case(p.name, func() {
					key := fmt.Sprint(p.usual)
					if p.usual != nil && answers[key] == nil {
						answers[key] = c.modelCall(operation, p.usual)
					}
					hold(c, p, answers[key], c.probe(operation, p))
				})
			}
		}
	}
}

// creates reports whether an operation makes something out of nothing, so that only
// requests that have to be refused may be sent.
func creates(operation string) bool { return operation == "CreateUserPool" }

// probe sends a probe. What a target makes of one that it had to refuse is
// removed after the run.
func (c *Check) probe(operation *spec.Operation, p probe) *target.RawResponse {
	response := c.modelCall(operation, p.body)
	if creates(p.operation) && response.Kind == "" {
		c.removeLater(response)
	}
	return response
}

// modelCall sends a call, signed if the model wants that.
func (c *Check) modelCall(operation *spec.Operation, body map[string]any) *target.RawResponse {
	call := target.RawCall{Operation: operation.Name, JSON: body, Signing: target.Signed}
	if operation.Unsigned {
		call.Signing = target.Unsigned
	}
	return c.rawCall(call)
}

func (c *Check) removeLater(response *target.RawResponse) {
	pool, _ := response.Object()["UserPool"].(map[string]any)
	id, _ := pool["Id"].(string)
	if id == "" {
		return
	}
	api := c.Target().API()
	c.Fixtures().Undo("pool "+id, func(ctx context.Context) error {
		_, err := api.DeleteUserPool(ctx, &cip.DeleteUserPoolInput{UserPoolId: &id})
		return err
	})
}

// lackOf is the answer of a target that lacks the operation, nil if it has it.
func (c *Check) lackOf(samples *sampler, operation *spec.Operation) error {
	if creates(operation.Name) {
		return nil
	}
	base, _ := samples.structure(operation.Input)
	response := c.modelCall(operation, base)
	if response.Kind == target.Unsupported {
		return response.Err(operation.Name)
	}
	return nil
}

func isRefused(c *Check, p probe, _, answer *target.RawResponse) {
	c.Refused(answer.Err(p.operation), p.name, invalidParameter)
}

// isUsual holds that a probe is answered as its usual request.
func isUsual(c *Check, p probe, usual, answer *target.RawResponse) {
	if answer.ErrorName != usual.ErrorName {
		c.Fail(p.name+" to be answered like the usual request: "+resultOf(usual.Err(p.operation)), resultOf(answer.Err(p.operation)))
	}
}

func isNotRead(c *Check, p probe, _, answer *target.RawResponse) {
	c.Refused(answer.Err(p.operation), p.name, "SerializationException")
}
