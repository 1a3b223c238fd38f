package term

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// Progress is a block of lines that is drawn over and over at the end of a
// terminal. On another output it draws nothing, and only prints. It is safe for
// concurrent use.
type Progress struct {
	out  io.Writer
	live bool

	mu    sync.Mutex
	shown []string
}

// NewProgress returns an empty block. live says that out is a terminal.
func NewProgress(out io.Writer, live bool) *Progress { return &Progress{out: out, live: live} }

// Live reports whether the block is drawn.
func (p *Progress) Live() bool { return p.live }

// Show draws the lines in place of those before.
func (p *Progress) Show(lines ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.write("", lines)
}

// Print writes text that stays, above the block. It ends the text's last line.
func (p *Progress) Print(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.write(strings.TrimSuffix(text, "\n")+"\n", p.shown)
}

// Close wipes the block.
func (p *Progress) Close() { p.Show() }

// write wipes the block, and writes what stays and the lines below it, at once.
func (p *Progress) write(stays string, lines []string) {
	if !p.live {
		fmt.Fprint(p.out, stays)
		return
	}
	var text strings.Builder
	if n := len(p.shown); n > 0 {
		text.WriteString(ansi.CursorUp(n) + ansi.EraseScreenBelow)
	}
	text.WriteString(stays)
	for _, line := range lines {
		if width := widthOf(p.out); width > 0 {
			line = ansi.Truncate(line, width-1, "…")
		}
		text.WriteString(line + "\n")
	}
	p.shown = lines
	fmt.Fprint(p.out, text.String())
}

const (
	// rareEvery is how often a counter prints where nothing is drawn, beside at
	// each tenth of the whole.
	rareEvery = 10 * time.Second
	// guessAfter is how long a counter counts before it says what is left.
	guessAfter = 5 * time.Second
)

// Counter is a Progress of one line: how many of a number are done. It is safe
// for concurrent use.
type Counter struct {
	*Progress
	verb, bad string

	mu           sync.Mutex
	begun, told  time.Time
	done, failed int
	toldOfATenth int
}

// NewCounter counts on a block. verb says what is done with each, such as
// "checked"; bad what those are that did not go well, such as "failed".
func NewCounter(on *Progress, verb, bad string) *Counter {
	now := time.Now()
	return &Counter{Progress: on, verb: verb, bad: bad, begun: now, told: now}
}

// Add counts one of the total; latest names it.
func (c *Counter) Add(total int, well bool, latest string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done++
	if !well {
		c.failed++
	}
	line := fmt.Sprintf("%d of %d %s, %d %s", c.done, total, c.verb, c.failed, c.bad)
	if passed := time.Since(c.begun); passed >= guessAfter && c.done < total {
		left := passed / time.Duration(c.done) * time.Duration(total-c.done)
		line += fmt.Sprintf(", about %v left", max(left.Round(time.Second), time.Second))
	}
	switch tenth := c.done * 10 / max(total, 1); {
	case c.Live():
		c.Show(strings.TrimRight(line+"  "+latest, " "))
	case tenth > c.toldOfATenth || time.Since(c.told) >= rareEvery:
		c.toldOfATenth, c.told = tenth, time.Now()
		c.Print(line)
	}
}
