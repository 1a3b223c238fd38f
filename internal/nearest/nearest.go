// Package nearest finds the name that a misspelt one probably meant.
package nearest

import "strings"

// Of returns the name of names that differs least from name, "" if none is near: more
// than a third of its letters would have to change, and it does not begin with name.
func Of(name string, names []string) string {
	best, least := "", 0
	for _, candidate := range names {
		d := distance(name, candidate)
		if near := 3*d <= len(candidate) || name != "" && strings.HasPrefix(candidate, name); near && (best == "" || d < least) {
			best, least = candidate, d
		}
	}
	return best
}

// distance is the number of bytes to insert, delete or replace, case aside, that turns
// one text into the other (Levenshtein).
func distance(from, to string) int {
	from, to = strings.ToLower(from), strings.ToLower(to)
	row := make([]int, len(to)+1) // the distances of from[:i] to to[:j]
	for j := range row {
		row[j] = j
	}
	for i := range len(from) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(to) {
			replaced := diagonal
			if from[i] != to[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(to)]
}
