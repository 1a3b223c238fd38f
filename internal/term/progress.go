package term

import (
	"fmt"
	"io"
	"strings"
	"sync"

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

// NewProgress returns an empty block. live says that out obeys sequences, as
// [Obeys] has it.
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
