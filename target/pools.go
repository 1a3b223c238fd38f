package target

import (
	"context"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const (
	// runTag marks what a run made.
	runTag = "cogbench:run"
	// namePrefix begins the name of every pool made.
	namePrefix = "cogbench-"
	// anyRole stands for the role that sends text messages, where no message
	// is really sent.
	anyRole = "arn:aws:iam::123456789012:role/cogbench-sms"
)

// Pool is a user pool to test with.
type Pool struct {
	ID  string
	ARN string
	// Spec is how the pool is configured.
	Spec PoolSpec
	// Given marks a pool that was there before and stays.
	Given bool
	// Kept marks a given pool in which devices that are made stay as well.
	Kept bool
	// CustomAnswer is the right answer to CUSTOM_CHALLENGE.
	CustomAnswer string
	// Rungs are the lower ways in which the pool was had; nil for the usual one.
	Rungs []string

	fixtures *Fixtures
	existing ExistingPool // of a given pool
	mu       sync.Mutex
	clients  map[string]*Client
	verifies bool // it sends codes to new users
}

// Target is where the pool is.
func (p *Pool) Target() *Target { return p.fixtures.target }

// Pool returns a pool of the specification, one for all who ask: made at the
// first request, or the target file's own if it is so configured.
func (f *Fixtures) Pool(ctx context.Context, spec PoolSpec) (*Pool, error) {
	if f.target.Config.Pool.Existing != nil {
		return f.givenPool(ctx, spec)
	}
	if spec.Edit != nil {
		return f.FreshPool(ctx, spec)
	}
	f.mu.Lock()
	p := f.shared[spec.key()]
	f.mu.Unlock()
	if p != nil && (p.verifies || !f.target.ladders.needsCodes()) {
		return p, nil
	}
	p, err := f.FreshPool(ctx, spec)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.shared[spec.key()] = p
	return p, nil
}

// FreshPool makes a pool that nobody else is given.
func (f *Fixtures) FreshPool(ctx context.Context, spec PoolSpec) (*Pool, error) {
	if f.target.Config.Pool.Existing != nil {
		return nil, &FixtureError{What: "pool with " + spec.String(), Err: fmt.Errorf("no pools are made: %w", ErrUnmet)}
	}
	var p *Pool
	create := func() (err error) {
		p, err = f.createPool(creating(ctx), spec)
		return err
	}
	var err error
	if spec.Edit != nil {
		err = create()
	} else {
		err = f.target.ladders.unlessRefused("pool "+spec.key(), create)
	}
	if err != nil {
		return nil, &FixtureError{What: "pool with " + spec.String(), Err: err}
	}
	return p, nil
}

func (f *Fixtures) poolInput(ctx context.Context, spec PoolSpec) (*cip.CreateUserPoolInput, string, error) {
	input := &cip.CreateUserPoolInput{
		PoolName:           aws.String(f.poolName()),
		AliasAttributes:    spec.Aliases,
		UsernameAttributes: spec.UsernameAttributes,
		MfaConfiguration:   types.UserPoolMfaTypeOff,
		UserPoolTags:       map[string]string{runTag: f.run},
	}
	if spec.Tracking != NoTracking {
		input.DeviceConfiguration = &types.DeviceConfigurationType{
			ChallengeRequiredOnNewDevice:     spec.ChallengeRequired,
			DeviceOnlyRememberedOnUserPrompt: spec.Tracking == OptIn,
		}
	}
	if spec.FirstFactors != nil {
		input.Policies = &types.UserPoolPolicyType{SignInPolicy: &types.SignInPolicyType{AllowedFirstAuthFactors: spec.FirstFactors}}
	}
	if f.target.ladders.needsCodes() {
		input.AutoVerifiedAttributes = []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail}
	}
	input.AccountRecoverySetting = spec.recovery()
	if spec.Texts {
		input.SmsConfiguration = f.target.smsRole()
	}
	for _, name := range spec.Custom {
		input.Schema = append(input.Schema, types.SchemaAttributeType{
			Name: aws.String(name), AttributeDataType: types.AttributeDataTypeString, Mutable: aws.Bool(true),
		})
	}
	var answer string
	if spec.CustomAuth || spec.NarrowScope {
		triggers, err := f.target.triggers(ctx)
		if err != nil {
			return nil, "", err
		}
		if spec.NarrowScope && triggers.NarrowScope == "" {
			return nil, "", fmt.Errorf("it needs `narrowScope` among the triggers of the target file: %w", ErrUnmet)
		}
		input.LambdaConfig, answer = triggers.config(spec), triggers.Answer
	}
	if spec.Edit != nil {
		spec.Edit(input)
	}
	return input, answer, nil
}

// triggers are the functions that pools may name: the target file's or the target's
// own.
func (t *Target) triggers(ctx context.Context) (Triggers, error) {
	if t.Config.Triggers != nil {
		return *t.Config.Triggers, nil
	}
	if t.offersExtension(ctx) && t.extension.about.Triggers != nil {
		return *t.extension.about.Triggers, nil
	}
	return Triggers{}, fmt.Errorf("it needs `triggers` in the target file: %w", ErrUnmet)
}

func (t Triggers) config(spec PoolSpec) *types.LambdaConfigType {
	config := &types.LambdaConfigType{}
	if spec.CustomAuth {
		config.DefineAuthChallenge = aws.String(t.DefineAuthChallenge)
		config.CreateAuthChallenge = aws.String(t.CreateAuthChallenge)
		config.VerifyAuthChallengeResponse = aws.String(t.VerifyAuthChallenge)
	}
	if spec.NarrowScope {
		config.PreTokenGenerationConfig = &types.PreTokenGenerationVersionConfigType{
			LambdaArn: aws.String(t.NarrowScope), LambdaVersion: types.PreTokenGenerationLambdaVersionTypeV20,
		}
	}
	return config
}

// NarrowScope has a trigger take aws.cognito.signin.user.admin out of the access tokens
// that are issued from now on.
func (p *Pool) NarrowScope(ctx context.Context) error {
	what := "scope of tokens of " + p.ID
	if p.Given {
		return &FixtureError{What: what, Err: fmt.Errorf("the pool of the target file is not changed: %w", ErrUnmet)}
	}
	spec := p.Spec
	spec.NarrowScope = true
	input, _, err := p.fixtures.poolInput(ctx, spec)
	if err != nil {
		return &FixtureError{What: what, Err: err}
	}
	_, err = p.Target().api.UpdateUserPool(ctx, &cip.UpdateUserPoolInput{
		UserPoolId: &p.ID, DeviceConfiguration: input.DeviceConfiguration, LambdaConfig: input.LambdaConfig,
	})
	return err
}

// SetMFA turns the pool's factors on, with MFA off, optional or on.
func (p *Pool) SetMFA(ctx context.Context, mfa MFA) error {
	if p.Given {
		return &FixtureError{What: "MFA of " + p.ID, Err: fmt.Errorf("the pool of the target file is not changed: %w", ErrUnmet)}
	}
	input := &cip.SetUserPoolMfaConfigInput{UserPoolId: &p.ID, MfaConfiguration: mfa.api()}
	if p.Spec.offers(TOTP) {
		input.SoftwareTokenMfaConfiguration = &types.SoftwareTokenMfaConfigType{Enabled: true}
	}
	if p.Spec.offers(SMS) {
		input.SmsMfaConfiguration = &types.SmsMfaConfigType{SmsConfiguration: p.Target().smsRole()}
	}
	if p.Spec.offers(Email) {
		input.EmailMfaConfiguration = &types.EmailMfaConfigType{}
	}
	_, err := p.Target().api.SetUserPoolMfaConfig(ctx, input)
	return err
}
