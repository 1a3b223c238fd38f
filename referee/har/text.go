package har

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// str takes a string and returns the first limit bytes of it, and whether they are all.
// They are valid until the next value is taken.
func (s *scanner) str(limit int) (text []byte, whole bool) {
	s.text, s.halfAt = s.text[:0], -1
	if !s.want('"') {
		return nil, false
	}
	for len(s.text) <= limit {
		if !s.more() {
			s.fail(errEnd)
			return nil, false
		}
		i := s.special()
		s.text = append(s.text, s.buf[s.pos:i]...)
		if s.pos = i; i == s.end {
			continue
		}
		s.pos++
		if s.buf[i] == '"' {
			return s.text[:min(limit, len(s.text))], len(s.text) <= limit
		}
		s.escape()
	}
	s.skipString()
	return s.text[:limit], false
}

// strOrNothing is str, and no bytes for null: some writers have it where a text is unknown.
func (s *scanner) strOrNothing(limit int) (text []byte, whole bool) {
	if s.next() == 'n' {
		if string(s.scalar()) != "null" {
			s.refuse("a text is missing")
		}
		return nil, true
	}
	return s.str(limit)
}

// escape takes what follows a backslash, and appends what it stands for.
func (s *scanner) escape() {
	c := s.byteOf()
	switch c {
	case '"', '\\', '/':
		s.text = append(s.text, c)
	case 'b':
		s.text = append(s.text, '\b')
	case 'f':
		s.text = append(s.text, '\f')
	case 'n':
		s.text = append(s.text, '\n')
	case 'r':
		s.text = append(s.text, '\r')
	case 't':
		s.text = append(s.text, '\t')
	case 'u':
		s.unicode()
	default:
		s.refuse("an escape that JSON does not have")
	}
}

// unicode takes the rest of a \uXXXX. Half of a pair is the replacement character, until
// the other half follows.
func (s *scanner) unicode() {
	r := s.hex4()
	if len(s.text) == s.halfAt {
		if whole := utf16.DecodeRune(s.half, r); whole != utf8.RuneError {
			s.text = utf8.AppendRune(s.text[:len(s.text)-utf8.RuneLen(utf8.RuneError)], whole)
			return
		}
	}
	if s.text = utf8.AppendRune(s.text, r); utf16.IsSurrogate(r) {
		s.half, s.halfAt = r, len(s.text)
	}
}

// hex4 takes four hexadecimal digits.
func (s *scanner) hex4() rune {
	var digits [4]byte
	for i := range digits {
		digits[i] = s.byteOf()
	}
	n, err := strconv.ParseUint(string(digits[:]), 16, 16)
	if err != nil {
		s.refuse("an escape that JSON does not have")
	}
	return rune(n)
}

// byteOf takes a byte; 0 at an end.
func (s *scanner) byteOf() byte {
	if !s.more() {
		s.fail(errEnd)
		return 0
	}
	s.pos++
	return s.buf[s.pos-1]
}
