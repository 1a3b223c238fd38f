package cogbench_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/evidence"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// service is reference pools behind TLS with a certificate of their own, and what was
// seen of the calls to them.
type service struct {
	caFile string
	config target.Config

	mu          sync.Mutex
	signed      map[string]bool // operations whose calls were signed
	calls       map[string]int  // by operation
	identifiers map[string]bool
}

// startService serves pools with the behaviour.
func startService(t *testing.T, behaviour refpool.Behaviour) *service {
	t.Helper()
	pools, err := refpool.New(refpool.Options{Behaviour: &behaviour, Region: "eu-north-1"})
	if err != nil {
		t.Fatal(err)
	}
	s := &service{signed: map[string]bool{}, calls: map[string]int{}, identifiers: map[string]bool{}}
	server := httptest.NewTLSServer(s.watch(pools))
	t.Cleanup(server.Close)
	s.caFile = filepath.Join(t.TempDir(), "ca.pem")
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(s.caFile, authority, 0o600); err != nil {
		t.Fatal(err)
	}
	id, secret := pools.Credentials()
	s.identifiers[id], s.identifiers[secret] = true, true
	s.config = target.Config{Endpoint: server.URL, Region: pools.Region(), Credentials: &target.Credentials{AccessKeyID: id, SecretAccessKey: secret}}
	return s
}

// leavePool makes a pool as a run does, and leaves it behind.
func (s *service) leavePool(t *testing.T) {
	t.Helper()
	on, err := target.New(t.Context(), s.config, target.Options{CAFile: s.caFile})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := on.NewFixtures("").Pool(t.Context(), target.PoolSpec{}); err != nil {
		t.Fatal(err)
	}
}

// options are those of a run on the service.
func (s *service) options(profile spec.Profile, rules ...string) cogbench.Options {
	config := s.config
	return cogbench.Options{Target: &config, CAFile: s.caFile, Profile: profile, Rules: rules}
}

// watch passes calls on, and notes what tells them apart.
func (s *service) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(sent))
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		s.note(r, sent, answer)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

func (s *service) note(r *http.Request, sent []byte, answer *httptest.ResponseRecorder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	s.calls[operation]++
	if r.Header.Get("Authorization") != "" {
		s.signed[operation] = true
	}
	s.identifiers[answer.Header().Get("X-Amzn-Requestid")] = true
	for _, body := range [][]byte{sent, answer.Body.Bytes()} {
		var value any
		if json.Unmarshal(body, &value) == nil {
			s.collect("", value)
		}
	}
}

// identifying are the members whose values tell accounts, pools, clients, users,
// devices, tokens and exchanges apart.
var identifying = regexp.MustCompile(`(?i)^(id|arn|userpoolid|clientid|clientsecret|username|usersub|sub|email|phone_number|devicekey|devicegroupkey|device_key|accesstoken|idtoken|refreshtoken|token|session|secretcode|secret_hash|srp_a|srp_b|salt|secret_block|password.*|user_id_for_srp|usercode|poolname|clientname|dev:device_arn|dev:device_owner|last_ip_used|jti|origin_jti|event_id|paginationtoken|passwordverifier)$`)

// collect takes in the identifiers of a body.
func (s *service) collect(name string, value any) {
	switch value := value.(type) {
	case map[string]any:
		attribute, _ := value["Name"].(string)
		for key, member := range value {
			if key == "Value" && attribute != "" {
				key = attribute
			}
			s.collect(key, member)
		}
	case []any:
		for _, member := range value {
			s.collect(name, member)
		}
	case string:
		if identifying.MatchString(name) {
			s.identifiers[value] = true
		}
		if parts := strings.Split(value, "."); len(parts) == 3 {
			var claims any
			if payload, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil && json.Unmarshal(payload, &claims) == nil {
				s.collect("", claims)
			}
		}
	}
}

// recorded is the recording of a run.
func recorded(t *testing.T, o cogbench.Options) *evidence.Recording {
	t.Helper()
	found, err := cogbench.Conform(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Defects)+len(found.Leftovers) > 0 {
		t.Fatalf("defects %v, leftovers %v", found.Defects, found.Leftovers)
	}
	recording, err := cogbench.Evidence(found, o, "A Person <person@example.org>")
	if err != nil {
		t.Fatal(err)
	}
	return recording
}

// One run answers every question, and its recording has nothing that tells whose pools
// they were: none of the identifiers that were on the wire is in it.
func TestOneRunAnswersTheQuestionsWithoutIdentifiers(t *testing.T) {
	t.Parallel()
	s := startService(t, refpool.Correct())
	recording := recorded(t, s.options(spec.Ask))
	for _, q := range recording.Questions {
		if !q.Answered || len(q.Why) > 0 {
			t.Errorf("%s: answered %v, %v", q.ID, q.Answered, q.Why)
		}
	}
	if len(recording.Settings) == 0 || recording.Region != "eu-north-1" || recording.Service != evidence.Another {
		t.Errorf("settings %v, region %q, service %q", recording.Settings, recording.Region, recording.Service)
	}
	recording.SignedOff = evidence.SignOff{} // the person who signs names himself
	data, err := recording.JSON()
	if err != nil {
		t.Fatal(err)
	}
	const meaningful = 6 // shorter values are no identifiers, and stand in words
	searched := 0
	for identifier := range s.identifiers {
		if len(identifier) < meaningful {
			continue
		}
		searched++
		if bytes.Contains(data, []byte(identifier)) {
			t.Errorf("the recording has %q", identifier)
		}
	}
	calls := 0
	for _, n := range s.calls {
		calls += n
	}
	t.Logf("%d calls, %d pools, %d users; searched for %d identifiers in %d bytes",
		calls, s.calls["CreateUserPool"], s.calls["AdminCreateUser"], searched, len(data))
	if searched < calls {
		t.Errorf("only %d identifiers were seen in %d calls", searched, calls)
	}
	s.leavePool(t)
	if removed, err := cogbench.Cleanup(t.Context(), s.options("")); err != nil || removed != 1 {
		t.Fatalf("%d pools removed of the one left behind, error %v", removed, err)
	}
	delete(s.signed, "AdminInitiateAuth") // of the exploration, from which AWS is spared
	holdPolicy(t, s.signed)
}

// holdPolicy holds that docs/aws.md allows what the run did as an administrator, and no
// more.
func holdPolicy(t *testing.T, signed map[string]bool) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("docs", "aws.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, policy, _ := strings.Cut(string(text), "<!-- policy: questions -->")
	policy, _, _ = strings.Cut(policy, "<!-- end -->")
	allowed := map[string]bool{}
	for _, action := range regexp.MustCompile(`"cognito-idp:(\w+)"`).FindAllStringSubmatch(policy, -1) {
		allowed[action[1]] = true
	}
	model, err := spec.Model()
	if err != nil {
		t.Fatal(err)
	}
	for operation := range signed {
		if _, known := model[operation]; known && !allowed[operation] {
			t.Errorf("docs/aws.md does not allow %s, which a run calls", operation)
		}
	}
	for operation := range allowed {
		if !signed[operation] {
			t.Errorf("docs/aws.md allows %s, which no run calls", operation)
		}
	}
}

// observedFault is a fault that breaks one observed rule alone.
func observedFault(t *testing.T) (fault faults.Fault, rule string) {
	t.Helper()
	rules, err := spec.Rules()
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults.All() {
		at := slices.IndexFunc(rules, func(r spec.Rule) bool { return len(fault.Breaks) == 1 && r.ID == fault.Breaks[0] })
		if at >= 0 && rules[at].Level == spec.Observed && len(fault.Also) == 0 && !fault.Chance && !fault.Toy {
			return fault, rules[at].ID
		}
	}
	t.Fatal("no fault breaks one observed rule alone")
	return fault, ""
}

// A service that answers otherwise gives another recording: what is open would be observed
// otherwise, and an observed rule that it breaks would be open.
func TestServiceThatAnswersOtherwiseIsTold(t *testing.T) {
	t.Parallel()
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	fault, broken := observedFault(t)
	otherwise := refpool.Correct()
	otherwise.Device.Known = func(d *refpool.Device) bool { return d != nil } // a key that was issued is one
	fault.Install(&otherwise)

	compared := map[string]*evidence.Comparison{}
	for name, behaviour := range map[string]refpool.Behaviour{"usual": refpool.Correct(), "otherwise": otherwise} {
		recording := recorded(t, startService(t, behaviour).options(spec.Full, "DEV-SRP-19", broken))
		compared[name] = evidence.Compare(recording, catalogue)
	}
	seen := map[string]string{}
	for name, c := range compared {
		change := changeOf(c, "DEV-SRP-19")
		if change.From != spec.Open || change.To != spec.Observed || change.Why != evidence.Seen {
			t.Errorf("%s: DEV-SRP-19 would change as %+v", name, change)
		}
		seen[name] = strings.Join(change.Seen, "\n")
	}
	if seen["usual"] == seen["otherwise"] || !strings.Contains(seen["usual"], "ResourceNotFoundException") {
		t.Errorf("both saw %q", seen["usual"])
	}
	if !slices.Contains(compared["usual"].Confirmed, broken) || changeOf(compared["usual"], broken).ID != "" {
		t.Errorf("the usual service keeps %s, and the recording says %+v", broken, compared["usual"])
	}
	if change := changeOf(compared["otherwise"], broken); change.From != spec.Observed || change.To != spec.Open || change.Why != evidence.Contradicted {
		t.Errorf("%s breaks %s, which would change as %+v", fault.Name, broken, change)
	}
}

// The questions too are answered as the service does.
func TestQuestionsAreAnsweredByTheService(t *testing.T) {
	t.Parallel()
	otherwise := refpool.Correct()
	otherwise.Device.Known = func(d *refpool.Device) bool { return d != nil }
	answers := map[bool][]string{}
	for changed, behaviour := range map[bool]refpool.Behaviour{false: refpool.Correct(), true: otherwise} {
		recording := recorded(t, startService(t, behaviour).options(spec.Ask, "Q-06", "Q-16"))
		for _, q := range recording.Questions {
			answers[changed] = append(answers[changed], q.Seen...)
		}
	}
	if slices.Equal(answers[false], answers[true]) {
		t.Errorf("both services answer %q", answers[true])
	}
}

func changeOf(c *evidence.Comparison, id string) evidence.Change {
	for _, change := range c.Changes {
		if change.ID == id {
			return change
		}
	}
	return evidence.Change{}
}

// The names that a target file gives are not in a recording, wherever they stand.
func TestGivenNamesAreNotRecorded(t *testing.T) {
	t.Parallel()
	o := cogbench.Options{Target: &target.Config{Name: "accounts of acme", Endpoint: "https://login.acme.internal:8443", Pool: target.PoolChoice{Existing: &target.ExistingPool{
		ID: "the-pool", ClientID: "theclient", Users: []target.ExistingUser{{Username: "alice", ID: "Al", Email: "a@b", Phone: "911"}},
	}}}}
	found := &report.Conformance{
		Target: report.Target{Name: o.Target.Name, Endpoint: o.Target.Endpoint},
		Rules: []report.Rule{{
			ID: "DEV-SRP-19", Outcome: report.Pass,
			Observed: []string{"accounts of acme at login.acme.internal:8443: alice (AL, a@b, 911) of the-pool by theclient; malice stays"},
		}},
	}
	recording, err := cogbench.Evidence(found, o, "")
	if err != nil {
		t.Fatal(err)
	}
	got := recording.Rules[0].Seen[0]
	if want := "«name» at «name»: «name» («name», «name», «name») of «name» by «name»; malice stays"; got != want {
		t.Errorf("recorded %q, want %q", got, want)
	}
}
