package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/referee/live"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/awkward"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// start makes a pool for a test.
func start(t *testing.T, options live.Options) *live.Pool {
	t.Helper()
	pool, err := live.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return pool
}

// clientOf is the right client, and who signs in with it.
func clientOf(pool *live.Pool) (*flaws.Client, flaws.Person) {
	secret := ""
	code := func(ctx context.Context, challenge string) (string, error) {
		switch {
		case challenge != "SOFTWARE_TOKEN_MFA":
			return sentTo(ctx, pool)
		case pool.TOTP != nil:
			return pool.TOTP.Code(ctx)
		}
		return codeOf(ctx, pool, secret)
	}
	client := flaws.New(flaws.Pool{
		Endpoint: pool.Endpoint, PoolID: pool.UserPoolID, ClientID: pool.ClientID, ClientSecret: pool.ClientSecret,
	})
	client.HTTP = &http.Client{Transport: patient{}}
	return client, flaws.Person{
		Name: pool.Username, Password: pool.Password, NewPassword: pool.Password + "2", Custom: refpool.CustomAuthAnswer,
		Remember: true, Code: code,
		SetUp: func(given string) (string, error) { secret = given; return codeOf(context.Background(), pool, given) },
	}
}

// patient repeats a call that was refused since there are too many, as the SDKs do.
type patient struct{}

func (patient) RoundTrip(request *http.Request) (*http.Response, error) {
	for {
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil || !strings.HasPrefix(response.Header.Get("X-Amzn-Errortype"), "TooManyRequests") || request.GetBody == nil {
			return response, err
		}
		response.Body.Close()
		if request.Body, err = request.GetBody(); err != nil {
			return nil, err
		}
	}
}

// codeOf moves the pool's time to a step whose code was not used, and is that code.
func codeOf(ctx context.Context, pool *live.Pool, secret string) (string, error) {
	if err := pool.Clock.Advance(ctx, pool.UserPoolID, time.Minute); err != nil {
		return "", err
	}
	return totp.GenerateCode(secret, pool.Clock.Now(pool.UserPoolID))
}

// sentTo is the newest code that was sent to the user, as any program can read it.
func sentTo(ctx context.Context, pool *live.Pool) (string, error) {
	query := url.Values{"userPoolId": {pool.UserPoolID}, "username": {pool.Username}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, pool.Endpoint+"/_cogbench/messages?"+query.Encode(), nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ Messages []refpool.Message }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", err
	}
	if len(answer.Messages) == 0 {
		return "", errors.New("no code was sent")
	}
	return answer.Messages[len(answer.Messages)-1].Code, nil
}

// conclude is what a judge says of what a pool saw.
func conclude(t *testing.T, pool *live.Pool) (*referee.History, *report.Client) {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.Live})
	if err != nil {
		t.Fatal(err)
	}
	pool.Tell(judge, "")
	return judge.History(), judge.Conclude()
}

// innocent holds that nothing speaks against a client.
func innocent(t *testing.T, found *report.Client) {
	t.Helper()
	for _, rule := range found.Rules {
		if rule.Outcome == report.Violated {
			t.Errorf("%s: %s", rule.ID, rule.Message)
		}
	}
	if len(found.NotJudged) > 0 || found.CutShort != "" {
		t.Errorf("not judged: %q, cut short: %q", found.NotJudged, found.CutShort)
	}
}

// The right client comes through in every setting, nothing but its calls is seen, and the
// pool knows what no message says.
func TestSettings(t *testing.T) {
	for name, options := range map[string]live.Options{
		"no devices":          {},
		"always, TOTP":        {Tracking: target.Always, Factor: target.TOTP},
		"opt-in, SMS":         {Tracking: target.OptIn, Factor: target.SMS},
		"e-mail":              {Tracking: target.Always, Factor: target.Email},
		"alias and secret":    {Tracking: target.Always, Factor: target.TOTP, Alias: true, ClientSecret: true},
		"alias and no factor": {Tracking: target.Always, Alias: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := start(t, options)
			client, person := clientOf(pool)
			var tokens *flaws.Tokens
			for range 2 {
				var err error
				if tokens, err = client.SignIn(t.Context(), person, "USER_SRP_AUTH"); err != nil {
					t.Fatal(err)
				}
				if err := client.Refresh(t.Context(), tokens); err != nil {
					t.Fatal(err)
				}
			}
			if remembers := tokens.Device != nil; remembers != (options.Tracking != target.NoTracking) {
				t.Errorf("a device: %v", remembers)
			}
			history, found := conclude(t, pool)
			innocent(t, found)
			if len(history.SignIns) != 2 || options.Factor != "" && !history.SignIns[0].Asked(string(options.Factor)) {
				t.Errorf("%d sign-ins", len(history.SignIns))
			}
			for _, e := range history.Exchanges {
				proves(t, pool, e)
			}
		})
	}
}

// proves holds that what is known of an exchange is true: the proof that it carries can be
// computed from it.
func proves(t *testing.T, pool *live.Pool, e *referee.Exchange) {
	t.Helper()
	known := e.Known
	if known == nil || known.PoolID != pool.UserPoolID || known.ClientSecret != pool.ClientSecret || known.Username == "" || known.Sub == "" {
		t.Fatalf("%s: known is %+v", e.Operation, known)
	}
	leg := e.Request.ChallengeName == "PASSWORD_VERIFIER" || e.Request.ChallengeName == "DEVICE_PASSWORD_VERIFIER"
	if leg != (known.Verifier != nil) || leg != (known.ServerSecret != nil) {
		t.Errorf("%s %s: v is %v", e.Operation, e.Request.ChallengeName, known.Verifier)
	}
	if e.Request.ChallengeName == "PASSWORD_VERIFIER" && known.Secret != pool.Password {
		t.Error("the password is not known")
	}
}

// Each way is awkward to the right client, and the client comes through.
func TestAwkward(t *testing.T) {
	seen := map[string]func(*referee.History) bool{
		"stale-key":             refusedWith("PASSWORD_VERIFIER", "ResourceNotFoundException"),
		"forgotten-midway":      refusedWith("DEVICE_PASSWORD_VERIFIER", "NotAuthorizedException"),
		"throttled":             refusedWith("PASSWORD_VERIFIER", "TooManyRequestsException"),
		"expired-session":       refusedWith("SOFTWARE_TOKEN_MFA", "NotAuthorizedException"),
		"select-mfa-type":       asked("SELECT_MFA_TYPE"),
		"mfa-setup":             asked("MFA_SETUP"),
		"new-password-required": asked("NEW_PASSWORD_REQUIRED"),
		"short-srp-b":           parameters("SRP_B", func(text string) bool { return len(text) <= 3072/4-1 }),
		"short-salt":            parameters("SALT", func(text string) bool { return len(text) <= 31 }),
		"longest-session":       some(func(e *referee.Exchange) bool { return len(e.Response.Session) > 2048 }),
		"long-tokens": some(func(e *referee.Exchange) bool {
			result := e.Response.AuthenticationResult
			return result != nil && len(result.AccessToken) > 8<<10 && len(result.IDToken) > 8<<10 && len(result.RefreshToken) > 8<<10
		}),
		"extra-members":     some(func(e *referee.Exchange) bool { return e.Response.Members["AddedLater"] != nil }),
		"reordered-members": func(*referee.History) bool { return true }, // see the test of variations
		"signing-keys":      func(*referee.History) bool { return true }, // seen in the JWKS alone
		"absent-members": some(func(e *referee.Exchange) bool {
			return e.Response.AuthenticationResult != nil && e.Response.Members["ChallengeParameters"] == nil
		}),
	}
	for _, way := range awkward.All() {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			pool := start(t, live.Options{Tracking: target.Always, Factor: target.TOTP, Awkward: []awkward.Way{way}})
			client, person := clientOf(pool)
			succeeded := 0
			for range 4 {
				tokens, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH")
				if err != nil {
					t.Log(err) // a person would try again
					continue
				}
				succeeded++
				if way.User == awkward.TemporaryPassword {
					person.Password = person.NewPassword
				}
				if err := client.Refresh(t.Context(), tokens); err != nil {
					t.Log(err)
				}
			}
			history, found := conclude(t, pool)
			innocent(t, found)
			for _, rule := range found.Rules {
				if slices.Contains(way.Rules, rule.ID) && rule.Outcome != report.ObservedOK {
					t.Errorf("%s is %s", rule.ID, rule.Outcome)
				}
			}
			if succeeded < 2 {
				t.Errorf("%d sign-ins succeeded", succeeded)
			}
			if looks := seen[way.Name]; looks == nil || !looks(history) {
				t.Error("nothing awkward was seen")
			}
		})
	}
}

func some(looks func(*referee.Exchange) bool) func(*referee.History) bool {
	return func(h *referee.History) bool { return slices.ContainsFunc(h.Exchanges, looks) }
}

func asked(challenge string) func(*referee.History) bool {
	return some(func(e *referee.Exchange) bool { return e.Response.ChallengeName == challenge })
}

func refusedWith(challenge, exception string) func(*referee.History) bool {
	return some(func(e *referee.Exchange) bool {
		return e.Request.ChallengeName == challenge && e.Response.Error == exception
	})
}

func parameters(name string, looks func(string) bool) func(*referee.History) bool {
	return some(func(e *referee.Exchange) bool {
		value, there := e.Response.ChallengeParameters[name]
		return there && e.Response.ChallengeName == "PASSWORD_VERIFIER" && looks(value)
	})
}

// Zeros of each length come in turn in the legs of users and in those of devices, and the
// proofs are right for each. The salts of devices are the client's.
func TestZeros(t *testing.T) {
	digitsOfN := len(srp.N().Text(16))
	for _, c := range []struct {
		way, parameter    string
		digits, mostZeros int
		legs              []string
	}{
		{"short-srp-b", "SRP_B", digitsOfN, 7, []string{"PASSWORD_VERIFIER", "DEVICE_PASSWORD_VERIFIER"}},
		{"short-salt", "SALT", 32, 31, []string{"PASSWORD_VERIFIER"}},
	} {
		t.Run(c.way, func(t *testing.T) {
			t.Parallel()
			way, err := awkward.Named(c.way)
			if err != nil {
				t.Fatal(err)
			}
			pool := start(t, live.Options{Tracking: target.Always, Awkward: []awkward.Way{way}})
			client, person := clientOf(pool)
			for range c.mostZeros + 1 { // the first one is without a device
				if _, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH"); err != nil {
					t.Fatal(err)
				}
			}
			history, _ := conclude(t, pool)
			for _, leg := range c.legs {
				var values []string
				for _, e := range history.Exchanges {
					if e.Response.ChallengeName == leg {
						values = append(values, e.Response.ChallengeParameters[c.parameter])
					}
				}
				if len(values) < c.mostZeros {
					t.Fatalf("%s: %d values", leg, len(values))
				}
				seen, alternating := map[int]bool{}, true
				for i, value := range values[:c.mostZeros] {
					zeros := c.digits - len(value)
					if zeros < 1 || zeros > c.mostZeros || value[0] == '0' || seen[zeros] {
						t.Errorf("%s %d: %s has %d digits and begins with %c", leg, i+1, c.parameter, len(value), value[0])
					}
					seen[zeros] = true
					alternating = alternating && (i == 0 || len(value)%2 != len(values[i-1])%2)
				}
				if alternating {
					t.Errorf("%s: odd and even numbers of digits alternate", leg)
				}
			}
		})
	}
}

// A salt begins with every digit: also with those whose bytes are a negative number, unless a
// byte stands before them, and with others.
func TestShortSaltsBeginWithAnyDigit(t *testing.T) {
	way, err := awkward.Named("short-salt")
	if err != nil {
		t.Fatal(err)
	}
	pool := start(t, live.Options{Awkward: []awkward.Way{way}})
	client, person := clientOf(pool)
	small, large := 0, 0
	for range 31 {
		if _, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH"); err != nil {
			t.Fatal(err)
		}
	}
	history, _ := conclude(t, pool)
	for _, signIn := range history.SignIns {
		if signIn.First().Response.ChallengeParameters["SALT"][0] < '8' {
			small++
		} else {
			large++
		}
	}
	if small == 0 || large == 0 {
		t.Errorf("%d begin with 1 to 7, %d with 8 to f", small, large)
	}
}

func TestTogether(t *testing.T) {
	pool := start(t, live.Options{Tracking: target.OptIn, Factor: target.TOTP, Awkward: awkward.Together()})
	client, person := clientOf(pool)
	succeeded := 0
	for range 12 {
		if _, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH"); err != nil {
			if strings.Contains(err.Error(), "Incorrect username or password") {
				person.Password = person.NewPassword // which was set before the sign-in failed
			}
			t.Log(err)
			continue
		}
		succeeded++
		person.Password = person.NewPassword
	}
	_, found := conclude(t, pool)
	innocent(t, found)
	if succeeded < 2 {
		t.Errorf("%d sign-ins succeeded", succeeded)
	}
}

func TestEnvironment(t *testing.T) {
	pool := start(t, live.Options{Factor: target.TOTP, ClientSecret: true})
	environment := strings.Join(pool.Environment(), "\n")
	for _, name := range []string{"ENDPOINT", "REGION", "USER_POOL_ID", "CLIENT_ID", "CLIENT_SECRET", "USERNAME", "PASSWORD", "TOTP_SECRET"} {
		if !strings.Contains(environment, "COGBENCH_"+name+"=") {
			t.Errorf("no COGBENCH_%s", name)
		}
	}
	if bare := strings.Join(start(t, live.Options{}).Environment(), "\n"); strings.Contains(bare, "TOTP") || strings.Contains(bare, "CLIENT_SECRET") {
		t.Error("secrets that there are none of")
	}
}

func TestCannotListen(t *testing.T) {
	if _, err := live.Start(t.Context(), live.Options{Listen: "nowhere"}); err == nil {
		t.Error("it listens")
	}
}
