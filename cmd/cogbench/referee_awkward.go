package main

import (
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/refpool/awkward"
)

// listAwkward prints what each awkward way does, and which rules it exercises.
func (c refereeCommand) listAwkward(console streams) error {
	if c.JSON {
		return printJSON(console, awkward.All())
	}
	style := term.StyleOf(console.stdout, console.getenv)
	for _, way := range awkward.All() {
		fmt.Fprint(console.stdout, style.Fold(fmt.Sprintf("%-22s ", way.Name), way.Summary, "    "))
		fmt.Fprint(console.stdout, style.Fold(fmt.Sprintf("%-22s ", ""), "exercises "+strings.Join(way.Rules, ", "), "    "))
	}
	return nil
}
