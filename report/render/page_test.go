package render_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cogbench/cogbench/internal/browsertest"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
)

// phone is the narrowest screen that the pages are made for, in CSS pixels.
const phone = 360

func TestPageInABrowser(t *testing.T) {
	run := sample.Conformance()
	html, err := render.HTML(run, run.Verdict(nil))
	if err != nil {
		t.Fatal(err)
	}
	page := browsertest.Open(t, html)
	for name, test := range map[string]func(*testing.T, *browsertest.Tab){
		"nothing overflows a phone": nothingOverflows,
		"filter":                    filterNarrows,
		"a link opens its rule":     linkOpens,
		"keyboard":                  keyboardReaches,
		"dark and light":            coloursFollow,
		"hostile texts are texts":   textsStayTexts,
	} {
		t.Run(name, func(t *testing.T) { test(t, page) })
	}
	if heard := page.Heard(); heard != "" {
		t.Errorf("the page is not quiet: %s", heard)
	}
}

// The page of a client is quiet, fits a phone, keeps hostile texts texts and has no script.
func TestClientPageInABrowser(t *testing.T) {
	html, err := render.ClientHTML(sample.Client())
	if err != nil {
		t.Fatal(err)
	}
	page := browsertest.Open(t, html)
	t.Run("nothing overflows a phone", func(t *testing.T) { nothingOverflows(t, page) })
	t.Run("dark and light", func(t *testing.T) { coloursFollow(t, page) })
	t.Run("keyboard", func(t *testing.T) {
		page.At(t, 1000)
		tabTo(t, page, `[href="#call-3"]`)
		tabTo(t, page, "#CLI-KEY-02 > summary")
		tabTo(t, page, "#call-1 > summary")
	})
	t.Run("hostile texts are texts", func(t *testing.T) {
		page.At(t, 1000)
		if n := browsertest.Evaluate[int](t, page, `document.querySelectorAll("script, img, b").length`); n != 0 {
			t.Errorf("%d elements that no text should make", n)
		}
	})
	t.Run("the walk marks what differs", func(t *testing.T) {
		page.At(t, phone)
		got := browsertest.Evaluate[string](t, page, `[...document.querySelectorAll("#signin-1 ~ .walk .step")].map((s) => s.className).join("; ")`)
		if want := "step pass; step pass; step fail; step fail missing"; got != want {
			t.Errorf("the steps are %q, want %q", got, want)
		}
	})
	if heard := page.Heard(); heard != "" {
		t.Errorf("the page is not quiet: %s", heard)
	}
}

// Hundreds of failures with many calls each make no page that is too big to open or send.
func TestPageStaysSmall(t *testing.T) {
	run := sample.Broken()
	html, err := render.HTML(run, run.Verdict(nil))
	if err != nil {
		t.Fatal(err)
	}
	if limit := 2 << 20; len(html) > limit {
		t.Errorf("%d bytes, want at most %d", len(html), limit)
	}
	for _, want := range []string{"calls more in conformance.json", "cogbench conform --rule WIRE-01 --case"} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// A call that several rules made alike is on the page once.
func TestPageShowsACallOnce(t *testing.T) {
	run := sample.Conformance()
	again := run.Rules[2]
	again.ID = "DEV-CONF-05"
	again.Transcript = slices.Clone(again.Transcript)
	again.Transcript[0].StartedAt = again.Transcript[0].StartedAt.Add(time.Second)
	run.Rules = append(run.Rules, again)
	html, err := render.HTML(run, run.Verdict(nil))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(html), `<h5>sent</h5>`); n != 1 {
		t.Errorf("the call is shown %d times", n)
	}
	if !strings.Contains(string(html), `<a href="#call-DEV-CONF-03-1">the same call`) {
		t.Error("the second does not point to the first")
	}
}

func nothingOverflows(t *testing.T, page *browsertest.Tab) {
	t.Helper()
	page.At(t, phone)
	wide := browsertest.Evaluate[[]string](t, page, `
		document.querySelectorAll("details").forEach((d) => { d.open = true; });
		[...document.querySelectorAll("body *")]
			.filter((e) => !e.closest("pre, svg") && e.getBoundingClientRect().right > innerWidth + 1)
			.map((e) => e.outerHTML.slice(0, 80))`)
	if len(wide) > 0 {
		t.Errorf("wider than %d px: %q", phone, wide)
	}
	if width := browsertest.Evaluate[int64](t, page, `document.documentElement.scrollWidth`); width > phone {
		t.Errorf("the page is %d px wide", width)
	}
}

func filterNarrows(t *testing.T, page *browsertest.Tab) {
	t.Helper()
	for _, c := range []struct{ field, value, want string }{
		{"outcome", "fail", "DEV-CONF-03 DEV-GET-02 DEV-LIST-07"},
		{"level", "must", "WIRE-01 SRP-03 DEV-CONF-03 DEV-CONF-04 TRUST-05"},
		{"area", "DEV-GET", "DEV-GET-02 DEV-GET-03"},
		{"text", "opt-in pool", "DEV-CONF-03"},
	} {
		page.At(t, 1000)
		got := browsertest.Evaluate[string](t, page, fmt.Sprintf(`{
			const field = document.querySelector("#filter [name=%s]");
			field.value = %q;
			field.dispatchEvent(new Event("input", {bubbles: true}));
			[...document.querySelectorAll("details.rule")].filter((r) => r.offsetParent).map((r) => r.id).join(" ")
		}`, c.field, c.value))
		if got != c.want {
			t.Errorf("%s %s shows %q, want %q", c.field, c.value, got, c.want)
		}
	}
}

func linkOpens(t *testing.T, page *browsertest.Tab) {
	t.Helper()
	page.At(t, 1000)
	page.Do(t, chromedp.Click(chromedp.CSS(`.diagnosis a[href="#DEV-CONF-03"]`)))
	within, cancel := context.WithTimeout(page.Context, time.Minute)
	defer cancel()
	if err := chromedp.Do(within, chromedp.WaitVisible(chromedp.CSS(`#DEV-CONF-03[open]`))); err != nil {
		t.Errorf("the rule stays closed: %v", err)
	}
}

// keyboardReaches opens a rule and a call of it, and comes to the button that
// copies, by keys alone.
func keyboardReaches(t *testing.T, page *browsertest.Tab) {
	t.Helper()
	page.At(t, 1000)
	for _, aim := range []string{"#DEV-CONF-03 > summary", ".exchange > summary"} {
		tabTo(t, page, aim)
		page.Do(t, chromedp.KeyEvent(kb.Enter))
		if !browsertest.Evaluate[bool](t, page, `document.activeElement.parentElement.open`) {
			t.Errorf("Enter does not open %s", aim)
		}
	}
	tabTo(t, page, "button.copy")
}

// tabTo presses Tab until the focus is where aim points.
func tabTo(t *testing.T, page *browsertest.Tab, aim string) {
	t.Helper()
	for range 100 {
		page.Do(t, chromedp.KeyEvent(kb.Tab))
		if browsertest.Evaluate[bool](t, page, fmt.Sprintf(`document.activeElement.matches(%q)`, aim)) {
			return
		}
	}
	t.Fatalf("%s cannot be reached with Tab", aim)
}

func coloursFollow(t *testing.T, page *browsertest.Tab) {
	t.Helper()
	colours := map[string]bool{}
	for _, scheme := range []string{"light", "dark"} {
		page.Prefer(t, scheme)
		page.At(t, 1000)
		colours[browsertest.Evaluate[string](t, page, `getComputedStyle(document.body).backgroundColor`)] = true
	}
	if len(colours) != 2 {
		t.Errorf("the two schemes have the colours %v", colours)
	}
}

func textsStayTexts(t *testing.T, page *browsertest.Tab) {
	t.Helper()
	page.At(t, 1000)
	if n := browsertest.Evaluate[int](t, page, `document.querySelectorAll("script").length`); n != 1 {
		t.Errorf("%d scripts, want the page's own", n)
	}
}
