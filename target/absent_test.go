package target_test

import (
	"testing"

	"github.com/cogbench/cogbench/target"
)

// TestPageOfAnOperationThatDoesNotExist has a server that answers what it does not know
// with a page that says nothing: an operation that gets the same page is lacking, and one
// that was heard to give another answer broke down.
func TestPageOfAnOperationThatDoesNotExist(t *testing.T) {
	page := func(id string) func(call) (int, any) {
		return always(500, "<title>500 Internal Server Error</title> request "+id)
	}
	broken := false
	f := newFake(t, map[string]func(call) (int, any){
		"NoSuchOperation": page("0f3a9c1e7b"),
		"ConfirmDevice":   page("aa03bb17cc"),
		"ForgetDevice":    always(500, "<title>502 Bad Gateway</title>"),
		"GetDevice": func(call) (int, any) {
			if broken {
				return page("1122334455")(call{})
			}
			return 200, map[string]any{}
		},
	})
	on := newTarget(t, f.URL)
	want := func(operation string, want target.Kind) {
		t.Helper()
		r, err := on.Raw(t.Context(), target.RawCall{Operation: operation})
		if err != nil || r.Kind != want {
			t.Errorf("%s: kind %q, %v; want %q", operation, r.Kind, err, want)
		}
	}
	want("GetDevice", "")
	broken = true
	want("GetDevice", target.ServerError)
	want("ConfirmDevice", target.Unsupported)
	want("ConfirmDevice", target.Unsupported)
	want("ForgetDevice", target.ServerError)
	if n := len(f.seen("NoSuchOperation")); n != 1 {
		t.Errorf("asked %d times for an operation that does not exist, want once", n)
	}
}

// TestNothingIsAskedInDoubtOfNothing holds that named errors are taken at their word.
func TestNothingIsAskedInDoubtOfNothing(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){
		"ConfirmDevice": always(500, refusal("InternalErrorException", "oops")),
	})
	r, err := newTarget(t, f.URL).Raw(t.Context(), target.RawCall{Operation: "ConfirmDevice"})
	if err != nil || r.Kind != target.ServerError || len(f.seen("NoSuchOperation")) > 0 {
		t.Errorf("kind %q, %v, and %d calls of what does not exist", r.Kind, err, len(f.seen("NoSuchOperation")))
	}
}
