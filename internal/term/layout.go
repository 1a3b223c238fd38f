package term

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

const (
	// longest is how many characters of a foreign text are shown.
	longest = 1500
	// readable is the width beyond which paragraphs are hard to read.
	readable = 100
)

// Wrap lays out a paragraph whose text may come from a target, after a label,
// with the lines that follow indented. It ends with a line feed.
func (s Style) Wrap(label, text, indent string) string {
	width := DefaultWidth
	if s.Width > 0 {
		width = min(s.Width, readable)
	}
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + " …"
	}
	return fold(label, Printable(text), indent, width)
}

// Fold lays out a line of our own, which may be styled, after a label. It is
// broken where a terminal is too narrow for it, but not within what is Bound.
// It ends with a line feed.
func (s Style) Fold(label, text, indent string) string {
	if s.Width > 0 {
		text = fold(label, text, indent, s.Width)
	} else {
		text = label + strings.ReplaceAll(text, "\n", " ") + "\n"
	}
	return strings.ReplaceAll(text, bond, " ")
}

// bond is a blank at which no line is broken.
const bond = "\u00a0"

// Bound is a list of phrases, such as a number and its noun, that a Fold breaks
// between the phrases alone.
func Bound(phrases []string) string {
	return strings.ReplaceAll(strings.Join(phrases, ",\n"), " ", bond)
}

// Cut lays out one line, after a label, that ends where the terminal ends. It ends with a
// line feed.
func (s Style) Cut(label, text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.TrimRight(label+ansi.Truncate(text, s.Columns()-ansi.StringWidth(label), "…"), " ") + "\n"
}

// Columns is the number of columns that there are, or are assumed.
func (s Style) Columns() int {
	if s.Width > 0 {
		return s.Width
	}
	return DefaultWidth
}

// fold breaks text between words.
func fold(label, text, indent string, width int) string {
	var out strings.Builder
	line, begun := label, false
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) && string(r) != bond }) {
		space := ""
		if begun {
			space = " "
		}
		fits := ansi.StringWidth(line)+len(space)+ansi.StringWidth(word) <= width
		if !fits && (begun || ansi.StringWidth(label) > ansi.StringWidth(indent)) {
			out.WriteString(strings.TrimRight(line, " ") + "\n")
			line, space, label = indent, "", ""
		}
		line += space + word
		begun = true
	}
	return out.String() + line + "\n"
}

// Table lays out rows below a header, the first column to the left and the
// others to the right. Where a terminal is too narrow for it, each row becomes
// a paragraph that names its figures.
func (s Style) Table(header []string, rows [][]string) string {
	widths := make([]int, len(header))
	total := 2 * (len(header) - 1)
	for i := range header {
		widths[i] = ansi.StringWidth(header[i])
		for _, row := range rows {
			widths[i] = max(widths[i], ansi.StringWidth(row[i]))
		}
		total += widths[i]
	}
	var out strings.Builder
	if s.Width > 0 && total > s.Width {
		for _, row := range rows {
			var figures []string
			for i := 1; i < len(row); i++ {
				figures = append(figures, fmt.Sprintf("%s %s", header[i], row[i]))
			}
			out.WriteString(s.Fold("", row[0], "  "))
			out.WriteString(s.Fold("    ", Bound(figures), "    "))
		}
		return out.String()
	}
	for _, row := range append([][]string{header}, rows...) {
		for i, cell := range row {
			blanks := strings.Repeat(" ", widths[i]-ansi.StringWidth(cell))
			if i == 0 {
				out.WriteString(cell + blanks)
			} else {
				out.WriteString("  " + blanks + cell)
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

// Printable replaces what a terminal would obey, for texts that come from a
// target.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}
