package completion_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/cogbench/cogbench/internal/completion"
)

// sample is a command line with every kind of part.
type sample struct {
	Check struct {
		Gate string `enum:"must,should" default:"must" help:"The gate; it's needed."`
		Fast bool   `help:"Be fast."`
		To   string `help:"A directory."`
	} `cmd:"" help:"Check."`
	Report struct {
		Merge struct{ Force bool } `cmd:"" help:"Merge."`
	} `cmd:"" help:"Reports."`
	Secret struct{} `cmd:"" hidden:""`
}

func script(t *testing.T, shell completion.Shell) string {
	t.Helper()
	parser, err := kong.New(&sample{}, kong.Name("tool"))
	if err != nil {
		t.Fatal(err)
	}
	return completion.Script(parser.Model, shell)
}

// Bash itself says what is offered.
func TestBashOffersWhatTheParserTakes(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash on this machine")
	}
	for line, want := range map[string]string{
		"tool ":                "check report --help",
		"tool ch":              "check",
		"tool check --":        "--help --gate --fast --to",
		"tool check --gate ":   "must should",
		"tool check --gate s":  "should",
		"tool report ":         "merge --help",
		"tool report merge --": "--help --force",
	} {
		words := strings.Split(line, " ")
		quoted := "'" + strings.Join(words, "' '") + "'"
		command := exec.Command("bash", "-c", script(t, completion.Bash)+"\nCOMP_WORDS=("+quoted+")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_tool\necho \"${COMPREPLY[@]}\"")
		out, err := command.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%q offers %q (%v), want %q", line, got, err, want)
		}
	}
}

func TestFishAndZshNameEveryPart(t *testing.T) {
	for _, shell := range []completion.Shell{completion.Fish, completion.Zsh} {
		text := script(t, shell)
		for _, part := range []string{"check", "merge", "gate", "must should"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: no %q in:\n%s", shell, part, text)
			}
		}
		if strings.Contains(text, "secret") {
			t.Errorf("%s offers a hidden command", shell)
		}
	}
	if script(t, "cmd") != "" {
		t.Error("an unknown shell has completions")
	}
}
