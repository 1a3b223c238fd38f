package suspect_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/srp/suspect"
)

func variantOf(t *testing.T, text string) suspect.Variant {
	t.Helper()
	w, err := suspect.ParseVariant(text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A style is the same as its choice in each of the places where it shows.
func TestStylesShowInTheirPlaces(t *testing.T) {
	for style, places := range map[string]string{
		"padding=group-width-in-exchange":   "scrambling=fixed-width,premaster-bytes=fixed-width,scrambling-bytes=group-width",
		"padding=group-width":               "multiplier=fixed-width,salt=group-width,scrambling=fixed-width,premaster-bytes=fixed-width,scrambling-bytes=group-width",
		"padding=unpadded-in-exchange":      "scrambling=unpadded,premaster-bytes=unpadded,scrambling-bytes=unpadded",
		"padding=text":                      "multiplier=text,salt=text,scrambling=text,premaster-bytes=text,scrambling-bytes=text",
		"padding=text,salt=raw":             "multiplier=text,salt=raw,scrambling=text,premaster-bytes=text,scrambling-bytes=text",
		"padding=little-endian-in-exchange": "premaster-bytes=little-endian,scrambling-bytes=little-endian,padding=little-endian-in-exchange",
	} {
		s := newScene(31)
		for range 4 {
			e := s.exchange(false)
			if one, all := variantOf(t, style).Proof(e), variantOf(t, places).Proof(e); !bytes.Equal(one, all) {
				t.Errorf("%s is not %s", style, places)
				break
			}
		}
	}
}

// Every style but one of another name differs from the protocol and from every other.
func TestStylesDiffer(t *testing.T) {
	e := newScene(32).exchange(false)
	seen := map[string]string{string(suspect.Of().Proof(e)): "the protocol"}
	styles := 0
	for _, choice := range suspect.Choices() {
		if !choice.Axis.IsStyle() || choice.Rare() {
			continue
		}
		styles++
		proof := string(suspect.Of(choice).Proof(e))
		if other, known := seen[proof]; known && !strings.Contains(choice.ID(), "fixed-width") {
			t.Errorf("%s is %s", choice.ID(), other)
		}
		seen[proof] = choice.ID()
	}
	if styles < 12 {
		t.Errorf("%d styles", styles)
	}
}

// The list of published servers is read whole, and has what a server of a leg can be.
func TestLikely(t *testing.T) {
	for _, device := range []bool{false, true} {
		e := newScene(33).exchange(device)
		list := suspect.Likely(e)
		if least := map[bool]int{false: 36, true: 15}[device]; len(list) < least {
			t.Errorf("device %v: %d likely servers, want %d", device, len(list), least)
		}
	}
}
