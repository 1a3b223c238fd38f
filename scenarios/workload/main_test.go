package workload_test

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/target"
)

// roleVariable has this program be another than the tests.
const roleVariable = "COGBENCH_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "pool":
		bePool()
	case "driver":
		beDriver()
	default:
		os.Exit(m.Run())
	}
}

// bePool is a reference pool until the standard input ends.
func bePool() {
	server, err := refpool.New(refpool.Options{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"})
	if err != nil {
		panic(err)
	}
	running, err := server.Listen("127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(running.Endpoint); err != nil {
		panic(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// role starts this program as another, which ends with the test.
func role(t testing.TB, name string, environment ...string) (stdout io.Reader, wait func() (processorTime time.Duration, err error)) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(append(os.Environ(), environment...), roleVariable+"="+name)
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = command.Wait()
	})
	return out, func() (time.Duration, error) {
		err := command.Wait()
		return command.ProcessState.UserTime() + command.ProcessState.SystemTime(), err
	}
}

// newRemoteTarget is newTarget with the pool in a process of its own.
func newRemoteTarget(t testing.TB) *target.Target {
	t.Helper()
	stdout, _ := role(t, "pool")
	var endpoint string
	if err := json.NewDecoder(stdout).Decode(&endpoint); err != nil {
		t.Fatal(err)
	}
	made, err := target.New(t.Context(), target.Config{
		Endpoint:    endpoint,
		Credentials: &target.Credentials{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"},
	}, target.Options{Timeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.CloseIdle)
	return made
}
