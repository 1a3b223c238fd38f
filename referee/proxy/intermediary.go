package proxy

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cogbench/cogbench/referee"
)

// User is one whose password is known.
type User struct {
	PoolID   string // such as "us-east-1_Abc"
	Name     string // USERNAME, as the client begins a sign-in
	Password string
}

// What a user of the proxy is told of its part in the exchange of SRP.
const (
	NotOfPassword = "a proof is not one of the password: the client has another, or computes in another way, or the password or the pool's id is not the user's"
	NoPart        = "no part could be taken in a sign-in that had begun: its proof will be refused"
	Over          = "proofs are checked no more: the user may have another password now"
)

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
	timeout time.Duration // for an answer that is to be read; none if 0
	note    func(string)
	over    atomic.Bool // the user may have another password now

	names   recent[bool]     // what the server calls the user
	begun   recent[exchange] // by the Session of a challenge that comes before the password's
	waiting recent[exchange] // for the client's proof, by SECRET_BLOCK
}

// RoundTrip implements http.RoundTripper.
func (m *intermediary) RoundTrip(r *http.Request) (*http.Response, error) {
	operation, ofService := strings.CutPrefix(r.Header.Get("X-Amz-Target"), referee.TargetPrefix)
	if !ofService {
		return m.next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body) // which is whole, and within bounds
	if err != nil {
		return nil, err
	}
	r = carrying(r, body)
	asked, err := referee.ParseRequest(body)
	if err != nil {
		return m.next.RoundTrip(r)
	}
	switch {
	case m.changesPassword(operation, &asked):
		response, err := m.next.RoundTrip(r)
		if err == nil && response.StatusCode == http.StatusOK && m.over.CompareAndSwap(false, true) {
			m.note(Over)
		}
		return response, err
	case operation != "InitiateAuth" && operation != "RespondToAuthChallenge":
		return m.next.RoundTrip(r)
	case asked.ChallengeName == "PASSWORD_VERIFIER":
		return m.next.RoundTrip(carrying(r, m.prove(r, &asked, body)))
	case IsSigned(r):
		return m.next.RoundTrip(r)
	}
	on, mine := m.exchangeOf(&asked)
	if !mine {
		return m.next.RoundTrip(r)
	}
	if asked.Parameters()["SRP_A"] != "" {
		r = carrying(r, replace(body, parametersOf(operation), "SRP_A", on.toServer.SRPA()))
	}
	return m.challenge(r, on)
}

// parametersOf is the member of a request that has the values of the protocol.
func parametersOf(operation string) string {
	if operation == "InitiateAuth" {
		return "AuthParameters"
	}
	return "ChallengeResponses"
}

// isUser reports whether a name is the user's: the one that was told, or one that the server
// answered with.
func (m *intermediary) isUser(name string) bool {
	known, _ := m.names.get(name)
	return name == m.user.Name || known
}

// changesPassword reports whether a call gives the user another password, if it succeeds.
// ChangePassword does not say whose it is.
func (m *intermediary) changesPassword(operation string, asked *referee.Request) bool {
	switch operation {
	case "ChangePassword":
		return true
	case "ConfirmForgotPassword", "AdminSetUserPassword":
		var name string
		return json.Unmarshal(asked.Members["Username"], &name) == nil && m.isUser(name)
	}
	return asked.ChallengeName == "NEW_PASSWORD_REQUIRED" && m.isUser(asked.Parameters()["USERNAME"])
}

// exchangeOf is the exchange that a call begins with an A of the user's, or that goes on with
// another challenge before the password's; false for all other calls.
func (m *intermediary) exchangeOf(asked *referee.Request) (exchange, bool) {
	sent := asked.Parameters()
	switch asked.ChallengeName {
	case "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER":
		return exchange{}, false
	}
	on, goesOn := m.begun.get(asked.Session)
	if !m.isUser(sent["USERNAME"]) || !goesOn && m.over.Load() {
		return exchange{}, false
	}
	if sent["SRP_A"] == "" {
		return on, goesOn
	}
	return begin(sent["SRP_A"])
}

// challenge passes a call and its answer on, with another B if that asks for the proof.
func (m *intermediary) challenge(r *http.Request, on exchange) (*http.Response, error) {
	r.Header.Del("Accept-Encoding") // the answer is to be read here
	response, err := m.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if m.timeout > 0 {
		defer time.AfterFunc(m.timeout, func() { response.Body.Close() }).Stop()
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, referee.MaxBody+1))
	if err != nil {
		response.Body.Close()
		return nil, err
	}
	if response.StatusCode == http.StatusOK {
		body = m.answered(on, response.Header, body)
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), response.Body), response.Body}
	if len(body) <= referee.MaxBody {
		response.ContentLength = int64(len(body))
		response.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	return response, nil
}

// answered is the body of an answer as the client gets it.
func (m *intermediary) answered(on exchange, header http.Header, body []byte) []byte {
	read := body
	if header.Get("Content-Encoding") == "gzip" { // though nobody asked for it
		if unpacked, err := referee.Unpack(body); err == nil {
			read = unpacked
		}
	}
	told, err := referee.ParseResponse(read, "")
	if err != nil {
		m.note(NoPart)
		return body
	}
	asked := told.ChallengeParameters
	for _, name := range []string{asked["USERNAME"], asked["USER_ID_FOR_SRP"]} {
		m.names.put(name, true)
	}
	if told.ChallengeName != "PASSWORD_VERIFIER" {
		m.begun.put(told.Session, on)
		return body
	}
	if _, ok := sound(asked["SRP_B"]); !ok { // which is for the client to refuse
		return body
	}
	met, ok := on.meet(m.user, asked)
	if !ok {
		m.note(NoPart)
		return body
	}
	m.waiting.put(asked["SECRET_BLOCK"], met)
	header.Del("Content-Encoding")
	header.Del("X-Amz-Crc32") // which is that of the server's body
	return replace(read, "ChallengeParameters", "SRP_B", met.toClient.SRPB())
}

// prove checks the proof in a request, tells the witness what it takes to do so, and returns
// the body that the server gets.
func (m *intermediary) prove(r *http.Request, asked *referee.Request, body []byte) []byte {
	sent := asked.ChallengeResponses
	on, met := m.waiting.get(sent["PASSWORD_CLAIM_SECRET_BLOCK"])
	switch {
	case !met:
		return body
	case IsSigned(r):
		m.note(NoPart)
		return body
	}
	known := &referee.Known{PoolID: m.user.PoolID, Secret: m.user.Password, Unconfirmed: true}
	known.ServerSecret, known.Verifier = on.toClient.Secrets()
	tell(r, known)
	signature, err := base64.StdEncoding.DecodeString(sent["PASSWORD_CLAIM_SIGNATURE"])
	if err != nil || !on.isProof(signature, sent["TIMESTAMP"]) {
		m.note(NotOfPassword)
		return body
	}
	proof, err := on.toServer.Lenient().Proof(on.identity, on.challenge, sent["TIMESTAMP"])
	if err != nil {
		m.note(NoPart)
		return body
	}
	if sent["SRP_A"] != "" { // as cognito-srp-helper sends it once more
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
