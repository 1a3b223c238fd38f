package target

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// tailBytes bounds how much of a growing file or of a command's output is read
// at once: the end of it.
const tailBytes = 64 << 10

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// fromFile reads what the file grew by. Of the new lines those that name the
// user count, or all if none does. What was read is not read again once a code
// was found in it; a file that shrank was started anew.
func (in *Inbox) fromFile(path, username string) (string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	size := fileSize(path)
	if size < in.file {
		in.file = 0
	}
	from := max(in.file, size-tailBytes)
	grown, err := io.ReadAll(io.NewSectionReader(f, from, size-from))
	if err != nil {
		return "", err
	}
	code, end := lastCode(string(grown), username)
	if code != "" {
		in.file = from + int64(end)
	}
	return code, nil
}

// lastCode returns the last code of the whole lines in the text, and where those
// lines end.
func lastCode(text, username string) (code string, end int) {
	end = strings.LastIndexByte(text, '\n') + 1
	var latest string
	for line := range strings.Lines(text[:end]) {
		found := codeDigits.FindAllString(line, -1)
		if len(found) == 0 {
			continue
		}
		latest = found[len(found)-1]
		if strings.Contains(line, username) {
			code = latest
		}
	}
	if code == "" {
		code = latest
	}
	return code, end
}
