package har

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/cogbench/cogbench/referee"
)

// maxEncoded is what the longest body takes as base64.
const maxEncoded = (referee.MaxBody + 2) / 3 * 4

// What keeps a body from being read. Each completes "its answer …".
var (
	errTooLarge = fmt.Errorf("is larger than %d MiB", referee.MaxBody>>20)
	errBase64   = errors.New("is not the base64 that it is said to be")
	errGzip     = errors.New("is not whole in its compressed form")
	errCoding   = errors.New("is in a compressed form that is not read here; record it decoded, or as gzip")
)

// body is the body as the client or the service wrote it: some recordings have it in
// base64, some as it was compressed for the wire. It is valid until the next entry.
func (m *message) body() ([]byte, error) {
	text := m.text
	switch {
	case m.tooLarge:
		return nil, errTooLarge
	case m.encoding == "base64":
		n, err := base64.StdEncoding.Decode(text, text)
		if err != nil {
			return nil, errBase64
		}
		text = text[:n]
	}
	if packed := gzipped(text); packed != nil {
		return unpacked(packed)
	}
	if len(text) > referee.MaxBody {
		return nil, errTooLarge
	}
	if start := bytes.TrimLeft(text, " \t\r\n"); m.coding != "" && len(start) > 0 && start[0] != '{' {
		return nil, errCoding
	}
	return text, nil
}

// gzipped is the text's bytes if they are compressed; nil if not. As a text, each byte may
// stand as the character of its number.
func gzipped(text []byte) []byte {
	if bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		return text
	}
	if !bytes.HasPrefix(text, []byte("\x1f\u008b")) {
		return nil
	}
	packed := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r > 0xff {
			return nil
		}
		packed, text = append(packed, byte(r)), text[size:]
	}
	return packed
}

// unpacked is what is compressed, or why it cannot be read.
func unpacked(packed []byte) ([]byte, error) {
	text, err := referee.Unpack(packed)
	switch {
	case errors.Is(err, referee.ErrTooLarge):
		return nil, errTooLarge
	case err != nil:
		return nil, errGzip
	}
	return text, nil
}
