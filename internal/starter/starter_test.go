package starter_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/cogbench/cogbench/internal/starter"
	"github.com/cogbench/cogbench/target"
)

func TestFilesAreWhatTheirReadersTake(t *testing.T) {
	for _, service := range starter.Services() {
		for _, endpoint := range []string{"http://127.0.0.1:9229", "https://it.example/it's-{a}"} {
			files, err := starter.Files(starter.Answers{Endpoint: endpoint, Profile: "core", Service: service})
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				var read map[string]any
				if err := yaml.Unmarshal([]byte(file.Text), &read); err != nil {
					t.Errorf("%s: %v", file.Path, err)
				}
			}
			config, err := target.ParseConfig(files[0].Path, []byte(files[0].Text))
			if err != nil || config.Endpoint != endpoint {
				t.Errorf("%+v %v", config, err)
			}
			if want := map[starter.Service]int{starter.None: 1}[service]; want != 0 && len(files) != want {
				t.Errorf("%d files", len(files))
			}
		}
	}
}

func TestAnswersOfNoUseAreRefused(t *testing.T) {
	right := starter.Answers{Endpoint: "http://h", Profile: "core", Service: starter.None}
	for name, change := range map[string]func(*starter.Answers){
		"no endpoint": func(a *starter.Answers) { a.Endpoint = "" },
		"a host":      func(a *starter.Answers) { a.Endpoint = "h:80" },
		"no profile":  func(a *starter.Answers) { a.Profile = "all" },
		"no service":  func(a *starter.Answers) { a.Service = "jenkins" },
	} {
		answers := right
		change(&answers)
		if _, err := starter.Files(answers); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// If one file is there, none is written and it is left as it was.
func TestNothingIsOverwritten(t *testing.T) {
	directory := t.TempDir()
	files, err := starter.Files(starter.Answers{Endpoint: "http://h", Profile: "full", Service: starter.GitHub})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, starter.TargetFile), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := starter.Write(directory, files); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), starter.TargetFile) {
		t.Errorf("%v", err)
	}
	left, err := os.ReadDir(directory)
	if err != nil || len(left) != 1 {
		t.Errorf("%v %v", left, err)
	}
	if mine, err := os.ReadFile(filepath.Join(directory, starter.TargetFile)); err != nil || string(mine) != "mine" {
		t.Errorf("%q %v", mine, err)
	}
}
