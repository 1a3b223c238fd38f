package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/cogbench/cogbench/internal/embeddedpool"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"cogbench": main, "client": testClient})
}

// The command line is tested by scripts: testdata/script/*.txtar. Beside the
// usual commands they have
//
//	exits CODE COMMAND ARGS...   runs a command that must end with the code
//	waitfile FILE                waits for the file
//	access FILE                  sets ENDPOINT, ACCESS_KEY_ID and SECRET_ACCESS_KEY of it
//	upstream FILE                has $UPSTREAM be the server that a ready file of referee tells
//	                             of, with $UPSTREAM_POOL, $UPSTREAM_USERNAME and, as a file,
//	                             upstream.password
//	about FILE                   asks the server that a ready file tells of what it is
//	older FILE                   has a file say that 0.1.0 wrote it
//	unversioned FILE             has a file say nothing of versions
//	untouched                    holds that the server at $TRAP was not called so far
//
// the rules $NEWER, which the first version of the catalogue lacks, and $SOFTENED, a
// must in the first version alone, with a target file each of a server that breaks them,
// newer.yaml and softened.yaml ([newer] and [softened] hold if there is such a rule),
// the observed rule $OBSERVED, with contradicts.yaml of a server that breaks it,
// and servers at $WEB (some web site), $SILENT (accepts, never answers), $DENIES
// (speaks the protocol, refuses everything) and $YES (says {} to everything).
func TestScripts(t *testing.T) {
	var calls atomic.Int64
	servers := map[string]string{
		"TRAP":   serveTest(t, "application/x-amz-json-1.1", http.StatusOK, `{}`, &calls),
		"WEB":    serveTest(t, "text/html", http.StatusOK, "<html><body>Welcome</body></html>", nil),
		"YES":    serveTest(t, "application/x-amz-json-1.1", http.StatusOK, `{}`, nil),
		"DENIES": serveTest(t, "application/x-amz-json-1.1", http.StatusBadRequest, `{"__type":"InvalidParameterException","message":"no"}`, nil),
		"SILENT": silent(t),
	}
	newer, softened := agedRules(t)
	observed := contradicted(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			for name, address := range servers {
				env.Setenv(name, address)
			}
			env.Setenv("TMPDIR", env.WorkDir)
			env.Setenv("NEWER", newer.rule)
			env.Setenv("SOFTENED", softened.rule)
			env.Setenv("OBSERVED", observed.rule)
			return errors.Join(observed.write(env.WorkDir, "contradicts.yaml"), newer.write(env.WorkDir, "newer.yaml"), softened.write(env.WorkDir, "softened.yaml"))
		},
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "newer":
				return newer.rule != "", nil
			case "softened":
				return softened.rule != "", nil
			}
			return false, fmt.Errorf("unknown condition %q", condition)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"waitfile": waitFile,
			"access":   access,
			"about":    about,
			"upstream": upstream,
			"older":    older, "unversioned": unversioned,
			"untouched": func(ts *testscript.TestScript, neg bool, _ []string) {
				if touched := calls.Load() > 0; touched != neg {
					ts.Fatalf("%d calls reached the server", calls.Load())
				}
			},
		},
	})
}

// exits runs a command and holds its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// waitFile waits for a file that a command in the background writes.
func waitFile(ts *testscript.TestScript, _ bool, args []string) {
	// The limit guards against a command that never writes it.
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s was not written", args[0])
		}
	}
}

// access sets what a ready file says of its server.
func access(ts *testscript.TestScript, _ bool, args []string) {
	var line embeddedpool.Access
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &line))
	ts.Setenv("ENDPOINT", line.Endpoint)
	ts.Setenv("ACCESS_KEY_ID", line.AccessKeyID)
	ts.Setenv("SECRET_ACCESS_KEY", line.SecretAccessKey)
}

// upstream names the server of a ready file, and its user.
func upstream(ts *testscript.TestScript, _ bool, args []string) {
	var line struct{ Endpoint, UserPoolID, Username, Password string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &line))
	ts.Setenv("UPSTREAM", line.Endpoint)
	ts.Setenv("UPSTREAM_POOL", line.UserPoolID)
	ts.Setenv("UPSTREAM_USERNAME", line.Username)
	ts.Check(os.WriteFile(ts.MkAbs("upstream.password"), []byte(line.Password+"\n"), 0o600))
}

// about asks a server what it is.
func about(ts *testscript.TestScript, _ bool, args []string) {
	var line embeddedpool.Access
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &line))
	response, err := http.Get(line.Endpoint + "/_cogbench/")
	ts.Check(err)
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		ts.Fatalf("%s answered with status %d", response.Request.URL, response.StatusCode)
	}
}

// serveTest starts a server that gives one answer to all, and counts its calls
// in calls, unless that is nil.
func serveTest(t *testing.T, contentType string, status int, body string, calls *atomic.Int64) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls != nil {
			calls.Add(1)
		}
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// silent is a server that takes connections and says nothing.
func silent(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = connection.Close() })
		}
	}()
	return "http://" + listener.Addr().String()
}
