package suites

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cogbench/cogbench/spec"
)

// seeds are texts of which, cut, repeated or lengthened, one matches each
// pattern of the model.
func seeds() []string {
	return []string{
		"a", "1", "us-east-1_Probe1", "us-east-1_0123456789ab", "arn:aws:lambda:us-east-1:123456789012:function:probe",
		"probe@example.com", "{####}", "{##Click here##}", "probe", "https://example.com/",
	}
}

// sampler makes values that the model allows or forbids. It keeps the compiled
// patterns and the texts of a length: some have 131,072 characters.
type sampler struct {
	patterns map[string]*regexp.Regexp
	lengths  map[patternLength]string // "" if there is no such text
}

// patternLength is a pattern with a number of characters.
type patternLength struct {
	pattern    string
	characters int64
}

func newSampler() *sampler {
	return &sampler{patterns: map[string]*regexp.Regexp{}, lengths: map[patternLength]string{}}
}

// matches reports whether a text matches a pattern. A pattern that Go cannot read
// matches nothing, so that no probe is made of it.
func (s *sampler) matches(pattern, text string) bool {
	if pattern == "" {
		return true
	}
	compiled, known := s.patterns[pattern]
	if !known {
		compiled, _ = regexp.Compile(pattern)
		s.patterns[pattern] = compiled
	}
	return compiled != nil && compiled.MatchString(text)
}

// fits reports whether a text keeps the constraints of a string.
func (s *sampler) fits(shape *spec.Shape, text string) bool {
	n := int64(utf8.RuneCountInString(text))
	return s.matches(shape.Pattern, text) && (shape.Length == nil || n >= shape.Length.Min && n <= shape.Length.Max)
}

// text is one that keeps the constraints of a string; false if none is known.
func (s *sampler) text(shape *spec.Shape) (string, bool) {
	for _, seed := range seeds() {
		if s.fits(shape, seed) {
			return seed, true
		}
	}
	if shape.Length == nil {
		return "", false
	}
	return s.ofLength(shape, shape.Length.Min)
}

// ofLength is a text of the pattern with n characters, of which there is at
// least one.
func (s *sampler) ofLength(shape *spec.Shape, n int64) (string, bool) {
	key := patternLength{shape.Pattern, n}
	text, known := s.lengths[key]
	if !known {
		text = s.findOfLength(shape, n)
		s.lengths[key] = text
	}
	return text, text != ""
}

func (s *sampler) findOfLength(shape *spec.Shape, n int64) string {
	for _, seed := range s.likeliest(shape) {
		candidates := []string{strings.Repeat(seed, int(n)/len(seed))}
		if missing := int(n) - len(seed); missing >= 0 {
			candidates = append(candidates, seed+strings.Repeat(seed[len(seed)-1:], missing), seed+strings.Repeat("x", missing))
		} else {
			candidates = append(candidates, seed[:n])
		}
		for _, candidate := range candidates {
			if int64(len(candidate)) == n && s.matches(shape.Pattern, candidate) {
				return candidate
			}
		}
	}
	return ""
}

// likeliest are the seeds, those first that match by themselves: of others, none may, after
// every character of a long text was looked at.
func (s *sampler) likeliest(shape *spec.Shape) []string {
	match := func(seed string) bool { return s.matches(shape.Pattern, seed) }
	other := func(seed string) bool { return !match(seed) }
	return slices.Concat(slices.DeleteFunc(seeds(), other), slices.DeleteFunc(seeds(), match))
}

// offPattern is a text of a length that is allowed, and of another pattern.
func (s *sampler) offPattern(shape *spec.Shape) (string, bool) {
	if shape.Pattern == "" {
		return "", false
	}
	for _, bad := range []string{"not allowed", " ", "!", "<>\"", "no\u0000pe", "é!é!é!", "a!b c?d€e", strings.Repeat("! ", 12), strings.Repeat("é ", 30)} {
		unmatched := *shape
		unmatched.Pattern = ""
		if s.fits(&unmatched, bad) && !s.matches(shape.Pattern, bad) {
			return bad, true
		}
	}
	return "", false
}

// value is one that keeps every constraint of a shape: a structure has its
// required members alone. False if none is known.
func (s *sampler) value(shape *spec.Shape) (any, bool) {
	switch shape.Type {
	case "string":
		return s.text(shape)
	case "enum":
		return shape.Values[0], len(shape.Values) > 0
	case "integer":
		if shape.Range != nil {
			return shape.Range.Min, true
		}
		return 1, true
	case "boolean":
		return false, true
	case "list":
		member, ok := s.value(shape.Member)
		return []any{member}, ok
	case "map":
		key, ok := s.value(shape.Key)
		value, too := s.value(shape.Value)
		name, text := key.(string)
		return map[string]any{name: value}, ok && too && text
	case "structure":
		return s.structure(shape)
	}
	return nil, false
}

// structure has a structure's required members.
func (s *sampler) structure(shape *spec.Shape) (map[string]any, bool) {
	object := map[string]any{}
	for _, member := range shape.Members {
		if !member.Shape.Required {
			continue
		}
		value, ok := s.value(member.Shape)
		if !ok {
			return nil, false
		}
		object[member.Name] = value
	}
	return object, true
}

// ofAnotherType is a JSON value that no member of the shape's type can be.
func ofAnotherType(shape *spec.Shape) any {
	switch shape.Type {
	case "string", "enum":
		return []any{"a list"}
	case "integer", "boolean":
		return map[string]any{"an": "object"}
	default:
		return "a text"
	}
}
