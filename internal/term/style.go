// Package term is how every command of cogbench writes for a person.
//
// It promises that nothing is said by colour alone, that an output which is no
// terminal gets plain text, that NO_COLOR and TERM=dumb are honoured, and that
// lines fit narrow terminals. Sequences, widths and the terminal's size are those
// of github.com/charmbracelet/x/ansi and x/term, which lipgloss stands on;
// lipgloss itself looks the terminal up when it is merely imported, with a child
// process under tmux.
package term

import (
	"io"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// The symbols that go with the colours.
const (
	Passed  = "✓"
	Failed  = "✗"
	Unclear = "?"
	Idle    = "·"
)

// DefaultWidth is the number of columns assumed where there is no terminal to ask.
const DefaultWidth = 80

// Style is how text looks on one output. The zero Style is plain text, in which
// only paragraphs are wrapped.
type Style struct {
	// Colour uses the terminal's colours.
	Colour bool
	// Width is the number of columns of a terminal; 0 if the output is none.
	Width int
}

// StyleOf is the style that fits the output. It is plain unless out is a
// terminal; getenv looks up NO_COLOR and TERM.
func StyleOf(out io.Writer, getenv func(string) string) Style {
	if !IsTerminal(out) {
		return Style{}
	}
	colour := Obeys(out, getenv) && getenv("NO_COLOR") == ""
	return Style{Colour: colour, Width: widthOf(out)}
}

// Obeys has out obey escape sequences, of colours and of others, and reports whether it
// does. No output does but a terminal; getenv looks up TERM.
func Obeys(out io.Writer, getenv func(string) string) bool {
	return IsTerminal(out) && getenv("TERM") != "dumb" && obeysSequences(out)
}

// IsTerminal reports whether out is a terminal.
func IsTerminal(out io.Writer) bool {
	f, isFile := out.(descriptor)
	return isFile && term.IsTerminal(f.Fd())
}

// descriptor is a file, or what wraps one.
type descriptor interface{ Fd() uintptr }

// widthOf is the number of columns of a terminal, 0 if out is none.
func widthOf(out io.Writer) int {
	f, isFile := out.(descriptor)
	if !isFile || !term.IsTerminal(f.Fd()) {
		return 0
	}
	if width, _, err := term.GetSize(f.Fd()); err == nil && width > 0 {
		return width
	}
	return DefaultWidth
}

// Bold makes text stand out.
func (s Style) Bold(text string) string { return s.dress(ansi.NewStyle().Bold(), text) }

// Faint makes text step back.
func (s Style) Faint(text string) string { return s.dress(ansi.NewStyle().Faint(), text) }

// Red is for what failed.
func (s Style) Red(text string) string { return s.dress(colour(ansi.Red), text) }

// Green is for what passed.
func (s Style) Green(text string) string { return s.dress(colour(ansi.Green), text) }

// Yellow is for what could not be judged.
func (s Style) Yellow(text string) string { return s.dress(colour(ansi.Yellow), text) }

func colour(c ansi.BasicColor) ansi.Style { return ansi.NewStyle().ForegroundColor(c) }

func (s Style) dress(in ansi.Style, text string) string {
	if !s.Colour {
		return text
	}
	return in.Styled(text)
}
