// Package strictyaml reads YAML that people write by hand. An unknown key is an
// error, every error is one line that begins with the place it is about, and no
// error quotes the file, which may hold secrets.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/goccy/go-yaml"
)

// Decode reads one document into the value that into points to. The file's name
// is for errors, which begin with name: or name:line:column:.
func Decode(name string, data []byte, into any) (err error) {
	defer func() {
		if recover() != nil { // the reader panics on some broken documents
			err = fmt.Errorf("%s: not valid YAML", name)
		}
	}()
	return placed(name, yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(into))
}

// placed puts the place before the reader's message. The reader's own rendering
// quotes the lines around it.
func placed(name string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: empty", name)
	}
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		p := at.GetToken().Position
		return fmt.Errorf("%s:%d:%d: %s", name, p.Line, p.Column, at.GetMessage())
	}
	return fmt.Errorf("%s: %w", name, err)
}
