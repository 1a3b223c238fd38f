package referee

import "regexp"

// masks are what tools that know no protocol put in the place of what may be secret.
var masks = regexp.MustCompile(`(?i)redacted|masked|sanitized|scrubbed|censored|^[*•]{3,}$|^x{4,}$`)

// isMasked reports whether another tool has replaced a value. There is one text for many values
// then: that a value is there is all that is known of it.
func isMasked(text string) bool {
	const longest = 64
	return len(text) <= longest && masks.MatchString(text)
}
