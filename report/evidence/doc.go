// Package evidence is the file that a run against the real service leaves for others:
// what each rule and question saw, and no more. [New] makes it of a run's results,
// [Compare] says what it would change in the catalogue.
//
// It promises that nothing in the file tells which account, pool, client, user, device
// or call it was: the names that the run was given are replaced, and so is all that
// looks like an identifier (see [Redactor]). Nobody vouches for a file until somebody
// has signed it off.
package evidence
