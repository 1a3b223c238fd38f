package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/cogbench/cogbench/refpool"
)

// secretPrefix is how much of a secret gives it away.
const secretPrefix = 16

// Nothing secret reaches a file: of all that a whole run sends and receives, with
// every call kept, no password, token, session, secret or signature is found in
// any file of the report directory, nor in what is printed.
func TestNoSecretReachesAFile(t *testing.T) {
	eavesdropper := &eavesdropper{secrets: map[string]string{}}
	server := httptest.NewServer(eavesdropper.before(t))
	t.Cleanup(server.Close)
	directory := t.TempDir()
	command := exec.Command("cogbench", "conform", "--endpoint", server.URL, "--all-transcripts", "--verbose", "--report-dir", directory,
		"--rule", "AUTH-0", "--rule", "DEV-CONF-0", "--rule", "DEV-SRP-0", "--rule", "MFA-0", "--rule", "REF", "--rule", "TOK")
	code, output := within(t, command)
	if code != exitOK {
		t.Fatalf("exit code %d:\n%s", code, output)
	}
	if n := len(eavesdropper.secrets); n < 500 {
		t.Errorf("%d secrets were heard, want many", n)
	}
	texts := map[string][]byte{"the output": []byte(output)}
	files, err := filepath.Glob(filepath.Join(directory, "*"))
	if err != nil || len(files) < 5 {
		t.Fatalf("files %q, %v", files, err)
	}
	for _, file := range files {
		if texts[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range texts {
		for i := 0; i+secretPrefix <= len(text); i++ {
			if key, secret := eavesdropper.secrets[string(text[i:i+secretPrefix])]; secret {
				t.Errorf("%s holds a %s: …%s…", name, key, text[max(0, i-60):min(len(text), i+60)])
				break
			}
		}
	}
}

// eavesdropper remembers the secrets in what is said to a server and by it.
type eavesdropper struct {
	mu      sync.Mutex
	secrets map[string]string // the beginning of each, with the name it went by
}

// before puts the eavesdropper in front of a reference pool.
func (e *eavesdropper) before(t *testing.T) http.Handler {
	t.Helper()
	pool, err := refpool.New(refpool.Options{AccessKeyID: "AKIACOGBENCHHOSTILE0", SecretAccessKey: "of-the-hostile-server"})
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		recorder := httptest.NewRecorder()
		pool.ServeHTTP(recorder, r)
		if strings.HasPrefix(r.URL.Path, "/_cogbench") {
			body = nil
		}
		if recorder.Code == http.StatusOK { // what was refused need not have been a secret
			e.listen(body)
			e.listen(recorder.Body.Bytes())
		}
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})
}

// secretNames are the members that hold secrets, by their names on the wire.
var secretNames = regexp.MustCompile(`(?i)^(password|temporarypassword|previouspassword|proposedpassword|new_password|clientsecret|secretcode|accesstoken|idtoken|refreshtoken|refresh_token|session|secret_hash|secrethash|password_claim_signature)$`)

// listen takes the secrets out of a body.
func (e *eavesdropper) listen(body []byte) {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.walk("", value)
}

func (e *eavesdropper) walk(name string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			e.walk(name, member)
		}
	case []any:
		for _, member := range value {
			e.walk(name, member)
		}
	case string:
		if !secretNames.MatchString(name) {
			return
		}
		// A token begins with its header, which is no secret: its claims follow.
		if head, claims, isToken := strings.Cut(value, "."); isToken && strings.HasPrefix(head, "eyJ") {
			value = claims
		}
		if len(value) >= secretPrefix {
			e.secrets[value[:secretPrefix]] = name
		}
	}
}
