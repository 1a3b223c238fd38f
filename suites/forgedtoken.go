package suites

import (
	"crypto/rand"
	"crypto/rsa"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// foreignToken has the claims of a token and its key's name, signed by a key
// that is not the pool's. It is not a token at all if none can be made.
func foreignToken(token string) string {
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return strings.ToUpper(token)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return strings.ToUpper(token)
	}
	options := (&jose.SignerOptions{}).WithHeader("kid", signed.Signatures[0].Header.KeyID)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, options)
	if err != nil {
		return strings.ToUpper(token)
	}
	forged, err := signer.Sign(signed.UnsafePayloadWithoutVerification())
	if err != nil {
		return strings.ToUpper(token)
	}
	text, err := forged.CompactSerialize()
	if err != nil {
		return strings.ToUpper(token)
	}
	return text
}
