package refpool

import (
	"encoding/json"
	"net/http"
	"strings"
)

// serveDocument answers the public documents of a pool:
// /{poolId}/.well-known/jwks.json and openid-configuration.
func (s *Server) serveDocument(w http.ResponseWriter, r *http.Request) {
	result, err := s.document(r)
	reply := s.reply("document", result, err)
	reply.Header.Set("Content-Type", "application/json")
	s.share(reply, r)
	reply.send(w)
}

// document is what r asks for, ready to be encoded.
func (s *Server) document(r *http.Request) (any, error) {
	id, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/.well-known/")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, refuse("UnknownOperationException", "Documents are read with GET.")
	}
	p, err := s.pool(id)
	if err != nil {
		return nil, err
	}
	switch name {
	case "jwks.json":
		keys, err := s.jwks(p)
		return json.RawMessage(keys), err
	case "openid-configuration":
		p.Lock()
		defer p.Unlock()
		return openIDConfiguration(s.behaviour.Token.Issuer(p), "http://"+r.Host+"/"+p.ID), nil
	}
	return nil, resourceNotFound("There is no document %s.", name)
}

// openIDConfiguration describes where a pool's tokens come from: issuer is
// their iss claim, base the URL of the pool on this server.
func openIDConfiguration(issuer, base string) any {
	return struct {
		Issuer     string   `json:"issuer"`
		KeysURI    string   `json:"jwks_uri"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
		Subjects   []string `json:"subject_types_supported"`
		Responses  []string `json:"response_types_supported"`
	}{issuer, base + "/.well-known/jwks.json", []string{"RS256"}, []string{"public"}, []string{"code", "token"}}
}
