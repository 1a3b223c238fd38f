package target

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// givenPool returns the target file's pool if it is configured as asked for.
func (f *Fixtures) givenPool(ctx context.Context, spec PoolSpec) (*Pool, error) {
	p, err := f.loadGiven(ctx)
	if err != nil {
		return nil, &FixtureError{What: "the given pool", Err: err}
	}
	if !p.Spec.serves(spec) {
		err := fmt.Errorf("the pool of the target file has %s: %w", p.Spec, ErrUnmet)
		if calls := p.Spec.TurnOn(spec); calls != nil {
			err = fmt.Errorf("%w; %s", err, strings.Join(calls, "; "))
		}
		if !p.Spec.recoversFirst(spec.Recovery) {
			err = fmt.Errorf("%w; DescribeUserPool does not tell that it recovers accounts by %v", err, spec.Recovery)
		}
		return nil, &FixtureError{What: "pool with " + spec.String(), Err: err}
	}
	return p, nil
}

// TurnOn says by which calls a pool of the specification gets what another has: tracking
// where it has none, MFA where that is off, and text messages; nil if it needs none of it.
func (s PoolSpec) TurnOn(wanted PoolSpec) []string {
	var calls []string
	if s.Tracking == NoTracking && wanted.Tracking != NoTracking {
		calls = append(calls, "UpdateUserPool with DeviceConfiguration, and with all that is to stay, has it track devices")
	}
	if s.MFA == MFAOff && wanted.MFA != MFAOff {
		calls = append(calls, "SetUserPoolMfaConfig with MfaConfiguration OPTIONAL or ON turns its MFA on")
	}
	if wanted.Texts && !s.Texts {
		calls = append(calls, "UpdateUserPool with SmsConfiguration, and with all that is to stay, has it send text messages")
	}
	return calls
}

// serves tells whether a given pool of the specification can stand for another.
func (s PoolSpec) serves(wanted PoolSpec) bool {
	tracks := s.Tracking == wanted.Tracking && s.ChallengeRequired == wanted.ChallengeRequired
	return (tracks || wanted.AnyTracking && wanted.Tracking == NoTracking) && s.MFA == wanted.MFA &&
		(!wanted.Texts || s.Texts) && s.recoversFirst(wanted.Recovery) &&
		!wanted.CustomAuth && !wanted.NarrowScope && wanted.Edit == nil && wanted.FirstFactors == nil &&
		len(wanted.Aliases)+len(wanted.UsernameAttributes)+len(wanted.Custom) == 0
}

// recoversFirst tells whether accounts are known to be recovered by the ways, before any
// others. What a target file says of its pool tells none.
func (s PoolSpec) recoversFirst(ways []types.RecoveryOptionNameType) bool {
	return len(ways) <= len(s.Recovery) && slices.Equal(ways, s.Recovery[:len(ways)])
}

// Gives tells whether such a pool and client can be had: any where pools are
// made, only what is there where one is given.
func (f *Fixtures) Gives(ctx context.Context, pool PoolSpec, client ClientSpec) bool {
	if f.target.Config.Pool.Existing == nil {
		return true
	}
	p, err := f.loadGiven(ctx)
	if err != nil || !p.Spec.serves(pool) {
		return false
	}
	_, err = p.givenClient(client)
	return err == nil
}

// GivenPool returns the target file's pool, however it is configured.
func (f *Fixtures) GivenPool(ctx context.Context) (*Pool, error) {
	if f.target.Config.Pool.Existing == nil {
		return nil, &FixtureError{What: "the given pool", Err: fmt.Errorf("the target file has none; give it as `pool`: %w", ErrUnmet)}
	}
	return f.loadGiven(ctx)
}

// LookForGiven returns how the target file's pool is configured, if the target has it and
// its client. It signs nobody in, and changes nothing. The error is a *PreflightError
// where a run would fail, or that of a call that says nothing about it.
func (t *Target) LookForGiven(ctx context.Context) (PoolSpec, error) {
	existing := t.Config.Pool.Existing
	spec, err := t.givenSpec(ctx, existing)
	if err == nil {
		_, err = t.api.InitiateAuth(ctx, &cip.InitiateAuthInput{ // by a token that was never issued
			ClientId: &existing.ClientID, AuthFlow: types.AuthFlowTypeRefreshTokenAuth, AuthParameters: map[string]string{"REFRESH_TOKEN": "none"},
		})
		if !gone(err) {
			return spec, nil
		}
	}
	if saysPoolUnknown(err) {
		err = &PreflightError{PoolUnknown, t.Config.Endpoint, AsError(err)} // without its layers
	}
	return spec, err
}

// saysPoolUnknown tells whether an error is the last word about a given pool.
func saysPoolUnknown(err error) bool {
	kind := AsError(err).Kind
	return kind == Refused || kind == Unsupported || kind == Unsent
}

func (f *Fixtures) loadGiven(ctx context.Context) (*Pool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.given != nil || f.notGiven != nil {
		return f.given, f.notGiven
	}
	existing := f.target.Config.Pool.Existing
	spec, err := f.target.givenSpec(ctx, existing)
	if err != nil {
		if kind := AsError(err).Kind; kind == Refused || kind == Unsupported {
			f.notGiven = err // and would be again
		}
		return nil, err
	}
	f.given = f.AdoptPool(*existing, spec)
	return f.given, nil
}

// AdoptPool returns a pool that is there already, with its client and users, as
// Pool returns a target file's own. Its users are had by Pool.User, each once until
// it is released.
func (f *Fixtures) AdoptPool(existing ExistingPool, spec PoolSpec) *Pool {
	f.target.rememberPool(&existing)
	return &Pool{ID: existing.ID, Spec: spec, Given: true, fixtures: f, existing: existing}
}

// givenSpec takes the pool's configuration from the target file, or from the target
// if the credentials allow.
func (t *Target) givenSpec(ctx context.Context, existing *ExistingPool) (PoolSpec, error) {
	if d := existing.Devices; d != nil && existing.MFA != "" {
		return PoolSpec{
			Tracking: trackingNames[d.Tracking], ChallengeRequired: d.ChallengeRequired, MFA: mfaNames[existing.MFA],
		}, nil
	}
	out, err := t.api.DescribeUserPool(ctx, &cip.DescribeUserPoolInput{UserPoolId: &existing.ID})
	if err != nil {
		return PoolSpec{}, fmt.Errorf("its configuration is unknown; give `devices` and `mfa` in the target file: %w", err)
	}
	if out.UserPool == nil {
		return PoolSpec{}, fmt.Errorf("DescribeUserPool: empty answer")
	}
	return describedSpec(out.UserPool), nil
}

func describedSpec(pool *types.UserPoolType) PoolSpec {
	spec := PoolSpec{
		Aliases: pool.AliasAttributes, UsernameAttributes: pool.UsernameAttributes,
		Recovery: describedRecovery(pool.AccountRecoverySetting), Texts: pool.SmsConfiguration != nil,
	}
	switch pool.MfaConfiguration {
	case types.UserPoolMfaTypeOn:
		spec.MFA = MFAOn
	case types.UserPoolMfaTypeOptional:
		spec.MFA = MFAOptional
	}
	if d := pool.DeviceConfiguration; d != nil {
		spec.Tracking, spec.ChallengeRequired = Always, d.ChallengeRequiredOnNewDevice
		if d.DeviceOnlyRememberedOnUserPrompt {
			spec.Tracking = OptIn
		}
	}
	return spec
}

// describedRecovery are the ways of a setting, the preferred one first.
func describedRecovery(setting *types.AccountRecoverySettingType) []types.RecoveryOptionNameType {
	if setting == nil {
		return nil
	}
	sorted := slices.SortedFunc(slices.Values(setting.RecoveryMechanisms), func(a, b types.RecoveryOptionType) int {
		return cmp.Compare(aws.ToInt32(a.Priority), aws.ToInt32(b.Priority))
	})
	var names []types.RecoveryOptionNameType
	for _, mechanism := range sorted {
		names = append(names, mechanism.Name)
	}
	return names
}

// givenClient returns the target file's client if it is as asked for.
func (p *Pool) givenClient(spec ClientSpec) (*Client, error) {
	existing := p.existing
	wanted := ClientSpec{Secret: existing.ClientSecret != ""}
	if spec.key() != wanted.key() || spec.Edit != nil {
		return nil, &FixtureError{What: "client", Err: fmt.Errorf("the client of the target file is of another kind: %w", ErrUnmet)}
	}
	return &Client{ID: existing.ClientID, Secret: existing.ClientSecret, Spec: spec, Pool: p}, nil
}

// leaseUser hands out a given user that nobody else has, each in turn.
func (p *Pool) leaseUser(ctx context.Context, spec UserSpec) (*User, error) {
	if err := p.Target().clock.Sync(ctx, p.ID); err != nil {
		return nil, &FixtureError{What: "the time of " + p.ID, Err: err}
	}
	if user, ok := p.take(spec); ok {
		p.clear(ctx, user)
		return user, nil
	}
	return nil, &FixtureError{What: "user", Err: fmt.Errorf("no suitable user of the target file is free: %w", ErrUnmet)}
}

// take leases a given user, if one is free.
func (p *Pool) take(spec UserSpec) (*User, bool) {
	f := p.fixtures
	f.mu.Lock()
	defer f.mu.Unlock()
	user, ok := p.freeUser(spec)
	if !ok {
		return nil, false
	}
	f.lease++
	f.leased[p.ID+"/"+user.Username], f.leases[p.ID+"/"+user.Username] = true, f.lease
	return p.givenUser(user), true
}

// Undo has remove called when the user is released, or at the latest when the
// fixtures are closed.
func (u *User) Undo(what string, remove func(context.Context) error) {
	u.Pool.fixtures.remember(undo{what: what, remove: remove, of: u})
}

// Release undoes what was made of a leased user and lets it be had again; what
// cannot be undone is tried again, and told, by Close. Other users it leaves
// alone.
func (u *User) Release() {
	if !u.Given {
		return
	}
	f := u.Pool.fixtures
	for _, failed := range f.undone(func(entry undo) bool { return entry.of == u }) {
		f.remember(failed.undo)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.leased, u.Pool.ID+"/"+u.Username)
}

// serves tells whether a given user can stand for a specified one, in a pool with such
// MFA. Whether one without a TOTP secret is enrolled for something else is not known:
// where there is MFA, an address may be a second factor, and of two either.
func (e ExistingUser) serves(spec UserSpec, mfa MFA) bool {
	if spec.Username != "" || spec.Password != "" || len(spec.Attributes) > 0 || len(spec.Factors) > 1 || spec.NoPreference {
		return false
	}
	if spec.Email && e.Email == "" || spec.Phone && e.Phone == "" || spec.NoAddress && e.Email+e.Phone != "" {
		return false
	}
	if len(spec.Factors) == 0 {
		return e.TOTPSecret == "" && (mfa == MFAOff || e.Email+e.Phone == "")
	}
	switch spec.Factors[0] {
	case TOTP:
		return e.TOTPSecret != ""
	case SMS:
		return e.TOTPSecret == "" && e.Phone != "" && e.Email == ""
	default:
		return e.TOTPSecret == "" && e.Email != "" && e.Phone == ""
	}
}

func (p *Pool) givenUser(e ExistingUser) *User {
	u := &User{
		Pool: p, Username: e.Username, ID: cmp.Or(e.ID, e.Username), Password: e.Password, Email: e.Email, Phone: e.Phone, Given: true,
	}
	if e.TOTPSecret != "" {
		u.TOTP, u.Factors = p.tokenOf(e), []Factor{TOTP}
	}
	return u
}

// tokenOf keeps one authenticator a given user, which knows the codes used in
// earlier leases. The caller holds the lock.
func (p *Pool) tokenOf(e ExistingUser) *Authenticator {
	f, name := p.fixtures, p.ID+"/"+e.Username
	if f.tokens[name] == nil {
		f.tokens[name] = f.target.NewAuthenticator(p.ID, e.TOTPSecret)
	}
	return f.tokens[name]
}
