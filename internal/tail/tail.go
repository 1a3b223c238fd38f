// Package tail keeps the end of a stream, for the message of a process that
// printed a lot before it failed. However much is written, the memory is bounded.
package tail

import (
	"io"
	"strings"
	"sync"
)

// Writer keeps the last Limit bytes written to it. It is safe for concurrent use,
// and its Write never fails.
type Writer struct {
	// Limit is how many bytes are kept.
	Limit int
	// CopyTo, if not nil, receives everything as well; its errors are ignored.
	CopyTo io.Writer

	mu   sync.Mutex
	kept []byte
}

// Write implements [io.Writer].
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fits := p[max(0, len(p)-w.Limit):]
	if over := len(w.kept) + len(fits) - w.Limit; over > 0 {
		w.kept = append(w.kept[:0], w.kept[over:]...)
	}
	w.kept = append(w.kept, fits...)
	if w.CopyTo != nil {
		_, _ = w.CopyTo.Write(p)
	}
	return len(p), nil
}

// String is what was kept.
func (w *Writer) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.kept)
}

// LastLines is up to n of the last lines, joined by " | ", without the space around
// them.
func (w *Writer) LastLines(n int) string {
	lines := strings.Split(strings.TrimSpace(w.String()), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], " | ")
}
