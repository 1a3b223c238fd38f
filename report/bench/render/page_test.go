package render_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cogbench/cogbench/internal/browsertest"
	"github.com/cogbench/cogbench/report"
	benchreport "github.com/cogbench/cogbench/report/bench"
	"github.com/cogbench/cogbench/report/bench/render"
)

func sample(t *testing.T) *benchreport.Report {
	t.Helper()
	r, err := benchreport.Read("../testdata/bench.json")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func written(t *testing.T, r *benchreport.Report, name string) []byte {
	t.Helper()
	directory := t.TempDir()
	if err := render.WriteFiles(directory, r); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(directory, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestPage opens the page, and the picture alone, as their readers do.
func TestPage(t *testing.T) {
	r := sample(t)
	for _, test := range []struct {
		name    string
		content []byte
		bars    int
	}{
		{"page", written(t, r, report.HTMLFile), 15 + 4 + 4 + 3},
		{"picture", []byte(`<!doctype html><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><body style="margin:0;background:var(--paper)">` + strings.Replace(string(render.SVG(r)), `<svg `, `<svg style="width:100%;height:auto;max-width:40rem" `, 1)), 15 + 4 + 4 + 3},
	} {
		page := browsertest.Open(t, test.content)
		for _, width := range []int64{360, 1440} {
			for _, scheme := range []string{"light", "dark"} {
				t.Run(fmt.Sprint(test.name, " ", width, " ", scheme), func(t *testing.T) {
					page.Prefer(t, scheme)
					page.At(t, width)
					look(t, page, test.bars)
					if directory := os.Getenv("COGBENCH_SCREENSHOTS"); directory != "" {
						picture, err := chromedp.Run(page.Context, chromedp.FullScreenshot(90))
						if err != nil {
							t.Fatal(err)
						}
						if err := os.WriteFile(filepath.Join(directory, fmt.Sprintf("bench-%s-%d-%s.jpg", test.name, width, scheme)), picture, 0o600); err != nil {
							t.Fatal(err)
						}
					}
				})
			}
		}
		if noise := page.Heard(); noise != "" {
			t.Errorf("%s: %s", test.name, noise)
		}
	}
}

// look holds that bars can be read: there, in the window, in letters that are large
// enough and in another colour than the paper's, none over another.
func look(t *testing.T, page *browsertest.Tab, bars int) {
	t.Helper()
	const visible = `[...document.querySelectorAll(".bars text")].filter(e => e.checkVisibility())`
	if drawn := browsertest.Evaluate[int](t, page, `[...document.querySelectorAll("rect.bar")].filter(e => e.checkVisibility() && e.getBoundingClientRect().width >= 1).length`); drawn != bars {
		t.Errorf("%d bars are drawn, want %d", drawn, bars)
	}
	if over := browsertest.Evaluate[int](t, page, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		t.Errorf("%d px wider than the window", over)
	}
	if smallest := browsertest.Evaluate[float64](t, page, `Math.min(...`+visible+`.map(e => { const s = e.ownerSVGElement; return parseFloat(getComputedStyle(e).fontSize) * s.getBoundingClientRect().width / s.viewBox.baseVal.width }))`); smallest < 10.5 {
		t.Errorf("text of %.1f px", smallest)
	}
	if outside := browsertest.Evaluate[string](t, page, visible+`.filter(e => { const t = e.getBoundingClientRect(), s = e.ownerSVGElement.getBoundingClientRect(); return t.left < s.left - 2 || t.right > s.right + 2 || t.bottom > s.bottom + 2 }).map(e => e.textContent).join("; ")`); outside != "" {
		t.Errorf("out of their pictures: %s", outside)
	}
	if over := browsertest.Evaluate[string](t, page, `(() => { const all = `+visible+`; const found = []; for (let i = 0; i < all.length; i++) for (let j = i + 1; j < all.length; j++) { if (all[i].ownerSVGElement != all[j].ownerSVGElement) continue; const a = all[i].getBoundingClientRect(), b = all[j].getBoundingClientRect(); if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3) found.push(all[i].textContent + " / " + all[j].textContent) } return found.slice(0, 5).join("; ") })()`); over != "" {
		t.Errorf("over each other: %s", over)
	}
	if same := browsertest.Evaluate[bool](t, page, `[...document.querySelectorAll(".bars rect.bar, .bars text")].some(e => getComputedStyle(e).fill == getComputedStyle(document.body).backgroundColor)`); same {
		t.Error("in the colour of the paper")
	}
}

// The picture is XML for whatever shows it, and its texts from outside are texts.
func TestPictureIsXML(t *testing.T) {
	data := render.SVG(sample(t))
	decoder := xml.NewDecoder(bytes.NewReader(data))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, data)
		}
	}
	for _, want := range []string{"&lt;identity&gt; &amp; co", "1.52 ms* · 20×", "not measured: wrong (wrong value)", "AMD EPYC", "prefers-color-scheme:dark"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %q in the picture", want)
		}
	}
}

// Every form names the libraries that failed, what is measured by whom, and what the
// figures stand on.
func TestFormsSayWhatIsToBeSaid(t *testing.T) {
	r := sample(t)
	r.Restrictions = []string{"COGBENCH_SRP=adx"}
	var terminal bytes.Buffer
	render.Terminal{Out: &terminal, Width: 200}.Summary(r)
	for name, text := range map[string]string{
		"terminal": terminal.String(), "page": string(written(t, r, report.HTMLFile)),
		"summary": strings.ReplaceAll(string(written(t, r, report.MarkdownFile)), `\`, ""),
	} {
		flat := strings.Join(strings.Fields(text), " ")
		for _, want := range []string{
			"wrong was not measured: wrong value at user_proof", "absent was not measured: crashed: it ended with exit status 127",
			"restricted by COGBENCH_SRP=adx", "OpenSSL (OPENSSL_ia32cap=:~0x200000)", "own arithmetic is restricted, and the other libraries are not",
			"co had not got steady when it was measured: user_proof.", "co does not have device_proof", "1.52 ms*", "510 ms max", "90 MiB", "410 ms",
			"24 vectors, 2209 fresh inputs", "took this time by its own clock",
		} {
			if !strings.Contains(flat, want) {
				t.Errorf("no %q in the %s", want, name)
			}
		}
	}
	for _, unwanted := range []string{"<script", "url(", "@import", "NaN", "<identity>"} {
		if page := string(written(t, r, report.HTMLFile)); strings.Contains(page, unwanted) {
			t.Errorf("%q in the page", unwanted)
		}
	}
}

// A machine without other work is not blamed, and one with is.
func TestABusyMachineIsNamed(t *testing.T) {
	r := sample(t)
	said := func() bool {
		return strings.Contains(string(render.Markdown(r)), "something else kept the machine busy")
	}
	if said() {
		t.Error("it is named without reason")
	}
	for i := range r.Libraries[1].Operations {
		r.Libraries[1].Operations[i].CPUNs /= 3
	}
	if !said() {
		t.Error("it is not named")
	}
}

// An adapter's own times that cannot be so are told.
func TestDisbelievedTimesAreTold(t *testing.T) {
	r := sample(t)
	r.Libraries[1].Operations[0].DisbelievedNs = 1000
	if text := strings.ReplaceAll(string(render.Markdown(r)), `\`, ""); !strings.Contains(text, "reports times that its answers contradict (client_public 1.00 µs)") {
		t.Errorf("it is not told:\n%s", text)
	}
}

// An adapter's own times that differ from the pipe's are told.
func TestOwnTimesThatDifferAreTold(t *testing.T) {
	r := sample(t)
	said := func() bool {
		return strings.Contains(strings.ReplaceAll(string(render.Markdown(r)), `\`, ""), "through the pipe differ from those by its own clock: client_public +10 %")
	}
	if said() {
		t.Error("it is told without reason")
	}
	r.Libraries[1].Operations[0].Piped.OffNs = 152_000
	if !said() {
		t.Error("it is not told")
	}
}
