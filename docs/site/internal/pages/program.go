package pages

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// WriteProgram builds the judge of recordings for browsers, and writes the script that the
// page loads when it is first used. root is the repository, and the go command that is on
// the path builds and gives its own support file.
func WriteProgram(ctx context.Context, root, directory string) error {
	program, err := build(ctx, root)
	if err != nil {
		return err
	}
	runtime, err := support(ctx, root)
	if err != nil {
		return err
	}
	worker, err := assetFiles.ReadFile("assets/worker.js")
	if err != nil {
		return err
	}
	parts, err := json.Marshal(map[string]string{
		"program": base64.StdEncoding.EncodeToString(program), "runtime": string(runtime), "worker": string(worker),
	})
	if err != nil {
		return err
	}
	return file{"explain-program.js", fmt.Appendf(nil, "globalThis.explainProgram = %s;\n", parts)}.write(directory)
}

// build compiles the judge, and compresses it.
func build(ctx context.Context, root string) ([]byte, error) {
	directory, err := os.MkdirTemp("", "cogbench-site-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(directory)
	name := filepath.Join(directory, "explainer.wasm")
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", name, "./docs/site/explainer")
	command.Dir = root
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if said, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the judge: %w\n%s", err, said)
	}
	program, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	compressed, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := compressed.Write(program); err != nil {
		return nil, err
	}
	if err := compressed.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// support is the script that Go's own distribution has for its programs in browsers.
func support(ctx context.Context, root string) ([]byte, error) {
	command := exec.CommandContext(ctx, "go", "env", "GOROOT")
	command.Dir = root
	said, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("find Go: %w", err)
	}
	return os.ReadFile(filepath.Join(strings.TrimSpace(string(said)), "lib", "wasm", "wasm_exec.js"))
}
