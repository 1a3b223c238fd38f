package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
)

const module = "github.com/cogbench/cogbench/"

// block is a run of statements, as a profile counts them.
type block struct {
	line, column int // where it begins
	text         string
}

// readProfile returns the blocks of each file, below the module's root, that were
// never run.
func readProfile(path string) (map[string][]block, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	type place struct {
		file string
		block
	}
	runs := map[place]int{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "mode:") {
			continue
		}
		var p place
		var endLine, endColumn, statements, count int
		file, rest, _ := strings.Cut(strings.TrimPrefix(lines.Text(), module), ":")
		if _, err := fmt.Sscanf(rest, "%d.%d,%d.%d %d %d", &p.line, &p.column, &endLine, &endColumn, &statements, &count); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", path, lines.Text(), err)
		}
		p.file = file
		runs[p] += count
	}
	missed := map[string][]block{}
	for p, count := range runs {
		if count == 0 {
			missed[p.file] = append(missed[p.file], p.block)
		}
	}
	for _, blocks := range missed {
		slices.SortFunc(blocks, func(a, b block) int { return a.line - b.line })
	}
	return missed, lines.Err()
}

// source is a file with its syntax.
type source struct {
	files *token.FileSet
	file  *ast.File
	lines []string
}

func parse(path string) (*source, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := &source{files: token.NewFileSet(), lines: strings.Split(string(text), "\n")}
	s.file, err = parser.ParseFile(s.files, path, text, parser.SkipObjectResolution)
	return s, err
}

// line is the first line of code of a block.
func (s *source) line(b block) string {
	for _, text := range s.lines[b.line-1:] {
		text = strings.TrimSpace(text)
		if text != "" && !strings.HasSuffix(text, "{") && !strings.HasPrefix(text, "//") {
			return text
		}
	}
	return ""
}

// function is the name of the function that a block is in, with its receiver's.
func (s *source) function(b block) string {
	for _, declaration := range s.file.Decls {
		f, is := declaration.(*ast.FuncDecl)
		if !is || b.line < s.files.Position(f.Pos()).Line || b.line > s.files.Position(f.End()).Line {
			continue
		}
		if f.Recv == nil {
			return f.Name.Name
		}
		receiver := f.Recv.List[0].Type
		if pointer, is := receiver.(*ast.StarExpr); is {
			receiver = pointer.X
		}
		return fmt.Sprintf("%s.%s", receiver, f.Name.Name)
	}
	return "(package)"
}

// passesErrorOn reports whether a block is the body of "if … err != nil" and does
// nothing but return.
func (s *source) passesErrorOn(b block) bool {
	found := false
	ast.Inspect(s.file, func(n ast.Node) bool {
		branch, is := n.(*ast.IfStmt)
		if !is || found {
			return !found
		}
		at := s.files.Position(branch.Body.Lbrace)
		if at.Line == b.line && (at.Column == b.column || at.Column+1 == b.column) && len(branch.Body.List) == 1 {
			_, returns := branch.Body.List[0].(*ast.ReturnStmt)
			found = returns && comparesError(branch.Cond)
		}
		return true
	})
	return found
}

func comparesError(condition ast.Expr) bool {
	comparison, is := condition.(*ast.BinaryExpr)
	if !is || comparison.Op != token.NEQ {
		return false
	}
	left, isName := comparison.X.(*ast.Ident)
	return isName && left.Name == "err"
}
