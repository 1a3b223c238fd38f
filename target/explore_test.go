package target_test

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/target"
)

// TestExploreAReferencePool holds that all is found where all is, in a moment, by the
// usual ways, and that nothing is left.
func TestExploreAReferencePool(t *testing.T) {
	server, err := embeddedpool.Start(refpool.Options{}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	config := server.Config("")
	made := newTarget(t, config.Endpoint, func(c *target.Config, _ *target.Options) { *c = config })
	started := time.Now()
	found, err := made.Explore(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("explored in %v", time.Since(started))
	for _, part := range found.Has {
		if !part.Has || part.Evidence == "" {
			t.Errorf("%+v", part)
		}
	}
	if !reflect.DeepEqual(found.Rungs, target.UsualRungs()) {
		t.Errorf("rungs %+v", found.Rungs)
	}
	left, err := made.API().ListUserPools(t.Context(), &cip.ListUserPoolsInput{MaxResults: aws.Int32(60)})
	if err != nil || len(left.UserPools) != 0 {
		t.Errorf("%d pools left, %v", len(left.UserPools), err)
	}
}

// goodPools answers every probe as a server does that has all but what a test takes
// away.
func goodPools(t *testing.T) *pools {
	t.Helper()
	p := newPools(t)
	factor := false
	result := map[string]any{
		"AccessToken": "access-token-0123456789", "RefreshToken": "refresh-token-0123456789",
		"NewDeviceMetadata": map[string]any{"DeviceKey": "us-east-1_key", "DeviceGroupKey": "group"},
	}
	p.answer("InitiateAuth", func(c call) (int, any) {
		switch flow := c.text("AuthFlow"); {
		case flow == "USER_SRP_AUTH":
			return 200, map[string]any{"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": map[string]any{"SRP_B": "ab"}}
		case flow == "USER_AUTH":
			return 200, map[string]any{"ChallengeName": "SELECT_CHALLENGE"}
		case factor && flow == "USER_PASSWORD_AUTH":
			return 200, map[string]any{"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "session"}
		}
		return 200, map[string]any{"AuthenticationResult": result}
	})
	tokens := always(200, map[string]any{"AuthenticationResult": result})
	p.answer("AdminInitiateAuth", tokens)
	p.answer("GetTokensFromRefreshToken", tokens)
	p.answer("ConfirmDevice", always(200, map[string]any{}))
	p.answer("AdminSetUserMFAPreference", func(call) (int, any) {
		factor = true
		return 200, map[string]any{}
	})
	return p
}

// TestExploreFindsWhatIsLacking takes parts of the protocol away, each as servers do.
func TestExploreFindsWhatIsLacking(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]func(call) (int, any)
		lacks   []string // and nothing else
		unknown []string
	}{
		"nothing":                    {},
		"operations of devices":      {map[string]func(call) (int, any){"ConfirmDevice": nil}, []string{"devices"}, []string{"REFRESH_TOKEN_AUTH", "GetTokensFromRefreshToken"}},
		"software tokens":            {map[string]func(call) (int, any){"AssociateSoftwareToken": always(500, "<html>not implemented</html>")}, []string{"TOTP"}, []string{"MFA"}},
		"MFA":                        {map[string]func(call) (int, any){"AdminSetUserMFAPreference": always(200, map[string]any{})}, []string{"MFA"}, nil},
		"rotation":                   {map[string]func(call) (int, any){"GetTokensFromRefreshToken": nil}, []string{"GetTokensFromRefreshToken"}, nil},
		"an administrator's sign-in": {map[string]func(call) (int, any){"AdminInitiateAuth": nil}, []string{"ADMIN_USER_PASSWORD_AUTH"}, nil},
		"all that takes a password": {map[string]func(call) (int, any){
			"AdminInitiateAuth": nil,
			"InitiateAuth": func(c call) (int, any) {
				if c.text("AuthFlow") == "USER_SRP_AUTH" {
					return 200, map[string]any{"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": map[string]any{"SRP_B": "ab"}}
				}
				return 400, refusal("InvalidParameterException", c.text("AuthFlow")+" is not supported")
			},
		}, []string{"USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "CUSTOM_AUTH", "USER_AUTH"}, []string{"MFA", "TOTP", "devices", "REFRESH_TOKEN_AUTH", "GetTokensFromRefreshToken"}},
		"an administrator's users": {map[string]func(call) (int, any){
			"AdminCreateUser": nil, "SignUp": always(200, map[string]any{"UserConfirmed": true}),
		}, []string{"administrator's operations", "ADMIN_USER_PASSWORD_AUTH"}, nil},
		"throttled": {map[string]func(call) (int, any){"GetTokensFromRefreshToken": always(429, refusal("LimitExceededException", ""))}, nil, []string{"GetTokensFromRefreshToken"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := goodPools(t)
			for operation, answer := range c.answers {
				p.answer(operation, answer)
			}
			found, err := newTarget(t, p.URL).Explore(t.Context(), "")
			if err != nil || p.left() != 0 {
				t.Fatalf("%v; %d pools left", err, p.left())
			}
			var lacks, unknown []string
			for _, part := range found.Has {
				switch {
				case part.Unknown:
					unknown = append(unknown, part.Name)
				case !part.Has:
					lacks = append(lacks, part.Name)
				}
				if part.Evidence == "" || strings.Contains(part.Evidence, "0123456789") {
					t.Errorf("evidence of %s: %q", part.Name, part.Evidence)
				}
			}
			if !slices.Equal(lacks, c.lacks) || !slices.Equal(unknown, c.unknown) {
				t.Errorf("lacks %q, want %q; unknown %q, want %q", lacks, c.lacks, unknown, c.unknown)
				t.Logf("%+v", found.Has)
			}
			if calls := len(p.seen("")); name == "nothing" && calls > 21 {
				t.Errorf("%d calls on a good server", calls)
			}
		})
	}
}

// TestExploreAsksSideBySide has every first probe answered once all were asked, the first
// of them last: what is told stands in the same order all the same.
func TestExploreAsksSideBySide(t *testing.T) {
	p := goodPools(t)
	sides := []string{"USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "CUSTOM_AUTH", "USER_AUTH"}
	var asked sync.Map
	all, late := make(chan struct{}), make(chan struct{})
	await := func(event chan struct{}) {
		select {
		case <-event:
		case <-time.After(time.Minute): // a guard against a hang
			t.Error("the probes are not asked side by side")
		}
	}
	var count atomic.Int64
	for _, operation := range []string{"InitiateAuth", "AdminInitiateAuth"} {
		answer := p.answers[operation]
		p.answer(operation, func(c call) (int, any) {
			flow := c.text("AuthFlow")
			if _, again := asked.LoadOrStore(flow, true); again || !slices.Contains(sides, flow) {
				return answer(c)
			}
			if count.Add(1) == int64(len(sides)) {
				close(all)
			}
			await(all)
			switch flow {
			case "ADMIN_USER_PASSWORD_AUTH":
				defer close(late)
			case "USER_PASSWORD_AUTH":
				await(late)
				time.Sleep(20 * time.Millisecond) // the other answer is on its way
			}
			return answer(c)
		})
	}
	found, err := newTarget(t, p.URL).Explore(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range found.Has {
		if part.Name == "devices" && !strings.Contains(part.Evidence, "came with USER_PASSWORD_AUTH") {
			t.Errorf("devices: %q", part.Evidence)
		}
		if !part.Has {
			t.Errorf("%+v", part)
		}
	}
}

// TestExploreLearnsLeeway has a server in real time, whose software tokens may be ahead.
func TestExploreLearnsLeeway(t *testing.T) {
	p := goodPools(t)
	p.answer("GET /_cogbench/", nil)
	found, err := newTarget(t, p.URL).Explore(t.Context(), "")
	if want := (target.Leeway{TriedAhead: true, Ahead: true}); err != nil || found.Leeway != want {
		t.Errorf("leeway %+v, want %+v; %v", found.Leeway, want, err)
	}
}

// TestExploreIsBounded has a slow server: what there was no time for is unknown.
func TestExploreIsBounded(t *testing.T) {
	p := goodPools(t)
	p.answer("AdminSetUserPassword", func(call) (int, any) {
		time.Sleep(time.Second)
		return 200, map[string]any{}
	})
	found, err := newTarget(t, p.URL).ExploreWithin(t.Context(), 300*time.Millisecond)
	if err != nil || p.left() != 0 {
		t.Fatalf("%v; %d pools left", err, p.left())
	}
	for _, part := range found.Has {
		if part.Has || !part.Unknown {
			t.Errorf("%+v", part)
		}
	}
}

// TestExploreWithoutRights has a server that lets nobody make a pool, in words of its
// own.
func TestExploreWithoutRights(t *testing.T) {
	p := newPools(t)
	p.answer("CreateUserPool", always(http.StatusUnauthorized, refusal("NotAuthorizedException", "Invalid admin token")))
	_, err := newTarget(t, p.URL).Explore(t.Context(), "")
	if refused, ok := errors.AsType[*target.PreflightError](err); !ok || refused.Reason != target.KeyRefused {
		t.Errorf("error %v", err)
	}
}

// TestExploreAGivenPool holds that nothing is made where a pool is given.
func TestExploreAGivenPool(t *testing.T) {
	p := goodPools(t)
	p.create(call{Body: map[string]any{"DeviceConfiguration": map[string]any{}, "MfaConfiguration": "OPTIONAL"}})
	found, err := newTarget(t, p.URL, givenPool).Explore(t.Context(), "")
	if err != nil || found.Rungs != nil {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, part := range found.Has {
		if part.Has == slices.Contains([]string{"MFA", "CUSTOM_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH", "GetTokensFromRefreshToken"}, part.Name) {
			t.Errorf("%+v", part)
		}
	}
	for _, c := range p.seen("") {
		for _, verb := range []string{"Create", "Delete", "Set", "SignUp", "Verify"} {
			if strings.Contains(c.Operation, verb) {
				t.Errorf("%s was called", c.Operation)
			}
		}
	}
}
