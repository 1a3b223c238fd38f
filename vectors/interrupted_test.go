package vectors_test

import (
	"context"
	"testing"
	"time"

	"github.com/cogbench/cogbench/vectors"
)

// What was not asked when a check was interrupted has not failed.
func TestInterruptedCheckHoldsWhatItFound(t *testing.T) {
	for name, run := range map[string]func(stop func()) vectors.Options{
		"a library that answers": func(stop func()) vectors.Options {
			return vectors.Options{Library: func(vectors.Request) vectors.Answer {
				stop()
				return vectors.Answer{Error: vectors.Unsupported}
			}}
		},
		"an adapter that is silent": func(stop func()) vectors.Options {
			time.AfterFunc(100*time.Millisecond, stop)
			return vectors.Options{Command: "cat >/dev/null; sleep 60"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			found, err := vectors.Check(ctx, run(stop))
			if err != nil {
				t.Fatal(err)
			}
			verdict, why := found.Verdict()
			if !found.Interrupted || verdict != vectors.Stopped || found.Summary.Fail > 0 || len(found.Cases) != found.Summary.Unsupported {
				t.Errorf("%s; %+v of %d cases", why, found.Summary, len(found.Cases))
			}
		})
	}
}
