package flaws_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/pquerna/otp/totp"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/referee/record"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// world is a server of reference pools that tells the secrets of its challenges.
type world struct {
	*testing.T
	target *target.Target

	mu   sync.Mutex
	legs map[string]leg // by B
	at   time.Time      // the time of proofs; zero for the real one
	zero bool           // SRP_B is 0

	requires, adds, drops bool         // as flaws.Setting has them
	signIns               atomic.Int32 // InitiateAuth calls on this stage

	refusing bool   // the proofs of the first device are refused
	refused  string // its key
}

// leg is what a server knows of a challenge.
type leg struct{ b, v *big.Int }

func newWorld(t *testing.T, install func(*refpool.Options)) *world {
	t.Helper()
	w := &world{T: t, legs: map[string]leg{}}
	behaviour := refpool.Correct()
	options := refpool.Options{Behaviour: &behaviour}
	if install != nil {
		install(&options)
	}
	options.Behaviour.Auth.SRP.NewLeg = w.newLeg
	judged := options.Behaviour.Auth.SRP.Timestamp
	options.Behaviour.Auth.SRP.Timestamp = func(sent string, now time.Time) (string, error) {
		if !w.at.IsZero() {
			now = w.at
		}
		return judged(sent, now)
	}
	checked := options.Behaviour.Auth.SRP.CheckProof
	options.Behaviour.Auth.SRP.CheckProof = func(ch *refpool.Challenge, claim refpool.Claim) error {
		if w.refuses(ch) {
			return &refpool.Exception{Name: "NotAuthorizedException", Message: "Incorrect username or password."}
		}
		return checked(ch, claim)
	}
	w.vary(options.Behaviour)
	server, err := embeddedpool.Start(options, "")
	w.must(err)
	t.Cleanup(func() { _ = server.Close() })
	w.target, err = target.New(t.Context(), server.Config("pool"), target.Options{Timeout: patience})
	w.must(err)
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// patience guards against a call that hangs, on a machine that is busy too.
const patience = 2 * time.Minute

// usual is how many sign-ins go by before the pool varies.
const usual = 2

// vary has the pool do what a setting asks for.
func (w *world) vary(b *refpool.Behaviour) {
	parameters := b.Auth.SRP.Parameters
	b.Auth.SRP.Parameters = func(ch *refpool.Challenge, asked map[string]string) map[string]string {
		if w.requires && ch.Name == "NEW_PASSWORD_REQUIRED" {
			asked["requiredAttributes"] = `["userAttributes.given_name"]`
		}
		return parameters(ch, asked)
	}
	sent := b.Auth.Sessions.Sent
	b.Auth.Sessions.Sent = func(flow, challenge string) bool {
		if w.drops && challenge == "DEVICE_PASSWORD_VERIFIER" {
			return w.signIns.Load() <= usual
		}
		return sent(flow, challenge)
	}
	reply := b.Wire.Reply
	b.Wire.Reply = func(operation string, r *refpool.Reply) {
		reply(operation, r)
		if operation == "InitiateAuth" {
			w.signIns.Add(1)
		}
		if w.adds && w.signIns.Load() > usual && bytes.HasPrefix(r.Body, []byte("{")) && !bytes.HasPrefix(r.Body, []byte("{}")) {
			r.Body = append([]byte(`{"AddedLater":true,`), r.Body[1:]...)
		}
	}
}

// refuses reports whether a proof is refused unseen.
func (w *world) refuses(ch *refpool.Challenge) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.refusing || ch.DeviceKey == "" {
		return false
	}
	if w.refused == "" {
		w.refused = ch.DeviceKey
	}
	return ch.DeviceKey == w.refused
}

// newLeg draws b itself, to know it.
func (w *world) newLeg(v *big.Int, _ io.Reader) (refpool.SRPLeg, error) {
	const size = 256
	b, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), size))
	if err != nil {
		return nil, err
	}
	server, err := srp.NewServer(v, srp.WithEphemeral(b))
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.legs[server.B().Text(16)] = leg{b, v}
	if w.zero {
		return zeroLeg{server}, nil
	}
	return server, nil
}

// zeroLeg sends a B that no client may go on with.
type zeroLeg struct{ *srp.Server }

func (zeroLeg) SRPB() string { return "0" }

// now is the time of proofs.
func (w *world) now() time.Time {
	if !w.at.IsZero() {
		return w.at
	}
	return time.Now()
}

// stage is a pool with a client and a user, for one walk.
type stage struct {
	*world
	pool   *target.Pool
	client *target.Client
	other  *target.Client // nil where none is needed
	users  []*target.User
	person flaws.Person
}

// stage makes what a walk needs.
func (w *world) stage(walk flaws.Walk) *stage {
	w.Helper()
	s := walk.Setting
	fixtures := w.target.NewFixtures("flaws")
	pool, err := fixtures.FreshPool(w.Context(), poolSpec(s))
	w.must(err)
	client, err := pool.Client(w.Context(), target.ClientSpec{Secret: s.Secret, Rotation: s.Rotates})
	w.must(err)
	userSpec := target.UserSpec{Email: s.Alias}
	for _, factor := range s.Factors {
		userSpec.Factors = append(userSpec.Factors, target.Factor(factor))
	}
	userSpec.NoPreference = len(s.Factors) > 1
	st := &stage{world: w, pool: pool, client: client}
	if s.Clients {
		st.other, err = pool.FreshClient(w.Context(), target.ClientSpec{})
		w.must(err)
	}
	st.person = st.addPerson(userSpec)
	if s.People {
		other := st.addPerson(userSpec)
		st.person.Other = &other
	}
	user := st.users[0]
	if s.Temporary {
		st.person.NewPassword = st.person.Password + "!2"
		_, err = w.target.API().AdminSetUserPassword(w.Context(), &cip.AdminSetUserPasswordInput{
			UserPoolId: &pool.ID, Username: &user.Username, Password: &user.Password,
		})
		w.must(err)
	}
	if s.SetUp {
		w.must(pool.SetMFA(w.Context(), target.MFAOn))
	}
	w.at, w.zero, w.refusing, w.refused = s.At, s.ZeroB, s.RefusesDevice, ""
	w.requires, w.adds, w.drops = s.Requires, s.AddsMembers, s.DropsSession
	w.signIns.Store(0)
	return st
}

// addPerson makes a user of the pool.
func (s *stage) addPerson(userSpec target.UserSpec) flaws.Person {
	s.Helper()
	user, err := s.pool.User(s.Context(), userSpec)
	s.must(err)
	s.users = append(s.users, user)
	p := flaws.Person{Name: user.Username, Password: user.Password, Custom: refpool.CustomAuthAnswer, Remember: true}
	p.Code = func(ctx context.Context, challenge string) (string, error) {
		return user.Code(ctx, target.Factor(challenge))
	}
	p.SetUp = func(secret string) (string, error) {
		user.TOTP = s.target.NewAuthenticator(s.pool.ID, secret)
		return totp.GenerateCode(secret, s.target.Clock().Now(s.pool.ID))
	}
	return p
}

func poolSpec(s flaws.Setting) target.PoolSpec {
	p := target.PoolSpec{ChallengeRequired: !s.Beside, CustomAuth: s.Custom}
	switch s.Tracking {
	case "always":
		p.Tracking = target.Always
	case "opt-in":
		p.Tracking = target.OptIn
	}
	for _, factor := range s.Factors {
		p.MFA = target.MFAOn
		p.Factors = append(p.Factors, target.Factor(factor))
	}
	if s.SetUp {
		p.MFA = target.MFAOptional
	}
	if len(s.Factors) > 1 {
		p.Recovery = []types.RecoveryOptionNameType{types.RecoveryOptionNameTypeAdminOnly}
	}
	if s.Alias {
		p.Recovery = []types.RecoveryOptionNameType{types.RecoveryOptionNameTypeVerifiedEmail}
		p.UsernameAttributes = []types.UsernameAttributeType{types.UsernameAttributeTypeEmail}
	}
	return p
}

// drive walks a client, and returns what the judge says of it.
func (s *stage) drive(walk flaws.Walk, some ...flaws.Flaw) (*report.Client, error) {
	s.Helper()
	judge, err := referee.New(referee.Options{Source: report.Live, Gate: spec.Observed})
	s.must(err)
	walked := s.record(walk, func(e referee.Exchange) { judge.Add(e) }, some...)
	return judge.Conclude(), walked
}

// record walks a client, and takes its exchanges.
func (s *stage) record(walk flaws.Walk, take func(referee.Exchange), some ...flaws.Flaw) error {
	s.Helper()
	pool := flaws.Pool{
		Endpoint: s.target.Config.Endpoint, PoolID: s.pool.ID, ClientID: s.client.ID, ClientSecret: s.client.Secret, Rotates: walk.Setting.Rotates,
	}
	if s.other != nil {
		pool.OtherClientID = s.other.ID
	}
	client := flaws.New(pool, some...)
	client.Now = s.now
	told := &told{stage: s, client: client, challenges: map[string]string{}}
	recorder := record.New(http.HandlerFunc(s.forward), record.Options{Answered: func(e referee.Exchange) {
		if !s.at.IsZero() {
			e.Started, e.Ended, e.Date = s.at, s.at, s.at
		}
		told.tell(&e)
		take(e)
	}})
	client.HTTP = &http.Client{Transport: through{recorder}}
	return walk.Run(s.Context(), client, s.person)
}

// through is a transport by way of a handler.
type through struct{ handler http.Handler }

// RoundTrip implements [http.RoundTripper].
func (t through) RoundTrip(request *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	request.Host = request.URL.Host
	t.handler.ServeHTTP(answer, request)
	return answer.Result(), nil
}

// forward has the server answer a request.
func (s *stage) forward(w http.ResponseWriter, request *http.Request) {
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	maps.Copy(w.Header(), response.Header)
	w.WriteHeader(response.StatusCode)
	_, _ = io.Copy(w, response.Body) // what is missing then, the client misses
}

// told tells what the pool knows of exchanges.
type told struct {
	*stage
	client     *flaws.Client
	challenges map[string]string // SRP_B by SECRET_BLOCK
}

func (t *told) tell(e *referee.Exchange) {
	if asked := e.Response.ChallengeParameters; asked["SECRET_BLOCK"] != "" {
		t.challenges[asked["SECRET_BLOCK"]] = asked["SRP_B"]
	}
	e.Known = &referee.Known{PoolID: t.pool.ID}
	if e.Request.ClientID != t.client.Pool.OtherClientID {
		e.Known.ClientSecret = t.stage.client.Secret
	}
	for _, user := range t.users {
		if user.Username == t.client.Signing().Name {
			e.Known.Username, e.Known.Sub, e.Known.Secret = user.ID, user.Sub, t.client.Signing().Password
		}
	}
	if e.Request.ChallengeName == "DEVICE_PASSWORD_VERIFIER" || e.Operation == "ConfirmDevice" {
		key := e.Request.DeviceKey + e.Request.ChallengeResponses["DEVICE_KEY"]
		e.Known.Secret = t.client.SecretOf(key)
	}
	if B, err := srp.ParseHex(t.challenges[e.Request.ChallengeResponses["PASSWORD_CLAIM_SECRET_BLOCK"]]); err == nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		e.Known.ServerSecret, e.Known.Verifier = t.legs[B.Text(16)].b, t.legs[B.Text(16)].v
	}
}

// walkNamed is a walk by its name.
func walkNamed(t *testing.T, name string) flaws.Walk {
	t.Helper()
	i := slices.IndexFunc(flaws.Walks(), func(w flaws.Walk) bool { return w.Name == name })
	if i < 0 {
		t.Fatalf("there is no walk %q", name)
	}
	return flaws.Walks()[i]
}
