package target

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// The members of CreateUserPool that a pool can do without, unless its specification
// asks for them.
const (
	optionRecovery = "AccountRecoverySetting"
	optionTags     = "UserPoolTags"
)

// createPool makes a pool in the best way that the target takes.
func (f *Fixtures) createPool(ctx context.Context, spec PoolSpec) (*Pool, error) {
	if spec.MFA == MFAOff {
		return f.poolWithoutMFA(ctx, spec)
	}
	var p *Pool
	ways := []way{{wayMFA, func() (err error) {
		if p, err = f.barePool(ctx, spec, nil); err != nil {
			return err
		}
		return p.SetMFA(ctx, spec.MFA)
	}}}
	if !spec.offers(Email) { // of which CreateUserPool has no member
		at := func(add func(*cip.CreateUserPoolInput, PoolSpec)) func() error {
			return func() (err error) {
				p, err = f.barePool(ctx, spec, add)
				return err
			}
		}
		ways = append(
			ways, way{"CreateUserPool with MfaConfiguration", at(f.target.addMFA)},
			way{"CreateUserPool with MfaConfiguration and SmsConfiguration", at(f.target.addMFAWithSMS)},
		)
	}
	rung, err := f.target.ladders.climb(thingMFA, ways)
	if err == nil {
		p.Rungs = append(p.Rungs, lowerOf(rung)...)
	}
	return p, err
}

// poolWithoutMFA makes a pool that asks for no second factor: one that sends no text
// messages, as its Spec then says, where the target does not take the role for them.
func (f *Fixtures) poolWithoutMFA(ctx context.Context, spec PoolSpec) (*Pool, error) {
	if !spec.Texts {
		return f.barePool(ctx, spec, nil)
	}
	var p *Pool
	at := func(spec PoolSpec) func() error {
		return func() (err error) {
			p, err = f.barePool(ctx, spec, nil)
			return err
		}
	}
	silent := spec
	silent.Texts = false
	rung, err := f.target.ladders.climb(thingTexts, []way{
		{"CreateUserPool with SmsConfiguration", at(spec)}, {"CreateUserPool without SmsConfiguration", at(silent)},
	})
	if err == nil {
		p.Rungs = append(p.Rungs, lowerOf(rung)...)
	}
	return p, err
}

// barePool makes a pool by CreateUserPool alone: with its MFA, as addMFA adds it, or
// without any yet if that is nil. It is removed when the fixtures are closed.
func (f *Fixtures) barePool(ctx context.Context, spec PoolSpec, addMFA func(*cip.CreateUserPoolInput, PoolSpec)) (*Pool, error) {
	input, answer, err := f.poolInput(ctx, spec)
	if err != nil {
		return nil, err
	}
	if addMFA != nil {
		addMFA(input, spec)
	}
	var out *cip.CreateUserPoolOutput
	rung, err := f.target.ladders.omit(thingPool, wayPool, spec.optional(), func(without []string) (err error) {
		out, err = f.target.api.CreateUserPool(ctx, stripped(input, without))
		return err
	})
	if err != nil {
		f.doubtful(err)
		return nil, err
	}
	if out.UserPool == nil || out.UserPool.Id == nil {
		return nil, fmt.Errorf("CreateUserPool: answer without an id")
	}
	p := &Pool{
		ID: *out.UserPool.Id, ARN: aws.ToString(out.UserPool.Arn), Spec: spec, CustomAnswer: answer,
		Rungs: lowerOf(rung), fixtures: f, clients: make(map[string]*Client), verifies: slices.Contains(input.AutoVerifiedAttributes, types.VerifiedAttributeTypeEmail),
	}
	f.remember(undo{what: "pool " + p.ID, remove: func(ctx context.Context) error { return f.target.deletePool(ctx, p.ID) }, pool: true})
	if set := out.UserPool.MfaConfiguration; addMFA != nil && set != "" && set != spec.MFA.api() {
		return nil, fmt.Errorf("CreateUserPool: asked for MfaConfiguration %s, answered %s", spec.MFA.api(), set)
	}
	return p, nil
}

// optional are the members of CreateUserPool that the specification does not ask for. A
// specification that edits the request may be about any of them.
func (s PoolSpec) optional() []string {
	switch {
	case s.Edit != nil:
		return nil
	case s.Recovery == nil && s.MFA != MFAOff:
		return []string{optionRecovery, optionTags}
	}
	return []string{optionTags}
}

// stripped is the request without the options.
func stripped(input *cip.CreateUserPoolInput, without []string) *cip.CreateUserPoolInput {
	less := *input
	if slices.Contains(without, optionRecovery) {
		less.AccountRecoverySetting = nil
	}
	if slices.Contains(without, optionTags) {
		less.UserPoolTags = nil
	}
	return &less
}

// addMFA asks for the pool's factors by the members of CreateUserPool.
func (t *Target) addMFA(input *cip.CreateUserPoolInput, spec PoolSpec) {
	input.MfaConfiguration = spec.MFA.api()
	if spec.offers(SMS) {
		input.SmsConfiguration = t.smsRole()
	}
}

// addMFAWithSMS asks for text messages as well, without which some servers turn no factor
// on here. Users without a number have none of it.
func (t *Target) addMFAWithSMS(input *cip.CreateUserPoolInput, spec PoolSpec) {
	t.addMFA(input, spec)
	input.SmsConfiguration = t.smsRole()
	if !slices.Contains(input.AutoVerifiedAttributes, types.VerifiedAttributeTypePhoneNumber) {
		input.AutoVerifiedAttributes = append(input.AutoVerifiedAttributes, types.VerifiedAttributeTypePhoneNumber)
	}
}

// smsRole is the role that lets the target send text messages.
func (t *Target) smsRole() *types.SmsConfigurationType {
	if given := t.Config.SMS; given != nil {
		return &types.SmsConfigurationType{SnsCallerArn: aws.String(given.RoleARN), ExternalId: aws.String(given.ExternalID)}
	}
	return &types.SmsConfigurationType{SnsCallerArn: aws.String(anyRole), ExternalId: aws.String("cogbench")}
}
