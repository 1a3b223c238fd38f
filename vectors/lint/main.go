// Command lint checks files of golden vectors: their schema, ids, flags, notes
// and wrong paths.
//
//	go run ./vectors/lint vectors/*.json
//
// It promises exit code 1 and one line per problem, or 2 if a file cannot be read or
// none is given.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/cogbench/cogbench/vectors"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: lint FILE...")
		os.Exit(2)
	}
	problems, files := 0, 0
	for _, path := range os.Args[1:] {
		if filepath.Base(path) == "schema.json" {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, "lint:", err)
			os.Exit(2)
		}
		for _, problem := range vectors.Lint(content) {
			fmt.Printf("%s: %s\n", path, problem)
			problems++
		}
		files++
	}
	fmt.Printf("files: %d, problems: %d\n", files, problems)
	if problems > 0 {
		os.Exit(1)
	}
}
