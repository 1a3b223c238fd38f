package proxy

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/srp"
)

// User is one whose password is known.
type User struct {
	PoolID   string // such as "us-east-1_Abc"
	Name     string // USERNAME, as the client begins a sign-in
	Password string
}

// intermediary takes part in the exchanges of SRP of one user's password: to the client it
// is a server, with a b and a verifier of its own, and to the server a client, with an a of
// its own. For a right proof of the client it gives the server a right one; a wrong one goes
// on as it is, and is wrong there as well. All else is passed on as it came.
//
// Nothing less proves anything before a server that keeps b to itself: whoever only listens
// to SRP learns nothing of a proof, even with the password in hand.
type intermediary struct {
	user    User
	next    http.RoundTripper
	refuted func()
	over    atomic.Bool // the user may have another password now

	begun   recent // by the Session of a challenge that comes before the password's
	waiting recent // for the client's proof, by SECRET_BLOCK
}

// exchange is one of SRP, seen from between.
type exchange struct {
	A         *big.Int      // of the client
	toServer  *srp.Client   // whose A the server has in place of it
	toClient  *srp.Server   // whose B the client has in place of the server's
	challenge srp.Challenge // of the server
	identity  srp.Identity
	verifier  *big.Int
}

// RoundTrip implements http.RoundTripper.
func (m *intermediary) RoundTrip(r *http.Request) (*http.Response, error) {
	operation, _ := strings.CutPrefix(r.Header.Get("X-Amz-Target"), referee.TargetPrefix)
	switch operation {
	case "ChangePassword", "ConfirmForgotPassword", "AdminSetUserPassword":
		return m.last(r)
	case "InitiateAuth", "RespondToAuthChallenge":
		if !m.over.Load() && !IsSigned(r) {
			return m.signIn(operation, r)
		}
	}
	return m.next.RoundTrip(r)
}

// last passes on what gives somebody another password, and leaves all else alone if it does.
func (m *intermediary) last(r *http.Request) (*http.Response, error) {
	response, err := m.next.RoundTrip(r)
	if err == nil && response.StatusCode == http.StatusOK {
		m.over.Store(true)
	}
	return response, err
}

// signIn passes on a call of a sign-in.
func (m *intermediary) signIn(operation string, r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body) // which is whole, and within bounds
	if err != nil {
		return nil, err
	}
	asked, err := referee.ParseRequest(body)
	if err != nil {
		return m.next.RoundTrip(carrying(r, body))
	}
	on := m.begin(&asked)
	switch {
	case on != nil:
		body = replace(body, parametersOf(operation), "SRP_A", on.toServer.SRPA())
	case asked.ChallengeName == "NEW_PASSWORD_REQUIRED":
		return m.last(carrying(r, body))
	case asked.ChallengeName == "PASSWORD_VERIFIER":
		body = m.prove(r, &asked, body)
	default:
		on = m.begun.get(asked.Session)
	}
	if on == nil {
		return m.next.RoundTrip(carrying(r, body))
	}
	r = carrying(r, body)
	r.Header.Del("Accept-Encoding") // the answer is to be read here
	response, err := m.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	return m.challenge(on, response)
}

// parametersOf is the member of a request that has the values of the protocol.
func parametersOf(operation string) string {
	if operation == "InitiateAuth" {
		return "AuthParameters"
	}
	return "ChallengeResponses"
}

// begin is a new exchange if a call begins one with the user's A; else nil. A device's is
// another, and cognito-srp-helper sends A once more with its proof.
func (m *intermediary) begin(asked *referee.Request) *exchange {
	switch asked.ChallengeName {
	case "PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER":
		return nil
	}
	sent := asked.Parameters()
	A, err := srp.ParseHex(sent["SRP_A"])
	if err != nil || sent["USERNAME"] != m.user.Name || new(big.Int).Mod(A, srp.N()).Sign() == 0 {
		return nil
	}
	client, err := srp.NewClient()
	if err != nil {
		return nil
	}
	return &exchange{A: A, toServer: client}
}

// challenge passes an answer on, with another B if it asks for the proof.
func (m *intermediary) challenge(on *exchange, response *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(io.LimitReader(response.Body, referee.MaxBody+1))
	if err != nil {
		response.Body.Close()
		return nil, err
	}
	if told, err := referee.ParseResponse(body, ""); err == nil {
		asked := told.ChallengeParameters
		switch {
		case told.ChallengeName != "PASSWORD_VERIFIER":
			m.begun.put(told.Session, on)
		case on.meet(m.user, asked):
			m.waiting.put(asked["SECRET_BLOCK"], on)
			body = replace(body, "ChallengeParameters", "SRP_B", on.toClient.SRPB())
			response.Header.Del("X-Amz-Crc32") // which is that of the server's body
		}
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), response.Body), response.Body}
	if response.ContentLength >= 0 && len(body) <= referee.MaxBody {
		response.ContentLength = int64(len(body))
		response.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	return response, nil
}

// meet prepares the exchange for the client's proof, and reports whether one can be checked.
func (e *exchange) meet(user User, asked map[string]string) bool {
	salt, err := srp.ParseHex(asked["SALT"])
	if err != nil {
		return false
	}
	e.challenge = srp.Challenge{B: asked["SRP_B"], Salt: asked["SALT"], SecretBlock: asked["SECRET_BLOCK"]}
	e.identity = srp.Identity{Group: srp.PoolName(user.PoolID), Name: asked["USER_ID_FOR_SRP"], Secret: user.Password}
	e.verifier = srp.Verifier(srp.PrivateKey(e.identity, salt))
	e.toClient, err = srp.NewServer(e.verifier)
	return err == nil
}

// prove checks the proof in a request, tells the witness what it takes to do so, and returns
// the body that the server gets.
func (m *intermediary) prove(r *http.Request, asked *referee.Request, body []byte) []byte {
	sent := asked.ChallengeResponses
	on := m.waiting.get(sent["PASSWORD_CLAIM_SECRET_BLOCK"])
	if on == nil {
		return body
	}
	known := &referee.Known{PoolID: m.user.PoolID, Secret: m.user.Password, Unconfirmed: true}
	known.ServerSecret, known.Verifier = on.toClient.Secrets()
	tell(r, known)
	block := srp.LenientBase64(on.challenge.SecretBlock)
	signature, err := base64.StdEncoding.DecodeString(sent["PASSWORD_CLAIM_SIGNATURE"])
	if err != nil || on.toClient.Verify(on.A, on.identity.Group, on.identity.Name, block, sent["TIMESTAMP"], signature) != nil {
		if m.refuted != nil {
			m.refuted()
		}
		return body
	}
	proof, err := on.toServer.Lenient().Proof(on.identity, on.challenge, sent["TIMESTAMP"])
	if err != nil {
		return body
	}
	if sent["SRP_A"] != "" {
		body = replace(body, "ChallengeResponses", "SRP_A", on.toServer.SRPA())
	}
	return replace(body, "ChallengeResponses", "PASSWORD_CLAIM_SIGNATURE", proof)
}

// carrying is a request with another body.
func carrying(r *http.Request, body []byte) *http.Request {
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return r
}

// replace returns a JSON object with another text for a member of one of its objects. It
// leaves what is none alone.
func replace(body []byte, object, name, text string) []byte {
	var members map[string]json.RawMessage
	var inner map[string]any
	if json.Unmarshal(body, &members) != nil || json.Unmarshal(members[object], &inner) != nil || inner == nil {
		return body
	}
	inner[name] = text
	written, err := json.Marshal(inner)
	if err != nil {
		return body
	}
	members[object] = written
	whole, err := json.Marshal(members)
	if err != nil {
		return body
	}
	return whole
}
