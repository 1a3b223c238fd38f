package referee_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// object is a body.
type object map[string]any

// exchange is a call that was answered, or refused where the answer has a __type.
func exchange(t *testing.T, operation string, request, answer object) referee.Exchange {
	t.Helper()
	text := func(value object) []byte {
		body, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	e := referee.Exchange{Operation: operation, Status: 200}
	var err error
	if e.Request, err = referee.ParseRequest(text(request)); err != nil {
		t.Fatal(err)
	}
	if e.Response, err = referee.ParseResponse(text(answer), ""); err != nil {
		t.Fatal(err)
	}
	if e.Response.Error != "" {
		e.Status = 400
	}
	return e
}

// initiate is an InitiateAuth of a user, and respond a challenge response.
func initiate(t *testing.T, name string, answer object) referee.Exchange {
	t.Helper()
	return exchange(t, "InitiateAuth", object{"AuthFlow": "USER_SRP_AUTH", "ClientId": "client", "AuthParameters": object{"USERNAME": name, "SRP_A": "a1"}}, answer)
}

func respond(t *testing.T, challenge, session string, responses, answer object) referee.Exchange {
	t.Helper()
	request := object{"ChallengeName": challenge, "ClientId": "client", "ChallengeResponses": responses}
	if session != "" {
		request["Session"] = session
	}
	return exchange(t, "RespondToAuthChallenge", request, answer)
}

// challenge is an answer that asks for something.
func challenge(name, session string, parameters object) object {
	return object{"ChallengeName": name, "Session": session, "ChallengeParameters": parameters}
}

// tokens is an answer that ends a sign-in.
func tokens(access, refresh string) object {
	return object{"AuthenticationResult": object{"AccessToken": access, "RefreshToken": refresh}}
}

// accessToken is one with claims.
func accessToken(claims object) string {
	payload, _ := json.Marshal(claims) // of a map
	return "e30." + base64.RawURLEncoding.EncodeToString(payload) + ".c2ln"
}

// follow is the history of exchanges.
func follow(t *testing.T, exchanges ...referee.Exchange) *referee.History {
	t.Helper()
	judge, err := referee.New(referee.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range exchanges {
		judge.Add(e)
	}
	judge.Conclude()
	return judge.History()
}

// numbers are those of the steps of each sign-in.
func numbers(h *referee.History) [][]int {
	var all [][]int
	for _, s := range h.SignIns {
		var steps []int
		for _, e := range s.Steps {
			steps = append(steps, e.Number)
		}
		all = append(all, steps)
	}
	return all
}

func expect(t *testing.T, got, want [][]int) {
	t.Helper()
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("sign-ins of the calls %v, want %v", got, want)
	}
}

func verifier(block string) object {
	return challenge("PASSWORD_VERIFIER", "", object{"SECRET_BLOCK": block, "USER_ID_FOR_SRP": "sub-1"})
}

func TestSignInsAreToldApartBySecretBlock(t *testing.T) {
	h := follow(t,
		initiate(t, "ann", verifier("block-of-the-first-sign-in")),
		initiate(t, "ann", verifier("block-of-another-sign-in")),
		respond(t, "PASSWORD_VERIFIER", "", object{"USERNAME": "sub-1", "PASSWORD_CLAIM_SECRET_BLOCK": "block-of-the-first-sign-in"}, challenge("SOFTWARE_TOKEN_MFA", "session-1", nil)),
		respond(t, "PASSWORD_VERIFIER", "", object{"USERNAME": "sub-1", "PASSWORD_CLAIM_SECRET_BLOCK": "block-of-another-sign-in"}, challenge("SOFTWARE_TOKEN_MFA", "session-2", nil)),
		respond(t, "SOFTWARE_TOKEN_MFA", "session-2", object{"USERNAME": "sub-1"}, tokens("access-2", "refresh-2")),
		respond(t, "SOFTWARE_TOKEN_MFA", "session-1", object{"USERNAME": "sub-1"}, tokens("access-1", "refresh-1")),
	)
	expect(t, numbers(h), [][]int{{1, 3, 6}, {2, 4, 5}})
}

// Clients leave the Session out of the device's challenges: the device tells two sign-ins of
// a user apart.
func TestDeviceChallengesWithoutSessionAreFound(t *testing.T) {
	first, second := "us-east-1_0a", "us-east-1_0b"
	h := follow(t,
		initiate(t, "ann", verifier("first-block-of-ann")),
		initiate(t, "ann", verifier("other-block-of-ann")),
		respond(t, "PASSWORD_VERIFIER", "", object{"USERNAME": "sub-1", "DEVICE_KEY": first, "PASSWORD_CLAIM_SECRET_BLOCK": "first-block-of-ann"}, challenge("DEVICE_SRP_AUTH", "", nil)),
		respond(t, "PASSWORD_VERIFIER", "", object{"USERNAME": "sub-1", "DEVICE_KEY": second, "PASSWORD_CLAIM_SECRET_BLOCK": "other-block-of-ann"}, challenge("DEVICE_SRP_AUTH", "", nil)),
		respond(t, "DEVICE_SRP_AUTH", "", object{"USERNAME": "sub-1", "DEVICE_KEY": first}, object{}),
		respond(t, "DEVICE_SRP_AUTH", "", object{"USERNAME": "sub-1", "DEVICE_KEY": second}, object{}),
	)
	expect(t, numbers(h), [][]int{{1, 3, 5}, {2, 4, 6}})
}

func TestARecordingMayBeginInTheMiddle(t *testing.T) {
	h := follow(t,
		respond(t, "SMS_MFA", "session-from-before", object{"USERNAME": "ann"}, tokens("access", "refresh")),
		exchange(t, "ConfirmDevice", object{"AccessToken": "access", "DeviceKey": "us-east-1_0a"}, object{}),
		exchange(t, "GetUser", object{"AccessToken": accessToken(object{"username": "bob", "client_id": "client"})}, object{}),
	)
	expect(t, numbers(h), [][]int{{1}})
	if s := h.SignIns[0]; s.Whole() || len(s.After) != 1 || s.User == nil || !slices.Contains(s.User.Names, "ann") {
		t.Errorf("the sign-in is %+v", s)
	}
	if user := h.UserOf(h.Exchanges[2]); user == nil || !slices.Contains(user.Names, "bob") {
		t.Errorf("the claims of the token are not read: %+v", user)
	}
}

func TestAnAlteredSessionIsFound(t *testing.T) {
	const session = "AYABe-a-session-that-is-long-enough-to-be-told"
	h := follow(t,
		initiate(t, "ann", verifier("block")),
		respond(t, "PASSWORD_VERIFIER", "", object{"USERNAME": "sub-1", "PASSWORD_CLAIM_SECRET_BLOCK": "block"}, challenge("SMS_MFA", session, nil)),
		respond(t, "SMS_MFA", session[:40], object{"USERNAME": "sub-1"}, object{"__type": "NotAuthorizedException"}),
		respond(t, "SMS_MFA", "AYABe-another-one-of-before-the-recording-began", object{"USERNAME": "sub-1"}, tokens("access", "refresh")),
	)
	expect(t, numbers(h), [][]int{{1, 2, 3}, {4}})
}

func TestUsersAreOneUnderAllTheirNames(t *testing.T) {
	access := accessToken(object{"username": "ann", "sub": "sub-1"})
	named := func(name string) object {
		return challenge("SMS_MFA", "session-of-"+name, object{"USER_ID_FOR_SRP": name})
	}
	h := follow(t,
		initiate(t, "ann@example.com", named("ann")),
		respond(t, "SMS_MFA", "session-of-ann", object{"USERNAME": "ann"}, tokens(access, "refresh")),
		initiate(t, "sub-1", object{}),
		initiate(t, "ann", object{}),
		initiate(t, "bob", object{}),
	)
	if len(h.Users) != 2 {
		t.Fatalf("%d users, want 2", len(h.Users))
	}
	ann := h.Users[0]
	for _, name := range []string{"ann@example.com", "ann", "sub-1"} {
		if !slices.Contains(ann.Names, name) {
			t.Errorf("the user is not known as %s: %v", name, ann.Names)
		}
	}
	if ann.Told("ann@example.com") || !ann.Told("ann") || !ann.Told("sub-1") {
		t.Error("an alias is taken for a name of the service's, or the reverse")
	}
	for i, s := range h.SignIns {
		if want := map[bool]*referee.User{true: ann, false: h.Users[1]}[i < 3]; s.User != want {
			t.Errorf("sign-in %d is of another user", i+1)
		}
	}
}

// An address may go from one user to another: the two stay two.
func TestAnAliasMayMove(t *testing.T) {
	named := func(name string) object {
		return challenge("SMS_MFA", "session-of-"+name, object{"USER_ID_FOR_SRP": name})
	}
	h := follow(t,
		initiate(t, "office@example.com", named("ann")),
		initiate(t, "office@example.com", named("bob")),
		initiate(t, "office@example.com", object{}),
	)
	if len(h.Users) != 2 || h.SignIns[0].User == h.SignIns[1].User || h.SignIns[2].User != h.SignIns[1].User {
		t.Errorf("%d users; the first and second sign-in are of %p and %p, the third of %p", len(h.Users), h.SignIns[0].User, h.SignIns[1].User, h.SignIns[2].User)
	}
}

func TestRefreshesFollowTheTokensThatTheyGave(t *testing.T) {
	refresh := func(token string, answer object) referee.Exchange {
		return exchange(t, "GetTokensFromRefreshToken", object{"ClientId": "client", "RefreshToken": token}, answer)
	}
	h := follow(t,
		initiate(t, "ann", tokens("access-1", "refresh-1")),
		refresh("refresh-1", tokens("access-2", "refresh-2")),
		refresh("refresh-2", tokens("access-3", "refresh-3")),
		refresh("refresh-of-before", tokens("access-4", "")),
		exchange(t, "ForgetDevice", object{"AccessToken": "access-3", "DeviceKey": "us-east-1_0a"}, object{}),
	)
	var after []int
	for _, e := range h.SignIns[0].After {
		after = append(after, e.Number)
	}
	if !slices.Equal(after, []int{2, 3, 5}) || h.SignInOf(h.Exchanges[3]) != nil {
		t.Errorf("the sign-in was followed by %v, want 2, 3 and 5", after)
	}
	if d := h.DeviceOf("us-east-1_0a"); d == nil || d.Forgotten != h.Exchanges[4] || d.User != h.SignIns[0].User {
		t.Errorf("the device is %+v", d)
	}
}

func TestEveryRuleHasACheck(t *testing.T) {
	catalogue, err := spec.LoadClient()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, rule := range catalogue.Rules {
		if rule.Level != spec.Open {
			ids = append(ids, rule.ID)
		}
	}
	if slices.Sort(ids); !slices.Equal(referee.CheckedRules(), ids) {
		t.Errorf("checks: %v\nrules: %v", referee.CheckedRules(), ids)
	}
}

// A password that is known is found in any member of a call that proves it, and nowhere else.
func TestPasswordIsFoundWhereItDoesNotBelong(t *testing.T) {
	const password = "Correct-Horse7!"
	begun := func(name string, metadata object) referee.Exchange {
		return exchange(t, "InitiateAuth", object{
			"AuthFlow": "USER_SRP_AUTH", "ClientId": "client", "AuthParameters": object{"USERNAME": name, "SRP_A": "a1"}, "ClientMetadata": metadata,
		}, challenge("PASSWORD_VERIFIER", "s", object{"USER_ID_FOR_SRP": "jane"}))
	}
	for name, c := range map[string]struct {
		told string
		call referee.Exchange
		want report.ClientOutcome
	}{
		"in metadata":        {password, begun("jane", object{"note": password}), report.Violated},
		"unknown":            {"", begun("jane", object{"note": password}), report.ObservedOK},
		"not there":          {password, begun("jane", object{"note": "x" + password}), report.ObservedOK},
		"the name as well":   {password, begun(password, object{"note": password}), report.ObservedOK},
		"of a password flow": {password, exchange(t, "InitiateAuth", object{"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": object{"USERNAME": "jane", "PASSWORD": password}}, object{}), report.NotExercised},
	} {
		t.Run(name, func(t *testing.T) {
			judge, err := referee.New(referee.Options{Source: report.HAR, Password: c.told})
			if err != nil {
				t.Fatal(err)
			}
			judge.Add(c.call)
			for _, rule := range judge.Conclude().Rules {
				if rule.ID == "CLI-SAFE-01" && (rule.Outcome != c.want || strings.Contains(rule.Message, password)) {
					t.Errorf("CLI-SAFE-01 is %s (%q), want %s", rule.Outcome, rule.Message, c.want)
				}
			}
		})
	}
}

// Somebody tries code after code in one sign-in: each is a call, and a few of them are judged.
func TestASignInHasAnEnd(t *testing.T) {
	judge, err := referee.New(referee.Options{Source: report.HAR})
	if err != nil {
		t.Fatal(err)
	}
	judge.Add(initiate(t, "ann", challenge("SOFTWARE_TOKEN_MFA", "session", object{"USER_ID_FOR_SRP": "ann"})))
	wrong := respond(t, "SOFTWARE_TOKEN_MFA", "session", object{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": "123456"}, object{"__type": "CodeMismatchException"})
	for range 1000 {
		judge.Add(wrong)
	}
	concluded := judge.Conclude()
	if steps := len(judge.History().SignIns[0].Steps); steps != 200 {
		t.Errorf("%d calls of a sign-in are looked at, want 200", steps)
	}
	if !slices.Contains(concluded.NotJudged, "what follows the first 200 calls of a sign-in") {
		t.Errorf("what is passed over is not told: %q", concluded.NotJudged)
	}
}
