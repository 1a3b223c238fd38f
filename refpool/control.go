package refpool

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// controlPrefix is the path of what the server offers beside the protocol.
const controlPrefix = "/_cogbench"

// isControl reports whether a request is for what is offered beside the protocol.
func isControl(r *http.Request) bool {
	return r.URL.Path == controlPrefix || strings.HasPrefix(r.URL.Path, controlPrefix+"/")
}

// serveControl answers requests under /_cogbench/. From another machine, and from a
// page in a browser, they need the server's credentials; no page may read the answer.
func (s *Server) serveControl(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(r)
	if err == nil && !isLocal(r) {
		err = s.checkSignature(r, body)
	}
	var result any
	if err == nil {
		result, err = s.control(r, body)
	}
	reply := s.reply("control", result, err)
	reply.Header.Set("Content-Type", "application/json")
	reply.send(w)
}

func (s *Server) control(r *http.Request, body []byte) (any, error) {
	switch r.Method + " " + r.URL.Path {
	case "GET " + controlPrefix, "GET " + controlPrefix + "/":
		return s.about(), nil
	case "POST " + controlPrefix + "/clock":
		return s.moveClock(body)
	case "GET " + controlPrefix + "/messages":
		return s.messages(r.URL.Query())
	}
	return nil, refuse("UnknownOperationException", "There is no %s %s here.", r.Method, r.URL.Path)
}

// about is what this server is, and the functions that pools may name.
func (s *Server) about() any {
	type triggers struct {
		DefineAuthChallenge string `json:"defineAuthChallenge"`
		CreateAuthChallenge string `json:"createAuthChallenge"`
		VerifyAuthChallenge string `json:"verifyAuthChallenge"`
		Answer              string `json:"answer"`
		NarrowScope         string `json:"narrowScope"`
	}
	custom := CustomAuthARN(s.options.Region)
	return struct {
		Name      string   `json:"name"`
		Purpose   string   `json:"purpose"`
		Region    string   `json:"region"`
		Endpoints []string `json:"endpoints"`
		Triggers  triggers `json:"triggers"`
	}{
		"cogbench", "a server of reference user pools, for tests only", s.options.Region,
		[]string{"GET /_cogbench/", "POST /_cogbench/clock", "GET /_cogbench/messages"},
		triggers{custom, custom, custom, CustomAuthAnswer, NarrowScopeARN(s.options.Region)},
	}
}

// maxAdvance bounds a move of the clock: the longest life of anything in a pool
// is ten years, and the sum of all moves stays a valid time.
const maxAdvance = 20 * 365 * 24 * time.Hour

// moveClock advances the clock of one pool, of all without an id.
func (s *Server) moveClock(body []byte) (any, error) {
	var in struct {
		Advance    string `json:"advance"`
		UserPoolID string `json:"userPoolId"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, refuse("SerializationException", "The request body is not valid JSON: %v", err)
	}
	advance, err := time.ParseDuration(in.Advance)
	if err != nil || advance < 0 || advance > maxAdvance {
		return nil, invalidParameter(`advance must be a duration like "31s", from 0 to %s`, maxAdvance)
	}
	pools, err := s.poolsNamed(in.UserPoolID)
	if err != nil {
		return nil, err
	}
	now := make(map[string]time.Time, len(pools))
	for _, p := range pools {
		ahead, err := p.advance(advance)
		if err != nil {
			return nil, err
		}
		now[p.ID] = s.time().Add(ahead).UTC()
	}
	return struct {
		Moved int                  `json:"moved"` // pools
		Now   map[string]time.Time `json:"now"`   // their times, by id
	}{len(pools), now}, nil
}

// advance moves p's clock by d and returns how far it is ahead then.
func (p *Pool) advance(d time.Duration) (time.Duration, error) {
	p.Lock()
	defer p.Unlock()
	if p.ClockOffset+d > 2*maxAdvance {
		return 0, invalidParameter("the clock of %s cannot be moved further", p.ID)
	}
	p.ClockOffset += d
	return p.ClockOffset, nil
}

// messages lists the codes sent by one pool or all, to one user or all, oldest
// first within a pool.
func (s *Server) messages(query url.Values) (any, error) {
	pools, err := s.poolsNamed(query.Get("userPoolId"))
	if err != nil {
		return nil, err
	}
	found := []Message{}
	for _, p := range pools {
		found = append(found, p.messagesTo(query.Get("username"))...)
	}
	return struct {
		Messages []Message `json:"messages"`
	}{found}, nil
}

// messagesTo lists what p sent to the user that name signs in, to all without a
// name.
func (p *Pool) messagesTo(name string) []Message {
	p.Lock()
	defer p.Unlock()
	if u := p.findUser(name); u != nil {
		name = u.Username
	}
	var found []Message
	for _, m := range p.Messages {
		if name == "" || m.Username == name {
			found = append(found, m)
		}
	}
	return found
}

// poolsNamed is the pool id, or every pool without one.
func (s *Server) poolsNamed(id string) ([]*Pool, error) {
	if id != "" {
		p, err := s.pool(id)
		return []*Pool{p}, err
	}
	s.registry.RLock()
	defer s.registry.RUnlock()
	pools := make([]*Pool, 0, len(s.pools))
	for _, p := range s.pools {
		pools = append(pools, p)
	}
	return pools, nil
}
