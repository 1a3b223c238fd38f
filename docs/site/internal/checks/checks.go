// Package checks finds the code that checks a rule, for people who ask how it is done.
//
// It reads the sources of the checks, and imports none of them. It promises an error for a
// registration that it cannot follow to a function, so that no rule is shown without one
// by mistake.
package checks

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Function is a piece of code that takes part in a check.
type Function struct {
	Name   string // "" for a function literal
	File   string // from the top of the repository
	Line   int    // from 1, where it begins
	Source string // the code, with the comment before it
}

// Check is how a rule is checked.
type Check struct {
	// Registered is the expression that makes the check, where it is more than the name
	// of a function.
	Registered string
	Functions  []Function
	// DependsOn are the ids of rules that the check takes for granted.
	DependsOn []string
}

// ruleID is the form of a rule's id.
var ruleID = regexp.MustCompile(`^[A-Z]+(-[A-Z]+)*-\d\d$`)

// Server returns the checks of servers by rule, from the room suites of a repository.
func Server(repository fs.FS) (map[string]Check, error) {
	return find(repository, "suites/*.go", registeredInSuite)
}

// Client returns the checks of clients by rule, from the room referee of a repository.
func Client(repository fs.FS) (map[string]Check, error) {
	return find(repository, "referee/checks_*.go", listedInMap)
}

// registration is an expression that stands for the check of a rule.
type registration struct {
	rule      string
	check     ast.Expr
	dependsOn []string
}

// find reads the files of a package, and follows each registration to its function.
func find(repository fs.FS, pattern string, registrations func(ast.Node) []registration) (map[string]Check, error) {
	sources, err := read(repository, pattern)
	if err != nil {
		return nil, err
	}
	found := map[string]Check{}
	for _, file := range sources.files {
		for node := range ast.Preorder(file) {
			for _, r := range registrations(node) {
				if err := sources.add(found, r); err != nil {
					return nil, err
				}
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s registers no check", pattern)
	}
	return found, nil
}

// registeredInSuite is a call such as s.Rule("REF-01", check, options...).
func registeredInSuite(node ast.Node) []registration {
	call, isCall := node.(*ast.CallExpr)
	if !isCall || len(call.Args) < 2 {
		return nil
	}
	rule := idIn(call.Args[0])
	switch called(call) {
	case "Rule", "Passive":
		if rule != "" {
			return []registration{{rule, call.Args[1], dependencies(call.Args[2:])}}
		}
	case "rule": // a local shorthand, whose further arguments make the check
		if rule != "" {
			return []registration{{rule: rule, check: call}}
		}
	}
	return nil
}

// listedInMap is an entry such as "CLI-REF-01": check.
func listedInMap(node ast.Node) []registration {
	entry, isEntry := node.(*ast.KeyValueExpr)
	if !isEntry {
		return nil
	}
	if rule := idIn(entry.Key); rule != "" {
		return []registration{{rule: rule, check: entry.Value}}
	}
	return nil
}

// dependencies are the rules that options name.
func dependencies(options []ast.Expr) []string {
	var ids []string
	for _, option := range options {
		call, isCall := option.(*ast.CallExpr)
		if !isCall || called(call) != "DependsOn" {
			continue
		}
		for _, argument := range call.Args {
			if id := idIn(argument); id != "" {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// idIn is the rule's id that an expression is; "" for any other.
func idIn(e ast.Expr) string {
	literal, isLiteral := e.(*ast.BasicLit)
	if !isLiteral || literal.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil || !ruleID.MatchString(text) {
		return ""
	}
	return text
}

// called is the name of the function that a call is of, without its package or receiver.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	default:
		return ""
	}
}

// sources are the files of a package.
type sources struct {
	set       *token.FileSet
	texts     map[string][]byte
	files     []*ast.File
	functions map[string]*ast.FuncDecl // without methods
}

func read(repository fs.FS, pattern string) (*sources, error) {
	names, err := fs.Glob(repository, pattern)
	if err != nil {
		return nil, err
	}
	s := &sources{set: token.NewFileSet(), texts: map[string][]byte{}, functions: map[string]*ast.FuncDecl{}}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(repository, name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(s.set, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.texts[name] = text
		s.files = append(s.files, file)
		for _, declaration := range file.Decls {
			if f, isFunction := declaration.(*ast.FuncDecl); isFunction && f.Recv == nil {
				s.functions[f.Name.Name] = f
			}
		}
	}
	return s, nil
}

// add notes a registration. A rule may have several, such as a check and a look at the
// traffic of all others.
func (s *sources) add(found map[string]Check, r registration) error {
	check := found[r.rule]
	functions := s.behind(r.check)
	literal, isLiteral := r.check.(*ast.FuncLit)
	_, isName := r.check.(*ast.Ident)
	switch {
	case len(functions) == 0 && isLiteral:
		functions = []Function{s.literal(literal)}
	case len(functions) == 0:
		return fmt.Errorf("%s: the check of %s leads to no function", s.set.Position(r.check.Pos()), r.rule)
	case !isName:
		check.Registered = s.text(r.check.Pos(), r.check.End())
	}
	check.Functions = append(check.Functions, functions...)
	check.DependsOn = append(check.DependsOn, r.dependsOn...)
	found[r.rule] = check
	return nil
}

// behind are the functions that an expression names: itself, the maker of a check, and what
// is handed to it.
func (s *sources) behind(e ast.Expr) []Function {
	var functions []Function
	switch e := e.(type) {
	case *ast.Ident:
		if f := s.functions[e.Name]; f != nil {
			functions = append(functions, s.declared(f))
		}
	case *ast.CallExpr:
		functions = append(functions, s.behind(e.Fun)...)
		for _, argument := range e.Args {
			functions = append(functions, s.behind(argument)...)
		}
	case *ast.FuncLit:
		for node := range ast.Preorder(e.Body) {
			if call, isCall := node.(*ast.CallExpr); isCall {
				functions = append(functions, s.behind(call.Fun)...)
			}
		}
	}
	return functions
}

func (s *sources) declared(f *ast.FuncDecl) Function {
	from := f.Pos()
	if f.Doc != nil {
		from = f.Doc.Pos()
	}
	at := s.set.Position(from)
	return Function{Name: f.Name.Name, File: path.Clean(at.Filename), Line: at.Line, Source: s.text(from, f.End())}
}

func (s *sources) literal(f *ast.FuncLit) Function {
	at := s.set.Position(f.Pos())
	return Function{File: path.Clean(at.Filename), Line: at.Line, Source: s.text(f.Pos(), f.End())}
}

// text is the code between two places, as far to the left as its last line allows.
func (s *sources) text(from, to token.Pos) string {
	begin, end := s.set.Position(from), s.set.Position(to)
	lines := strings.Split(string(s.texts[begin.Filename][begin.Offset:end.Offset]), "\n")
	last := lines[len(lines)-1]
	indent := last[:len(last)-len(strings.TrimLeft(last, "\t"))]
	for i := 1; i < len(lines); i++ {
		lines[i] = strings.TrimPrefix(lines[i], indent)
	}
	return strings.Join(lines, "\n")
}
