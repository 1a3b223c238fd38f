package engine

// T is what a check needs of the runner that it runs under: [*testing.T] and
// ginkgo.GinkgoT() both have it.
type T interface {
	Helper()
	// Fatal says that the rule is not kept, and ends the test.
	Fatal(args ...any)
	// Skip says that the rule cannot be judged, or that the target lacks what it
	// speaks of, and ends the test.
	Skip(args ...any)
	// Log writes what was seen.
	Log(args ...any)
	// Attr attaches a value to the test's result: "expected" and "actual" are the
	// two sides of a failure.
	Attr(key, value string)
}

// AttachSides attaches the two sides of a failure, each on one line; nothing if it
// has none.
func AttachSides(t T, expected, actual string) {
	if expected != "" {
		t.Attr("expected", InLine(expected))
		t.Attr("actual", InLine(actual))
	}
}
