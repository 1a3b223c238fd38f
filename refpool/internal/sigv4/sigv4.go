// Package sigv4 verifies AWS Signature Version 4 in the Authorization header of
// a request, by computing it anew.
//
// It promises that a request passes only if it was signed with the verifier's
// secret key, for its region and service, within five minutes of now, over the
// very method, path, query, body, and signed headers that arrived, among them
// host, x-amz-date and x-amz-target. Comparison takes constant time. A session
// token is tolerated and not judged. Pre-signed queries and chunked signatures
// are not accepted.
package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Skew is how far the time of a signature may be from now, either way.
const Skew = 5 * time.Minute

const (
	algorithm  = "AWS4-HMAC-SHA256"
	timeFormat = "20060102T150405Z"
)

// What Verify refuses for. A refusal for ErrSignature or ErrIncomplete is
// wrapped with what was wrong.
var (
	ErrMissing    = errors.New("the request is not signed")
	ErrIncomplete = errors.New("the signature is incomplete")
	ErrUnknownKey = errors.New("the access key is unknown")
	ErrSignature  = errors.New("the signature is not valid")
)

// Verifier knows one pair of keys. It is safe for concurrent use.
type Verifier struct {
	AccessKeyID     string
	SecretAccessKey string
	Region          string
	Service         string
}

// Verify judges the signature of r, whose body was read into body, at time now.
func (v *Verifier) Verify(r *http.Request, body []byte, now time.Time) error {
	claim, err := parse(r.Header)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(claim.accessKeyID), []byte(v.AccessKeyID)) != 1 {
		return ErrUnknownKey
	}
	if err := v.checkScope(claim); err != nil {
		return err
	}
	if err := checkTime(claim, now); err != nil {
		return err
	}
	if err := checkSigned(claim, r.Header); err != nil {
		return err
	}
	want := signature(v.key(claim), stringToSign(claim, canonicalRequest(r, claim.signedHeaders, body)))
	if subtle.ConstantTimeCompare([]byte(want), []byte(claim.signature)) != 1 {
		return fmt.Errorf("%w: it is not the one computed from the request and the secret key", ErrSignature)
	}
	return nil
}

func (v *Verifier) checkScope(c claim) error {
	switch {
	case c.region != v.Region:
		return fmt.Errorf("%w: credential should be scoped to region %s, not %q", ErrSignature, v.Region, c.region)
	case c.service != v.Service:
		return fmt.Errorf("%w: credential should be scoped to service %s, not %q", ErrSignature, v.Service, c.service)
	case c.terminator != "aws4_request":
		return fmt.Errorf("%w: credential should end in aws4_request", ErrSignature)
	}
	return nil
}

func checkTime(c claim, now time.Time) error {
	switch {
	case c.time.Format("20060102") != c.date:
		return fmt.Errorf("%w: date in credential scope does not match x-amz-date", ErrSignature)
	case now.Sub(c.time) > Skew:
		return fmt.Errorf("%w: signature expired: %s is more than %s ago", ErrSignature, c.time.Format(timeFormat), Skew)
	case c.time.Sub(now) > Skew:
		return fmt.Errorf("%w: signature not yet current: %s is more than %s ahead", ErrSignature, c.time.Format(timeFormat), Skew)
	}
	return nil
}

// checkSigned refuses a request that leaves a header which decides its meaning
// out of the signature.
func checkSigned(c claim, header http.Header) error {
	for _, name := range []string{"host", "x-amz-date", "x-amz-target"} {
		present := name == "host" || header.Get(name) != ""
		if present && !slices.Contains(c.signedHeaders, name) {
			return fmt.Errorf("%w: '%s' must be a signed header", ErrSignature, name)
		}
	}
	return nil
}

// key derives the signing key of the claim's scope.
func (v *Verifier) key(c claim) []byte {
	key := []byte("AWS4" + v.SecretAccessKey)
	for _, part := range []string{c.date, c.region, c.service, c.terminator} {
		key = mac(key, part)
	}
	return key
}

func stringToSign(c claim, canonical string) string {
	digest := sha256.Sum256([]byte(canonical))
	scope := strings.Join([]string{c.date, c.region, c.service, c.terminator}, "/")
	return strings.Join([]string{algorithm, c.timeText, scope, hex.EncodeToString(digest[:])}, "\n")
}

func signature(key []byte, text string) string {
	return hex.EncodeToString(mac(key, text))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
