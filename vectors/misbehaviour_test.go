package vectors_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/vectors"
)

type requests = func(func(vectors.Request) bool)

// misbehaviours are adapters that are right but for one thing.
var misbehaviours = map[string]func(requests){
	"crash": func(all requests) {
		for r := range all {
			if r.ID == 5 {
				fmt.Fprintln(os.Stderr, "panic: index out of range")
				os.Exit(2)
			}
			say(vectors.Own(r))
		}
	},
	"endless": func(all requests) {
		for r := range all {
			if r.ID == 5 {
				for {
					fmt.Print(strings.Repeat("x", 1<<16))
				}
			}
			say(vectors.Own(r))
		}
	},
	"garbage": func(all requests) {
		for r := range all {
			if r.ID == 5 {
				fmt.Println(`{"id":5,"output":{"A":`)
				continue
			}
			say(vectors.Own(r))
		}
	},
	"noise": func(all requests) {
		fmt.Println("starting up")
		for r := range all {
			say(vectors.Own(r))
		}
	},
	"wrong": func(all requests) {
		for r := range all {
			answer := vectors.Own(r)
			if r.ID == 5 {
				answer.Output["A"] += "0"
			}
			say(answer)
		}
	},
	"padded": func(all requests) {
		for r := range all {
			answer := vectors.Own(r)
			if r.ID == 5 {
				answer.Output["A"] = "00" + answer.Output["A"]
			}
			say(answer)
		}
	},
	"reverse": inReverse,
	"unsupported": func(all requests) {
		for r := range all {
			say(vectors.Answer{ID: r.ID, Error: vectors.Unsupported})
		}
	},
	"evasive": func(all requests) {
		for r := range all {
			answer := vectors.Own(r)
			if strings.HasPrefix(answer.Output["A"], "1") || len(answer.Output["A"]) < 768 {
				answer = vectors.Answer{ID: r.ID, Error: vectors.Unsupported}
			}
			say(answer)
		}
	},
	"sleepy": func(all requests) {
		for r := range all {
			if r.ID == 5 {
				time.Sleep(time.Hour)
			}
			say(vectors.Own(r))
		}
	},
	"off by one": func(all requests) {
		for r := range all {
			answer := vectors.Own(r)
			if r.ID >= 5 {
				answer.ID--
			}
			say(answer)
		}
	},
	"echo": func(all requests) {
		for r := range all {
			fmt.Printf("{\"id\":%d,\"op\":%q}\n", r.ID, r.Op)
		}
	},
	"refusing": func(all requests) {
		for r := range all {
			say(vectors.Answer{ID: r.ID, Error: vectors.Rejected, Reason: "no"})
		}
	},
	"twice": func(all requests) {
		for r := range all {
			say(vectors.Own(r))
			say(vectors.Own(r))
		}
	},
	"dead": func(requests) { os.Exit(3) },
	"traceback": func(all requests) {
		for r := range all {
			if r.ID == 5 || r.ID == 9 {
				fmt.Println("Traceback: oops")
				continue
			}
			say(vectors.Own(r))
		}
	},
	"quoted": func(all requests) {
		for r := range all {
			fmt.Printf("{\"id\":\"%d\",\"output\":{\"A\":\"2\"}}\n", r.ID)
		}
	},
	"mortal": func(all requests) {
		for r := range all {
			say(orDie(r))
		}
	},
	"mortal batch": func(all requests) {
		var answers []vectors.Answer
		for r := range all {
			answers = append(answers, orDie(r))
		}
		for _, answer := range answers {
			say(answer)
		}
	},
	"mortal crew": func(all requests) {
		var shift []vectors.Request
		work := func() {
			var answers []vectors.Answer
			for _, r := range slices.Backward(shift) {
				answers = append(answers, orDie(r))
			}
			for _, answer := range answers {
				say(answer)
			}
			shift = nil
		}
		for r := range all {
			if shift = append(shift, r); len(shift) == 8 {
				work()
			}
		}
		work()
	},
	"broken": func(all requests) {
		alter(all, func(text string) any { return text + "\n" })
	},
	"folded": func(all requests) {
		alter(all, func(text string) any { return text[:2] + "\r\n" + text[2:] })
	},
	"null":  func(all requests) { alter(all, func(string) any { return nil }) },
	"empty": func(all requests) { alter(all, func(string) any { return "" }) },
}

// orDie answers, and dies of what has to be refused.
func orDie(r vectors.Request) vectors.Answer {
	answer := vectors.Own(r)
	if answer.Error == vectors.Rejected {
		os.Exit(3)
	}
	return answer
}

// inReverse answers after the end of the input, the last request first.
func inReverse(all requests) {
	var kept []vectors.Answer
	for r := range all {
		kept = append(kept, vectors.Own(r))
	}
	slices.Reverse(kept)
	for _, answer := range kept {
		say(answer)
	}
}

// alter answers with every right output altered.
func alter(all requests, change func(string) any) {
	for r := range all {
		output := map[string]any{}
		for name, text := range vectors.Own(r).Output {
			output[name] = change(text)
		}
		line, _ := json.Marshal(map[string]any{"id": r.ID, "output": output})
		fmt.Println(string(line))
	}
}

// What an adapter does is named for what it is, and put down to the request that
// it was done at.
func TestMisbehavingAdapters(t *testing.T) {
	paths := sample(t, 30, "client_public")
	tests := []struct {
		role    string
		verdict vectors.Verdict
		failed  int
		cause   vectors.Cause
		message string
	}{
		{"crash", vectors.Disagreed, 1, vectors.Crashed, "index out of range"},
		{"endless", vectors.Disagreed, 1, vectors.Oversized, "a line of more than"},
		{"garbage", vectors.Disagreed, 1, vectors.Garbage, `it wrote a line that is not a JSON object: "{\"id\":5,`},
		{"traceback", vectors.Disagreed, 2, vectors.Garbage, `it wrote a line that is not a JSON object: "Traceback: oops`},
		{"quoted", vectors.Inconclusive, -1, vectors.Garbage, "whose id is not a whole number"},
		{"padded", vectors.Disagreed, 1, vectors.Unreadable, "without padding"},
		{"noise", vectors.Agreed, 0, "", ""},
		{"twice", vectors.Agreed, 0, "", ""},
		{"reverse", vectors.Agreed, 0, "", ""},
		{"unsupported", vectors.Inconclusive, 0, "", ""},
		{"evasive", vectors.Inconclusive, 0, "", ""},
		{"echo", vectors.Inconclusive, -1, vectors.Unreadable, "neither an output nor an error"},
		{"refusing", vectors.Disagreed, -1, vectors.Refused, "refused although it is valid"},
		{"dead", vectors.Inconclusive, -1, vectors.Crashed, "exit status 3"},
	}
	for _, test := range tests {
		t.Run(test.role, func(t *testing.T) {
			t.Parallel()
			result, err := vectors.Check(t.Context(), vectors.Options{Files: paths, Command: adapterOf(t, test.role), Timeout: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			if verdict, why := result.Verdict(); verdict != test.verdict {
				t.Errorf("verdict %d: %s", verdict, why)
			}
			want := test.failed
			if want < 0 {
				want = len(result.Cases)
			}
			if result.Summary.Fail != want {
				t.Errorf("%d failures, not %d", result.Summary.Fail, want)
			}
			place := slices.IndexFunc(result.Cases, func(c vectors.Case) bool { return c.Outcome == "fail" })
			if place >= 0 {
				c := result.Cases[place]
				if c.Cause != test.cause || !strings.Contains(c.Message, test.message) {
					t.Errorf("cause %q: %s", c.Cause, c.Message)
				}
			}
			if slices.ContainsFunc(result.Cases, func(c vectors.Case) bool { return c.Cause == vectors.WrongValue }) {
				t.Error("something passes for a wrong value")
			}
		})
	}
}

// A wrong value comes through the pipe as it was written.
func TestWrongValueOfAnAdapter(t *testing.T) {
	options := vectors.Options{Files: sample(t, 30, "client_public"), Command: adapterOf(t, "wrong")}
	result, err := vectors.Check(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	wrong := slices.DeleteFunc(result.Answered, func(a vectors.Answered) bool { return !a.Wrong })
	if len(wrong) != 1 || wrong[0].Given["A"] != wrong[0].Output["A"]+"0" {
		t.Errorf("wrong answers: %+v", wrong)
	}
	if verdict, why := result.Verdict(); verdict != vectors.Disagreed {
		t.Errorf("verdict %d: %s", verdict, why)
	}
}

// Lines that answer nothing are reported, and do not stand for answers.
func TestStrayLinesAreReported(t *testing.T) {
	options := vectors.Options{Files: sample(t, 5, "client_public"), Command: adapterOf(t, "noise")}
	result, err := vectors.Check(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if result.Strays != 1 || len(result.Complaints) != 1 || !strings.Contains(result.Complaints[0], "starting up") {
		t.Errorf("strays %d, complaints %q", result.Strays, result.Complaints)
	}
}

func TestNoSuchAdapter(t *testing.T) {
	options := vectors.Options{Files: sample(t, 5, "client_public"), Command: "/no/such/program"}
	if _, err := vectors.Check(t.Context(), options); !errors.Is(err, vectors.ErrNoAdapter) {
		t.Errorf("error %v", err)
	}
}

// An output that is not in the protocol's form is unreadable, in every operation;
// it never passes for a wrong value.
func TestOutputsInAnotherForm(t *testing.T) {
	operations := []string{"client_public", "user_proof", "device_verifier", "pad", "timestamp"}
	tests := []struct {
		role       string
		operations []string
		message    string
	}{
		{"broken", []string{"user_proof", "device_verifier"}, "line break"},
		{"folded", []string{"user_proof", "device_verifier"}, "line break after 2 characters"},
		{"null", operations, "is null"},
		{"empty", operations, "is empty"},
	}
	for _, test := range tests {
		t.Run(test.role, func(t *testing.T) {
			t.Parallel()
			options := vectors.Options{Files: sample(t, 3, test.operations...), Command: adapterOf(t, test.role)}
			result, err := vectors.Check(t.Context(), options)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range result.Cases {
				if c.Cause != vectors.Unreadable || !strings.Contains(c.Message, test.message) {
					t.Errorf("%s: %s: %s", c.ID, c.Cause, c.Message)
				}
			}
		})
	}
}
