// Command mutation changes each operator and constant of package srp, one at a
// time, and checks whether the golden vectors see it; what they do not see, the tests
// of srp must.
//
//	go run ./ci/mutation [-only FILE] [-root DIR]
//
// It promises to write nothing into the tree (mutants are overlays of the build),
// to print killed and total for each file, and to end with 1 where a mutant
// survives that equivalent.txt does not list with a reason, where the vectors let
// one of the client's side live that beyond.txt does not list, or where a list
// names a mutant that has another fate by now. Assembly, and the arithmetic in
// srp/internal, are left to their own tests.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// The limits of one run of a mutant: what takes longer has lost itself in a loop,
// and is seen.
const (
	buildLimit = 10 * time.Minute
	judgeLimit = 2 * time.Minute
	testLimit  = 15 * time.Minute
)

// fate is what became of a mutant.
type fate int

const (
	unbuildable fate = iota // it does not compile, and is none
	seenByVectors
	seenByTests
	survived
)

var fateNames = map[fate]string{
	unbuildable: "does not compile", seenByVectors: "seen by the vectors", seenByTests: "seen by the tests", survived: "survived",
}

func main() {
	root := flag.String("root", ".", "the folder of the module")
	only := flag.String("only", "", "change only this file of srp")
	workers := flag.Int("parallel", 2, "how many mutants to try at a time, at least 1")
	flag.Parse()
	if err := run(*root, *only, *workers); err != nil {
		fmt.Fprintln(os.Stderr, "mutation:", err)
		os.Exit(1)
	}
}

func run(root, only string, workers int) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	mutants, err := every(root, only)
	if err != nil {
		return err
	}
	vectors, err := filepath.Glob(filepath.Join(root, "vectors", "*_*.json"))
	if err != nil {
		return err
	}
	for _, name := range []string{"pad", "multiplier", "scrambling", "verifier", "premaster", "signature", "timestamp"} {
		vectors = append(vectors, filepath.Join(root, "vectors", name+".json"))
	}
	lab := laboratory{root: root, vectors: vectors}
	if outcome := lab.judge(mutant{}); outcome != survived {
		return fmt.Errorf("package srp fails its vectors or tests without any change")
	}
	fates := make([]fate, len(mutants))
	var group errgroup.Group
	group.SetLimit(max(workers, 1))
	for i, m := range mutants {
		group.Go(func() error {
			fates[i] = lab.judge(m)
			fmt.Fprintf(os.Stderr, "%s: %s\n", fateNames[fates[i]], m.name())
			return nil
		})
	}
	_ = group.Wait() // no goroutine returns an error
	return conclude(root, only, mutants, fates)
}

// every lists the mutants of srp's files.
func every(root, only string) ([]mutant, error) {
	paths, err := filepath.Glob(filepath.Join(root, "srp", "*.go"))
	if err != nil {
		return nil, err
	}
	var mutants []mutant
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") || only != "" && filepath.Base(path) != only {
			continue
		}
		found, err := mutantsOf(path)
		if err != nil {
			return nil, err
		}
		mutants = append(mutants, found...)
	}
	if len(mutants) == 0 {
		return nil, fmt.Errorf("no file to change in %s", filepath.Join(root, "srp"))
	}
	return mutants, nil
}

// laboratory builds and runs mutants.
type laboratory struct {
	root    string
	vectors []string
}

// judge says what becomes of a mutant; the empty one is srp as it stands.
func (l laboratory) judge(m mutant) fate {
	directory, err := os.MkdirTemp("", "mutant-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(directory)
	overlay := l.overlay(directory, m)
	program := filepath.Join(directory, "judge")
	if !l.succeeds(buildLimit, "go", "build", "-ldflags=-s -w", "-overlay", overlay, "-o", program, "./ci/mutation/judge") {
		return unbuildable
	}
	if !l.succeeds(judgeLimit, program, l.vectors...) {
		return seenByVectors
	}
	if !l.succeeds(testLimit, "go", "test", "-short", "-overlay", overlay, "./srp", "-rapid.nofailfile") {
		return seenByTests
	}
	return survived
}

// overlay writes the mutant's file and the overlay that puts it in place.
func (l laboratory) overlay(directory string, m mutant) string {
	replaced := map[string]string{}
	if m.file != "" {
		changed := filepath.Join(directory, filepath.Base(m.file))
		if err := os.WriteFile(changed, m.content, 0o600); err != nil {
			panic(err)
		}
		replaced[m.file] = changed
	}
	content, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		panic(err)
	}
	path := filepath.Join(directory, "overlay.json")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		panic(err)
	}
	return path
}

func (l laboratory) succeeds(limit time.Duration, name string, arguments ...string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir = l.root
	return command.Run() == nil
}

// conclude prints the counts and compares the survivors with the list.
func conclude(root, only string, mutants []mutant, fates []fate) error {
	counts := map[string][4]int{}
	var order, alive, unseen []string
	for i, m := range mutants {
		file := filepath.Base(m.file)
		if !slices.Contains(order, file) {
			order = append(order, file)
		}
		count := counts[file]
		count[fates[i]]++
		counts[file] = count
		switch {
		case fates[i] == survived:
			alive = append(alive, m.name())
		case fates[i] == seenByTests && m.ofClient():
			unseen = append(unseen, m.name())
		}
	}
	total := [4]int{}
	for _, file := range order {
		c := counts[file]
		fmt.Printf("%-16s %3d mutants: %3d seen by the vectors, %3d by the tests, %3d by nothing\n",
			file, c[seenByVectors]+c[seenByTests]+c[survived], c[seenByVectors], c[seenByTests], c[survived])
		for fate := range total {
			total[fate] += c[fate]
		}
	}
	killed := total[seenByVectors] + total[seenByTests]
	fmt.Printf("%d of %d mutants killed, %d of them by the vectors alone; %d changes do not compile\n",
		killed, killed+total[survived], total[seenByVectors], total[unbuildable])
	lists := filepath.Join(root, "ci", "mutation")
	return errors.Join(
		compare(filepath.Join(lists, "equivalent.txt"), only, "survivors", alive),
		compare(filepath.Join(lists, "beyond.txt"), only, "mutants of the client's side that the vectors let live and the tests kill", unseen),
	)
}

// compare holds mutants of a fate against the list of those that may have it: two
// lines each, the mutant and the reason, indented.
func compare(path, only, what string, found []string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var listed []string
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, " ") && strings.HasPrefix(line, only) {
			listed = append(listed, line)
		}
	}
	fresh := without(found, listed)
	stale := without(listed, found)
	for _, name := range fresh {
		fmt.Printf("no reason in %s: %s\n", filepath.Base(path), name)
	}
	for _, name := range stale {
		fmt.Printf("listed in %s, but has another fate: %s\n", filepath.Base(path), name)
	}
	fmt.Printf("%d %s: %d with a reason, %d without\n", len(found), what, len(found)-len(fresh), len(fresh))
	if len(fresh)+len(stale) > 0 {
		return fmt.Errorf("%s: %d mutants without a reason, %d reasons without a mutant", filepath.Base(path), len(fresh), len(stale))
	}
	return nil
}

func without(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(others, name) })
}
