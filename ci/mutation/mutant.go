package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// mutant is one change of one source file.
type mutant struct {
	file     string // the path of the file
	line     int
	function string // the function that it is in, "" outside of any
	before   string // the line as it stands, without its indentation
	change   string // what is changed, "x → y"
	content  []byte // the file with the change
}

// name tells a mutant from others whatever the number of its line.
func (m mutant) name() string {
	return fmt.Sprintf("%s %s: %s: %s", filepath.Base(m.file), m.function, m.before, m.change)
}

// ofClient reports whether a change is one of what a client computes.
func (m mutant) ofClient() bool {
	switch filepath.Base(m.file) {
	case "client.go", "device.go", "encoding.go", "group.go", "hasher.go", "identity.go", "secrethash.go":
		return true
	case "key.go":
		return !strings.EqualFold(m.function, "ServerPremaster")
	case "timestamp.go":
		return m.function == "Timestamp" || strings.Contains(m.before, "timestampLayout")
	default:
		return false // the server's side, and what neither side computes
	}
}

// operators gives the change of each operator.
var operators = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.QUO,
	token.SHL: token.SHR, token.SHR: token.SHL, token.AND: token.OR, token.OR: token.AND, token.XOR: token.AND,
	token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ,
	token.GEQ: token.GTR, token.LAND: token.LOR, token.LOR: token.LAND, token.ADD_ASSIGN: token.SUB_ASSIGN,
	token.SUB_ASSIGN: token.ADD_ASSIGN, token.INC: token.DEC, token.DEC: token.INC,
}

// methods gives the change of math/big's operators, which are methods.
var methods = map[string]string{"Add": "Sub", "Sub": "Add", "Mul": "Add", "Mod": "Div", "Lsh": "Rsh", "Rsh": "Lsh"}

// mutantsOf lists every change of one operator or constant of a file, in the
// order of the file. Texts of error messages are left alone, and so is what is
// returned beside an error.
func mutantsOf(path string) ([]mutant, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, path, content, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	m := &mutator{path: path, content: content, files: files, lines: strings.Split(string(content), "\n")}
	for _, declaration := range parsed.Decls {
		m.function = ""
		if function, ok := declaration.(*ast.FuncDecl); ok {
			m.function = function.Name.Name
		}
		ast.Inspect(declaration, m.visit)
	}
	return m.found, nil
}

type mutator struct {
	path     string
	content  []byte
	files    *token.FileSet
	lines    []string
	function string
	found    []mutant
}

func (m *mutator) visit(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.ImportSpec, *ast.Field:
		return false
	case *ast.CallExpr:
		return !makesMessage(node)
	case *ast.ReturnStmt:
		return !fails(node)
	case *ast.BinaryExpr:
		m.operator(node.OpPos, node.Op)
	case *ast.AssignStmt:
		m.operator(node.TokPos, node.Tok)
	case *ast.IncDecStmt:
		m.operator(node.TokPos, node.Tok)
	case *ast.UnaryExpr:
		if node.Op == token.NOT || node.Op == token.SUB {
			m.replace(node.OpPos, node.Op.String(), "")
		}
	case *ast.SelectorExpr:
		if other, known := methods[node.Sel.Name]; known {
			m.replace(node.Sel.Pos(), node.Sel.Name, other)
		}
	case *ast.Ident:
		switch node.Name {
		case "true":
			m.replace(node.Pos(), "true", "false")
		case "false":
			m.replace(node.Pos(), "false", "true")
		}
	case *ast.BasicLit:
		m.constant(node)
	}
	return true
}

// makesMessage reports whether a call makes an error or a panic, whose text is
// for people.
func makesMessage(call *ast.CallExpr) bool {
	switch function := call.Fun.(type) {
	case *ast.SelectorExpr:
		return function.Sel.Name == "Errorf" || function.Sel.Name == "New" && fmt.Sprint(function.X) == "errors"
	case *ast.Ident:
		return function.Name == "panic"
	default:
		return false
	}
}

// fails reports whether a return gives an error: what stands beside it is not
// looked at by anyone.
func fails(statement *ast.ReturnStmt) bool {
	if len(statement.Results) < 2 {
		return false
	}
	last, named := statement.Results[len(statement.Results)-1].(*ast.Ident)
	return !named || last.Name != "nil"
}

func (m *mutator) operator(place token.Pos, operator token.Token) {
	if other, known := operators[operator]; known {
		m.replace(place, operator.String(), other.String())
	}
}

func (m *mutator) constant(literal *ast.BasicLit) {
	switch literal.Kind {
	case token.INT:
		if n, err := strconv.ParseInt(literal.Value, 0, 64); err == nil {
			m.replace(literal.Pos(), literal.Value, strconv.FormatInt(n+1, 10))
		}
	case token.CHAR:
		if c, _, _, err := strconv.UnquoteChar(literal.Value[1:len(literal.Value)-1], '\''); err == nil {
			m.replace(literal.Pos(), literal.Value, strconv.QuoteRune(c+1))
		}
	case token.STRING:
		m.replace(literal.Pos(), literal.Value, changedText(literal.Value))
	}
}

// changedText changes the last character of a text, and gives an empty one a
// character.
func changedText(literal string) string {
	text, err := strconv.Unquote(literal)
	if err != nil || text == "" {
		return `"~"`
	}
	last := text[len(text)-1]
	other := byte('1')
	if last == '1' {
		other = '2'
	}
	return strconv.Quote(text[:len(text)-1] + string(other))
}

func (m *mutator) replace(place token.Pos, before, after string) {
	position := m.files.Position(place)
	content := string(m.content[:position.Offset]) + after + string(m.content[position.Offset+len(before):])
	m.found = append(m.found, mutant{
		file: m.path, line: position.Line, function: m.function,
		before:  strings.TrimSpace(m.lines[position.Line-1]),
		change:  fmt.Sprintf("%s → %s at column %d", shown(before), shown(after), position.Column),
		content: []byte(content),
	})
}

func shown(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
