package render_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/chromedp/chromedp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cogbench/cogbench/internal/browsertest"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/report/load/render"
)

var logStart = time.Date(2026, 11, 22, 10, 0, 0, 250e6, time.UTC)

// sampleRun writes the log of a mix into a directory and adds it up.
func sampleRun(t *testing.T, seconds int) (directory string, l *loadreport.Report, total *loadreport.Total) {
	t.Helper()
	directory = t.TempDir()
	f, err := os.Create(filepath.Join(directory, loadreport.IntervalLogFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	log, err := loadreport.NewIntervalLog(f, logStart)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	total = loadreport.NewTotal(loadreport.SeriesLag)
	for i := range seconds {
		interval := loadreport.Interval{Second: loadreport.Second{
			Index: int64(i), Offset: float64(i), Length: 1, Planned: 1, Started: 40, Succeeded: 38, Failed: 1, NotStarted: 1,
			Errors:      []loadreport.Failure{{Step: "password_verifier", Type: "TooManyRequestsException", Count: 1}},
			FailedSteps: map[string]int64{"password_verifier.rtt": 1},
			Driver:      loadreport.DriverCost{CPUSeconds: 0.1, CPUSecondsInSRP: 0.06, Allocations: 40000, AllocatedBytes: 4e6, GCCycles: 1, GCPauseNs: 5e4, MaxRSSBytes: 40 << 20},
		}}
		for name, base := range map[string]float64{
			"initiate_auth.rtt": 1, "initiate_auth.srp": 0.2, "password_verifier.rtt": 2, "password_verifier.srp": 0.9,
			"device_password_verifier.rtt": 5, "device_password_verifier.srp": 0.9, "software_token_mfa.rtt": 5, "schedule.lag": 0.1,
			"journey.response": 12, "journey.service": 11.5, "journey.srp": 2, "journey.rtt": 9,
			"journey.response@mfa": 10, "journey.service@mfa": 9.5, "journey.srp@mfa": 1.1, "journey.rtt@mfa": 8,
			"journey.response@remembered": 13, "journey.service@remembered": 12.5, "journey.srp@remembered": 2.2, "journey.rtt@remembered": 9.5,
		} {
			h := loadreport.NewPackedHistogram()
			h.SetTag(name)
			for range 39 {
				_ = h.RecordValue(int64(base * 1e6 * (1 + random.ExpFloat64()/4)))
			}
			interval.Histograms = append(interval.Histograms, h)
		}
		if err := log.Write(interval); err != nil {
			t.Fatal(err)
		}
		total.Add(interval)
	}
	l = &loadreport.Report{
		Tool: report.Tool{Name: "cogbench", Version: "test"}, Target: loadreport.Target{Name: "pool <b>&", Endpoint: "http://127.0.0.1:1"},
		Scenario: "remembered-vs-mfa", Complete: true, StartedAt: logStart,
		Visits: []loadreport.Visit{
			{Name: "remembered", Weight: 1, Journeys: []string{"remembered-signin"}},
			{Name: "mfa", Weight: 1, Journeys: []string{"mfa-signin"}},
		},
		Plan:  loadreport.Plan{Arrivals: "poisson", Rate: 40, DurationSeconds: float64(seconds), Starts: int64(40 * seconds), MaxInFlight: 100, Users: 50},
		Notes: []string{"a remembered device also saves the user the code"},
		Thresholds: []loadreport.Threshold{
			{Expr: "p99(journey.response) < 1s", Value: 2e7, OK: true, Message: "20.0 ms"},
			{Expr: "rate(failed) < 0.1%", Value: 0.025, Message: "2.5%"},
		},
		Search: []loadreport.Probe{
			{Rate: 20, Completed: 20, OK: true, ResponseP50Ns: 11e6, ResponseP99Ns: 20e6},
			{Rate: 40, Completed: 40, OK: true, ResponseP50Ns: 12e6, ResponseP99Ns: 30e6},
			{Rate: 80, Completed: 70, ResponseP50Ns: 300e6, ResponseP99Ns: 2e9, Missed: []string{"p99"}},
		},
	}
	total.Fill(l)
	return directory, l, total
}

func readFile(t *testing.T, parts ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestLoadPage opens the page of a run as its readers do.
func TestLoadPage(t *testing.T) {
	directory, l, total := sampleRun(t, 30)
	if err := render.WriteFiles(directory, l, total); err != nil {
		t.Fatal(err)
	}
	page := browsertest.Open(t, readFile(t, directory, report.HTMLFile))
	const charts = 8
	for _, width := range []int64{360, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(fmt.Sprint(width, " ", scheme), func(t *testing.T) {
				page.Prefer(t, scheme)
				page.At(t, width)
				if drawn := browsertest.Evaluate[int](t, page, `[...document.querySelectorAll("svg")].filter(s => s.checkVisibility() && s.getBBox().width > 200 && s.querySelectorAll("path").length > 3).length`); drawn != charts {
					t.Errorf("%d charts are drawn, want %d", drawn, charts)
				}
				if over := browsertest.Evaluate[int](t, page, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
					t.Errorf("the page is %d px wider than the window", over)
				}
				// A chart's text keeps its size where the picture is scaled.
				smallest := browsertest.Evaluate[float64](t, page, `Math.min(...[...document.querySelectorAll("svg text")].filter(e => e.checkVisibility()).map(e => parseFloat(getComputedStyle(e).fontSize) * e.ownerSVGElement.getBoundingClientRect().width / e.ownerSVGElement.viewBox.baseVal.width))`)
				if smallest < 11 {
					t.Errorf("text of %.1f px in a chart", smallest)
				}
				if outside := browsertest.Evaluate[int](t, page, `[...document.querySelectorAll("svg text")].filter(e => e.checkVisibility()).filter(e => { const t = e.getBoundingClientRect(), s = e.ownerSVGElement.getBoundingClientRect(); return t.left < s.left - 2 || t.right > s.right + 12 || t.bottom > s.bottom + 2 }).length`); outside > 0 {
					t.Errorf("%d texts reach out of their charts", outside)
				}
				if same := browsertest.Evaluate[bool](t, page, `[...document.querySelectorAll("figure path")].some(p => getComputedStyle(p).stroke == getComputedStyle(document.body).backgroundColor)`); same {
					t.Error("lines in the colour of the paper")
				}
				if directory := os.Getenv("COGBENCH_SCREENSHOTS"); directory != "" {
					picture, err := chromedp.Run(page.Context, chromedp.FullScreenshot(90))
					if err != nil {
						t.Fatal(err)
					}
					name := fmt.Sprintf("load-%d-%s.jpg", width, scheme)
					if err := os.WriteFile(filepath.Join(directory, name), picture, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
	if noise := page.Heard(); noise != "" {
		t.Error(noise)
	}
}

func TestLoadPageShowsTheFigures(t *testing.T) {
	directory, l, total := sampleRun(t, 5)
	if err := render.WriteFiles(directory, l, total); err != nil {
		t.Fatal(err)
	}
	html := string(readFile(t, directory, report.HTMLFile))
	for _, want := range []string{
		"The run does not pass", "rate(failed) &lt; 0.1%", "5 of 200 journeys were abandoned", "TooManyRequestsException",
		"pool &lt;b&gt;&amp;", "Visits side by side", "At the median, remembered took ", "saves the user the code", "var(--c0)",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	for _, unwanted := range []string{"<script", "http-equiv=\"refresh", "url(", "@import", "#FE0", "NaN"} {
		if strings.Contains(html, unwanted) {
			t.Errorf("%q in the page", unwanted)
		}
	}
}

func TestLoadFilesOfARun(t *testing.T) {
	directory, l, total := sampleRun(t, 3)
	if err := render.WriteFiles(directory, l, total); err != nil {
		t.Fatal(err)
	}
	var back loadreport.Report
	if err := json.Unmarshal(readFile(t, directory, loadreport.ReportFile), &back); err != nil || back.Journeys != l.Journeys {
		t.Errorf("%+v, %v", back.Journeys, err)
	}
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Failed   []struct {
			Message string `xml:"message,attr"`
		} `xml:"testsuite>testcase>failure"`
	}
	if err := xml.Unmarshal(readFile(t, directory, report.JUnitFile), &suites); err != nil {
		t.Fatal(err)
	}
	if suites.Tests != 4 || suites.Failures != 2 || len(suites.Failed) != 2 {
		t.Errorf("%+v", suites)
	}
	summary := string(readFile(t, directory, report.MarkdownFile))
	for _, want := range []string{"| 120 | 114 | 3 | 3 |", "| rate(failed) &lt; 0.1% | 2.5% | **no** |", "| password_verifier | TooManyRequestsException | 3 |"} {
		if !strings.Contains(summary, want) {
			t.Errorf("no %q in the summary:\n%s", want, summary)
		}
	}
	if text := readFile(t, directory, "journey.response.hgrm"); !bytes.Contains(text, []byte("Total count    =          117")) {
		t.Errorf("histogram:\n%s", text)
	}
}

func TestLoadJSONFollowsItsSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../load.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	_, full, _ := sampleRun(t, 2)
	empty := &loadreport.Report{Tool: full.Tool, Scenario: "x", StartedAt: logStart, Plan: full.Plan}
	loadreport.NewTotal("a.rtt").Fill(empty)
	for name, l := range map[string]*loadreport.Report{"full": full, "empty": empty} {
		data, err := l.JSON()
		if err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTimelineOfALongRun holds that a page does not grow with the run.
func TestTimelineOfALongRun(t *testing.T) {
	directory := t.TempDir()
	f, err := os.Create(filepath.Join(directory, loadreport.IntervalLogFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	log, err := loadreport.NewIntervalLog(f, logStart)
	if err != nil {
		t.Fatal(err)
	}
	total := loadreport.NewTotal()
	for i := range 3000 {
		h := loadreport.NewPackedHistogram()
		h.SetTag(loadreport.SeriesResponse)
		_ = h.RecordValue(int64(5 * time.Millisecond))
		interval := loadreport.Interval{
			Second:     loadreport.Second{Index: int64(i), Offset: float64(i), Length: 1, Planned: 1, Started: 1, Succeeded: 1},
			Histograms: []*hdrhistogram.PackedHistogram{h},
		}
		if err := log.Write(interval); err != nil {
			t.Fatal(err)
		}
		total.Add(interval)
	}
	l := &loadreport.Report{Tool: report.Tool{Name: "cogbench"}, Scenario: "x", StartedAt: logStart, Complete: true}
	total.Fill(l)
	if err := render.WriteFiles(directory, l, total); err != nil {
		t.Fatal(err)
	}
	if size := len(readFile(t, directory, report.HTMLFile)); size > 300<<10 {
		t.Errorf("a page of %d KiB", size>>10)
	}
}
