package redact

import (
	"encoding/base64"
	"strings"
)

// token is the pseudonym of a JWT: one with the same times, whose claims are pseudonyms, and
// whose signature is none.
func (p *Pseudonyms) token(text string) string {
	parts := strings.Split(text, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return p.characters(text, classes)
	}
	claims, err := p.body(payload)
	if err != nil {
		return p.characters(text, classes)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"RS256"}`)) + "." + encode(claims) + "." + p.characters(parts[2], classes)
}
