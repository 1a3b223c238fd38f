package refpool

import (
	"fmt"
	"io"

	"github.com/google/uuid"
)

const (
	lowerAndDigits   = "abcdefghijklmnopqrstuvwxyz0123456789"
	lettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + lowerAndDigits
	digits           = "0123456789"

	codeLength = 6
)

// drawText draws length characters of alphabet, each equally likely.
func drawText(random io.Reader, length int, alphabet string) (string, error) {
	fair := 256 - 256%len(alphabet) // bytes from here on would favour some characters
	text := make([]byte, 0, length)
	chunk := make([]byte, length)
	for len(text) < length {
		if _, err := io.ReadFull(random, chunk); err != nil {
			return "", fmt.Errorf("draw text: %w", err)
		}
		for _, b := range chunk {
			if int(b) < fair && len(text) < length {
				text = append(text, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(text), nil
}

// drawCode draws a code as it is sent by SMS or e-mail.
func drawCode(random io.Reader) (string, error) { return drawText(random, codeLength, digits) }

// drawUUID draws a random UUID in lower case.
func drawUUID(random io.Reader) (string, error) {
	id, err := uuid.NewRandomFromReader(random)
	if err != nil {
		return "", fmt.Errorf("draw UUID: %w", err)
	}
	return id.String(), nil
}
