package bench_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/vectors"
	"github.com/cogbench/cogbench/vectors/own"
)

// roleVariable makes the test program an adapter.
const roleVariable = "COGBENCH_TEST_ADAPTER"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		beAdapter(role)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// adapterOf is the command line of this program in a role.
func adapterOf(t *testing.T, role string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s='%s' exec '%s'", roleVariable, role, program)
}

// fair is how many requests an adapter answers rightly before it does what its role is:
// the ping and the golden vectors, and something of the measurement.
const fair = 12

// took is how long the answer at hand took to compute.
var took time.Duration

// roles alter the right answer to the n-th request, from 1; nil says nothing.
var roles = map[string]func(n int, r vectors.Request, right *vectors.Answer) *vectors.Answer{
	"right": func(_ int, _ vectors.Request, right *vectors.Answer) *vectors.Answer { return right },
	"wrong": func(n int, _ vectors.Request, right *vectors.Answer) *vectors.Answer {
		if text, has := right.Output["A"]; has && n > fair {
			right.Output["A"] = "1" + text
		}
		return right
	},
	"wrong vector": func(n int, _ vectors.Request, right *vectors.Answer) *vectors.Answer {
		if n == 3 {
			right.Output["A"] = "1"
		}
		return right
	},
	"refusing": func(n int, r vectors.Request, right *vectors.Answer) *vectors.Answer {
		if n > fair && r.Op != vectors.Ping {
			return &vectors.Answer{ID: r.ID, Error: vectors.Rejected, Reason: "not today"}
		}
		return right
	},
	"crashing": func(n int, r vectors.Request, right *vectors.Answer) *vectors.Answer {
		if n > fair && r.Op != vectors.Ping {
			fmt.Fprintln(os.Stderr, "out of numbers")
			os.Exit(9)
		}
		return right
	},
	"dead": func(int, vectors.Request, *vectors.Answer) *vectors.Answer {
		os.Exit(9)
		return nil
	},
	"hanging": func(n int, r vectors.Request, right *vectors.Answer) *vectors.Answer {
		if n > fair && r.Op != vectors.Ping {
			time.Sleep(time.Hour)
		}
		return right
	},
	"holding back": func(n int, r vectors.Request, right *vectors.Answer) *vectors.Answer {
		if n > fair && r.Op != vectors.Ping {
			return nil
		}
		return right
	},
	"of before": func(n int, r vectors.Request, right *vectors.Answer) *vectors.Answer {
		if n > fair && r.Op != vectors.Ping {
			right.ID--
		}
		return right
	},
	"chattering": func(n int, r vectors.Request, right *vectors.Answer) *vectors.Answer {
		for n > fair && r.Op != vectors.Ping {
			fmt.Println("computing")
		}
		return right
	},
	"without operations": func(_ int, r vectors.Request, _ *vectors.Answer) *vectors.Answer {
		return &vectors.Answer{ID: r.ID, Error: vectors.Unsupported}
	},
	"reporting": func(_ int, _ vectors.Request, right *vectors.Answer) *vectors.Answer {
		right.NS = took.Nanoseconds()
		return right
	},
	"boasting": func(_ int, r vectors.Request, right *vectors.Answer) *vectors.Answer {
		if r.Op != vectors.Ping {
			time.Sleep(2 * time.Millisecond)
		}
		right.NS = 1
		return right
	},
	"without ping": func(_ int, r vectors.Request, right *vectors.Answer) *vectors.Answer {
		if r.Op == vectors.Ping {
			return &vectors.Answer{ID: r.ID, Error: vectors.Unsupported}
		}
		return right
	},
	"one operation": func(_ int, r vectors.Request, right *vectors.Answer) *vectors.Answer {
		if r.Op == "device_verifier" {
			return &vectors.Answer{ID: r.ID, Error: vectors.Unsupported}
		}
		return right
	},
}

// beAdapter answers what is asked on stdin.
func beAdapter(role string) {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var r vectors.Request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			os.Exit(3)
		}
		started := time.Now()
		output, err := own.Compute(r.Op, r.Input)
		took = max(time.Since(started), 1)
		if err != nil {
			os.Exit(4)
		}
		if answer := roles[role](n, r, &vectors.Answer{ID: r.ID, Output: output}); answer != nil {
			line, err := json.Marshal(answer)
			if err != nil {
				os.Exit(5)
			}
			fmt.Println(strings.TrimSpace(string(line)))
		}
	}
}
