package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/cogbench/cogbench/internal/completion"
)

// completionCommand prints shell completions.
type completionCommand struct {
	Shell completion.Shell `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help implements kong's HelpProvider.
func (completionCommand) Help() string {
	return "Examples:\n\n    source <(cogbench completion bash)\n    cogbench completion fish > ~/.config/fish/completions/cogbench.fish"
}

// Run runs the command.
func (c completionCommand) Run(parsed *kong.Context, console streams) error {
	_, err := fmt.Fprint(console.stdout, completion.Script(parsed.Model, c.Shell))
	return err
}
