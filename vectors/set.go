package vectors

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"
)

//go:embed *.json
var embedded embed.FS

// maxFile bounds a file of vectors; the largest of ours has 0.7 MB.
const maxFile = 64 << 20

// File holds the vectors of one operation. It follows schema.json.
type File struct {
	Schema        string          `json:"schema"`
	Op            string          `json:"op"`
	NumberOfTests int             `json:"numberOfTests"`
	Notes         map[string]Note `json:"notes"`
	TestGroups    []Group         `json:"testGroups"`
}

// Tests yields the tests of all groups, in the order of the file.
func (f File) Tests() iter.Seq[Vector] {
	return func(yield func(Vector) bool) {
		for _, group := range f.TestGroups {
			for _, test := range group.Tests {
				if !yield(test) {
					return
				}
			}
		}
	}
}

// Note explains a flag.
type Note struct {
	BugType     string   `json:"bugType"`
	Description string   `json:"description"`
	Effect      string   `json:"effect"`
	Rules       []string `json:"rules"`
	Links       []string `json:"links"`
}

// Group holds tests of one origin.
type Group struct {
	// Source is "generated", or the library, commit and file that published the
	// numbers.
	Source string `json:"source"`
	// ConfirmedBy names the implementations that gave these answers.
	ConfirmedBy []string `json:"confirmedBy"`
	Tests       []Vector `json:"tests"`
}

// The two results of a test.
const (
	Valid   = "valid"
	Invalid = "invalid"
)

// Vector is one test: an input, and the output that is right for it or why it is refused.
type Vector struct {
	ID      string   `json:"id"`
	Comment string   `json:"comment"`
	Flags   []string `json:"flags"`
	// Input is the request's input: texts, and for unixSeconds a number.
	Input  map[string]any `json:"input"`
	Result string         `json:"result"`
	// Output is the one right answer of a valid test.
	Output map[string]string `json:"output,omitempty"`
	// Reason says why an invalid test must be refused.
	Reason string `json:"reason,omitempty"`
	// WrongPaths are what known wrong ways give.
	WrongPaths []WrongPath `json:"wrongPaths,omitempty"`
}

// WrongPath is what one known wrong way gives for a test: another output, or the
// right one, so that this test does not see the way.
type WrongPath struct {
	// Path is axis=value: a choice of package suspect, or one beyond its engine.
	Path   string            `json:"path"`
	Output map[string]string `json:"output,omitempty"`
	Same   bool              `json:"same,omitempty"`
}

// Embedded returns the vectors that are part of the program, in the order of
// Operations.
func Embedded() ([]File, error) {
	var files []File
	for _, operation := range Operations() {
		content, err := embedded.ReadFile(operation.Name + ".json")
		if err != nil {
			return nil, fmt.Errorf("embedded vectors: %w", err)
		}
		file, err := parse(content)
		if err != nil {
			return nil, fmt.Errorf("embedded vectors of %s: %w", operation.Name, err)
		}
		files = append(files, file)
	}
	return files, nil
}

// ReadFile reads vectors from a file, and refuses what does not follow the
// schema.
func ReadFile(path string) (File, error) {
	opened, err := os.Open(path)
	if err != nil {
		return File{}, fmt.Errorf("vectors: %w", err)
	}
	defer opened.Close()
	content, err := io.ReadAll(io.LimitReader(opened, maxFile+1))
	if err != nil {
		return File{}, fmt.Errorf("vectors: %w", err)
	}
	if len(content) > maxFile {
		return File{}, fmt.Errorf("vectors: %s has more than %d bytes", path, maxFile)
	}
	if err := validate(content); err != nil {
		return File{}, fmt.Errorf("vectors: %s: %w", path, err)
	}
	file, err := parse(content)
	if err != nil {
		return File{}, fmt.Errorf("vectors: %s: %w", path, err)
	}
	return file, nil
}

func parse(content []byte) (File, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	var file File
	if err := decoder.Decode(&file); err != nil {
		return File{}, err
	}
	if _, known := OperationNamed(file.Op); !known {
		return File{}, fmt.Errorf("unknown operation %q", file.Op)
	}
	return file, nil
}

// Identify returns the stable id of a test: of its operation and input alone, so
// that neither its place in the file nor a better comment changes it.
func Identify(op string, input map[string]any) string {
	digest := sha256.New()
	fmt.Fprintf(digest, "%s\n", op)
	for _, name := range slices.Sorted(maps.Keys(input)) {
		fmt.Fprintf(digest, "%s=%v\x00", name, input[name])
	}
	return op + "-" + hex.EncodeToString(digest.Sum(nil))[:12]
}
