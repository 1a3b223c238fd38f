package target_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/pquerna/otp/totp"

	"github.com/cogbench/cogbench/target"
)

// TestPoolsAreMadeAsSpecified looks at what was sent; the SDK leaves false out.
func TestPoolsAreMadeAsSpecified(t *testing.T) {
	p := newPools(t)
	fixtures := newTarget(t, p.URL).NewFixtures("run7")
	for _, c := range []struct {
		spec    target.PoolSpec
		devices any
		mfa     string
	}{
		{target.PoolSpec{}, nil, ""},
		{target.PoolSpec{Tracking: target.Always}, map[string]any{"ChallengeRequiredOnNewDevice": false, "DeviceOnlyRememberedOnUserPrompt": false}, ""},
		{target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn}, map[string]any{"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false}, "ON"},
		{target.PoolSpec{Tracking: target.OptIn, MFA: target.MFAOptional}, map[string]any{"ChallengeRequiredOnNewDevice": false, "DeviceOnlyRememberedOnUserPrompt": true}, "OPTIONAL"},
	} {
		t.Run(c.spec.String(), func(t *testing.T) {
			made, err := fixtures.Pool(t.Context(), c.spec)
			if err != nil {
				t.Fatal(err)
			}
			again, err := fixtures.Pool(t.Context(), c.spec)
			if err != nil || again != made {
				t.Errorf("asked again: %v, %v", again, err)
			}
			sent := p.made[made.ID]
			if !reflect.DeepEqual(sent["DeviceConfiguration"], c.devices) {
				t.Errorf("devices %v, want %v", sent["DeviceConfiguration"], c.devices)
			}
			if tags, _ := sent["UserPoolTags"].(map[string]any); tags["cogbench:run"] != "run7" {
				t.Errorf("tags %v", tags)
			}
			mfa := p.seen("SetUserPoolMfaConfig")
			set := ""
			for _, call := range mfa {
				if call.text("UserPoolId") == made.ID {
					set += call.text("MfaConfiguration")
				}
			}
			if set != c.mfa {
				t.Errorf("MFA set to %q, want %q", set, c.mfa)
			}
		})
	}
	fresh, err := fixtures.FreshPool(t.Context(), target.PoolSpec{})
	if err != nil || p.left() != 5 {
		t.Errorf("fresh pool %v, %v; %d pools", fresh, err, p.left())
	}
	if err := fixtures.Close(); err != nil || p.left() != 0 {
		t.Errorf("close: %v, %d pools left", err, p.left())
	}
}

func TestClientsAreMadeAsSpecified(t *testing.T) {
	p := newPools(t)
	pool, err := newTarget(t, p.URL).NewFixtures("").Pool(t.Context(), target.PoolSpec{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		spec target.ClientSpec
		want map[string]any
	}{
		{"plain", target.ClientSpec{}, map[string]any{"AccessTokenValidity": nil, "TokenValidityUnits": nil, "AuthSessionValidity": nil, "RefreshTokenRotation": nil}},
		{"secret", target.ClientSpec{Secret: true}, map[string]any{"GenerateSecret": true}},
		{"lives", target.ClientSpec{AccessToken: 5 * time.Minute, RefreshToken: 2 * time.Hour, Session: 4 * time.Minute}, map[string]any{
			"AccessTokenValidity": 300.0, "RefreshTokenValidity": 7200.0, "IdTokenValidity": nil, "AuthSessionValidity": 4.0,
			"TokenValidityUnits": map[string]any{"AccessToken": "seconds", "RefreshToken": "seconds"},
		}},
		{"rotation", target.ClientSpec{Rotation: true, RotationGrace: 10 * time.Second}, map[string]any{
			"RefreshTokenRotation": map[string]any{"Feature": "ENABLED", "RetryGracePeriodSeconds": 10.0},
			"ExplicitAuthFlows":    []any{"ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH"},
		}},
		{"existence", target.ClientSpec{PreventUserExistenceErrors: types.PreventUserExistenceErrorTypesEnabled}, map[string]any{"PreventUserExistenceErrors": "ENABLED"}},
		{"edited", target.ClientSpec{Edit: func(in *cip.CreateUserPoolClientInput) { in.ClientName = new("mine") }}, map[string]any{"ClientName": "mine"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, err := pool.Client(t.Context(), c.spec)
			if err != nil {
				t.Fatal(err)
			}
			calls := p.seen("CreateUserPoolClient")
			sent := calls[len(calls)-1].Body
			for member, want := range c.want {
				if !reflect.DeepEqual(sent[member], want) {
					t.Errorf("%s: %v, want %v", member, sent[member], want)
				}
			}
			if (client.Secret != "") != c.spec.Secret {
				t.Errorf("secret %q", client.Secret)
			}
			again, err := pool.Client(t.Context(), c.spec)
			if err != nil || (again == client) != (c.spec.Edit == nil) {
				t.Errorf("asked again: %v, %v", again, err)
			}
		})
	}
}

// TestUserOfAPoolThatDemandsMFA enrols the token in the middle of a sign-in.
func TestUserOfAPoolThatDemandsMFA(t *testing.T) {
	p := newPools(t)
	pool, err := newTarget(t, p.URL).NewFixtures("").Pool(t.Context(), target.PoolSpec{MFA: target.MFAOn, Factors: []target.Factor{target.TOTP, target.SMS}})
	if err != nil {
		t.Fatal(err)
	}
	user, err := pool.User(t.Context(), target.UserSpec{Factors: []target.Factor{target.TOTP, target.SMS}})
	if err != nil {
		t.Fatal(err)
	}
	if user.TOTP == nil || user.TOTP.Secret() != totpSecret || user.Phone == "" || user.Sub != "sub-of-"+user.Username {
		t.Errorf("user %+v", user)
	}
	if strings.Contains(string(p.seen("AdminCreateUser")[0].Raw), user.Phone) {
		t.Error("the number came before the token: the sign-in would have asked for SMS_MFA")
	}
	for operation, session := range map[string]string{
		"AssociateSoftwareToken": "session-one-0123456789", "VerifySoftwareToken": "session-two-0123456789", "RespondToAuthChallenge": "session-three-01234567",
	} {
		if calls := p.seen(operation); len(calls) != 1 || calls[0].text("Session") != session {
			t.Errorf("%s: %d calls, session %q", operation, len(calls), calls[0].text("Session"))
		}
	}
	preference := p.seen("AdminSetUserMFAPreference")[0].Body
	if !reflect.DeepEqual(preference["SoftwareTokenMfaSettings"], map[string]any{"Enabled": true, "PreferredMfa": true}) ||
		!reflect.DeepEqual(preference["SMSMfaSettings"], map[string]any{"Enabled": true, "PreferredMfa": false}) {
		t.Errorf("preference %v", preference)
	}
}

// TestEnrolmentLeavesTheCodeAtHand holds that in real time a user can sign in
// right after the enrolment, and that a target which takes no older code gets the
// present one.
func TestEnrolmentLeavesTheCodeAtHand(t *testing.T) {
	for name, peer := range map[string]struct {
		takes []time.Duration // codes of these times, from now on
		known target.Leeway   // of an earlier exploration
		tries int             // codes sent to enrol two users
		waits []bool          // whether each then waits for a code
	}{
		"the step before and the one to come": {[]time.Duration{-30 * time.Second, 0, 30 * time.Second}, target.Leeway{}, 2, []bool{true, false}},
		"the step before":                     {[]time.Duration{-30 * time.Second, 0}, target.Leeway{}, 3, []bool{false, false}},
		"the present step alone":              {[]time.Duration{0}, target.Leeway{}, 4, []bool{true, true}},
		"both, as is known":                   {[]time.Duration{-30 * time.Second, 0, 30 * time.Second}, target.Leeway{TriedAhead: true, Ahead: true}, 2, []bool{false, false}},
		"the step before, as is known":        {[]time.Duration{-30 * time.Second, 0}, target.Leeway{TriedAhead: true}, 2, []bool{false, false}},
		"the present one, as is known":        {[]time.Duration{0}, target.Leeway{TriedAhead: true, NoEarly: true}, 2, []bool{true, true}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPools(t)
			p.answer("GET /_cogbench/", nil)
			synctest.Test(t, func(t *testing.T) {
				now := time.Now() // and so it stays while the fake answers
				p.answer("VerifySoftwareToken", func(c call) (int, any) {
					if !slices.ContainsFunc(peer.takes, func(from time.Duration) bool {
						return c.text("UserCode") == must(totp.GenerateCode(totpSecret, now.Add(from)))
					}) {
						return 400, refusal("EnableSoftwareTokenMFAException", "Code mismatch")
					}
					return 200, map[string]any{"Status": "SUCCESS", "Session": "session-three-01234567"}
				})
				if waits := enrolTwo(t, p.URL, peer.known); !slices.Equal(waits, peer.waits) {
					t.Errorf("the next code is waited for: %v, want %v", waits, peer.waits)
				}
			})
			if tries := len(p.seen("VerifySoftwareToken")); tries != peer.tries {
				t.Errorf("%d codes sent, want %d", tries, peer.tries)
			}
		})
	}
}

// enrolTwo enrols two users and tells whether their next code is waited for.
func enrolTwo(t *testing.T, url string, known target.Leeway) (waits []bool) {
	t.Helper()
	on := newBubbledTarget(t, url, func(_ *target.Config, o *target.Options) { o.Explored = &target.Exploration{Leeway: known} })
	pool, err := on.NewFixtures("").Pool(t.Context(), target.PoolSpec{MFA: target.MFAOn})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		user, err := pool.User(t.Context(), target.UserSpec{Factors: []target.Factor{target.TOTP}})
		if err != nil {
			t.Fatal(err)
		}
		waits = append(waits, user.TOTP.Wait() > 0)
	}
	return waits
}

func must(code string, err error) string {
	if err != nil {
		panic(err)
	}
	return code
}

func TestUserSignsUpWhereNobodyIsCreated(t *testing.T) {
	p := newPools(t)
	p.answer("AdminCreateUser", always(http.StatusInternalServerError, "Cognito Unsupported operation: AdminCreateUser"))
	p.answer("SignUp", always(200, map[string]any{"UserSub": "sub1"}))
	p.answer("AdminConfirmSignUp", always(200, map[string]any{}))
	pool, err := newTarget(t, p.URL).NewFixtures("").Pool(t.Context(), target.PoolSpec{})
	if err != nil {
		t.Fatal(err)
	}
	user, err := pool.User(t.Context(), target.UserSpec{Email: true})
	if err != nil || user.Sub != "sub1" || user.ID != user.Username {
		t.Fatalf("%+v, %v", user, err)
	}
	if sent := string(p.seen("SignUp")[0].Raw); strings.Contains(sent, "email_verified") || !strings.Contains(sent, user.Email) {
		t.Errorf("signed up with %s", sent)
	}
}

func TestFixtureThatCannotBeMade(t *testing.T) {
	p := newPools(t)
	p.answer("SetUserPoolMfaConfig", always(http.StatusNotImplemented, ""))
	p.answer("CreateUserPool", func(c call) (int, any) {
		if c.text("MfaConfiguration") == "ON" {
			return http.StatusBadRequest, refusal("InvalidParameterException", "MfaConfiguration")
		}
		return p.create(c)
	})
	fixtures := newTarget(t, p.URL).NewFixtures("")
	_, err := fixtures.Pool(t.Context(), target.PoolSpec{MFA: target.MFAOn})
	if _, ok := errors.AsType[*target.FixtureError](err); !ok || target.AsError(err).Kind != target.Unsupported {
		t.Errorf("error %v", err)
	}
	if err := fixtures.Close(); err != nil || p.left() != 0 {
		t.Errorf("close: %v; %d half-made pools left", err, p.left())
	}
	delete(p.answers, "GET /_cogbench/")
	_, err = newTarget(t, p.URL).NewFixtures("").Pool(t.Context(), target.PoolSpec{CustomAuth: true})
	if !errors.Is(err, target.ErrUnmet) {
		t.Errorf("CUSTOM_AUTH without functions: %v", err)
	}
}

// TestInterruptLeavesNothing interrupts the creation of a pool half way: the
// creation is brought to its end, so that the pool is known and removed.
func TestInterruptLeavesNothing(t *testing.T) {
	p := newPools(t)
	ctx, cancel := context.WithCancel(t.Context())
	p.answer("CreateUserPool", func(c call) (int, any) {
		cancel()
		time.Sleep(50 * time.Millisecond)
		return p.create(c)
	})
	fixtures := newTarget(t, p.URL).NewFixtures("")
	if _, err := fixtures.Pool(ctx, target.PoolSpec{}); err != nil {
		t.Fatal(err)
	}
	if p.left() != 1 {
		t.Fatalf("%d pools made", p.left())
	}
	if err := fixtures.Close(); err != nil || p.left() != 0 {
		t.Errorf("close: %v; %d pools left", err, p.left())
	}
}

// TestDoubtfulCreation loses the answers of a creation, which is tried three times: the
// pools are found by their tag.
func TestDoubtfulCreation(t *testing.T) {
	p := newPools(t)
	p.answer("CreateUserPool", func(c call) (int, any) {
		p.create(c)
		return http.StatusInternalServerError, refusal("InternalErrorException", "lost")
	})
	fixtures := newTarget(t, p.URL).NewFixtures("")
	if _, err := fixtures.Pool(t.Context(), target.PoolSpec{}); err == nil || p.left() != 3 {
		t.Fatalf("error %v, %d pools", err, p.left())
	}
	if err := fixtures.Close(); err != nil || p.left() != 0 {
		t.Errorf("close: %v; %d pools left", err, p.left())
	}
}

func TestCloseNamesWhatIsLeft(t *testing.T) {
	p := newPools(t)
	fixtures := newTarget(t, p.URL).NewFixtures("")
	pool, err := fixtures.Pool(t.Context(), target.PoolSpec{})
	if err != nil {
		t.Fatal(err)
	}
	order := ""
	for _, name := range []string{"a", "b"} {
		fixtures.Undo(name, func(context.Context) error { order += name; return nil })
	}
	p.answer("DeleteUserPool", always(400, refusal("NotAuthorizedException", "no")))
	if err := fixtures.Close(); err == nil || !strings.Contains(err.Error(), pool.ID) {
		t.Errorf("close: %v", err)
	}
	if order != "ba" {
		t.Errorf("undone in the order %q", order)
	}
	if err := fixtures.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
}

// What a process looks for after a creation whose answer was lost is its own: others of
// the same run are still at work in theirs.
func TestDoubtfulCreationLeavesTheOthersOfARun(t *testing.T) {
	p := newPools(t)
	made := newTarget(t, p.URL)
	doubtful, other := made.NewFixtures("ab"), made.NewFixtures("ab")
	if _, err := other.FreshPool(t.Context(), target.PoolSpec{}); err != nil {
		t.Fatal(err)
	}
	p.answer("CreateUserPool", func(c call) (int, any) {
		p.create(c)
		return 500, nil
	})
	if _, err := doubtful.FreshPool(t.Context(), target.PoolSpec{}); err == nil {
		t.Fatal("a pool was made without an answer")
	}
	if err := doubtful.Close(); err != nil || p.left() != 1 {
		t.Errorf("%v; %d pools left, want that of the other process", err, p.left())
	}
}

func TestCleanup(t *testing.T) {
	p := newPools(t)
	made := newTarget(t, p.URL)
	for _, name := range []string{"ab", "abc", "ab"} {
		if _, err := made.NewFixtures(name).FreshPool(t.Context(), target.PoolSpec{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, foreign := range []map[string]any{{"PoolName": "theirs"}, {"PoolName": "cogbench-ab-like-ours"}} {
		p.create(call{Body: foreign})
	}
	if n, err := made.Cleanup(t.Context(), "ab"); n != 2 || err != nil || p.left() != 3 {
		t.Errorf("of run ab %d deleted, %v; %d left", n, err, p.left())
	}
	if n, err := made.Cleanup(t.Context(), ""); n != 1 || err != nil || p.left() != 2 {
		t.Errorf("of all runs %d deleted, %v; %d left", n, err, p.left())
	}
}
