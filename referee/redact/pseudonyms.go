package redact

import (
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/referee"
)

// Pseudonyms stand for the values of a history. They are drawn anew in each run: nobody who
// has some can find the values by trying.
type Pseudonyms struct {
	keep   bool
	key    [32]byte
	known  map[string]*value
	counts map[Kind]int
	texts  map[string]string // that were cleaned
	values *strings.Replacer // of known; nil if it is out of date
	learns bool              // values are taken in, and texts are not asked for
	knows  bool              // the values of a history were taken in
}

// value is one that has a pseudonym.
type value struct {
	kind   Kind
	number int    // among those of its kind, from 1
	shaped string // "" until it was asked for
}

// New returns pseudonyms for nothing yet.
func New() *Pseudonyms {
	p := &Pseudonyms{known: map[string]*value{}, counts: map[Kind]int{}, texts: map[string]string{}}
	_, _ = rand.Read(p.key[:]) // never fails
	return p
}

// Keep returns what stands for pseudonyms where secrets are to be shown as they are.
func Keep() *Pseudonyms {
	p := New()
	p.keep = true
	return p
}

// Learn takes in all values of calls, so that texts are clean of those that are named later
// too.
func (p *Pseudonyms) Learn(calls []*referee.Exchange) {
	if p.keep {
		return
	}
	p.learns = true
	for _, e := range calls {
		p.members(map[string]string{}, "", "", e.Request.Members, 0)
		p.members(map[string]string{}, "", "", e.Response.Members, 0)
	}
	p.learns, p.knows = false, true
	clear(p.texts)
}

// of is the value's pseudonym, which is new if the value is.
func (p *Pseudonyms) of(kind Kind, text string) *value {
	v := p.known[text]
	if v == nil {
		p.counts[kind]++
		v = &value{kind: kind, number: p.counts[kind]}
		p.known[text] = v
		if p.learns || !p.knows { // what comes later, such as a token's claims, is looked for as a word alone
			p.values = nil
		}
	}
	return v
}

// Label is the short pseudonym of a value, for a reader.
func (p *Pseudonyms) Label(kind Kind, text string) string {
	if p.keep || text == "" {
		return text
	}
	return p.of(kind, text).label()
}

func (v *value) label() string { return fmt.Sprintf("%s-%d", v.kind, v.number) }

// Shaped is the pseudonym of a value in the value's form, for a recording.
func (p *Pseudonyms) Shaped(kind Kind, text string) string {
	if p.keep || text == "" {
		return text
	}
	v := p.of(kind, text)
	if v.shaped == "" {
		v.shaped = p.shape(v, text)
	}
	return v.shaped
}
