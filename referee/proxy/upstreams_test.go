package proxy_test

import (
	"cmp"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/proxy"
	"github.com/cogbench/cogbench/srp"
)

// jane is who signs in at a service.
var jane = srp.Identity{Group: "Abc", Name: "jane", Secret: "Passw0rd!"}

const (
	janesSalt = "1f2e3d"
	timestamp = "Mon Nov 30 10:00:00 UTC 2026"
)

// service is a server that is right and as odd as its fields say: it answers
// PASSWORD_VERIFIER to whoever has sent an A, after another challenge if first names one.
type service struct {
	first      string
	block      string // the beginning of every SECRET_BLOCK; base64 if it is ""
	compresses bool
	publicB    string // "": the right one

	mu      sync.Mutex
	A       string                 // that came last
	servers map[string]*srp.Server // by SECRET_BLOCK
	blocks  map[string]string      // the A that a SECRET_BLOCK is for
	right   int                    // proofs
	wrong   int
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	request, _ := referee.ParseRequest(body)
	answer := any(struct{}{})
	sent := request.Parameters()
	if A := sent["SRP_A"]; A != "" && request.ChallengeName != "PASSWORD_VERIFIER" {
		s.A = A
	}
	switch {
	case request.ChallengeName == "PASSWORD_VERIFIER":
		if s.verify(sent) {
			s.right++
		} else {
			s.wrong++
			w.WriteHeader(http.StatusBadRequest)
		}
	case request.AuthFlow != "" && s.first != "":
		answer = map[string]any{"ChallengeName": s.first, "Session": "one", "ChallengeParameters": map[string]string{}}
	case len(sent) > 0:
		answer = s.challenge()
	}
	if !s.compresses {
		_ = json.NewEncoder(w).Encode(answer)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	packed := gzip.NewWriter(w)
	_ = json.NewEncoder(packed).Encode(answer)
	_ = packed.Close()
}

func (s *service) challenge() any {
	salt, _ := srp.ParseHex(janesSalt)
	server, _ := srp.NewServer(srp.Verifier(srp.PrivateKey(jane, salt)))
	block := fmt.Sprint(s.block, len(s.servers))
	if s.block == "" {
		block = base64.StdEncoding.EncodeToString([]byte(block))
	}
	if s.servers == nil {
		s.servers, s.blocks = map[string]*srp.Server{}, map[string]string{}
	}
	s.servers[block], s.blocks[block] = server, s.A
	B := server.SRPB()
	if s.publicB != "" {
		B = s.publicB
	}
	return map[string]any{"ChallengeName": "PASSWORD_VERIFIER", "Session": "two", "ChallengeParameters": map[string]string{
		"SALT": janesSalt, "SRP_B": B, "SECRET_BLOCK": block, "USERNAME": "jane", "USER_ID_FOR_SRP": "jane",
	}}
}

func (s *service) verify(sent map[string]string) bool {
	block := sent["PASSWORD_CLAIM_SECRET_BLOCK"]
	A, _ := srp.ParseHex(s.blocks[block])
	signature, _ := base64.StdEncoding.DecodeString(sent["PASSWORD_CLAIM_SIGNATURE"])
	return s.servers[block].Verify(A, jane.Group, jane.Name, srp.LenientBase64(block), sent["TIMESTAMP"], signature) == nil &&
		(sent["SRP_A"] == "" || sent["SRP_A"] == s.blocks[block])
}

// app is a right client of a service, a call at a time.
type app struct {
	t       *testing.T
	address string
	client  *srp.Client
	asked   map[string]string // what the last answer asked with
}

func (a *app) call(operation string, change func(*http.Request), body map[string]any) {
	a.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		a.t.Fatal(err)
	}
	_, answer := send(a.t, a.address, string(text), func(r *http.Request) {
		of(operation)(r)
		if change != nil {
			change(r)
		}
	})
	if told, err := referee.ParseResponse([]byte(answer), ""); err == nil {
		a.asked = told.ChallengeParameters
	}
}

func (a *app) begin(name string) {
	a.t.Helper()
	a.call("InitiateAuth", nil, map[string]any{"AuthFlow": "USER_SRP_AUTH", "AuthParameters": map[string]string{"USERNAME": name, "SRP_A": a.client.SRPA()}})
}

func (a *app) answer(name string, more map[string]string) {
	a.t.Helper()
	responses := map[string]string{"USERNAME": name}
	for name, value := range more {
		responses[name] = value
	}
	a.call("RespondToAuthChallenge", nil, map[string]any{"ChallengeName": "SELECT_CHALLENGE", "Session": "one", "ChallengeResponses": responses})
}

// prove answers with a right proof of a secret; it fails where B is for the client to refuse.
func (a *app) prove(secret string, change func(*http.Request)) error {
	a.t.Helper()
	id := jane
	id.Secret = secret
	asked := a.asked
	proof, err := a.client.Lenient().Proof(id, srp.Challenge{B: asked["SRP_B"], Salt: asked["SALT"], SecretBlock: asked["SECRET_BLOCK"]}, timestamp)
	if err != nil {
		return err
	}
	a.call("RespondToAuthChallenge", change, map[string]any{"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": map[string]string{
		"USERNAME": "jane", "SRP_A": a.client.SRPA(), "PASSWORD_CLAIM_SECRET_BLOCK": asked["SECRET_BLOCK"], "TIMESTAMP": timestamp, "PASSWORD_CLAIM_SIGNATURE": proof,
	}})
	return nil
}

// A right client gets on with a server through the proxy as it does without, whatever the
// server is like, and whoever else is at it. It sends its A once more with the proof, as
// cognito-srp-helper does.
func TestUpstreams(t *testing.T) {
	signIn := func(a *app) error {
		a.begin("jane")
		return a.prove(jane.Secret, nil)
	}
	for name, tt := range map[string]struct {
		service *service // nil for a usual one
		walk    func(*app) error
		refused bool // by the client
		wrong   int  // proofs that the service refuses
		notes   []string
	}{
		"usual":                {walk: signIn},
		"a block of no base64": {service: &service{block: "3f2504e0-4f89-"}, walk: signIn},
		"compressed":           {service: &service{compresses: true}, walk: signIn},
		"B of 0":               {service: &service{publicB: "0"}, walk: signIn, refused: true},
		"B of N":               {service: &service{publicB: srp.N().Text(16)}, walk: signIn, refused: true},
		"B of no hexadecimal":  {service: &service{publicB: "zz"}, walk: signIn, refused: true},
		"another challenge first": {service: &service{first: "CUSTOM_CHALLENGE"}, walk: func(a *app) error {
			a.begin("jane")
			a.answer("jane", nil)
			return a.prove(jane.Secret, nil)
		}},
		"a challenge twice": {service: &service{first: "CUSTOM_CHALLENGE"}, walk: func(a *app) error {
			a.begin("jane")
			a.answer("jane", nil)
			once := a.asked
			a.answer("jane", nil)
			a.asked = once
			return a.prove(jane.Secret, nil)
		}},
		"A anew by another name": {service: &service{first: "SELECT_CHALLENGE"}, walk: func(a *app) error {
			a.begin("jane")
			a.client, _ = srp.NewClient()
			a.answer("a sub that nobody told", map[string]string{"SRP_A": a.client.SRPA()})
			return a.prove(jane.Secret, nil)
		}},
		"somebody else in the same Session": {service: &service{first: "CUSTOM_CHALLENGE"}, walk: func(a *app) error {
			a.begin("jane")
			bob := &app{t: a.t, address: a.address}
			bob.client, _ = srp.NewClient()
			bob.begin("bob")
			bob.answer("bob", nil)
			return bob.prove(jane.Secret, nil) // he has the same
		}},
		"a password changed meanwhile": {notes: []string{proxy.Over}, walk: func(a *app) error {
			a.begin("jane")
			changed := &app{t: a.t, address: a.address}
			changed.call("ChangePassword", nil, map[string]any{"AccessToken": "of somebody"})
			return a.prove(jane.Secret, nil)
		}},
		"somebody else's password set": {walk: func(a *app) error {
			a.call("AdminSetUserPassword", nil, map[string]any{"Username": "bob", "Password": "x"})
			return signIn(a)
		}},
		"a wrong proof": {wrong: 1, notes: []string{proxy.NotOfPassword}, walk: func(a *app) error {
			a.begin("jane")
			return a.prove("another", nil)
		}},
		"a signed proof": {wrong: 1, notes: []string{proxy.NoPart}, walk: func(a *app) error {
			a.begin("jane")
			return a.prove(jane.Secret, func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 x") })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			upstream := cmp.Or(tt.service, &service{})
			server := httptest.NewServer(upstream)
			t.Cleanup(server.Close)
			var notes []string
			_, address := before(t, server.URL, proxy.Options{
				User: &proxy.User{PoolID: "eu-west-1_Abc", Name: "jane", Password: jane.Secret},
				Note: func(text string) { notes = append(notes, text) },
			})
			client, err := srp.NewClient()
			if err != nil {
				t.Fatal(err)
			}
			err = tt.walk(&app{t: t, address: address, client: client})
			if (err != nil) != tt.refused || upstream.wrong != tt.wrong || !tt.refused && upstream.right != 1-tt.wrong || !slices.Equal(notes, tt.notes) {
				t.Errorf("%v; %d right, %d wrong; %q", err, upstream.right, upstream.wrong, notes)
			}
		})
	}
}

// Calls of one Session that come at a time do not disturb one another.
func TestSessionOfManyAtATime(t *testing.T) {
	upstream := &service{first: "CUSTOM_CHALLENGE"}
	server := httptest.NewServer(upstream)
	t.Cleanup(server.Close)
	_, address := before(t, server.URL, proxy.Options{User: &proxy.User{PoolID: "eu-west-1_Abc", Name: "jane", Password: jane.Secret}})
	client, err := srp.NewClient()
	if err != nil {
		t.Fatal(err)
	}
	(&app{t: t, address: address, client: client}).begin("jane")
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			one := &app{t: t, address: address, client: client}
			one.answer("jane", nil)
			if err := one.prove(jane.Secret, nil); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if upstream.right != 4 {
		t.Errorf("%d right, %d wrong", upstream.right, upstream.wrong)
	}
}
