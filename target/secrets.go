package target

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cogbench/cogbench/spec"
)

// shownRequestHeaders and shownResponseHeaders are the headers a transcript has.
var (
	shownRequestHeaders  = []string{"Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Target"}
	shownResponseHeaders = []string{"Content-Type", "Date", "Location", "Retry-After", "X-Amzn-Errormessage", "X-Amzn-Errortype", "X-Amzn-Requestid"}
)

// secretBeyondModel are secret members that the model does not mark: the
// device's verifier, and spellings of other implementations.
var secretBeyondModel = []string{
	"code", "confirmationcode", "passwordverifier", "previouspassword",
	"proposedpassword", "salt", "secret", "secretaccesskey", "secretblock",
	"sessiontoken",
}

// shownDespiteModel are members that the model marks and a transcript needs:
// they name the fixtures, or are judged by their keys (see shownKeys).
var shownDespiteModel = []string{"authparameters", "challengeresponses", "clientid", "username", "value"}

// keyedMaps are the members whose values are judged by their keys.
var keyedMaps = []string{"authparameters", "challengeparameters", "challengeresponses"}

// shownKeys are the keys of challenge maps that hold no secret. All others do.
var shownKeys = []string{
	"CHALLENGE_NAME", "CODE_DELIVERY_DELIVERY_MEDIUM", "CODE_DELIVERY_DESTINATION",
	"DEVICE_GROUP_KEY", "DEVICE_KEY", "FRIENDLY_DEVICE_NAME", "MFAS_CAN_CHOOSE",
	"MFAS_CAN_SELECT", "MFAS_CAN_SETUP", "PREFERRED_CHALLENGE", "SRP_A", "SRP_B", "TIMESTAMP",
	"USERNAME", "USER_ID_FOR_SRP", "requiredAttributes",
}

// shownAnswers are the values of ANSWER that choose and do not reveal.
var shownAnswers = []string{"EMAIL_MFA", "EMAIL_OTP", "SMS_MFA", "SOFTWARE_TOKEN_MFA"}

// secretNames are the lower-case names of members whose values are secret: those
// that the model marks as sensitive anywhere, and our own list.
func secretNames(model map[string]*spec.Operation) map[string]bool {
	names := make(map[string]bool)
	for _, operation := range model {
		markSensitive(operation.Input, names)
		markSensitive(operation.Output, names)
	}
	for _, name := range secretBeyondModel {
		names[name] = true
	}
	for _, name := range shownDespiteModel {
		delete(names, name)
	}
	return names
}

func markSensitive(shape *spec.Shape, names map[string]bool) {
	if shape == nil {
		return
	}
	for _, member := range shape.Members {
		if member.Shape.Sensitive {
			names[strings.ToLower(member.Name)] = true
		}
		markSensitive(member.Shape, names)
	}
	markSensitive(shape.Member, names)
	markSensitive(shape.Value, names)
}

func (r *Redactor) secretName(name string) bool { return r.names[strings.ToLower(name)] }

// secretKey tells whether the value under an upper-case key of a challenge map
// is secret.
func secretKey(key, value string) bool {
	if key != strings.ToUpper(key) || slices.Contains(shownKeys, key) {
		return false
	}
	return key != "ANSWER" || !slices.Contains(shownAnswers, value)
}

// shownAttribute tells whether a user's or device's attribute may be seen.
func shownAttribute(name string) bool {
	for _, prefix := range []string{"dev:", "device_", "custom:"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return name == "sub" || name == "last_ip_used" || strings.HasSuffix(name, "_verified")
}

// walk returns a copy of a JSON value with each secret replaced by hide and each
// other text by show; a nil show leaves it.
func (r *Redactor) walk(v any, hide, show func(string) string) any {
	switch v := v.(type) {
	case map[string]any:
		return r.walkObject(v, hide, show)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = r.walk(v[i], hide, show)
		}
		return out
	case string:
		if show == nil {
			return v
		}
		return show(v)
	}
	return v
}

func (r *Redactor) walkObject(object map[string]any, hide, show func(string) string) any {
	attribute, isAttribute := object["Name"].(string)
	out := make(map[string]any, len(object))
	for name, v := range object {
		switch {
		case r.secretName(name):
			out[name] = hideAll(v, hide)
		case slices.Contains(keyedMaps, strings.ToLower(name)):
			out[name] = r.walkKeyed(v, hide, show)
		case isAttribute && name == "Value" && !shownAttribute(attribute):
			out[name] = hideAll(v, hide)
		default:
			out[name] = r.walk(v, hide, show)
		}
	}
	return out
}

// walkKeyed treats a challenge map: what is not known to be harmless is secret.
func (r *Redactor) walkKeyed(v any, hide, show func(string) string) any {
	object, ok := v.(map[string]any)
	if !ok {
		return hideAll(v, hide)
	}
	out := make(map[string]any, len(object))
	for key, v := range object {
		text, _ := v.(string)
		if slices.Contains(shownKeys, key) || key == "ANSWER" && !secretKey(key, text) {
			out[key] = r.walk(v, hide, show)
		} else {
			out[key] = hideAll(v, hide)
		}
	}
	return out
}

// hideAll hides every text and number of a value and keeps its shape. The empty
// text stays, since that it was empty is often the point.
func hideAll(v any, hide func(string) string) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key := range v {
			out[key] = hideAll(v[key], hide)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = hideAll(v[i], hide)
		}
		return out
	case string:
		if v == "" {
			return v
		}
		return hide(v)
	case json.Number:
		return hide(v.String())
	}
	return v
}

const (
	// shortestSecret is the least length of a secret that is looked for in running
	// text: an MFA code's. Shorter ones would hit words.
	shortestSecret = 6
	// shortestWithin is the least length of a secret that is looked for within words as
	// well: a shorter one is a part of too many.
	shortestWithin = 8
)

// secretSet is a bounded set of secrets to look for in text. Its zero value is
// empty.
type secretSet struct {
	values map[string]struct{}
}

func (s *secretSet) add(secret string) {
	if len(secret) < shortestSecret || len(s.values) >= keptSecrets {
		return
	}
	if s.values == nil {
		s.values = make(map[string]struct{})
	}
	s.values[secret] = struct{}{}
}

func (s *secretSet) clone() secretSet { return secretSet{values: maps.Clone(s.values)} }

// replace replaces every secret in the text, the longest first: one can be a
// part of another. Short ones are replaced where they stand alone.
func (s *secretSet) replace(text string, mark func(string) string) string {
	var found []string
	for secret := range s.values {
		if strings.Contains(text, secret) {
			found = append(found, secret)
		}
	}
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	for _, secret := range found {
		if len(secret) >= shortestWithin {
			text = strings.ReplaceAll(text, secret, mark(secret))
		} else {
			text = replaceWord(text, secret, mark(secret))
		}
	}
	return text
}

// replaceWord replaces a text where no letter, digit or underscore is next to it.
func replaceWord(text, word, by string) string {
	var out strings.Builder
	end := 0 // of what was written
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			out.WriteString(text[end:])
			return out.String()
		}
		start := from + i
		if after := start + len(word); partOfWord(text[:start], utf8.DecodeLastRuneInString) || partOfWord(text[after:], utf8.DecodeRuneInString) {
			from = start + 1
		} else {
			out.WriteString(text[end:start] + by)
			from, end = after, after
		}
	}
}

// partOfWord reports whether the character of a text that decode takes belongs to a word.
func partOfWord(text string, decode func(string) (rune, int)) bool {
	r, size := decode(text)
	return size > 0 && (r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r))
}
