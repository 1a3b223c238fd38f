package refpool

import (
	"encoding/base64"
	"slices"
)

// page cuts a sorted list: at most limit names after the one in token. The
// token of the next page is empty after the last one. It stays valid when names
// come and go in between.
func page(sorted []string, limit int, token string) (names []string, next string, err error) {
	start := 0
	if token != "" {
		last, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			return nil, "", invalidParameter("Invalid pagination token.")
		}
		at, found := slices.BinarySearch(sorted, string(last))
		if start = at; found {
			start++
		}
	}
	names = sorted[start:]
	if len(names) <= limit {
		return names, "", nil
	}
	names = names[:limit]
	return names, base64.RawURLEncoding.EncodeToString([]byte(names[limit-1])), nil
}
