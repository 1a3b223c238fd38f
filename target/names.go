package target

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// markLength is how much random text tells the fixtures of one process from those of
// another in the same run.
const markLength = 6

// newMark draws the text that makes names unique.
func newMark() string { return strings.ToLower(rand.Text()[:markLength]) }

// poolName is what a pool of a run is called: cogbench-<run>-<mark>-<number>.
func (f *Fixtures) poolName() string { return fmt.Sprintf("%s%d", f.poolNames(), f.next()) }

// poolNames is how the names of all these fixtures' pools begin, and of no others.
func (f *Fixtures) poolNames() string {
	return fmt.Sprintf("%s%s-%s-", namePrefix, f.run, f.mark)
}

// userName is what a user is called where it has no other name.
func (f *Fixtures) userName(number int) string {
	return fmt.Sprintf("cb-%s-%s-%d", f.run, f.mark, number)
}

// madeName matches the names that poolName gives, and so closely that no other pool
// is taken for one.
var madeName = regexp.MustCompile(`^cogbench-(.+)-[a-z2-7]{6}-[0-9]+$`)

// namesRun tells whether a pool's name is one that a run gave: this run, or any if it
// is "".
func namesRun(name, run string) bool {
	parts := madeName.FindStringSubmatch(name)
	return parts != nil && (run == "" || parts[1] == run)
}

// areaCodes are those of the telephone numbers that users are given, each with the
// exchange 555, which no subscriber has.
var areaCodes = []string{"206", "212", "213", "303", "312", "404", "415", "512", "617", "702"}

// linesPerArea is how many numbers an exchange has.
const linesPerArea = 10_000

// firstPhone draws where the numbers of a process begin, so that two processes do not
// give their users the same ones.
func firstPhone() int {
	n, err := rand.Int(rand.Reader, big.NewInt(int64(len(areaCodes)*linesPerArea)))
	if err != nil {
		return 0
	}
	return int(n.Int64())
}

// phone is the telephone number of the user with that number.
func (f *Fixtures) phone(number int) string {
	n := (f.firstPhone + number) % (len(areaCodes) * linesPerArea)
	return fmt.Sprintf("+1%s555%04d", areaCodes[n/linesPerArea], n%linesPerArea)
}
