package main

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// spelt is the line as the parser knows it, of what people try first with a new program.
func spelt(arguments []string) []string {
	switch {
	case len(arguments) == 0:
		return []string{"--help"}
	case arguments[0] == "help":
		return append(slices.Clone(arguments[1:]), "--help")
	case len(arguments) == 1 && arguments[0] == "--version":
		return []string{"version"}
	}
	return arguments
}

// given reads a text that chooses something other than what is usual. A script whose
// variable is not set passes an empty one: the usual, in its place, would be a green light
// for nothing.
func given(c *kong.DecodeContext, value reflect.Value) error {
	var text string
	if err := c.Scan.PopValueInto("text", &text); err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return errors.New("empty: give a value, or omit the flag")
	}
	value.SetString(text)
	return nil
}

// noValue is what the parser says of a flag at the end of the line.
var noValue = regexp.MustCompile(`expected \w+ value but got "EOL" \(<EOL>\)|missing value, expecting "<arg>"`)

// plainly is an error of the parser in the words of its reader. The empty text, by which
// we tell that a choice was not made, is none of the choices.
func plainly(err error) error {
	text := noValue.ReplaceAllString(err.Error(), "its value is missing")
	return errors.New(strings.ReplaceAll(text, `one of "",`, `one of `))
}

// hintAt says what to do about a part of the line that was wrong.
func hintAt(err error) string {
	if strings.Contains(err.Error(), "expected duration but got") {
		return "durations have a unit: 500ms, 10s or 5m; see " + helpFor(err)
	}
	return "see " + helpFor(err)
}

// helpFor is the command that explains the part of the line that was wrong.
func helpFor(err error) string {
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context != nil {
		if command := parse.Context.Selected(); command != nil {
			return command.FullPath() + " --help"
		}
	}
	return "cogbench --help"
}
