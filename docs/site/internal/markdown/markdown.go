// Package markdown renders the repository's documents as parts of pages.
//
// It promises that headings have the anchors that GitHub gives them, that links lead where
// the caller says, that a rule's id in the text leads to the rule, and that HTML in a
// document stays out of the page.
package markdown

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Links says where a document's links lead.
type Links struct {
	// To rewrites a link's or an image's target, as the document has it.
	To func(target string) string
	// Rule is the address of a rule's page; "" for an id that no rule has.
	Rule func(id string) string
}

// Document is a rendered document.
type Document struct {
	Title    string // its first heading, as text
	HTML     template.HTML
	Headings []Heading // all, in order
}

// Heading is a heading of a document.
type Heading struct {
	Level  int // from 1
	Text   string
	Anchor string
}

// Render renders a document. name is for errors.
func Render(name string, source []byte, links Links) (Document, error) {
	engine := goldmark.New(
		// A page's policy forbids style attributes, which columns would be aligned by.
		goldmark.WithExtensions(extension.Linkify, extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithASTTransformers(util.Prioritized(&rewriter{links}, 100))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(scrolledTables{}, 100))),
	)
	tree := engine.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(anchors{}))))
	var out bytes.Buffer
	if err := engine.Renderer().Render(&out, source, tree); err != nil {
		return Document{}, fmt.Errorf("render %s: %w", name, err)
	}
	document := Document{HTML: template.HTML(out.String()), Headings: headings(tree, source)} //nolint:gosec // made of the repository's documents, without their HTML
	if len(document.Headings) > 0 {
		document.Title = document.Headings[0].Text
	}
	return document, nil
}

// headings lists those of a tree.
func headings(tree ast.Node, source []byte) []Heading {
	var list []Heading
	visit(tree, func(node ast.Node) ast.WalkStatus {
		h, isHeading := node.(*ast.Heading)
		if !isHeading {
			return ast.WalkContinue
		}
		anchor, _ := h.AttributeString("id")
		id, _ := anchor.([]byte)
		list = append(list, Heading{Level: h.Level, Text: plain(h, source), Anchor: string(id)})
		return ast.WalkSkipChildren
	})
	return list
}

// plain is the text of a node without its marks.
func plain(node ast.Node, source []byte) string {
	var out strings.Builder
	visit(node, func(node ast.Node) ast.WalkStatus {
		switch n := node.(type) {
		case *ast.Text:
			out.Write(n.Segment.Value(source))
			if n.SoftLineBreak() {
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(n.Value)
		}
		return ast.WalkContinue
	})
	return out.String()
}

// visit calls see when it enters a node.
func visit(tree ast.Node, see func(ast.Node) ast.WalkStatus) {
	// The error is that of the walker, which has none.
	_ = ast.Walk(tree, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		return see(node), nil
	})
}

// anchors gives headings the names that GitHub gives them. That no two are alike in a
// document, a test of the documents says.
type anchors struct{}

// Generate implements parser.IDs.
func (anchors) Generate(title []byte, _ ast.NodeKind) []byte {
	return []byte(strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		default:
			return -1
		}
	}, strings.TrimSpace(string(title))))
}

// Put implements parser.IDs.
func (anchors) Put([]byte) {}

// rewriter has links lead where they are to, and links rules.
type rewriter struct{ links Links }

// Transform implements parser.ASTTransformer.
func (r *rewriter) Transform(tree *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	var texts []*ast.Text
	visit(tree, func(node ast.Node) ast.WalkStatus {
		switch n := node.(type) {
		case *ast.Link:
			n.Destination = []byte(r.links.To(string(n.Destination)))
			return ast.WalkSkipChildren
		case *ast.Image:
			n.Destination = []byte(r.links.To(string(n.Destination)))
			return ast.WalkSkipChildren
		case *ast.CodeSpan, *ast.AutoLink, *ast.Heading:
			return ast.WalkSkipChildren
		case *ast.Text:
			texts = append(texts, n)
		}
		return ast.WalkContinue
	})
	for _, t := range texts {
		r.linkRules(t, source)
	}
}

// ruleID is the form of a rule's id in a text.
var ruleID = regexp.MustCompile(`\b[A-Z]+(-[A-Z]+)*-\d\d\b`)

// linkRules makes links of the ids of rules in a text.
func (r *rewriter) linkRules(t *ast.Text, source []byte) {
	parent, segment := t.Parent(), t.Segment
	from := segment.Start
	for _, at := range ruleID.FindAllIndex(segment.Value(source), -1) {
		start, stop := segment.Start+at[0], segment.Start+at[1]
		address := r.links.Rule(string(source[start:stop]))
		if address == "" {
			continue
		}
		link := ast.NewLink()
		link.Destination = []byte(address)
		link.AppendChild(link, ast.NewTextSegment(text.NewSegment(start, stop)))
		if from < start {
			parent.InsertBefore(parent, t, ast.NewTextSegment(text.NewSegment(from, start)))
		}
		parent.InsertBefore(parent, t, link)
		from = stop
	}
	t.Segment = segment.WithStart(from)
}

// scrolledTables puts each table in a box of its own, which scrolls where it is wider than
// the page.
type scrolledTables struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (scrolledTables) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(extast.KindTable, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		part := "</table></div>\n"
		if entering {
			part = `<div class="table" tabindex="0"><table>` + "\n"
		}
		_, err := w.WriteString(part)
		return ast.WalkContinue, err
	})
}
