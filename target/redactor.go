package target

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/cogbench/cogbench/internal/jsonvalue"
	"github.com/cogbench/cogbench/spec"
)

// Redactor replaces secrets by their length and a mark. The mark is a keyed
// digest: equal secrets of one run have equal marks, so that a reader sees that
// a session was sent twice, and nothing can be worked out from it, because the
// key is drawn at the start and never leaves memory.
type Redactor struct {
	key   []byte
	names map[string]bool // lower-case names of secret members

	mu   sync.Mutex
	told secretSet
}

func newRedactor() (*Redactor, error) {
	model, err := spec.Model()
	if err != nil {
		return nil, err
	}
	key := make([]byte, sha256.Size)
	if _, err := io.ReadFull(rand.Reader, key); err != nil {
		return nil, err
	}
	return &Redactor{key: key, names: secretNames(model)}, nil
}

// Remember has the values removed wherever text is scrubbed.
func (r *Redactor) Remember(secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range secrets {
		r.told.add(s)
	}
}

func (r *Redactor) mark(secret string) string {
	mac := hmac.New(sha256.New, r.key)
	mac.Write([]byte(secret))
	return fmt.Sprintf("«redacted %d bytes %s»", len(secret), hex.EncodeToString(mac.Sum(nil)[:4]))
}

// exchange renders a record without its secrets.
func (r *Redactor) exchange(rec record) Exchange {
	var secrets secretSet
	r.collect(rec, &secrets)
	e := Exchange{
		Operation: rec.operation, StartedAt: rec.started, DurationSeconds: rec.took.Seconds(),
		Method: rec.method, URL: r.scrub(rec.url, secrets), Status: rec.status,
		RequestHeader:  r.header(rec.requestHeader, shownRequestHeaders, secrets),
		ResponseHeader: r.header(rec.responseHeader, shownResponseHeaders, secrets),
		Request:        r.body(rec.request, rec.requestCut, secrets),
		Response:       r.body(rec.response, rec.responseCut, secrets),
	}
	if rec.err != nil {
		e.Error = r.scrub(rec.err.Error(), secrets)
	}
	return e
}

// collect adds the secrets in the bodies of a record to the set.
func (r *Redactor) collect(rec record, secrets *secretSet) {
	r.collectFrom(rec.request, secrets)
	r.collectFrom(rec.response, secrets)
}

// collectFrom adds the secrets in a body to the set.
func (r *Redactor) collectFrom(body []byte, secrets *secretSet) {
	if v, err := jsonvalue.Decode(body); err == nil {
		r.walk(v, func(secret string) string { secrets.add(secret); return secret }, nil)
	}
}

func (r *Redactor) body(body []byte, cut int, secrets secretSet) string {
	text := r.readable(body, secrets)
	if cut > 0 {
		text += fmt.Sprintf("… %d bytes more", cut)
	}
	return text
}

func (r *Redactor) readable(body []byte, secrets secretSet) string {
	v, err := jsonvalue.Decode(body)
	if err != nil {
		return r.unparsed(string(body), secrets)
	}
	shown := r.walk(v, r.mark, func(text string) string { return r.scrub(text, secrets) })
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(shown); err != nil {
		return r.unparsed(string(body), secrets)
	}
	return string(bytes.TrimRight(out.Bytes(), "\n"))
}

var (
	// jwts are tokens wherever they turn up, whole or cut off.
	jwts = regexp.MustCompile(`eyJ[A-Za-z0-9_=-]{8,}(\.[A-Za-z0-9_=-]*)*`)
	// quotedMembers are members of JSON that cannot be parsed as a whole: where a
	// name begins is not known for sure, only where it ends.
	quotedMembers = regexp.MustCompile(`(([A-Za-z_]+)"\s*:\s*)"((?:[^"\\]|\\.)*)("|$)`)
	// following is a value after what was taken for one.
	following = regexp.MustCompile(`^\s*:\s*"((?:[^"\\]|\\.)*)("|$)`)
	// opaque is text that could be key material of any kind.
	opaque = regexp.MustCompile(`[A-Za-z0-9+/_=]{40,}`)
)

// scrub removes tokens and the secrets from running text.
func (r *Redactor) scrub(text string, secrets secretSet) string {
	text = jwts.ReplaceAllStringFunc(text, r.mark)
	text = secrets.replace(text, r.mark)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.told.replace(text, r.mark)
}

// unparsed shows text that is not JSON: broken, cut off, or a web page.
func (r *Redactor) unparsed(text string, secrets secretSet) string {
	var shown strings.Builder
	for {
		m := quotedMembers.FindStringSubmatchIndex(text)
		if m == nil {
			break
		}
		member, name, value := text[:m[3]], text[m[4]:m[5]], text[m[6]:m[7]]
		shown.WriteString(member)
		text = text[m[3]:] // what looks like a value may be the name of the next member
		if r.secretName(name) || secretKey(name, value) {
			shown.WriteString(`"` + r.mark(value) + `"`)
			text = text[m[1]-m[3]:]
			for next := following.FindStringSubmatch(text); next != nil; next = following.FindStringSubmatch(text) {
				shown.WriteString(`:"` + r.mark(next[1]) + `"`) // which of the two is the name is anyone's guess
				text = text[len(next[0]):]
			}
		}
	}
	text = shown.String() + text
	return opaque.ReplaceAllStringFunc(r.scrub(text, secrets), r.mark)
}

func (r *Redactor) header(h http.Header, shown []string, secrets secretSet) map[string]string {
	out := make(map[string]string, len(shown))
	for _, name := range shown {
		values := h.Values(name)
		if len(values) == 0 {
			continue
		}
		out[name] = r.headerValue(name, values[0], secrets)
	}
	return out
}

var signatures = regexp.MustCompile(`Signature=[0-9a-fA-F]+`)

func (r *Redactor) headerValue(name, value string, secrets secretSet) string {
	if name == "X-Amz-Security-Token" {
		return r.mark(value)
	}
	value = signatures.ReplaceAllStringFunc(value, func(s string) string {
		return "Signature=" + r.mark(s[len("Signature="):])
	})
	return r.scrub(value, secrets)
}
