package strictyaml_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/internal/strictyaml"
)

type document struct {
	Name  string         `yaml:"name"`
	Inner map[string]int `yaml:"inner"`
}

func TestDecode(t *testing.T) {
	var read document
	if err := strictyaml.Decode("f.yaml", []byte("name: x\ninner: {a: 1}\n"), &read); err != nil || read.Name != "x" || read.Inner["a"] != 1 {
		t.Errorf("%+v, %v", read, err)
	}
}

func TestErrorsAreOneLineThatBeginsWithThePlace(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":             {"", "f.yaml: empty"},
		"unknown key":       {"name: x\nsecret: hush\n", `f.yaml:2:1: unknown field "secret"`},
		"wrong type":        {"name: hush\ninner: 7\n", "f.yaml:2:"},
		"broken":            {"name: [hush", "f.yaml:1:"},
		"the reader panics": {"- 0: [0\n?\n", "f.yaml:"},
	} {
		t.Run(name, func(t *testing.T) {
			err := strictyaml.Decode("f.yaml", []byte(c.text), new(document))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "hush") {
				t.Errorf("error %q, want one that begins with %q", err, c.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("name: x"))
	f.Add([]byte("pool: [*a"))
	f.Add([]byte("features: !00000000000 00000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := strictyaml.Decode("f", data, new(document)); err != nil && !strings.HasPrefix(err.Error(), "f:") {
			t.Errorf("error %q", err)
		}
	})
}
