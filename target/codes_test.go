package target_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/cogbench/cogbench/target"
)

const totpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// withExtension are the answers of a target that offers its clock and messages.
func withExtension(messages func(call) (int, any)) map[string]func(call) (int, any) {
	return map[string]func(call) (int, any){
		"GET /_cogbench/":         always(200, map[string]any{"name": "cogbench"}),
		"POST /_cogbench/clock":   always(200, map[string]any{}),
		"GET /_cogbench/messages": messages,
	}
}

func TestAuthenticatorNeverRepeats(t *testing.T) {
	f := newFake(t, withExtension(nil))
	synctest.Test(t, func(t *testing.T) { neverRepeats(t, f) })
}

// neverRepeats runs on a fake clock, which stands still while the fake answers.
func neverRepeats(t *testing.T, f *fake) {
	t.Helper()
	made := newBubbledTarget(t, f.URL)
	a := made.NewAuthenticator("us-east-1_p", totpSecret)
	started := time.Now()
	seen := make(map[string]bool)
	for range 5 {
		code, err := a.Code(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want, err := totp.GenerateCode(totpSecret, made.Clock().Now("us-east-1_p"))
		if err != nil || code != want {
			t.Errorf("code %s, the pool's time gives %s", code, want)
		}
		if seen[code] {
			t.Errorf("code %s twice", code)
		}
		seen[code] = true
	}
	if took := time.Since(started); took != 0 {
		t.Errorf("waited %v although the clock can be moved", took)
	}
	moves := f.seen("POST /_cogbench/clock")
	if len(moves) != 4 {
		t.Fatalf("clock moved %d times for 5 codes", len(moves))
	}
	for _, m := range moves {
		if d, err := time.ParseDuration(m.text("advance")); err != nil || d <= 0 || d > 31*time.Second || m.text("userPoolId") != "us-east-1_p" {
			t.Errorf("moved by %s", m.Raw)
		}
	}
	if offset := time.Until(made.Clock().Now("other_pool")); offset != 0 {
		t.Errorf("another pool is %v ahead", offset)
	}
}

func TestOneMoveServesTwoUsers(t *testing.T) {
	f := newFake(t, withExtension(nil))
	made := newTarget(t, f.URL)
	one, two := made.NewAuthenticator("p_1", totpSecret), made.NewAuthenticator("p_1", totpSecret)
	for _, a := range []*target.Authenticator{one, two, one, two} {
		if _, err := a.Code(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if moves := len(f.seen("POST /_cogbench/clock")); moves > 2 {
		t.Errorf("clock moved %d times", moves)
	}
}

// Steps 60779457 and 60779458 have the same code with totpSecret: a target that took it
// once takes it for used.
func TestAuthenticatorPassesOverACodeThatTwoStepsShare(t *testing.T) {
	f := newFake(t, withExtension(nil))
	synctest.Test(t, func(t *testing.T) {
		made := newBubbledTarget(t, f.URL)
		made.Clock().Assume("p_1", time.Until(time.Unix(60779457*30, 0)))
		a := made.NewAuthenticator("p_1", totpSecret)
		first, err := a.Code(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second, err := a.Code(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if first != "566269" || second == first {
			t.Errorf("gave %s and %s", first, second)
		}
	})
}

func TestAuthenticatorWaitsInRealTime(t *testing.T) {
	f := newFake(t, nil)
	synctest.Test(t, func(t *testing.T) {
		a := newBubbledTarget(t, f.URL).NewAuthenticator("p_1", totpSecret)
		if _, err := a.Code(t.Context()); err != nil {
			t.Fatal(err)
		}
		if wait := a.Wait(); wait <= 0 || wait > 31*time.Second {
			t.Errorf("would wait %v", wait)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if code, err := a.Code(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %q, %v within the same step", code, err)
		}
	})
}

// TestClockOfOthers holds that a pool's time is learned where others moved it.
func TestClockOfOthers(t *testing.T) {
	var now time.Time
	ahead := time.Hour
	answers := withExtension(nil)
	answers["POST /_cogbench/clock"] = func(c call) (int, any) {
		d, err := time.ParseDuration(c.text("advance"))
		if err != nil {
			return 400, refusal("X", err.Error())
		}
		ahead += d
		return 200, map[string]any{"now": map[string]any{"p_1": now.Add(ahead)}}
	}
	f := newFake(t, answers)
	synctest.Test(t, func(t *testing.T) {
		now = time.Now() // and so it stays while the fake answers
		followsOthers(t, newBubbledTarget(t, f.URL).Clock())
	})
}

func followsOthers(t *testing.T, clock *target.Clock) {
	t.Helper()
	for _, step := range []struct {
		do   func() error
		want time.Duration
	}{
		{func() error { return clock.Sync(t.Context(), "p_1") }, time.Hour},
		{func() error { return clock.Advance(t.Context(), "p_1", time.Minute) }, time.Hour + time.Minute},
		{func() error { return clock.Until(t.Context(), "p_1", time.Now()) }, time.Hour + time.Minute},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if off := time.Until(clock.Now("p_1")) - step.want; off != 0 {
			t.Errorf("pool's time is %v off", off)
		}
	}
}

func TestWrongCodeIsWrong(t *testing.T) {
	f := newFake(t, nil)
	a := newTarget(t, f.URL).NewAuthenticator("p_1", totpSecret)
	wrong, err := a.Wrong()
	if err != nil || len(wrong) != 6 {
		t.Fatalf("%q, %v", wrong, err)
	}
	if right, _ := a.Current(); right == wrong {
		t.Error("the wrong code is right")
	}
	if _, err := newTarget(t, f.URL).NewAuthenticator("p_1", "not base32!").Code(t.Context()); err == nil {
		t.Error("a code without a secret")
	}
}

func TestCodesFromMessages(t *testing.T) {
	var sent []map[string]string
	f := newFake(t, withExtension(func(c call) (int, any) {
		if q := c.Request.URL.Query(); q.Get("userPoolId") != "p_1" || q.Get("username") != "ann" {
			return 400, refusal("X", "asked for "+c.Request.URL.RawQuery)
		}
		return 200, map[string]any{"messages": sent}
	}))
	inbox := newTarget(t, f.URL).NewInbox()
	post := func(medium, code string) {
		sent = append(sent, map[string]string{"username": "ann", "medium": medium, "code": code})
	}
	post("SMS", "111111")
	post("EMAIL", "222222")
	post("SMS", "333333")
	for _, c := range []struct{ medium, want string }{{"SMS", "333333"}, {"EMAIL", "222222"}} {
		if code, err := inbox.Code(t.Context(), "p_1", "ann", c.medium); err != nil || code != c.want {
			t.Errorf("%s: %q, %v", c.medium, code, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if code, err := inbox.Code(ctx, "p_1", "ann", "SMS"); err == nil {
		t.Errorf("code %q given twice", code)
	}
	post("SMS", "333333") // the same digits, sent anew
	if code, err := inbox.Code(t.Context(), "p_1", "ann", "SMS"); err != nil || code != "333333" {
		t.Errorf("new message: %q, %v", code, err)
	}
}

func TestCodesFromCommandURLAndFile(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){
		"GET /codes": func(c call) (int, any) { return 200, "to " + c.Request.URL.Query().Get("u") + ": 123456 and 654321" },
	})
	mailbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "555555") }))
	t.Cleanup(mailbox.Close)
	path := filepath.Join(t.TempDir(), "codes.log")
	write(t, path, "old: 000000\n")
	for _, c := range []struct {
		name   string
		source target.CodeSource
		want   string
	}{
		{"command", target.CodeSource{Command: `echo "2026 is no code of $COGBENCH_USERNAME at $COGBENCH_USER_POOL_ID; 424242 is"`}, "424242"},
		{"URL", target.CodeSource{URL: f.URL + "/codes?u={username}"}, "654321"},
		{"URL of another server", target.CodeSource{URL: mailbox.URL + "/{userPoolId}/{username}"}, "555555"},
		{"file", target.CodeSource{File: path}, "777777"},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := newTarget(t, f.URL, func(p *target.Config, _ *target.Options) { p.Codes = &c.source })
			inbox := made.NewInbox()
			write(t, path, "for ann: 777777\nfor bob: 888888\nfor ann: 99")
			if code, err := inbox.Code(t.Context(), "p_1", "ann", "SMS"); err != nil || code != c.want {
				t.Errorf("%q, %v; want %s", code, err, c.want)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
			defer cancel()
			if code, err := inbox.Code(ctx, "p_1", "ann", "SMS"); err == nil {
				t.Errorf("then %q", code)
			}
		})
	}
}

func TestCodesWithoutSource(t *testing.T) {
	f := newFake(t, nil)
	if _, err := newTarget(t, f.URL).NewInbox().Code(t.Context(), "p_1", "ann", "SMS"); !errors.Is(err, target.ErrNoCodes) {
		t.Errorf("error %v", err)
	}
	made := newTarget(t, f.URL, func(p *target.Config, _ *target.Options) { p.Codes = &target.CodeSource{Command: "exit 3"} })
	if _, err := made.NewInbox().Code(t.Context(), "p_1", "ann", "SMS"); err == nil {
		t.Error("a failing command gave a code")
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// TestCodesBeside holds the codes of a token against those that the library makes at
// other times, and with another hash.
func TestCodesBeside(t *testing.T) {
	f := newFake(t, nil)
	synctest.Test(t, func(t *testing.T) {
		a := newBubbledTarget(t, f.URL).NewAuthenticator("p_1", totpSecret)
		if left := a.Left(); left <= 0 || left > 30*time.Second {
			t.Errorf("%v of the step left", left)
		}
		for _, steps := range []int{-1, 0, 1} {
			want, err := totp.GenerateCode(totpSecret, time.Now().Add(time.Duration(steps)*30*time.Second))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := a.Beside(steps); got != want || err != nil {
				t.Errorf("%+d steps: %s, %v, want %s", steps, got, err, want)
			}
		}
		present, _ := a.Beside(0)
		if other, err := a.WithSHA256(); other == present || len(other) != 6 || err != nil {
			t.Errorf("with SHA-256: %s, %v", other, err)
		}
	})
}
