package har

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// ErrFormat is what every error of a file that is no HAR wraps.
var ErrFormat = errors.New("not a HAR")

// errEnd is that of a file that ends within a value.
var errEnd = errors.New("the file ends too early")

const (
	window   = 64 << 10 // bytes that are looked at together
	maxDepth = 1000     // of objects and arrays in one another
	maxName  = 64       // bytes of a member's name; longer ones are nobody's
)

// scanner walks through JSON without a tree, and passes over what nobody asks for at the
// speed of a search: encoding/json reads, checks and holds each value, and a body to
// another host can be larger than the memory. Its first error stays, and ends every walk.
type scanner struct {
	ctx      context.Context
	src      io.Reader
	buf      []byte
	pos, end int
	held     int   // bytes after end: the beginning of a character
	before   int64 // bytes of the file before buf
	ended    bool
	err      error
	quote    int    // the next one in buf, or end; less than pos if not known
	slash    int    // so is the next backslash
	text     []byte // of the last string that was read
	half     rune   // the first half of a pair of escapes, which ends at halfAt of text
	halfAt   int
	nesting  []byte // brackets that are open in what is passed over
	// The header that is being read.
	headerName, headerValue []byte
}

func newScanner(ctx context.Context, src io.Reader) *scanner {
	return &scanner{ctx: ctx, src: src, buf: make([]byte, window)}
}

// more reports whether there is another byte.
func (s *scanner) more() bool { return s.pos < s.end || s.fill() }

// fill reads the next window. A character that the window's end cuts apart waits for the
// next one.
func (s *scanner) fill() bool {
	if s.err != nil || s.ended {
		return false
	}
	if s.err = s.ctx.Err(); s.err != nil {
		return false
	}
	kept := copy(s.buf, s.buf[s.end:s.end+s.held])
	s.before += int64(s.end)
	n, err := io.ReadFull(s.src, s.buf[kept:])
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		s.ended = true
	case err != nil:
		s.err = err
	}
	whole := s.buf[:kept+n]
	s.held = cutRune(whole)
	s.pos, s.end, s.quote, s.slash = 0, len(whole)-s.held, -1, -1
	switch {
	case bytes.HasPrefix(whole, []byte("\x1f\x8b")) && s.before == 0:
		s.refuse("it is compressed; decompress it first")
		return false
	case !utf8.Valid(s.buf[:s.end]):
		s.pos = validTo(s.buf[:s.end])
		s.refuse("it is not in UTF-8; convert it first")
		return false
	}
	return s.err == nil && s.end > 0
}

// validTo is where what is no UTF-8 begins.
func validTo(b []byte) int {
	n := 0
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}

// cutRune is how many bytes at the end begin a character that goes on.
func cutRune(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if last := b[len(b)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
}

// fail keeps the first error.
func (s *scanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// refuse says that the file is no HAR, and where.
func (s *scanner) refuse(format string, args ...any) {
	s.fail(fmt.Errorf("%w: byte %d: %s", ErrFormat, s.before+int64(s.pos), fmt.Sprintf(format, args...)))
}

// next is the byte after white space, which is not taken; 0 at an end or error.
func (s *scanner) next() byte {
	for s.more() {
		c := s.buf[s.pos]
		if !isSpace(c) {
			return c
		}
		s.pos++
	}
	s.fail(errEnd)
	return 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// take takes the byte after white space if it is c.
func (s *scanner) take(c byte) bool {
	if s.err != nil || s.next() != c {
		return false
	}
	s.pos++
	return true
}

// want takes c, which has to come.
func (s *scanner) want(c byte) bool {
	if s.take(c) {
		return true
	}
	s.refuse("%q is missing", c)
	return false
}

// object calls member for each member, which has to take its value. The name is valid
// until then.
func (s *scanner) object(member func(name []byte)) {
	if !s.want('{') || s.take('}') {
		return
	}
	for s.err == nil {
		name, whole := s.str(maxName)
		if !whole {
			name = nil
		}
		if !s.want(':') {
			return
		}
		member(name)
		if s.take('}') {
			return
		}
		s.want(',')
	}
}

// array calls element for each element, which has to take it.
func (s *scanner) array(element func()) {
	if !s.want('[') || s.take(']') {
		return
	}
	for s.err == nil {
		element()
		if s.take(']') {
			return
		}
		s.want(',')
	}
}

// skip passes over a value. Inside of it only brackets and strings are looked at.
func (s *scanner) skip() {
	switch c := s.next(); c {
	case '{', '[':
		s.skipNested()
	case '"':
		s.pos++
		s.skipString()
	default:
		s.scalar()
	}
}

// skipNested passes over an object or array.
func (s *scanner) skipNested() {
	s.nesting = s.nesting[:0]
	for s.err == nil {
		if !s.more() {
			s.fail(errEnd)
			return
		}
		c := s.buf[s.pos]
		s.pos++
		switch c {
		case '"':
			s.skipString()
		case '{', '[':
			if len(s.nesting) == maxDepth {
				s.refuse("more than %d objects and arrays are nested", maxDepth)
				return
			}
			s.nesting = append(s.nesting, c+2) // '}' and ']' follow two after
		case '}', ']':
			last := len(s.nesting) - 1
			if s.nesting[last] != c {
				s.refuse("%q where %q is due", c, s.nesting[last])
				return
			}
			if s.nesting = s.nesting[:last]; last == 0 {
				return
			}
		}
	}
}

// skipString passes over a string whose quote was taken.
func (s *scanner) skipString() {
	for s.more() {
		i := s.special()
		if s.pos = i; i == s.end {
			continue
		}
		s.pos++
		if s.buf[i] == '"' {
			return
		}
		if s.more() {
			s.pos++
		}
	}
	s.fail(errEnd)
}

// special is where the next quote or backslash is; end if there is none. Each byte is looked
// at once for either, and many at a time.
func (s *scanner) special() int {
	if s.quote < s.pos {
		s.quote = s.find('"')
	}
	if s.slash < s.pos {
		s.slash = s.find('\\')
	}
	return min(s.quote, s.slash)
}

func (s *scanner) find(c byte) int {
	if i := bytes.IndexByte(s.buf[s.pos:s.end], c); i >= 0 {
		return s.pos + i
	}
	return s.end
}

// scalar takes a number, true, false or null, and returns its text, of which there are at
// most maxName bytes.
func (s *scanner) scalar() []byte {
	s.text = s.text[:0]
	s.next()
	for s.err == nil && s.more() {
		c := s.buf[s.pos]
		if !isScalar(c) {
			break
		}
		if len(s.text) < maxName {
			s.text = append(s.text, c)
		}
		s.pos++
	}
	switch {
	case s.pos == s.end && !s.more():
		s.fail(errEnd)
	case len(s.text) == 0:
		s.refuse("a value is missing")
	}
	return s.text
}

// isScalar reports whether a number, true, false or null can hold the byte.
func isScalar(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == '-' || c == '+' || c == '.' || c == 'E'
}
