package redact

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A text is looked at word by word. What is no word of a sentence leaves it.
var (
	aWord    = regexp.MustCompile(`[^\s"'(),;<>\[\]{}]+`)
	anOpaque = regexp.MustCompile(`^[A-Za-z0-9+/_=.~%-]{24,}$`)
	aNumber  = regexp.MustCompile(`\d{4,}`)
	aHost    = regexp.MustCompile(`^(?:[a-z]+://.*|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?:[:/].*)?|\d+(?:\.\d+){3}.*)$`)
)

// aRun is a pseudonym's label, or a run of letters and digits within a word: a value that
// might be a sentence's own word is looked for there.
var aRun = regexp.MustCompile(`[A-Za-z-]+-\d+|[\pL\pN]+`)

// The lengths from which a value is looked for within words: one of a kind, and any other.
const (
	minKnown = 6
	minOther = 16
)

// Text is a text that the service wrote, such as an error's, without values of the history
// and without what looks like an address, a number, a host or a token.
func (p *Pseudonyms) Text(text string) string {
	if p.keep || p.learns {
		return text
	}
	clean, done := p.texts[text]
	if !done {
		clean = ofTrigger.ReplaceAllString(text, "failed with error (the text of the trigger)")
		clean = aWord.ReplaceAllStringFunc(p.withoutKnown(clean), p.cleanWord)
		p.texts[text] = clean
	}
	return clean
}

// ofTrigger is what the service says when the app's own function refuses.
var ofTrigger = regexp.MustCompile(`(?s)failed with error .*`)

func (p *Pseudonyms) cleanWord(word string) string {
	bare := strings.TrimRight(word, ".:!?")
	rest := word[len(bare):]
	switch v := p.known[bare]; {
	case v != nil && v.kind != other:
		return v.label() + rest
	case p.isLabel(bare):
		return word
	case strings.Contains(bare, "@"):
		return "(address)" + rest
	case aNumber.MatchString(bare):
		return "(number)" + rest
	case aHost.MatchString(bare):
		return "(host)" + rest
	case anOpaque.MatchString(bare) && strings.ContainsAny(bare, "0123456789"):
		return "(opaque)" + rest
	}
	return aRun.ReplaceAllStringFunc(bare, p.cleanRun) + rest
}

func (p *Pseudonyms) cleanRun(run string) string {
	if v := p.known[run]; v != nil && v.kind != other && v.kind != deviceName && !p.isLabel(run) {
		return v.label()
	}
	return run
}

// isLabel reports whether the word is a pseudonym already.
func (p *Pseudonyms) isLabel(word string) bool {
	i := strings.LastIndexByte(word, '-')
	return i > 0 && p.counts[Kind(word[:i])] > 0
}

// withoutKnown replaces the values of the history wherever they are in the text.
func (p *Pseudonyms) withoutKnown(text string) string {
	if p.values == nil {
		p.values = strings.NewReplacer(p.pairs()...)
	}
	return p.values.Replace(text)
}

// pairs are the values that are looked for in texts, the longest first, each with its label.
func (p *Pseudonyms) pairs() []string {
	values := slices.Collect(maps.Keys(p.known))
	slices.SortFunc(values, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	var pairs []string
	for _, known := range values {
		if v := p.known[known]; v.isTelling(known) {
			pairs = append(pairs, known, v.label())
		}
	}
	return pairs
}

// isTelling reports whether a value can be told from what a text says anyway, even within a
// word. The name of a device is as a rule that of the browser.
func (v *value) isTelling(text string) bool {
	switch {
	case len(text) < minKnown && isRun.MatchString(text), isProse.MatchString(text), v.kind == deviceName:
		return false
	default:
		return v.kind != other || len(text) >= minOther || strings.Contains(text, "@")
	}
}

// isProse is a value that is a word: within others it cannot be told from a part of them.
// isRun is one that a longer number or word may have in it.
var (
	isProse = regexp.MustCompile(`^[A-Za-z]{1,14}$`)
	isRun   = regexp.MustCompile(`^[\pL\pN]*$`)
)

// Header is a header that names the client, without values of the history and addresses.
func (p *Pseudonyms) Header(text string) string {
	if p.keep {
		return text
	}
	return aWord.ReplaceAllStringFunc(p.withoutKnown(text), func(word string) string {
		if strings.Contains(word, "@") || strings.HasPrefix(word, "+") && aNumber.MatchString(word) {
			return "(address)"
		}
		return aPiece.ReplaceAllStringFunc(word, func(piece string) string {
			if isOpaque(piece) {
				return p.of(other, piece).label()
			}
			return piece
		})
	})
}

// aPiece is a part of a product in a header, such as its version.
var aPiece = regexp.MustCompile(`[^/=:#]+`)

// aLong is a run of letters and digits that no product and no member has for a name, if it has both.
var aLong = regexp.MustCompile(`[A-Za-z0-9]{16,}`)

// isOpaque reports whether a text looks like a token or a key, and not like a name.
func isOpaque(text string) bool {
	return slices.ContainsFunc(aLong.FindAllString(text, -1), func(run string) bool {
		return strings.ContainsAny(run, "0123456789") && strings.ContainsFunc(run, unicode.IsLetter)
	})
}
