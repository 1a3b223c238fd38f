package srp_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cogbench/cogbench/srp"
)

func TestTimestamp(t *testing.T) {
	elsewhere := time.FixedZone("", 2*3600)
	tests := map[string]time.Time{
		"Tue Sep 25 00:09:40 UTC 2018": time.Date(2018, 9, 25, 0, 9, 40, 0, time.UTC),
		"Tue Sep 5 13:09:40 UTC 2023":  time.Date(2023, 9, 5, 13, 9, 40, 999, time.UTC),
		"Sat Dec 31 23:00:00 UTC 2022": time.Date(2023, 1, 1, 1, 0, 0, 0, elsewhere),
	}
	for want, at := range tests {
		if got := srp.Timestamp(at); got != want {
			t.Errorf("Timestamp(%v) = %q, want %q", at, got, want)
		}
	}
}

// TestParseTimestamp tells what the service can read, and whether it is the
// service's own rendering.
func TestParseTimestamp(t *testing.T) {
	const (
		canonical = iota
		otherForm
		unreadable
	)
	tests := map[string]int{
		"Tue Sep 5 00:09:40 UTC 2023":         canonical,
		"Tue Sep 25 23:59:59 UTC 2018":        canonical,
		"Tue Sep 05 00:09:40 UTC 2023":        otherForm,
		"Wed Sep 5 00:09:40 UTC 2023":         otherForm,
		"Tue May 7 00:09:40 UTC 2025":         otherForm, // the guide's own example: it was a Wednesday
		"TUE sep 5 00:09:40 utc 2023":         otherForm,
		"Tuesday September 5 0:9:40 UTC 2023": otherForm,
		"Tue  Sep 5 00:09:40 UTC 2023":        otherForm,
		"Tue Sep 5 00:09:40 GMT 2023":         otherForm,
		"Tue Sep 5 02:09:40 GMT+02:00 2023":   otherForm,
		"Tue Sep 5 02:09:40 -0200 2023":       otherForm,
		"Thu Feb 30 00:00:00 UTC 2023":        otherForm,
		"":                                    unreadable,
		"2023-09-05T00:09:40Z":                unreadable,
		"Di Sep 5 00:09:40 UTC 2023":          unreadable,
		"Tue Sept 5 00:09:40 UTC 2023":        unreadable,
		"mar. sept. 5 00:09:40 UTC 2023":      unreadable,
		"Tue Sep 5 00:09 UTC 2023":            unreadable,
		"Tue Sep 5 00:09:40 XYZ 2023":         unreadable,
		"Tue Sep 5 00:09:40 GMT+2 2023":       unreadable,
		"Tue Sep 5 00:09:40 UTC 23":           unreadable,
		"Tue Sep 5 00:09:40 UTC 12023":        unreadable,
		"Tue Sep +5 00:09:40 UTC 2023":        unreadable,
		"Tue Sep 5 00:09:40 UTC 2023 x":       unreadable,
		"Tue Sep 5 00:09:-1 UTC 2023":         unreadable,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			at, err := srp.ParseTimestamp(text)
			got := canonical
			switch {
			case errors.Is(err, srp.ErrTimestamp):
				got = unreadable
			case err != nil:
				t.Fatal(err)
			case srp.Timestamp(at) != text:
				got = otherForm
			}
			if got != want {
				t.Errorf("got %d, want %d (%v, %v)", got, want, at, err)
			}
		})
	}
}

func TestParseTimestampOffset(t *testing.T) {
	for text, want := range map[string]string{
		"Tue Sep 5 02:09:40 GMT+01:30 2023": "Tue Sep 5 00:39:40 UTC 2023",
		"Tue Sep 5 02:09:40 +0130 2023":     "Tue Sep 5 00:39:40 UTC 2023",
		"Tue Sep 5 02:09:40 -0130 2023":     "Tue Sep 5 03:39:40 UTC 2023",
	} {
		at, err := srp.ParseTimestamp(text)
		if err != nil || srp.Timestamp(at) != want {
			t.Errorf("%s: got %v, %v, want %s", text, at, err, want)
		}
	}
}

func FuzzParseTimestamp(f *testing.F) {
	for _, seed := range []string{
		testTimestamp, "Tue Sep 05 00:09:40 UTC 2023", "Tue Sep 5 02:09:40 -0200 2023", "Tue Sep 5 99:99:99 UTC 9999", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := srp.ParseTimestamp(text)
		if err != nil {
			if !errors.Is(err, srp.ErrTimestamp) {
				t.Fatal(err)
			}
			return
		}
		again, err := srp.ParseTimestamp(srp.Timestamp(at))
		if err == nil && !again.Equal(at) {
			t.Fatalf("%q: %v became %v", text, at, again)
		}
	})
}
