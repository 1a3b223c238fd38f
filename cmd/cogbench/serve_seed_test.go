package main

import (
	"bytes"
	"io"
	"testing"
)

// TestSeedRepeats draws from seeds: one gives the same again, another does not,
// and none leaves the choice to the system.
func TestSeedRepeats(t *testing.T) {
	draw := func(seed uint64) []byte {
		source, err := serveCommand{Listen: "127.0.0.1:0", Seed: &seed}.randomness()
		if err != nil {
			t.Fatal(err)
		}
		drawn := make([]byte, 64)
		if _, err := io.ReadFull(source, drawn); err != nil {
			t.Fatal(err)
		}
		return drawn
	}
	if !bytes.Equal(draw(1), draw(1)) {
		t.Error("a seed gave other bytes the second time")
	}
	if bytes.Equal(draw(1), draw(2)) {
		t.Error("two seeds gave the same bytes")
	}
	if source, err := (serveCommand{Listen: "127.0.0.1:0"}).randomness(); source != nil || err != nil {
		t.Errorf("without a seed: %v, %v", source, err)
	}
}

func TestOnLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:0": true, "127.8.9.1:80": true, "[::1]:9229": true, "localhost:9229": true, ":9229": true,
		"0.0.0.0:0": false, "[::]:0": false, "10.0.0.1:1": false, "example.com:80": false, "127.0.0.1": false,
	} {
		if got := onLoopback(address); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}
