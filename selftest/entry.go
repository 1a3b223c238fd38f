package selftest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// entry is the composite literal of one fault in a source file.
type entry struct {
	content []byte
	file    *token.File
	// comments are those of the whole file.
	comments []*ast.CommentGroup
	// breaks is the literal's Breaks element, also its Also element or nil, and before
	// the element in front of that.
	breaks, also, before *ast.KeyValueExpr
}

// findEntry returns the entry with a name, nil if the file has none.
func findEntry(path string, content []byte, name string) (*entry, error) {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, path, content, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var found *entry
	ast.Inspect(parsed, func(n ast.Node) bool {
		if literal, ok := n.(*ast.CompositeLit); ok && found == nil {
			if e := entryOf(literal, name); e != nil {
				e.content, e.file, e.comments = content, files.File(parsed.Pos()), parsed.Comments
				found = e
			}
		}
		return found == nil
	})
	return found, nil
}

// entryOf reads a composite literal as the entry with a name, nil if it is another.
func entryOf(literal *ast.CompositeLit, name string) *entry {
	e, named := &entry{}, false
	var last *ast.KeyValueExpr
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return nil
		}
		switch key, _ := pair.Key.(*ast.Ident); {
		case key == nil:
		case key.Name == "Name":
			text, ok := pair.Value.(*ast.BasicLit)
			named = ok && text.Value == strconv.Quote(name)
		case key.Name == "Breaks":
			e.breaks = pair
		case key.Name == "Also":
			e.also, e.before = pair, last
		}
		last = pair
	}
	if !named || e.breaks == nil {
		return nil
	}
	return e
}

// edit returns the file's content with the entry's Also list changed. It has to be
// formatted again.
func (e *entry) edit(change Change) ([]byte, error) {
	if e.also == nil {
		return e.splice(e.breaks.End(), e.breaks.End(), ", Also: "+(alsoList{ids: change.Added}).source()), nil
	}
	for _, comment := range e.comments {
		if comment.Pos() > e.also.Pos() && comment.End() < e.also.End() {
			return nil, fmt.Errorf("its Also list has a comment: edit it by hand")
		}
	}
	list, err := e.read(e.also.Value)
	if err != nil {
		return nil, err
	}
	for _, id := range change.Removed {
		place := slices.Index(list.ids, id)
		if place < 0 {
			return nil, fmt.Errorf("%s comes from %s: edit it by hand", id, strings.Join(list.calls, " or "))
		}
		list.ids = slices.Delete(list.ids, place, place+1)
	}
	list.ids = append(list.ids, change.Added...)
	if len(list.calls)+len(list.ids) == 0 && e.before != nil {
		return e.splice(e.before.End(), e.also.End(), ""), nil
	}
	return e.splice(e.also.Value.Pos(), e.also.Value.End(), list.source()), nil
}

// splice replaces a part of the content.
func (e *entry) splice(from, to token.Pos, text string) []byte {
	return slices.Concat(e.content[:e.file.Offset(from)], []byte(text), e.content[e.file.Offset(to):])
}

// alsoList is an Also list: what functions return, as calls in source form, and ids.
type alsoList struct {
	calls, ids []string
}

// read takes an expression apart: rules(…) and ids, and calls of other functions,
// joined by append or slices.Concat.
func (e *entry) read(x ast.Expr) (alsoList, error) {
	if literal, ok := x.(*ast.BasicLit); ok {
		id, err := strconv.Unquote(literal.Value)
		return alsoList{ids: []string{id}}, err
	}
	call, ok := x.(*ast.CallExpr)
	if !ok || call.Ellipsis.IsValid() {
		return alsoList{}, fmt.Errorf("its Also list is of an unknown form: edit it by hand")
	}
	source := func(n ast.Node) string { return string(e.content[e.file.Offset(n.Pos()):e.file.Offset(n.End())]) }
	if !slices.Contains([]string{"rules", "append", "slices.Concat"}, source(call.Fun)) {
		return alsoList{calls: []string{source(call)}}, nil
	}
	var whole alsoList
	for _, argument := range call.Args {
		part, err := e.read(argument)
		if err != nil {
			return alsoList{}, err
		}
		whole.calls, whole.ids = append(whole.calls, part.calls...), append(whole.ids, part.ids...)
	}
	return whole, nil
}

// source is the list as an expression.
func (l alsoList) source() string {
	var quoted []string
	for _, id := range l.ids {
		quoted = append(quoted, strconv.Quote(id))
	}
	ids := strings.Join(quoted, ", ")
	switch {
	case len(l.calls) == 0:
		return "rules(" + ids + ")"
	case len(l.calls) == 1 && len(l.ids) == 0:
		return l.calls[0]
	case len(l.calls) == 1:
		return "append(" + l.calls[0] + ", " + ids + ")"
	case len(l.ids) == 0:
		return "slices.Concat(" + strings.Join(l.calls, ", ") + ")"
	default:
		return "slices.Concat(" + strings.Join(l.calls, ", ") + ", rules(" + ids + "))"
	}
}
