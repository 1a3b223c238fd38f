package suites

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerModel lists the checks of the API model's constraints, of which each
// is probed on both sides. The probes are made from the model and name nothing
// that exists: no pool, no user, no token. So a request that keeps the
// constraints is answered as any other about things that are not there. Where a breach
// or another JSON type has to be refused as such, the other members name things that exist
// (named.go).
//
// Pools, clients and users are administered by operations whose constraints move
// with every release of the service: they have rules of their own.
func registerModel(s registry) {
	model := sync.OnceValues(readModel) // it takes long: once a process
	rule := func(id string, kind probeKind, in func(probe) bool, hold probeAssertion) {
		s.Rule(id, probed(model, kind, in, hold), engine.Limit(2*engine.UsualLimit))
	}
	rule("WIRE-16", breach, settled, isRefused)
	rule("WIRE-17", atBoundary, settled, isTaken)
	rule("WIRE-18", mistyped, anyProbe, isNotRead)
	rule("WIRE-19", harmless, anyProbe, isUsual)
	rule("WIRE-29", breach, unsettled, isRefused)
	rule("WIRE-30", atBoundary, unsettled, isTaken)
}

// protocolOperations are the operations of the protocol: sign-in, devices, refresh,
// MFA and tokens.
func protocolOperations() []string {
	return []string{
		"InitiateAuth", "RespondToAuthChallenge", "AdminInitiateAuth", "AdminRespondToAuthChallenge",
		"ConfirmDevice", "UpdateDeviceStatus", "GetDevice", "ListDevices", "ForgetDevice",
		"AdminUpdateDeviceStatus", "AdminGetDevice", "AdminListDevices", "AdminForgetDevice",
		"SetUserMFAPreference", "AdminSetUserMFAPreference", "AssociateSoftwareToken", "VerifySoftwareToken",
		"GetTokensFromRefreshToken", "RevokeToken", "GlobalSignOut", "AdminUserGlobalSignOut",
	}
}

// settled reports whether a probe is of the protocol, and no document disagrees with
// the model.
func settled(p probe) bool {
	return slices.Contains(protocolOperations(), p.operation) && !p.disputed
}

func unsettled(p probe) bool { return !settled(p) }

func anyProbe(probe) bool { return true }

// probedModel is the API model, with what makes its probes.
type probedModel struct {
	operations map[string]*spec.Operation
	samples    *sampler
}

func readModel() (*probedModel, error) {
	operations, err := spec.Model()
	if err != nil {
		return nil, err
	}
	return &probedModel{operations: operations, samples: newSampler()}, nil
}

// probesOf makes the probes of an operation that a check is about.
func (m *probedModel) probesOf(operation *spec.Operation, kind probeKind, in func(probe) bool) []probe {
	return slices.DeleteFunc(probesOf(m.samples, operation), func(p probe) bool { return p.kind != kind || !in(p) })
}

// probeAssertion holds a probe's answer against how the target answers the probe's
// usual request, if it has one.
type probeAssertion func(c *Check, p probe, usual, answer *target.RawResponse)

// probed is a check with a case for every probe of a kind, of every operation
// that the target has and the caller may use.
func probed(read func() (*probedModel, error), kind probeKind, in func(probe) bool, hold probeAssertion) func(*Check) {
	return func(c *Check) {
		model, err := read()
		c.Given(err, "reading the API model")
		var all []*probedOperation
		for name, operation := range sorted(model.operations) {
			if !operation.Unsigned && !c.Has(spec.Administration) || kind != breach && creates(name) {
				continue
			}
			if probes := model.probesOf(operation, kind, in); len(probes) > 0 {
				base, _ := model.samples.structure(operation.Input)
				all = append(all, &probedOperation{operation: operation, probes: probes, base: base})
			}
		}
		administered := sync.OnceValue(c.administered)
		c.InLanes(len(all), func(i int) { all[i].prepare(c, kind, administered) })
		var cases []engine.NamedCase
		for _, of := range all {
			cases = append(cases, of.cases(c, hold)...)
		}
		c.Cases(cases)
	}
}

// probedOperation is an operation with its probes. base is a request that keeps all
// constraints, and plain the answer to it.
type probedOperation struct {
	operation *spec.Operation
	probes    []probe
	base      map[string]any
	plain     *target.RawResponse
}

// prepare finds out whether the target lets the caller reach the operation: it has no
// probes otherwise. administered are the things that probes of administration name.
func (o *probedOperation) prepare(c *Check, kind probeKind, administered func() map[string]string) {
	var reached bool
	if o.plain, reached = c.reaches(o.operation, o.base); !reached {
		o.probes = nil
		return
	}
	given := c.Target().Config.Pool.Existing != nil // whose users a server that reads anything may change
	switch {
	case kind != breach && (kind != mistyped || given):
	case slices.Contains(protocolOperations(), o.operation.Name):
		o.name(c, c.things(o.operation))
	default:
		o.name(c, administered())
	}
}

// cases are one for each probe. The answer to the operation's plain request serves those
// that have no usual one.
func (o *probedOperation) cases(c *Check, hold probeAssertion) []engine.NamedCase {
	usual := usualAnswers{}
	cases := make([]engine.NamedCase, len(o.probes))
	for i, p := range o.probes {
		cases[i] = engine.NamedCase{Name: p.name, Cell: p.operation, Body: func() {
			hold(c, p, cmp.Or(usual.of(c, o.operation, p.usual), o.plain), c.probe(o.operation, p))
		}}
	}
	return cases
}

// usualAnswers keeps the answers to usual requests, by their bodies, for cases side by
// side: each is asked for once.
type usualAnswers struct {
	mu      sync.Mutex
	answers map[string]func() *target.RawResponse
}

// of is the answer to a probe's usual request, nil if it has none.
func (u *usualAnswers) of(c *Check, operation *spec.Operation, body map[string]any) *target.RawResponse {
	if body == nil {
		return nil
	}
	return u.once(fmt.Sprint(body), func() *target.RawResponse { return c.modelCall(operation, body) })()
}

func (u *usualAnswers) once(key string, ask func() *target.RawResponse) func() *target.RawResponse {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.answers == nil {
		u.answers = map[string]func() *target.RawResponse{}
	}
	if u.answers[key] == nil {
		u.answers[key] = sync.OnceValue(ask)
	}
	return u.answers[key]
}

// reaches reports whether the target lets the caller reach an operation, and how it
// answers a request that keeps all constraints. One that it lacks is a case that says so
// if the protocol needs it.
func (c *Check) reaches(operation *spec.Operation, base map[string]any) (*target.RawResponse, bool) {
	if creates(operation.Name) {
		return nil, true
	}
	response := c.modelCall(operation, base)
	closed := slices.Contains(closedNames(), response.ErrorName)
	if response.Kind != target.Unsupported && !closed {
		return response, true
	}
	if slices.Contains(protocolOperations(), operation.Name) {
		c.CaseIn(operation.Name, operation.Name, func() {
			if closed {
				c.Skip(operation.Name + " is closed to the caller: " + statusOf(response))
			}
			c.Unsupported(operation.Name + ": " + statusOf(response))
		})
	}
	return response, false
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

// isRefused holds that a probe is refused for what it holds. A server that refuses the
// request without it in the very same words has not looked, or tells something else first.
func isRefused(c *Check, p probe, plain, answer *target.RawResponse) {
	if slices.Contains(unknownNames(p.path), answer.ErrorName) {
		return
	}
	c.isNotBefore(p, answer, invalidNames())
	c.RefusedAsInvalid(answer.Err(p.operation), p.name)
	if plain != nil && isInvalid(plain) && inTheWordsOf(plain, answer) {
		c.Skip(p.operation + " is refused alike without it: " + statusOf(plain))
	}
}

// isNotBefore ends the case if a probe is refused by another name than those wanted, as the
// request without its defect is: the target tells something else first.
func (c *Check) isNotBefore(p probe, answer *target.RawResponse, wanted []string) {
	told := answer.Kind == target.Refused && !slices.Contains(wanted, answer.ErrorName)
	if told && p.named != nil && inTheWordsOf(p.named(), answer) {
		c.Skip(p.operation + " is refused alike without it: " + statusOf(answer))
	}
}

// inTheWordsOf reports whether two calls were refused by the same name and text.
func inTheWordsOf(a, b *target.RawResponse) bool {
	return a.ErrorName == b.ErrorName && a.Message == b.Message
}

// isTaken holds that a probe is not refused for what it holds, unless its usual request
// is as well.
func isTaken(c *Check, p probe, usual, answer *target.RawResponse) {
	c.comparable(p, usual, answer)
	if answer.ErrorName != usual.ErrorName && (isInvalid(answer) || answer.Kind == target.ServerError || answer.Kind == target.Malformed) {
		c.Fail(p.name+" to be answered like the usual request: "+statusOf(usual), statusOf(answer))
	}
}

// isUsual holds that a probe is read as its usual request is. Which exception that brings
// about may depend on the calls before.
func isUsual(c *Check, p probe, usual, answer *target.RawResponse) {
	c.comparable(p, usual, answer)
	unread := slices.Contains(unreadableNames(), answer.ErrorName)
	if answer.ErrorName != usual.ErrorName && (unread || answer.Kind == target.ServerError || answer.Kind == target.Malformed) {
		c.Fail(p.name+" to be answered like the usual request: "+statusOf(usual), statusOf(answer))
	}
}

// comparable ends the case if the answers cannot be compared: a usual request that the
// target cannot answer, and one call too many, say nothing of the probe.
func (c *Check) comparable(p probe, usual, answer *target.RawResponse) {
	switch usual.Kind {
	case target.ServerError, target.Malformed, target.Throttled:
		c.Skip("the usual request of " + p.operation + " had no usable answer: " + statusOf(usual))
	}
	if answer.Kind == target.Throttled {
		c.Skip(p.operation + " was called too often")
	}
}

func isNotRead(c *Check, p probe, _, answer *target.RawResponse) {
	c.isNotBefore(p, answer, unreadableNames())
	c.RefusedUnread(answer.Err(p.operation), p.name)
}
