package target_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

var lacking = always(http.StatusBadRequest, refusal("InvalidParameterException", "Unsupported operation"))

// refusing is an answer that refuses requests with a text in them.
func refusing(text string, otherwise func(call) (int, any)) func(call) (int, any) {
	return func(c call) (int, any) {
		if strings.Contains(string(c.Raw), text) {
			return http.StatusBadRequest, refusal("InvalidParameterException", "no "+text)
		}
		return otherwise(c)
	}
}

// TestLadders takes away the best ways to have each thing, and holds that the next one
// is taken, remembered and told.
func TestLadders(t *testing.T) {
	sentCode := always(200, map[string]any{"UserSub": "sub1", "CodeDeliveryDetails": map[string]any{"DeliveryMedium": "EMAIL"}})
	signedUp := always(200, map[string]any{"UserSub": "sub1"})
	withToken := target.UserSpec{Factors: []target.Factor{target.TOTP}}
	optional, on := target.PoolSpec{MFA: target.MFAOptional}, target.PoolSpec{MFA: target.MFAOn}
	tokens := always(200, map[string]any{"AuthenticationResult": map[string]any{"AccessToken": "access-token-of-user"}})
	for name, c := range map[string]struct {
		answers map[string]func(*pools) func(call) (int, any)
		pool    target.PoolSpec
		user    target.UserSpec
		lower   []string
		once    []string // operations that are asked once, though two users are made
	}{
		"nothing is lacking": {pool: on, user: withToken},
		"SetUserPoolMfaConfig": {
			answers: map[string]func(*pools) func(call) (int, any){"SetUserPoolMfaConfig": constant(lacking)},
			pool:    on, lower: []string{"pool with MFA: CreateUserPool with MfaConfiguration"},
		},
		"SetUserPoolMfaConfig, and MFA without text messages": {
			answers: map[string]func(*pools) func(call) (int, any){
				"SetUserPoolMfaConfig": constant(lacking),
				"CreateUserPool": func(p *pools) func(call) (int, any) {
					return func(c call) (int, any) {
						if c.text("MfaConfiguration") == "ON" && c.Body["SmsConfiguration"] == nil {
							return 400, refusal("InvalidParameterException", "SMS configuration and Auto verification for phone_number are required when MFA is required/optional")
						}
						return p.create(c)
					}
				},
			},
			pool: on, lower: []string{"pool with MFA: CreateUserPool with MfaConfiguration and SmsConfiguration"},
		},
		"an option of pools": {
			answers: map[string]func(*pools) func(call) (int, any){"CreateUserPool": func(p *pools) func(call) (int, any) { return refusing("AccountRecoverySetting", p.create) }},
			pool:    on, lower: []string{"pool: CreateUserPool without AccountRecoverySetting"},
		},
		"both options of pools": {
			answers: map[string]func(*pools) func(call) (int, any){"CreateUserPool": func(p *pools) func(call) (int, any) {
				return refusing("AccountRecoverySetting", refusing("UserPoolTags", p.create))
			}},
			pool: on, lower: []string{"pool: CreateUserPool without AccountRecoverySetting, UserPoolTags"},
		},
		"AdminCreateUser": {
			answers: map[string]func(*pools) func(call) (int, any){"AdminCreateUser": constant(lacking), "SignUp": constant(signedUp), "AdminConfirmSignUp": constant(always(200, map[string]any{}))},
			lower:   []string{"user: SignUp + AdminConfirmSignUp"}, once: []string{"AdminCreateUser"},
		},
		"AdminSetUserPassword": {
			answers: map[string]func(*pools) func(call) (int, any){"AdminSetUserPassword": constant(lacking), "SignUp": constant(signedUp), "AdminConfirmSignUp": constant(always(200, map[string]any{}))},
			lower:   []string{"user: SignUp + AdminConfirmSignUp"}, once: []string{"AdminCreateUser", "AdminSetUserPassword"},
		},
		"all of the administrator for users": {
			answers: map[string]func(*pools) func(call) (int, any){
				"AdminCreateUser": constant(lacking), "SignUp": constant(sentCode), "ConfirmSignUp": constant(always(200, map[string]any{})),
				"GET /_cogbench/messages": func(*pools) func(call) (int, any) {
					return func(c call) (int, any) {
						return 200, []any{map[string]any{"code": "123456", "sentAt": c.Request.URL.Query().Get("username")}}
					}
				},
			},
			lower: []string{"user: SignUp + ConfirmSignUp"}, once: []string{"AdminCreateUser", "AdminConfirmSignUp"},
		},
		"confirmation": {
			answers: map[string]func(*pools) func(call) (int, any){
				"AdminCreateUser": constant(lacking), "SignUp": constant(always(200, map[string]any{"UserSub": "sub1", "UserConfirmed": true})),
			},
			lower: []string{"user: SignUp + AdminConfirmSignUp"}, once: []string{"AdminCreateUser"},
		},
		"USER_PASSWORD_AUTH": {
			answers: map[string]func(*pools) func(call) (int, any){
				"InitiateAuth":                lackingFlow,
				"AdminInitiateAuth":           constant(always(200, map[string]any{"ChallengeName": "MFA_SETUP", "Session": "session-one-0123456789"})),
				"AdminRespondToAuthChallenge": constant(tokens),
			},
			pool: on, user: withToken, lower: []string{"first sign-in: ADMIN_USER_PASSWORD_AUTH"}, once: []string{"InitiateAuth"},
		},
		"flows that take the password": {
			answers: map[string]func(*pools) func(call) (int, any){"InitiateAuth": lackingFlow},
			pool:    optional, user: withToken, lower: []string{"first sign-in: USER_SRP_AUTH"}, once: []string{"InitiateAuth", "AdminInitiateAuth"},
		},
		"AdminSetUserMFAPreference": {
			answers: map[string]func(*pools) func(call) (int, any){
				"AdminSetUserMFAPreference": constant(lacking), "InitiateAuth": constant(tokens), "SetUserMFAPreference": constant(always(200, map[string]any{})),
			},
			pool: optional, user: withToken, lower: []string{"MFA preference: SetUserMFAPreference"}, once: []string{"AdminSetUserMFAPreference"},
		},
		"any preference": {
			answers: map[string]func(*pools) func(call) (int, any){"AdminSetUserMFAPreference": constant(lacking)},
			pool:    on, user: withToken, lower: []string{"MFA preference: MFA_SETUP"}, once: []string{"AdminSetUserMFAPreference", "SetUserMFAPreference"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPools(t)
			for operation, answer := range c.answers {
				p.answer(operation, answer(p))
			}
			made := newTarget(t, p.URL)
			made.SignInBySRP(func(context.Context, *target.Client, *target.User) (*target.SignedIn, error) {
				return &target.SignedIn{Result: &types.AuthenticationResultType{AccessToken: new("access-token-of-user")}}, nil
			})
			pool, err := made.NewFixtures("").Pool(t.Context(), c.pool)
			if err != nil {
				t.Fatal(err)
			}
			lower := slices.Clone(pool.Rungs)
			for range 2 {
				user, err := pool.User(t.Context(), c.user)
				if err != nil {
					t.Fatal(err)
				}
				lower = append(slices.Clone(pool.Rungs), user.Rungs...)
			}
			if !slices.Equal(lower, c.lower) {
				t.Errorf("taken on %q, want %q", lower, c.lower)
			}
			var told []string
			for _, rung := range made.Rungs() {
				if rung.Lower() {
					told = append(told, rung.String())
				}
				if rung.Lower() != (len(rung.Refused) > 0) {
					t.Errorf("rung %+v", rung)
				}
			}
			if !slices.Equal(told, c.lower) {
				t.Errorf("told %q, want %q", told, c.lower)
			}
			for _, operation := range c.once {
				if n := len(p.seen(operation)); n > 1 {
					t.Errorf("%s was asked %d times", operation, n)
				}
			}
		})
	}
}

func constant(answer func(call) (int, any)) func(*pools) func(call) (int, any) {
	return func(*pools) func(call) (int, any) { return answer }
}

func lackingFlow(*pools) func(call) (int, any) {
	return always(400, refusal("InvalidParameterException", "USER_PASSWORD_AUTH is not supported"))
}

// TestClientsWithoutARefusedFlow has a server refuse flows, and holds that clients are
// made of the others, and say what they lack.
func TestClientsWithoutARefusedFlow(t *testing.T) {
	for _, refused := range [][]string{
		{"ALLOW_CUSTOM_AUTH"}, {"ALLOW_USER_SRP_AUTH"}, {"ALLOW_CUSTOM_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH"},
	} {
		t.Run(fmt.Sprint(refused), func(t *testing.T) {
			p := newPools(t)
			answer := p.client
			for _, flow := range refused {
				answer = refusing(`"`+flow+`"`, answer)
			}
			p.answer("CreateUserPoolClient", answer)
			pool, err := newTarget(t, p.URL).NewFixtures("").Pool(t.Context(), target.PoolSpec{})
			if err != nil {
				t.Fatal(err)
			}
			client, err := pool.Client(t.Context(), target.ClientSpec{})
			if err != nil {
				t.Fatal(err)
			}
			for _, flow := range []types.AuthFlowType{"USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"} {
				lacks := slices.Contains(refused, "ALLOW_"+string(flow))
				err := client.Allows(flow)
				if lacks != (err != nil) || lacks && (target.AsError(err).Kind != target.Unsupported || !strings.Contains(err.Error(), string(flow))) {
					t.Errorf("%s: %v", flow, err)
				}
			}
			if len(client.Rungs) != 1 {
				t.Errorf("rungs %q", client.Rungs)
			}
			before := len(p.seen("CreateUserPoolClient"))
			if another, err := pool.Client(t.Context(), target.ClientSpec{Secret: true}); err != nil || len(another.Flows) != 5-len(refused) {
				t.Errorf("another client %+v, %v", another, err)
			}
			if calls := len(p.seen("CreateUserPoolClient")) - before; calls != 1 {
				t.Errorf("%d calls for another client", calls)
			}
			asked := target.ClientSpec{Flows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsType(refused[0])}}
			if _, err := pool.Client(t.Context(), asked); err == nil {
				t.Error("a flow that was asked for was left out")
			}
		})
	}
}

// TestPoolsThatSendTexts holds that such a pool gets a role, or, where the target takes
// none, goes without and says so.
func TestPoolsThatSendTexts(t *testing.T) {
	for _, refused := range []bool{false, true} {
		p := newPools(t)
		if refused {
			p.answer("CreateUserPool", refusing("SmsConfiguration", p.create))
		}
		fixtures := newTarget(t, p.URL).NewFixtures("")
		for _, first := range [][]types.AuthFactorType{nil, {types.AuthFactorTypePassword}} {
			before := len(p.seen("CreateUserPool"))
			pool, err := fixtures.Pool(t.Context(), target.PoolSpec{Texts: true, FirstFactors: first})
			if err != nil {
				t.Fatal(err)
			}
			if role := p.made[pool.ID]["SmsConfiguration"]; (role == nil) != refused || pool.Spec.Texts == refused || (len(pool.Rungs) > 0) != refused {
				t.Errorf("refused %v: role %v, sends texts %v, rungs %q", refused, role, pool.Spec.Texts, pool.Rungs)
			}
			if calls := len(p.seen("CreateUserPool")) - before; first != nil && calls != 1 {
				t.Errorf("refused %v: another pool took %d calls", refused, calls)
			}
		}
	}
}

// TestRefusalsAreRemembered holds that what was refused twice is not asked for again,
// and that other failures are.
func TestRefusalsAreRemembered(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(call) (int, any)
		calls  func(int) bool
	}{
		"refused":    {always(400, refusal("InvalidParameterException", "no clients here")), func(n int) bool { return n < 20 }},
		"broken":     {always(500, refusal("InternalErrorException", "oops")), func(n int) bool { return n == 3*50 }},
		"nothing is": {always(200, map[string]any{"UserPoolClient": map[string]any{"ClientId": "c"}}), func(n int) bool { return n == 50 }},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPools(t)
			p.answer("CreateUserPoolClient", c.answer)
			pool, err := newTarget(t, p.URL).NewFixtures("").Pool(t.Context(), target.PoolSpec{})
			if err != nil {
				t.Fatal(err)
			}
			for range 50 {
				_, _ = pool.FreshClient(t.Context(), target.ClientSpec{})
			}
			if n := len(p.seen("CreateUserPoolClient")); !c.calls(n) {
				t.Errorf("%d calls", n)
			}
		})
	}
}

// TestFactorsThatNoWayGives holds that the error is that of the best way.
func TestFactorsThatNoWayGives(t *testing.T) {
	p := newPools(t)
	p.answer("SetUserPoolMfaConfig", lacking)
	_, err := newTarget(t, p.URL).NewFixtures("").Pool(t.Context(), target.PoolSpec{MFA: target.MFAOn, Factors: []target.Factor{target.Email}})
	if e := target.AsError(err); e == nil || e.Operation != "SetUserPoolMfaConfig" {
		t.Errorf("error %v", err)
	}
	if made, ok := errors.AsType[*target.FixtureError](err); !ok || !strings.Contains(made.What, "EMAIL_OTP") {
		t.Errorf("error %v", err)
	}
}

// TestPoolsVerifyAddressesForCodes has a server confirm users by codes alone, and send
// none in pools that do not verify addresses: pools made later do.
func TestPoolsVerifyAddressesForCodes(t *testing.T) {
	p := newPools(t)
	p.answer("AdminCreateUser", lacking)
	p.answer("ConfirmSignUp", always(200, map[string]any{}))
	p.answer("GET /_cogbench/messages", func(c call) (int, any) {
		return 200, []any{map[string]any{"code": "123456", "sentAt": c.Request.URL.Query().Get("username")}}
	})
	p.answer("SignUp", func(call) (int, any) {
		answer := map[string]any{"UserSub": "sub1"}
		created := p.seen("CreateUserPool")
		if created[len(created)-1].Body["AutoVerifiedAttributes"] != nil {
			answer["CodeDeliveryDetails"] = map[string]any{"DeliveryMedium": "EMAIL"}
		}
		return 200, answer
	})
	fixtures := newTarget(t, p.URL).NewFixtures("")
	for want := range 2 {
		pool, err := fixtures.FreshPool(t.Context(), target.PoolSpec{})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, err := pool.User(t.Context(), target.UserSpec{}); (err == nil) != (want == 1) {
				t.Errorf("user in pool %d: %v", want, err)
			}
		}
	}
	found, err := newTarget(t, p.URL).Explore(t.Context(), "")
	if err != nil || !slices.ContainsFunc(found.Rungs, func(r target.Rung) bool { return r.Way == "SignUp + ConfirmSignUp" }) {
		t.Errorf("explored %+v, %v", found, err)
	}
}

// TestSignedUpUsersAreAsSpecified holds that a user with an address that nothing
// verified, or with one that it must not have, is no fixture.
func TestSignedUpUsersAreAsSpecified(t *testing.T) {
	for name, c := range map[string]struct {
		spec     target.UserSpec
		verifies bool // an administrator can still verify addresses
		unmet    bool
	}{
		"no address":                {target.UserSpec{NoAddress: true}, true, true},
		"any":                       {target.UserSpec{}, false, false},
		"a code's address":          {target.UserSpec{Email: true}, false, false},
		"a number":                  {target.UserSpec{Phone: true}, false, true},
		"a number and an address":   {target.UserSpec{Phone: true, Email: true}, false, true},
		"a number, verified by one": {target.UserSpec{Phone: true, Email: true}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPools(t)
			p.answer("AdminCreateUser", lacking)
			if !c.verifies {
				p.answer("AdminUpdateUserAttributes", lacking)
			}
			p.answer("ConfirmSignUp", always(200, map[string]any{}))
			p.answer("SignUp", func(c call) (int, any) {
				answer := map[string]any{"UserSub": "sub1"}
				if strings.Contains(string(c.Raw), "example.com") {
					answer["CodeDeliveryDetails"] = map[string]any{"DeliveryMedium": "EMAIL"}
				}
				return 200, answer
			})
			p.answer("GET /_cogbench/messages", func(c call) (int, any) {
				return 200, []any{map[string]any{"code": "123456", "sentAt": c.Request.URL.Query().Get("username")}}
			})
			pool, err := newTarget(t, p.URL).NewFixtures("").Pool(t.Context(), target.PoolSpec{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = pool.User(t.Context(), c.spec)
			if errors.Is(err, target.ErrUnmet) != c.unmet || !c.unmet && err != nil {
				t.Errorf("user: %v", err)
			}
		})
	}
}
