// Package browsertest opens pages in a browser, for the tests of those that
// render them.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// demandVariable has the tests that need a browser fail without one.
const demandVariable = "COGBENCH_REQUIRE_CHROMIUM"

// Tab is a page in a browser.
type Tab struct {
	Context context.Context //nolint:containedctx // chromedp's handle of a tab is a context
	address string
	own     string // what the addresses begin with that the page may ask for

	mu    sync.Mutex
	noise []string // what the console said, and what was asked of a network
}

// Open writes a page to disk and starts a browser for it.
func Open(t *testing.T, html []byte) *Tab {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, html, 0o600); err != nil {
		t.Fatal(err)
	}
	return Visit(t, "file://"+path)
}

// Visit starts a browser for the page at an address. What the page asks for beyond its
// origin, or beyond the disk, is heard.
func Visit(t *testing.T, address string) *Tab {
	t.Helper()
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	// A container has no sandbox for a browser; it opens the test's own page.
	page := &Tab{address: address, own: scheme + "://" + host + "/"}
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithListener(page.listen),
		chromedp.WithAllocatorOptions(chromedp.ExecPath(chromium(t)), chromedp.NoSandbox))
	t.Cleanup(cancel)
	page.Context = ctx
	page.Do(t, chromedp.Navigate(page.address))
	return page
}

// chromium is the browser's program. Without one the test is skipped, or fails
// where the environment demands it.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv(demandVariable) != "" {
		t.Fatalf("%s is set and there is no Chromium", demandVariable)
	}
	t.Skip("no Chromium on this machine")
	return ""
}

// listen takes in what a quiet page does not do.
func (p *Tab) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, p.own) && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:") {
			p.noise = append(p.noise, "asked for "+url)
		}
	case *runtime.EventConsoleAPICalled:
		p.noise = append(p.noise, "console: "+string(e.Type))
	case *runtime.EventExceptionThrown:
		p.noise = append(p.noise, "exception: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		p.noise = append(p.noise, "log: "+e.Entry.Text)
	}
}

// Heard is all that the page should not have done.
func (p *Tab) Heard() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.noise, "; ")
}

// Do runs steps in the tab.
func (p *Tab) Do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(p.Context, steps...); err != nil {
		t.Fatal(err)
	}
}

// At opens the page anew, in a window of the width.
func (p *Tab) At(t *testing.T, width int64) {
	t.Helper()
	p.Do(t, chromedp.EmulateViewport(width, 800), chromedp.Navigate(p.address))
}

// Go opens another page of the same origin.
func (p *Tab) Go(t *testing.T, address string) {
	t.Helper()
	p.address = address
	p.Do(t, chromedp.Navigate(address))
}

// Prefer has the tab ask for light or dark colours.
func (p *Tab) Prefer(t *testing.T, scheme string) {
	t.Helper()
	p.Do(t, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
}

// Evaluate returns the value of a JavaScript expression.
func Evaluate[T any](t *testing.T, p *Tab, script string) T {
	t.Helper()
	value, err := chromedp.Run(p.Context, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatal(err)
	}
	return value
}
