package cogbench_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/referee/flaws"
)

// signInTwice has a client of our own sign in, and again with the device that it got.
func signInTwice(t *testing.T, pool *cogbench.ReferencePool, its ...flaws.Flaw) {
	t.Helper()
	client := flaws.New(flaws.Pool{
		Endpoint: pool.Endpoint, PoolID: pool.UserPoolID, ClientID: pool.ClientID, ClientSecret: pool.ClientSecret,
	}, its...)
	person := flaws.Person{
		Name: pool.Username, Password: pool.Password, Remember: true,
		Code: func(ctx context.Context, _ string) (string, error) { return pool.Code(ctx) },
	}
	for range 2 {
		if _, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH"); err != nil {
			t.Log(err) // what the client makes of it is its own test's business
		}
	}
}

func TestClientThatIsRight(t *testing.T) {
	signInTwice(t, cogbench.Client(t, cogbench.ClientOptions{
		Tracking: "opt-in", Alias: true, ClientSecret: true, Require: []string{"CLI-SRP-01", "CLI-HASH-01", "CLI-KEY-03"},
	}))
}

// The tests that fail are run in a process of their own.
const wrongClient = "COGBENCH_TEST_WRONG_CLIENT"

func TestClientThatIsWrong(t *testing.T) {
	switch os.Getenv(wrongClient) {
	case "":
		t.Skip("it is run by TestClientFails")
	case "flawed":
		for _, flaw := range flaws.All() {
			if flaw.Name == "session-left-out" {
				signInTwice(t, cogbench.Client(t, cogbench.ClientOptions{}), flaw)
			}
		}
	case "silent":
		cogbench.Client(t, cogbench.ClientOptions{})
	case "not exercised":
		signInTwice(t, cogbench.Client(t, cogbench.ClientOptions{Require: []string{"CLI-HASH-01"}}))
	case "unknown":
		cogbench.Client(t, cogbench.ClientOptions{MFA: "fax"})
	}
}

func TestClientFails(t *testing.T) {
	for which, want := range map[string]string{
		"flawed":        "CLI-AUTH-01: ",
		"silent":        "no call of the service was seen",
		"not exercised": "CLI-HASH-01 was not exercised",
		"unknown":       `MFA is "fax"`,
	} {
		t.Run(which, func(t *testing.T) {
			t.Parallel()
			directory := t.TempDir()
			test := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestClientThatIsWrong$", "-cogbench.report-dir", directory)
			test.Env = append(os.Environ(), wrongClient+"="+which)
			out, err := test.CombinedOutput()
			if err == nil || !strings.Contains(string(out), want) {
				t.Errorf("it ended with %v:\n%s", err, out)
			}
			_, err = os.Stat(filepath.Join(directory, "client.json"))
			if written := err == nil; written != (which != "unknown") {
				t.Errorf("client.json: %v", err)
			}
		})
	}
}
