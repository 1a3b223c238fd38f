package main

import (
	"os"
	"testing"
)

// TestADumbTerminalIsNotDrawnOn has standard error be a terminal: the block is drawn on
// one that obeys sequences, with colours or without, and on no other.
func TestADumbTerminalIsNotDrawnOn(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	for variables, live := range map[[2]string]bool{
		{"xterm", ""}: true, {"xterm", "1"}: true, {"", ""}: true, {"dumb", ""}: false, {"dumb", "1"}: false,
	} {
		console := streams{stderr: terminal, getenv: func(name string) string {
			return map[string]string{"TERM": variables[0], "NO_COLOR": variables[1]}[name]
		}}
		if got := (outputFlags{}).block(console).Live(); got != live {
			t.Errorf("TERM=%s NO_COLOR=%s: the block is live: %t, want %t", variables[0], variables[1], got, live)
		}
	}
}
