// Package plural words numbers of things.
package plural

import "fmt"

// Number is what things are counted in.
type Number interface{ int | int64 }

// Count is a number with its noun, of which the plural has an s.
func Count[N Number](n N, noun string) string {
	return fmt.Sprintf("%d %s", n, Pick(n, noun, noun+"s"))
}

// Pick is the word for one thing or for any other number of them, such as "was" or
// "were".
func Pick[N Number](n N, one, other string) string {
	if n == 1 {
		return one
	}
	return other
}
