package pages_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cogbench/cogbench/internal/browsertest"
)

// The widths of screens that pages are made for, in CSS pixels: a telephone's and a desk's.
const (
	phone = 360
	desk  = 1440
)

// allPages has every page looked at, which takes minutes.
var allPages = flag.Bool("all-pages", false, "look at every page in the browser, not one of each kind")

// looked are the pages that are looked at: one of each kind and those with much in them, or
// all.
func looked(t *testing.T) []string {
	t.Helper()
	if *allPages {
		return every(t)
	}
	return []string{
		"index.html", "rules/index.html", "rules/AUTH.html", "rules/CLI-KEY.html", "rules/WIRE-01.html", "rules/DEV-CONF-03.html", "rules/CLI-CONF-01.html",
		"results.html", "docs/index.html", "docs/clients.html", "docs/protocol.html", "docs/results/srp.html", "docs/results/cognito-local.html",
		"CONTRIBUTING.html", "search.html?q=device", "explain.html",
	}
}

// every is the name of each page of the site.
func every(t *testing.T) (pages []string) {
	t.Helper()
	directory, err := written()
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(os.DirFS(directory), ".", func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".html") {
			pages = append(pages, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// fromDisk is the address of a page on the disk, where no network is.
func fromDisk(t *testing.T, page string) string {
	t.Helper()
	directory, err := written()
	if err != nil {
		t.Fatal(err)
	}
	return "file://" + directory + "/" + page
}

// Pages fit a telephone and a desk, can be read in light and dark, and ask for nothing.
func TestPagesInABrowser(t *testing.T) {
	tab := browsertest.Visit(t, fromDisk(t, "index.html"))
	for _, name := range looked(t) {
		t.Run(name, func(t *testing.T) {
			tab.Go(t, fromDisk(t, name))
			for _, width := range []int64{phone, desk} {
				tab.At(t, width)
				fits(t, tab, width)
			}
			readable(t, tab)
		})
	}
	if heard := tab.Heard(); heard != "" {
		t.Errorf("the pages are not quiet: %s", heard)
	}
}

// fits holds that nothing is wider than the window, whatever is open.
func fits(t *testing.T, tab *browsertest.Tab, width int64) {
	t.Helper()
	wide := browsertest.Evaluate[[]string](t, tab, `
		document.querySelectorAll("details").forEach((d) => { d.open = true; });
		[...document.querySelectorAll("body *")]
			.filter((e) => !e.closest(".table, .skip-link, svg") && e.getBoundingClientRect().right > innerWidth + 1)
			.map((e) => e.outerHTML.slice(0, 80))`)
	if len(wide) > 0 {
		t.Errorf("wider than %d px: %q", width, wide)
	}
	if got := browsertest.Evaluate[int64](t, tab, `document.documentElement.scrollWidth`); got > width {
		t.Errorf("the page is %d px wide in a window of %d", got, width)
	}
}

// contrasts lists the texts whose contrast is less than WCAG 2.2 asks for at level AA
// (success criterion 1.4.3), as the browser shows them: "3.12 #abc on #def: text".
const contrasts = `{
	const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
	const linear = (c) => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
	const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
	const behind = (e) => {
		for (; e; e = e.parentElement) {
			const colour = channels(getComputedStyle(e).backgroundColor);
			if ((colour[3] ?? 1) === 1) return colour;
		}
		return [255, 255, 255];
	};
	const words = (e) => [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data.trim()).join("");
	const checked = [...document.querySelectorAll("body *")].filter((e) => words(e) && e.checkVisibility());
	globalThis.textsChecked = checked.length;
	[...new Set(checked.flatMap((e) => {
		const style = getComputedStyle(e);
		const [light, dark] = [luminance(channels(style.color)), luminance(behind(e))].sort((a, b) => b - a);
		const ratio = (light + 0.05) / (dark + 0.05);
		const size = parseFloat(style.fontSize);
		const large = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
		return ratio < (large ? 3 : 4.5) ? [ratio.toFixed(2) + " " + style.color + " in " + e.tagName + "." + e.className + ": " + words(e).slice(0, 30)] : [];
	}))]
}`

// readable holds that every text has its contrast, in both colour schemes.
func readable(t *testing.T, tab *browsertest.Tab) {
	t.Helper()
	papers := map[string]bool{}
	for _, scheme := range []string{"light", "dark"} {
		tab.Prefer(t, scheme)
		if poor := browsertest.Evaluate[[]string](t, tab, contrasts); len(poor) > 0 {
			t.Errorf("%s: too little contrast: %q", scheme, poor)
		}
		if n := browsertest.Evaluate[int](t, tab, `textsChecked`); n < 10 {
			t.Errorf("%s: %d texts were looked at, want a page of them", scheme, n)
		}
		papers[browsertest.Evaluate[string](t, tab, `getComputedStyle(document.body).backgroundColor`)] = true
	}
	if len(papers) != 2 {
		t.Errorf("light and dark have the same paper: %v", papers)
	}
	tab.Prefer(t, "light")
}

// Whoever has no mouse gets past the head, to a search, and to what was found.
func TestSearchByKeyboard(t *testing.T) {
	tab := browsertest.Visit(t, fromDisk(t, "index.html"))
	tab.At(t, desk)
	tab.Do(t, chromedp.KeyEvent(kb.Tab))
	if got := focused(t, tab); !strings.HasPrefix(got, "A.skip-link") {
		t.Errorf("the first stop is %s, want the link past the head", got)
	}
	reach(t, tab, `input[name="q"]`)
	tab.Do(t, chromedp.KeyEvent("refreshed device_key claim"), chromedp.KeyEvent(kb.Enter))
	waitFor(t, tab, `document.querySelector("#found a")?.textContent`, "REF-10")
	if got := browsertest.Evaluate[string](t, tab, `location.pathname + location.search`); !strings.HasSuffix(got, "/search.html?q=refreshed+device_key+claim") {
		t.Errorf("the search is at %s", got)
	}
	reach(t, tab, "#found a")
	tab.Do(t, chromedp.KeyEvent(kb.Enter))
	waitFor(t, tab, `document.querySelector("h1")?.textContent`, "REF-10")
	if heard := tab.Heard(); heard != "" {
		t.Errorf("the pages are not quiet: %s", heard)
	}
}

// What is found is what was asked for, the nearest first.
func TestSearchFinds(t *testing.T) {
	tab := browsertest.Visit(t, fromDisk(t, "index.html"))
	for query, want := range map[string]string{
		"DEV-CONF-03": "DEV-CONF-03", "dev-conf-03": "DEV-CONF-03", "refreshed access token device_key": "REF-10", "coordinated omission": "", "zzzzzz": "",
	} {
		tab.Go(t, fromDisk(t, "search.html?q="+strings.ReplaceAll(query, " ", "+")))
		got := browsertest.Evaluate[string](t, tab, `document.querySelector("#found a")?.textContent ?? ""`)
		if want != "" && got != want || query == "zzzzzz" && got != "" {
			t.Errorf("%q finds %q first, want %q", query, got, want)
		}
	}
}

// focused names the element that has the focus.
func focused(t *testing.T, tab *browsertest.Tab) string {
	t.Helper()
	return browsertest.Evaluate[string](t, tab, `document.activeElement.tagName + "." + document.activeElement.className`)
}

// reach presses Tab until an element has the focus.
func reach(t *testing.T, tab *browsertest.Tab, selector string) {
	t.Helper()
	const most = 60
	for range most {
		tab.Do(t, chromedp.KeyEvent(kb.Tab))
		if browsertest.Evaluate[bool](t, tab, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
	}
	t.Fatalf("%s is not reached by the keyboard", selector)
}
