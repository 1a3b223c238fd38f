package docs_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The snippet that shows how a page is tested is that of the example, which is run.
func TestSnippetOfTheTestBedIsReal(t *testing.T) {
	snippet := regexp.MustCompile("(?s)```js\n(.*?)```").FindStringSubmatch(read(t, os.DirFS("."), "test-bed.md"))
	if snippet == nil || !strings.Contains(read(t, os.DirFS("."), "examples/playwright/sign-in.test.js"), snippet[1]) {
		t.Error("the guide shows a test that the example does not have")
	}
}
