// Package term is how cogbench writes for a person at a terminal.
package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// DefaultWidth is the number of columns of an output whose width is not known.
const DefaultWidth = 80

// longest is how many characters of one text are shown.
const longest = 1500

// Style is how text looks.
type Style struct {
	// Colour uses the terminal's colours.
	Colour bool
	// Width is the number of columns; DefaultWidth if it is 0.
	Width int
}

// Bold, Faint, Red, Green and Yellow dress a text.
func (s Style) Bold(text string) string   { return s.escape("1", text) }
func (s Style) Faint(text string) string  { return s.escape("2", text) }
func (s Style) Red(text string) string    { return s.escape("31", text) }
func (s Style) Green(text string) string  { return s.escape("32", text) }
func (s Style) Yellow(text string) string { return s.escape("33", text) }

// escape puts a colour around text.
func (s Style) escape(code, text string) string {
	if !s.Colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// Wrap lays text out in the terminal's width, after a label, with the lines that
// follow indented. The last line ends too.
func (s Style) Wrap(label, text, indent string) string {
	width := s.Width
	if width == 0 {
		width = DefaultWidth
	}
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + " …"
	}
	var out strings.Builder
	line := label
	begun := false
	for _, word := range strings.Fields(Printable(text)) {
		if begun && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			out.WriteString(line + "\n")
			line, begun = indent, false
		}
		if begun {
			line += " "
		}
		line += word
		begun = true
	}
	out.WriteString(line + "\n")
	return out.String()
}

// Printable replaces what a terminal would obey: texts come from the target.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}
