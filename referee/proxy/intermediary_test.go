package proxy_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/referee/live"
	"github.com/cogbench/cogbench/referee/proxy"
	"github.com/cogbench/cogbench/referee/record"
	"github.com/cogbench/cogbench/report"
)

// between is a proxy that is told the password of a pool's user, and what it saw.
type between struct {
	*record.Recorder
	upstream *live.Pool
	address  string

	mu      sync.Mutex
	arrived []string // the requests that the pool got
	notes   []string
}

// knowing puts a proxy before the pool, which knows a password for its user.
func knowing(t *testing.T, upstream *live.Pool, password string) *between {
	t.Helper()
	b := &between{upstream: upstream}
	server := httptest.NewServer(b.listening(t, upstream.Endpoint))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.Recorder = record.New(proxy.New(proxy.Options{
		Upstream: address,
		User:     &proxy.User{PoolID: upstream.UserPoolID, Name: upstream.Username, Password: password},
		Note:     b.told,
	}), record.Options{Witness: proxy.Witness})
	front := httptest.NewServer(b.Recorder)
	t.Cleanup(front.Close)
	b.address = front.URL
	return b
}

func (b *between) told(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notes = append(b.notes, text)
}

// listening passes on to the pool and keeps what it got.
func (b *between) listening(t *testing.T, upstream string) http.Handler {
	t.Helper()
	address, err := url.Parse(upstream)
	if err != nil {
		t.Fatal(err)
	}
	pass := httputil.NewSingleHostReverseProxy(address)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		dump, err := httputil.DumpRequest(r, true)
		if err != nil {
			t.Error(err)
		}
		b.mu.Lock()
		b.arrived = append(b.arrived, string(dump))
		b.mu.Unlock()
		pass.ServeHTTP(w, r)
	})
}

func (b *between) client(t *testing.T, names ...string) *flaws.Client {
	t.Helper()
	var chosen []flaws.Flaw
	for _, flaw := range flaws.All() {
		if slices.Contains(names, flaw.Name) {
			chosen = append(chosen, flaw)
		}
	}
	if len(chosen) != len(names) {
		t.Fatalf("no such flaws: %q", names)
	}
	return flaws.New(flaws.Pool{Endpoint: b.address, PoolID: b.upstream.UserPoolID, ClientID: b.upstream.ClientID}, chosen...)
}

func (b *between) person() flaws.Person {
	return flaws.Person{Name: b.upstream.Username, Password: b.upstream.Password}
}

func ruleOf(t *testing.T, found *report.Client, id string) report.ClientRule {
	t.Helper()
	for _, rule := range found.Rules {
		if rule.ID == id {
			return rule
		}
	}
	t.Fatalf("no rule %s", id)
	return report.ClientRule{}
}

func accused(found *report.Client) []string {
	var ids []string
	for _, rule := range found.Rules {
		if rule.Outcome == report.Violated {
			ids = append(ids, rule.ID+": "+rule.Message)
		}
	}
	return ids
}

// A right client signs in, twice, and is proved right, though the pool tells nobody its b:
// each of the two has another A and B than the other gave, and nothing else has changed.
func TestRightProof(t *testing.T) {
	upstream := pool(t)
	b := knowing(t, upstream, upstream.Password)
	client := b.client(t)
	for range 2 {
		if _, err := client.SignIn(t.Context(), b.person(), "USER_SRP_AUTH"); err != nil {
			t.Fatal(err)
		}
	}
	history, found := conclude(t, b.Recorder)
	if ids := accused(found); ids != nil || len(b.notes) != 0 {
		t.Errorf("%q; accused of %q", b.notes, ids)
	}
	for _, id := range []string{"CLI-SRP-09", "CLI-SRP-11"} {
		if rule := ruleOf(t, found, id); rule.Outcome != report.ObservedOK {
			t.Errorf("%s: %s", id, rule.Outcome)
		}
	}
	if len(b.arrived) != len(history.Exchanges) {
		t.Fatalf("%d calls seen, %d arrived", len(history.Exchanges), len(b.arrived))
	}
	for i, e := range history.Exchanges {
		sent, arrived := e.Request, parsed(t, b.arrived[i])
		for name, value := range sent.Parameters() {
			stoodIn := name == "SRP_A" && e.Request.ChallengeName != "DEVICE_SRP_AUTH" ||
				name == "PASSWORD_CLAIM_SIGNATURE" && e.Request.ChallengeName == "PASSWORD_VERIFIER"
			if same := arrived.Parameters()[name] == value; same == stoodIn {
				t.Errorf("%s %s: %s arrived as it was sent: %v", e.Operation, e.Request.ChallengeName, name, same)
			}
		}
		if len(arrived.Members) != len(sent.Members) || len(arrived.Parameters()) != len(sent.Parameters()) {
			t.Errorf("%s: members came or went", e.Operation)
		}
	}
}

// parsed is the request of a dump.
func parsed(t *testing.T, dump string) referee.Request {
	t.Helper()
	_, body, _ := strings.Cut(dump, "\r\n\r\n")
	request, err := referee.ParseRequest([]byte(body))
	if err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return request
}

// A wrong proof is refused by the server as it would be without the proxy, and the way in
// which it is wrong is named.
func TestWrongProof(t *testing.T) {
	upstream := pool(t)
	b := knowing(t, upstream, upstream.Password)
	_, err := b.client(t, "encoded-block-signed").SignIn(t.Context(), b.person(), "USER_SRP_AUTH")
	_, found := conclude(t, b.Recorder)
	rule := ruleOf(t, found, "CLI-SRP-09")
	if err == nil || rule.Outcome != report.Violated || !strings.Contains(rule.Message, "SECRET_BLOCK") || !slices.Equal(b.notes, []string{proxy.NotOfPassword}) {
		t.Errorf("%v; %q; %s: %s", err, b.notes, rule.Outcome, rule.Message)
	}
}

// Whoever mistakes the password accuses nobody of it: the client may have the right one.
func TestAnotherPassword(t *testing.T) {
	upstream := pool(t)
	b := knowing(t, upstream, "Another-Passw0rd!")
	_, err := b.client(t).SignIn(t.Context(), b.person(), "USER_SRP_AUTH")
	_, found := conclude(t, b.Recorder)
	if ids := accused(found); err == nil || ids != nil || !slices.Equal(b.notes, []string{proxy.NotOfPassword}) {
		t.Errorf("%v; %q; accused of %q", err, b.notes, ids)
	}
	if text := found.SignIns[0].Explanation; !strings.Contains(text, "does not match the password that was given") {
		t.Errorf("explained as %q", text)
	}
}

// Nobody stands between the server and users whose password was not told.
func TestOtherUser(t *testing.T) {
	upstream := pool(t)
	b := knowing(t, upstream, upstream.Password)
	other := flaws.Person{Name: "nobody", Password: upstream.Password}
	_, err := b.client(t).SignIn(t.Context(), other, "USER_SRP_AUTH")
	history, found := conclude(t, b.Recorder)
	arrived := parsed(t, b.arrived[0])
	same := arrived.Parameters()["SRP_A"] == history.Exchanges[0].Request.Parameters()["SRP_A"]
	if len(accused(found)) > 0 || len(b.notes) != 0 || !same {
		t.Errorf("%v; %q; accused of %q", err, b.notes, accused(found))
	}
}

// Nor between it and a user who has another password since.
func TestChangedPassword(t *testing.T) {
	upstream := pool(t)
	b := knowing(t, upstream, upstream.Password)
	client, person := b.client(t), b.person()
	tokens, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH")
	if err != nil {
		t.Fatal(err)
	}
	const next = "Quite-0ther-Words!"
	change, err := json.Marshal(map[string]string{
		"AccessToken": tokens.Access, "PreviousPassword": person.Password, "ProposedPassword": next,
	})
	if err != nil {
		t.Fatal(err)
	}
	if response, text := send(t, b.address, string(change), of("ChangePassword")); response.StatusCode != http.StatusOK {
		t.Fatal(text)
	}
	person.Password = next
	if _, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH"); err != nil {
		t.Error(err)
	}
	if _, found := conclude(t, b.Recorder); len(accused(found)) > 0 || !slices.Equal(b.notes, []string{proxy.Over}) {
		t.Errorf("%q; accused of %q", b.notes, accused(found))
	}
}

// of makes a request a call of an operation.
func of(operation string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("X-Amz-Target", referee.TargetPrefix+operation)
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	}
}

// A call that is signed arrives as it was signed.
func TestSignedSignIn(t *testing.T) {
	arrived := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		arrived <- string(body)
	}))
	t.Cleanup(server.Close)
	_, address := before(t, server.URL, proxy.Options{User: &proxy.User{PoolID: "eu-west-1_Abc", Name: "jane", Password: "Passw0rd!"}})
	const body = `{"AuthFlow":"USER_SRP_AUTH","AuthParameters":{"USERNAME":"jane","SRP_A":"abc"}}`
	send(t, address, body, func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 x") })
	if got := <-arrived; got != body {
		t.Errorf("signed: %s", got)
	}
	send(t, address, body)
	if got := <-arrived; got == body {
		t.Error("nobody took part in the exchange of who signs nothing")
	}
}
