package term_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/cogbench/cogbench/internal/term"
)

func TestWhatIsNoTerminalGetsPlainText(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	none := func(string) string { return "" }
	if got := term.StyleOf(&bytes.Buffer{}, none); got != (term.Style{}) {
		t.Errorf("a buffer is written with %+v", got)
	}
	for _, f := range []*os.File{file, device} {
		if got := term.StyleOf(f, none); got != (term.Style{}) || term.IsTerminal(f) {
			t.Errorf("%s is taken for a terminal: %+v", f.Name(), got)
		}
	}
	if got := (term.Style{}).Red("failed"); got != "failed" {
		t.Errorf("plain text is %q", got)
	}
	if got := (term.Style{Colour: true}).Red("failed"); ansi.Strip(got) != "failed" || !strings.HasPrefix(got, "\x1b[31m") {
		t.Errorf("red text is %q", got)
	}
}

func TestFoldFitsTheTerminal(t *testing.T) {
	text := "12 of 243 rules: " + term.Bound([]string{"11 passed", "1 failed", "231 not run"})
	for width, want := range map[int]string{
		0:  "  ✗ step      12 of 243 rules: 11 passed, 1 failed, 231 not run\n",
		30: "  ✗ step      12 of 243 rules:\n      11 passed, 1 failed,\n      231 not run\n",
		80: "  ✗ step      12 of 243 rules: 11 passed, 1 failed, 231 not run\n",
	} {
		if got := (term.Style{Width: width}).Fold("  ✗ step      ", text, "      "); got != want {
			t.Errorf("at %d columns %q, want %q", width, got, want)
		}
	}
}

func TestFoldMeasuresWhatIsSeen(t *testing.T) {
	style := term.Style{Colour: true, Width: 12}
	if got := style.Fold("", style.Red("four")+" "+style.Green("five!")+" six", ""); strings.Count(got, "\n") != 2 {
		t.Errorf("%q, want two lines", got)
	}
	if got := style.Fold("", "漢字漢字 漢字", ""); got != "漢字漢字\n漢字\n" {
		t.Errorf("%q: wide characters take two columns", got)
	}
}

func TestWrapKeepsWhatATerminalWouldObeyFromIt(t *testing.T) {
	got := term.Style{}.Wrap("  actual  ", "a \x1b[31mb\x00 "+strings.Repeat("word ", 40), "          ")
	if strings.ContainsAny(got, "\x1b\x00") {
		t.Errorf("%q", got)
	}
	for line := range strings.Lines(got) {
		if width := ansi.StringWidth(line); width > term.DefaultWidth {
			t.Errorf("a line of %d columns: %q", width, line)
		}
	}
}

func TestTableFitsTheTerminal(t *testing.T) {
	header := []string{"series", "count", "p99"}
	rows := [][]string{{"initiate_auth.rtt", "100", "1.53 ms"}, {"total", "9", "2 s"}}
	wide := "series             count      p99\ninitiate_auth.rtt    100  1.53 ms\ntotal                  9      2 s\n"
	narrow := "initiate_auth.rtt\n    count 100,\n    p99 1.53 ms\ntotal\n    count 9, p99 2 s\n"
	for width, want := range map[int]string{0: wide, 33: wide, 20: narrow} {
		if got := (term.Style{Width: width}).Table(header, rows); got != want {
			t.Errorf("at %d columns:\n%s\nwant:\n%s", width, got, want)
		}
	}
}

func TestProgressDrawsInPlace(t *testing.T) {
	var out bytes.Buffer
	p := term.NewProgress(&out, true)
	p.Show("one", "two")
	p.Print("kept")
	p.Show("three")
	p.Close()
	want := "one\ntwo\n" + "\x1b[2A\x1b[Jkept\none\ntwo\n" + "\x1b[2A\x1b[Jthree\n" + "\x1b[A\x1b[J"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestProgressElsewhereOnlyPrints(t *testing.T) {
	var out bytes.Buffer
	p := term.NewProgress(&out, false)
	p.Show("one")
	p.Print("kept\n")
	p.Close()
	if out.String() != "kept\n" {
		t.Errorf("%q", out.String())
	}
}

func TestCounterPrintsTenthsAndNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		c := term.NewCounter(term.NewProgress(&out, false), term.Style{}, "", "checked", "failed")
		for i := range 40 {
			time.Sleep(2 * time.Second)
			c.Add(40, i != 7, "DEV-CONF-03", "")
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != 10 || lines[0] != "4 of 40 checked, 0 failed, about 1m12s left" || lines[9] != "40 of 40 checked, 1 failed" {
			t.Errorf("%q", lines)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		c := term.NewCounter(term.NewProgress(&out, false), term.Style{}, "fault", "tried", "not as expected")
		time.Sleep(11 * time.Second)
		c.Add(1000, true, "", "")
		if out.String() != "1 of 1000 faults tried, 0 not as expected\n" {
			t.Errorf("%q: silent for long, or sure of what it cannot know", out.String())
		}
	})
}

// TestCounterGuessesOnceItKnows has work begin long after the counter was made, and some of
// it take no time: what is left is told late, and then it is right.
func TestCounterGuessesOnceItKnows(t *testing.T) {
	const total, atOnce = 400, 30
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		c := term.NewCounter(term.NewProgress(&out, false), term.Style{}, "", "checked", "failed")
		time.Sleep(30 * time.Second)
		begun, told := time.Now(), 0
		for done := range total {
			if done >= atOnce {
				time.Sleep(250 * time.Millisecond)
			}
			out.Reset()
			c.Add(total, true, "", "")
			_, guess, guessed := strings.Cut(strings.TrimSpace(out.String()), ", about ")
			if !guessed {
				continue
			}
			told++
			left, err := time.ParseDuration(strings.TrimSuffix(guess, " left"))
			right := 250*time.Millisecond*(total-atOnce) - time.Since(begun)
			if err != nil || done+1 < 40 || right < 4*time.Second || (left-right).Abs() > 5*time.Second {
				t.Errorf("after %d: %q, and %v are left; %v", done+1, out.String(), right, err)
			}
		}
		if told < 8 {
			t.Errorf("it told %d times what is left", told)
		}
	})
}

func TestCounterDrawsOnATerminal(t *testing.T) {
	var out bytes.Buffer
	c := term.NewCounter(term.NewProgress(&out, true), term.Style{Width: 40}, "", "checked", "failed")
	c.Divide([]term.Group{{Name: "AUTH", Total: 1}, {Name: "MFA", Total: 2}, {Name: "DEV-CONF", Total: 3}, {Name: "SRP", Total: 2}})
	c.Add(8, true, "AUTH-01", "AUTH")
	c.Add(8, false, "MFA-02", "MFA")
	want := strings.Join([]string{
		"━━━━━━────────────────── 2 of 8 checked, 1 failed",
		"✓ AUTH 1/1 ✗ MFA 1/2 · DEV-CONF 0/3",
		"· SRP 0/2",
		"MFA-02",
	}, "\n")
	frames := strings.Split(out.String(), "\x1b[J")
	if latest := frames[len(frames)-1]; latest != want+"\n" || len(frames) != 3 {
		t.Errorf("%q, want %q as the third of %d frames", latest, want, len(frames))
	}
}

func TestBarFills(t *testing.T) {
	for done, full := range map[int]int{0: 0, 1: 8, 2: 16, 3: 24, 4: 24} {
		if got := (term.Style{}).Bar(done, 3); strings.Count(got, "━") != full || ansi.StringWidth(got) != 24 {
			t.Errorf("%d of 3 is %q", done, got)
		}
	}
}
