package suites

import (
	"fmt"
	"maps"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// probeKind says what a probe's body does to the model's constraints.
type probeKind int

const (
	breach     probeKind = iota // breaks one
	atBoundary                  // stands at the boundary of one, on the right side
	mistyped                    // has a member of another JSON type
	harmless                    // has a null or a member that the model does not know
)

// probe is a request that differs from one that keeps every constraint in one
// place.
type probe struct {
	operation string
	path      string // of the place in the body; "" for the whole
	name      string // stable: operation, path and what is done there
	kind      probeKind
	disputed  bool // a document disagrees with the model, or the order of a server's tests decides
	body      map[string]any
	// named is the answer to the request without its defect that names the same things; nil
	// if it names none.
	named func() *target.RawResponse
	// usual is the same request with an ordinary value at that place, or none:
	// what the probe has to be answered as. None for a breach: the usual request
	// may make something.
	usual map[string]any
}

// prober makes the probes of an operation.
type prober struct {
	sampler   *sampler
	operation string
	probes    []probe
}

// maxDepth is how deep structures within structures are probed.
const maxDepth = 5

// probesOf makes every probe of an operation: each constraint of each member on
// both sides of its boundary. Without a request that keeps all there are none.
func probesOf(s *sampler, operation *spec.Operation) []probe {
	base, ok := s.structure(operation.Input)
	if !ok {
		return nil
	}
	p := &prober{sampler: s, operation: operation.Name}
	p.structure(operation.Input, "", 0, func(v any) map[string]any {
		body, _ := v.(map[string]any)
		return body
	})
	unknown := maps.Clone(base)
	unknown["MemberNobodyKnows"] = "x"
	p.add("", "unknown member", harmless, unknown, base)
	return p.probes
}

// placer puts a value in its place in a body.
type placer func(value any) map[string]any

// add adds a probe; what has to be refused is compared with nothing.
func (p *prober) add(path, what string, kind probeKind, body, usual map[string]any) {
	if kind == breach {
		usual = nil
	}
	name := p.operation
	if path != "" {
		name += "." + path
	}
	p.probes = append(p.probes, probe{
		operation: p.operation, path: path, name: name + ": " + what, kind: kind, body: body, usual: usual,
		disputed: disputed(path, what, kind),
	})
}

// disputed reports whether a probe tells nothing for sure. Documents give a Session
// different upper bounds, and which parameter or setting a flow or challenge lacks may
// be looked at before its client is.
func disputed(path, what string, kind probeKind) bool {
	switch path {
	case "Session":
		return what == plural.Count(int64(spec.LongestSession), "character") || what == plural.Count(int64(spec.LongestSession+1), "character")
	case "AuthFlow", "ChallengeName":
		return kind == atBoundary
	}
	return false
}

// elsewhere reports whether an enum's value is one that only the operation's twin takes:
// flows of administrators, and the one that they do not have (rule AUTH-21).
func elsewhere(operation, value string) bool {
	switch operation {
	case "InitiateAuth", "RespondToAuthChallenge":
		return strings.HasPrefix(value, "ADMIN_")
	case "AdminInitiateAuth":
		return value == "USER_PASSWORD_AUTH"
	}
	return false
}

// bad adds a probe that has to be refused.
func (p *prober) bad(path, what string, body map[string]any) {
	p.add(path, what, breach, body, nil)
}

// structure probes the members of a structure, each with the others that are
// required as they should be.
func (p *prober) structure(shape *spec.Shape, path string, depth int, put placer) {
	base, ok := p.sampler.structure(shape)
	if !ok || depth > maxDepth {
		return
	}
	for _, member := range shape.Members {
		name := member.Name
		if path != "" {
			name = path + "." + name
		}
		with := func(value any) map[string]any {
			object := maps.Clone(base)
			object[member.Name] = value
			return put(object)
		}
		p.member(member.Shape, name, depth, with)
		if member.Shape.Required {
			without := maps.Clone(base)
			delete(without, member.Name)
			p.bad(name, "missing", put(without))
			p.bad(name, "null", with(nil))
		} else {
			p.add(name, "null", harmless, with(nil), put(base))
		}
	}
}

// member probes one value by its shape.
func (p *prober) member(shape *spec.Shape, path string, depth int, put placer) {
	p.add(path, "another JSON type", mistyped, put(ofAnotherType(shape)), nil)
	switch shape.Type {
	case "string":
		p.text(shape, path, put)
	case "enum":
		for _, value := range shape.Values {
			if !elsewhere(p.operation, value) {
				p.add(path, value, atBoundary, put(value), put(shape.Values[0]))
			}
		}
		p.bad(path, "no value of the list", put("NO_SUCH_VALUE"))
	case "integer":
		p.integer(shape, path, put)
	case "structure":
		p.structure(shape, path, depth+1, put)
	case "list":
		p.list(shape, path, depth, put)
	case "map":
		p.entries(shape, path, depth, put)
	}
}

func (p *prober) text(shape *spec.Shape, path string, put placer) {
	if shape.Length != nil {
		p.lengths(shape, path, put)
	}
	if bad, ok := p.sampler.offPattern(shape); ok {
		p.bad(path, "another pattern", put(bad))
	}
}

func (p *prober) lengths(shape *spec.Shape, path string, put placer) {
	ordinary, _ := p.sampler.text(shape)
	try := func(n int64, kind probeKind) {
		if text, ok := p.sampler.ofLength(shape, n); ok {
			p.add(path, plural.Count(n, "character"), kind, put(text), put(ordinary))
		}
	}
	if shape.Length.Min > 0 {
		p.bad(path, plural.Count(shape.Length.Min-1, "character"), put(strings.Repeat("a", int(shape.Length.Min-1))))
		try(shape.Length.Min, atBoundary)
	}
	if shape.Length.Max != spec.Unbounded {
		try(shape.Length.Max, atBoundary)
		try(shape.Length.Max+1, breach)
	}
}

func (p *prober) integer(shape *spec.Shape, path string, put placer) {
	if shape.Range == nil {
		return
	}
	for _, n := range []int64{shape.Range.Min, shape.Range.Max} {
		p.add(path, fmt.Sprint(n), atBoundary, put(n), put((shape.Range.Min+shape.Range.Max)/2))
	}
	for _, n := range []int64{shape.Range.Min - 1, shape.Range.Max + 1} {
		p.bad(path, fmt.Sprint(n), put(n))
	}
}

func (p *prober) list(shape *spec.Shape, path string, depth int, put placer) {
	p.member(shape.Member, path+"[0]", depth, func(value any) map[string]any { return put([]any{value}) })
	if shape.Length == nil {
		return
	}
	member, ok := p.sampler.value(shape.Member)
	if !ok {
		return
	}
	try := func(n int64, kind probeKind) {
		list := make([]any, n)
		for i := range list {
			list[i] = member
		}
		p.add(path, fmt.Sprintf("%d members", n), kind, put(list), put([]any{member}))
	}
	if shape.Length.Min > 0 {
		try(shape.Length.Min-1, breach)
	}
	if shape.Length.Max != spec.Unbounded {
		try(shape.Length.Max, atBoundary)
		try(shape.Length.Max+1, breach)
	}
}

// entries probes the keys and the values of a map.
func (p *prober) entries(shape *spec.Shape, path string, depth int, put placer) {
	key, ok := p.sampler.text(shape.Key)
	value, too := p.sampler.value(shape.Value)
	if !ok || !too {
		return
	}
	p.text(shape.Key, path+" key", func(k any) map[string]any {
		name, _ := k.(string)
		return put(map[string]any{name: value})
	})
	p.member(shape.Value, path+" value", depth, func(v any) map[string]any { return put(map[string]any{key: v}) })
}
