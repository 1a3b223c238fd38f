package main

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// aRelease is what a block needs that installs what was published.
const aRelease = "a release"

var (
	// needed is all that a block may need and this machine does not have.
	needed = []string{"an AWS account", "a cluster", "a container engine", aRelease}
	// shown are the languages of blocks that are read and not run.
	shown = []string{"text", "go", "html", "js", "json", "python", "yaml"}

	inItalics = regexp.MustCompile(`^(?:Needs (.+)|(Takes .*minutes?))\.$`)
	promised  = regexp.MustCompile(`#.*\bexit (\d+)`)
	serving   = regexp.MustCompile(`^cogbench (?:serve|referee .*--listen)\b`)
)

// block is a piece of a document that a reader runs, or saves.
type block struct {
	document string
	line     int // of the document, that of its first command
	text     string
	file     string // the name that it is saved under; "" if it is run
	needs    string // what it needs that is not here; "" if that is nothing
	slow     bool
	exit     int // the code that it promises
}

// String is where the block is, and how it begins.
func (b block) String() string {
	first, _, more := strings.Cut(b.text, "\n")
	first, _, _ = strings.Cut(first, " # ")
	if more {
		first += " …"
	}
	return fmt.Sprintf("%s:%d: %s", b.document, b.line, first)
}

// done says what was done with the block.
func (b block) done() string {
	switch {
	case b.file != "":
		return "saved as " + b.file
	case b.serves():
		return "serves"
	}
	return fmt.Sprintf("exit %d", b.exit)
}

// serves reports whether the block does nothing but serve until it is stopped.
func (b block) serves() bool { return len(b.commands()) == 1 && serving.MatchString(b.text) }

// commands are the command lines of the block, without comments.
func (b block) commands() []string {
	var commands []string
	for line := range strings.Lines(strings.ReplaceAll(b.text, "\\\n", " ")) {
		command, _, _ := strings.Cut(line, " # ")
		if command = strings.TrimSpace(command); command != "" && !strings.HasPrefix(command, "#") {
			commands = append(commands, command)
		}
	}
	return commands
}

// blocksOf are the blocks of a document in their order, and what is wrong with those of
// which it cannot be said what they are for.
func blocksOf(document string, source []byte) (blocks []block, findings []string) {
	root := goldmark.DefaultParser().Parse(text.NewReader(source))
	_ = ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) { // which returns the function's errors alone
		if !entering || node.Kind() != ast.KindCodeBlock && node.Kind() != ast.KindFencedCodeBlock {
			return ast.WalkContinue, nil
		}
		b, wanted, wrong := blockAt(node, source)
		b.document = document
		switch {
		case wrong != "":
			findings = append(findings, fmt.Sprintf("%s: %s", b, wrong))
		case wanted:
			blocks = append(blocks, b)
		}
		return ast.WalkContinue, nil
	})
	return blocks, findings
}

// blockAt reads one block. wanted is false for one that is neither run nor saved.
func blockAt(node ast.Node, source []byte) (b block, wanted bool, wrong string) {
	lines := node.Lines()
	if lines.Len() == 0 {
		return block{line: 1}, false, "an empty block"
	}
	b.line = 1 + bytes.Count(source[:lines.At(0).Start], []byte("\n"))
	b.text = strings.TrimSpace(string(lines.Value(source)))
	language := "sh"
	if fenced, ok := node.(*ast.FencedCodeBlock); ok {
		info := ""
		if fenced.Info != nil {
			info = string(fenced.Info.Value(source))
		}
		language, b.file, _ = strings.Cut(info, " ")
	}
	switch known := slices.Contains(shown, language); {
	case !known && language != "sh":
		return b, false, fmt.Sprintf("its language is %q, not sh or one of %s", language, strings.Join(shown, ", "))
	case known || b.file != "":
		return b, b.file != "", ""
	}
	if wrong = b.readItalics(node, source); wrong == "" {
		wrong = b.readExit()
	}
	return b, true, wrong
}

// readItalics reads the line in italics right before a block.
func (b *block) readItalics(node ast.Node, source []byte) (wrong string) {
	paragraph, ok := node.PreviousSibling().(*ast.Paragraph)
	if !ok || paragraph.ChildCount() != 1 || paragraph.FirstChild().Kind() != ast.KindEmphasis {
		return ""
	}
	line := string(bytes.Trim(paragraph.Lines().Value(source), "*_\n"))
	found := inItalics.FindStringSubmatch(line)
	switch {
	case found == nil:
		return fmt.Sprintf("%q before it is neither what it needs nor how many minutes it takes", line)
	case found[2] != "":
		b.slow = true
	case !slices.Contains(needed, found[1]):
		return fmt.Sprintf("it needs %s: choose one of %s", found[1], strings.Join(needed, ", "))
	default:
		b.needs = found[1]
	}
	return ""
}

// readExit reads the code that the last line promises.
func (b *block) readExit() (wrong string) {
	before, last := "", b.text
	if at := strings.LastIndexByte(b.text, '\n'); at >= 0 {
		before, last = b.text[:at], b.text[at:]
	}
	if promised.MatchString(before) {
		return "a line before the last promises an exit code: make it a block of its own"
	}
	if found := promised.FindStringSubmatch(last); found != nil {
		b.exit, _ = strconv.Atoi(found[1]) // digits
	}
	return ""
}
