package vectors

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
)

// Serve is an adapter of package srp: it answers the requests of in on out, one per
// line, until in or ctx ends. A line that is not a request is an error; an
// operation that it does not know is answered as unsupported.
func Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for ctx.Err() == nil && lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		request, err := parseRequest(lines.Bytes())
		if err != nil {
			return err
		}
		if err := encoder.Encode(answerOwn(request)); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	return nil
}

func parseRequest(line []byte) (Request, error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	var request Request
	if err := decoder.Decode(&request); err != nil {
		return Request{}, fmt.Errorf("request: not a JSON object with id, op and input: %.80q", line)
	}
	return request, nil
}
