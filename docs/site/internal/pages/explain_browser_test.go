package pages_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cogbench/cogbench/docs/site/internal/pages"
	"github.com/cogbench/cogbench/internal/browsertest"
)

// recordings is the folder of explain's own.
const recordings = repository + "/referee/explain/testdata"

// withJudge is the directory with the site and the judge, which is built once.
var withJudge = sync.OnceValues(func() (string, error) {
	directory, err := written()
	if err != nil {
		return "", err
	}
	return directory, pages.WriteProgram(context.Background(), repository, directory)
})

// explainPage opens the page that explains. Without a browser the judge is not built.
func explainPage(t *testing.T) *browsertest.Tab {
	t.Helper()
	tab := browsertest.Visit(t, fromDisk(t, "explain.html"))
	if _, err := withJudge(); err != nil {
		t.Fatal(err)
	}
	tab.At(t, desk)
	return tab
}

// waitFor waits until an expression is a text that contains another, and returns it. It cannot be
// evaluated while a page makes way for the next. The limit guards against a hang alone.
func waitFor(t *testing.T, tab *browsertest.Tab, expression, part string) string {
	t.Helper()
	const limit, pause = 3 * time.Minute, 50 * time.Millisecond
	var got string
	var err error
	for begun := time.Now(); time.Since(begun) < limit; time.Sleep(pause) {
		got, err = chromedp.Run(tab.Context, chromedp.Evaluate[string]("String("+expression+" ?? '')"))
		if err == nil && strings.Contains(got, part) {
			return got
		}
	}
	t.Fatalf("%s is %q (%v), want %q in it", expression, got, err, part)
	return ""
}

const statusText = `document.getElementById("status").textContent`

// choose hands files to the page as a user does who picks them.
func choose(t *testing.T, tab *browsertest.Tab, files ...string) {
	t.Helper()
	for i, file := range files {
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = path
	}
	tab.Do(t, chromedp.SetUploadFiles("#files", files))
}

// drop drops files on the page.
func drop(t *testing.T, tab *browsertest.Tab, file string) {
	t.Helper()
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	data := &input.DragData{Items: []*input.DragDataItem{}, Files: []string{path}, DragOperationsMask: 1}
	for _, kind := range []input.DispatchDragEventType{"dragEnter", "dragOver", "drop"} {
		tab.Do(t, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: 200, Y: 300, Data: data})
			return err
		}))
	}
}

// Recordings of misused clients are explained in the browser by the causes that they are
// named by, as on the command line.
func TestRecordingsAreExplainedInTheBrowser(t *testing.T) {
	tab := explainPage(t)
	files, err := filepath.Glob(recordings + "/misused/*.har")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d recordings (%v), want 20 at least", len(files), err)
	}
	const every = 5 // all of them are explained by tests of referee/explain
	for i := 0; i < len(files); i += every {
		cause, _, _ := strings.Cut(filepath.Base(files[i]), ".")
		t.Run(cause, func(t *testing.T) {
			drop(t, tab, files[i])
			waitFor(t, tab, statusText, "Explained: ")
			if got := browsertest.Evaluate[string](t, tab, `[...document.querySelectorAll("#result .diagnosis")].map((d) => d.id).join(" ")`); got != "diagnosis-"+cause {
				t.Errorf("explained by %q, want %q", got, cause)
			}
			if got := browsertest.Evaluate[string](t, tab, `document.querySelector("#result .facts").textContent`); !strings.Contains(got, filepath.Base(files[i])) {
				t.Errorf("the report is of %q", got)
			}
		})
	}
	t.Run("the report can be read", func(t *testing.T) {
		for _, width := range []int64{desk, phone} {
			tab.Do(t, chromedp.EmulateViewport(width, 800))
			fits(t, tab, width)
		}
		readable(t, tab)
	})
	if heard := tab.Heard(); heard != "" {
		t.Errorf("the page is not quiet: %s", heard)
	}
}

// Several files are one history; a client that is right has nothing to be told.
func TestSeveralFilesAreOneHistory(t *testing.T) {
	tab := explainPage(t)
	choose(t, tab, recordings+"/right/identity-js.always.har", recordings+"/right/identity-js.opt-in.har")
	waitFor(t, tab, statusText, "Explained: no rule violated")
	if got := browsertest.Evaluate[string](t, tab, `document.querySelector("#result .facts").textContent`); !strings.Contains(got, "identity-js.always.har, identity-js.opt-in.har") {
		t.Errorf("the report is of %q", got)
	}
	saved := browsertest.Evaluate[string](t, tab, `document.querySelector("#result a[download]").download`)
	if saved != "report.html" {
		t.Errorf("the report is saved as %q", saved)
	}
}

// The example needs no recording, and the page no mouse.
func TestExampleByKeyboard(t *testing.T) {
	tab := explainPage(t)
	reach(t, tab, "#files")
	reach(t, tab, "[data-example]")
	tab.Do(t, chromedp.KeyEvent(kb.Enter))
	waitFor(t, tab, statusText, "Explained: ")
	if got := browsertest.Evaluate[string](t, tab, `document.activeElement.id`); got != "result" {
		t.Errorf("the focus is on %q, want what was found", got)
	}
	reach(t, tab, "#result .diagnosis a")
	reach(t, tab, "#result details.rule > summary")
	if heard := tab.Heard(); heard != "" {
		t.Errorf("the page is not quiet: %s", heard)
	}
}

// A file that cannot be explained is answered with what is wrong with it and what to do.
func TestFilesThatCannotBeExplained(t *testing.T) {
	whole, err := os.ReadFile(recordings + "/right/identity-js.always.har")
	if err != nil {
		t.Fatal(err)
	}
	tab := explainPage(t)
	for name, test := range map[string]struct{ text, want string }{
		"empty.har":   {"", "empty.har is empty. Save a HAR"},
		"letter.har":  {"Dear Sir or Madam", "letter.har: not a HAR: byte 0: it does not begin with {. Save a HAR"},
		"other.json":  {`{"a": [1, 2]}`, "other.json: not a HAR"},
		"cut.har":     {string(whole[:2*len(whole)/3]), "no verdict"},
		"without.har": {`{"log":{"version":"1.2","creator":{"name":"a","version":"1"},"entries":[]}}`, "No call of the service is in it"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			choose(t, tab, path)
			waitFor(t, tab, statusText, test.want)
			if shown := browsertest.Evaluate[bool](t, tab, `!document.getElementById("result").hidden`); shown != (name == "cut.har") {
				t.Errorf("a report is shown is %t", shown)
			}
			if name == "cut.har" {
				waitFor(t, tab, `document.querySelector("#result").textContent`, "ends")
			}
		})
	}
	if heard := tab.Heard(); heard != "" {
		t.Errorf("the page is not quiet: %s", heard)
	}
}

// A large file is read bit by bit, with progress; cancelling ends it at once, and the next
// file is explained.
func TestLargeFileIsReadAndCancelled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.har")
	large, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer large.Close()
	entry := `{"startedDateTime":"2026-11-30T12:00:00Z","time":1,"request":{"method":"GET","url":"https://pictures.example/","headers":[]},"response":{"status":200,"headers":[],"content":{"text":"` + strings.Repeat("picture ", 1<<17) + `"}}}`
	fmt.Fprint(large, `{"log":{"version":"1.2","entries":[`, entry)
	const entries = 256 // a MiB each
	for range entries {
		fmt.Fprint(large, ",", entry)
	}
	fmt.Fprint(large, `]}}`)
	tab := explainPage(t)
	choose(t, tab, path)
	waitFor(t, tab, statusText, "MB read")
	if !browsertest.Evaluate[bool](t, tab, `document.getElementById("progress").value > 0`) {
		t.Error("there is no progress")
	}
	reach(t, tab, "#cancel")
	tab.Do(t, chromedp.KeyEvent(kb.Enter))
	waitFor(t, tab, statusText, "Cancelled")
	choose(t, tab, recordings+"/right/identity-js.always.har")
	waitFor(t, tab, statusText, "Explained: no rule violated")
	if heard := tab.Heard(); heard != "" {
		t.Errorf("the page is not quiet: %s", heard)
	}
}

// Nothing leaves the page: its policy refuses every way out, to its worker too. And once it
// has loaded the judge, it needs no server any more.
func TestNothingLeavesThePage(t *testing.T) {
	tab, asked, stop := served(t)
	tab.Do(t, chromedp.Click(`[data-example]`))
	waitFor(t, tab, statusText, "Explained: ")
	if heard := tab.Heard(); heard != "" {
		t.Errorf("the page is not quiet: %s", heard)
	}
	before := asked.Load()
	for name, script := range map[string]string{
		"fetch":          `fetch("/leak").then(() => "sent", () => "refused")`,
		"beacon":         `(navigator.sendBeacon("/leak"), "refused")`,
		"request":        `new Promise((r) => { const x = new XMLHttpRequest(); x.open("GET", "/leak"); x.onload = () => r("sent"); x.onerror = () => r("refused"); x.send(); })`,
		"picture":        `new Promise((r) => { const i = new Image(); i.onload = i.onerror = () => r("refused"); i.src = "/leak.svg"; })`,
		"web socket":     `new Promise((r) => { try { const s = new WebSocket("ws://" + location.host + "/leak"); s.onopen = () => r("sent"); s.onerror = () => r("refused"); } catch { r("refused"); } })`,
		"worker's fetch": `new Promise((r) => { const w = new Worker(URL.createObjectURL(new Blob(["fetch('" + location.origin + "/leak').then(() => postMessage('sent'), () => postMessage('refused'))"]))); w.onmessage = (e) => r(e.data); w.onerror = () => r("failed"); })`,
		"foreign script": `new Promise((r) => { const s = document.createElement("script"); s.onload = () => r("sent"); s.onerror = () => r("refused"); s.src = "data:text/javascript,1"; document.head.append(s); })`,
	} {
		waiting := fmt.Sprintf(`globalThis.outcome = undefined; Promise.resolve(%s).then((o) => { globalThis.outcome = o; }); ""`, script)
		browsertest.Evaluate[string](t, tab, waiting)
		if got := waitFor(t, tab, `globalThis.outcome`, "e"); got != "refused" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if n := asked.Load() - before; n != 0 {
		t.Errorf("the server was asked %d times", n)
	}
	stop()
	choose(t, tab, recordings+"/right/identity-js.always.har")
	waitFor(t, tab, statusText, "Explained: no rule violated")
}

// The judge is loaded when it is first needed.
func TestJudgeIsLoadedOnDemand(t *testing.T) {
	tab, asked, _ := served(t)
	if n := asked.Load(); n > 4 {
		t.Errorf("the first view took %d requests, want the page, its style and its script", n)
	}
	if browsertest.Evaluate[bool](t, tab, `"explainProgram" in globalThis`) {
		t.Error("the judge is loaded before it is needed")
	}
}

// served opens the page from a server, and tells how many requests it had.
func served(t *testing.T) (tab *browsertest.Tab, asked *atomic.Int64, stop func()) {
	t.Helper()
	directory, err := written()
	if err != nil {
		t.Fatal(err)
	}
	asked = &atomic.Int64{}
	files := http.FileServer(http.Dir(directory))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	tab = browsertest.Visit(t, server.URL+"/explain.html")
	if _, err := withJudge(); err != nil {
		t.Fatal(err)
	}
	return tab, asked, func() {
		server.CloseClientConnections()
		server.Close()
	}
}

// The judge is small enough to be waited for, compressed as it is.
func TestJudgeIsSmall(t *testing.T) {
	const most = 8 << 20
	directory, err := withJudge()
	if err != nil {
		t.Fatal(err)
	}
	data, err := fs.ReadFile(os.DirFS(directory), "explain-program.js")
	if err != nil {
		t.Fatal(err)
	}
	var parts struct{ Program string }
	text := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(string(data)), "globalThis.explainProgram = "), ";")
	if err := json.Unmarshal([]byte(text), &parts); err != nil {
		t.Fatal(err)
	}
	if n := base64.StdEncoding.DecodedLen(len(parts.Program)); n == 0 || n > most {
		t.Errorf("the judge takes %d bytes, want at most %d", n, most)
	} else {
		t.Logf("the judge takes %d bytes, the script with it %d", n, len(data))
	}
}
