package term

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
)

const (
	// rareEvery is how often a counter prints where nothing is drawn, beside at
	// each tenth of the whole.
	rareEvery = 10 * time.Second
	// guessAfter is how long a counter counts before it says what is left, and enough how
	// many have to be done by then, if a tenth of the whole is not less.
	guessAfter = 5 * time.Second
	enough     = 40
	// leastGuess is the least that is said to be left: the last few are the longest.
	leastGuess = 5 * time.Second
	// atOnce is how long after the first others are done with it, that took no time.
	atOnce = time.Second
	// groupRows is how many lines the groups may have: a block that is higher than its
	// terminal cannot be drawn over.
	groupRows = 12
)

// Group is a part of the whole that a Counter counts.
type Group struct {
	Name  string
	Total int
}

// Counter is a Progress that shows how many of a number are done: a bar, a line for how
// each group fares, and the latest one. It is safe for concurrent use.
type Counter struct {
	*Progress
	noun, verb, bad string
	style           Style

	mu           sync.Mutex
	told         time.Time // when a line was printed last
	first, begun time.Time // when the first was done, and the last of those with it
	base         int       // how many were done with the first
	done, failed int
	toldOfATenth int
	groups       []Group
	doneIn       map[string]int
	failedIn     map[string]int
}

// NewCounter counts on a block in a style. noun says what one of them is, such as
// "fault", "" to leave that out; verb what is done with each, such as
// "checked"; bad what those are that did not go well, such as "failed".
func NewCounter(on *Progress, style Style, noun, verb, bad string) *Counter {
	return &Counter{
		Progress: on, style: style, noun: noun, verb: verb, bad: bad, told: time.Now(),
		doneIn: make(map[string]int), failedIn: make(map[string]int),
	}
}

// Divide has the counter show groups, in this order, of which nothing is done. It is called
// before the first Add.
func (c *Counter) Divide(groups []Group) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.groups = groups
	total := 0
	for _, g := range groups {
		total += g.Total
	}
	c.Show(c.block(c.count(total), total, "")...)
}

// Add counts one of the total; latest names it, group the part that it belongs to.
func (c *Counter) Add(total int, well bool, latest, group string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done++
	c.pace(time.Now())
	c.doneIn[group]++
	if !well {
		c.failed++
		c.failedIn[group]++
	}
	line := c.count(total)
	if left, known := c.left(total); known {
		line += fmt.Sprintf(", about %v left", left.Round(time.Second))
	}
	switch tenth := c.done * 10 / max(total, 1); {
	case c.Live():
		c.Show(c.block(line, total, latest)...)
	case tenth > c.toldOfATenth || time.Since(c.told) >= rareEvery:
		c.toldOfATenth, c.told = tenth, time.Now()
		c.Print(line)
	}
}

// pace notes when counting began: with the first that was done, for what came before it
// was no work of its kind, and not with those that took no time.
func (c *Counter) pace(now time.Time) {
	if c.done == 1 {
		c.first = now
	}
	if now.Sub(c.first) < atOnce {
		c.begun, c.base = now, c.done
	}
}

// left is how long the rest will take, if that can be told.
func (c *Counter) left(total int) (left time.Duration, known bool) {
	passed, done := time.Since(c.begun), c.done-c.base
	if done == 0 || c.done < min(total/10, enough) || passed < guessAfter {
		return 0, false
	}
	left = passed / time.Duration(done) * time.Duration(total-c.done)
	return left, left >= leastGuess
}

// count says how many are done.
func (c *Counter) count(total int) string {
	things := strconv.Itoa(total)
	if c.noun != "" {
		things = plural.Count(total, c.noun)
	}
	return fmt.Sprintf("%d of %s %s, %d %s", c.done, things, c.verb, c.failed, c.bad)
}

// block are the lines that are drawn.
func (c *Counter) block(line string, total int, latest string) []string {
	lines := []string{c.style.Bar(c.done, total) + " " + line}
	if len(c.groups) > 0 {
		var parts []string
		for _, g := range c.groups {
			parts = append(parts, c.sign(g)+bond+fmt.Sprintf("%s%s%d/%d", g.Name, bond, c.doneIn[g.Name], g.Total))
		}
		narrower := Style{Width: max(c.style.Width-1, 0)} // the last column stays empty
		folded := strings.TrimSuffix(narrower.Fold("", strings.Join(parts, "  "), ""), "\n")
		if fares := strings.Split(folded, "\n"); len(fares) <= groupRows {
			lines = append(lines, fares...)
		}
	}
	if latest != "" {
		lines = append(lines, c.style.Faint(latest))
	}
	return lines
}

// sign says how a group fares: not to its end yet, or well or badly.
func (c *Counter) sign(g Group) string {
	switch {
	case c.failedIn[g.Name] > 0:
		return c.style.Red(Failed)
	case c.doneIn[g.Name] >= g.Total:
		return c.style.Green(Passed)
	}
	return c.style.Faint(Idle)
}

// barColumns is how wide a bar is.
const barColumns = 24

// Bar is how much of a total is done, as a line that fills up.
func (s Style) Bar(done, total int) string {
	full := min(barColumns*done/max(total, 1), barColumns)
	return s.Green(strings.Repeat("━", full)) + s.Faint(strings.Repeat("─", barColumns-full))
}
