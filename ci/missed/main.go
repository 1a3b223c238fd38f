// Command missed reads a coverage profile and tells which code was never run, and
// whether reasons.txt says why.
//
//	go run ./ci/missed PROFILE
//
// A block that only returns because an error came back is no news and is counted
// alone. It ends with 1 where the function of another block has no reason; of a
// reason whose function was run whole this time it only tells, for what runs
// depends on chance in places.
package main

import (
	"bufio"
	_ "embed"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

//go:embed reasons.txt
var reasonsText string

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: missed PROFILE")
		os.Exit(2)
	}
	unexplained, err := run(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "missed:", err)
		os.Exit(2)
	}
	if unexplained > 0 {
		os.Exit(1)
	}
}

// run prints what was missed, and returns how many functions lack a reason.
func run(profile string) (unexplained int, err error) {
	reasons, err := readReasons(reasonsText)
	if err != nil {
		return 0, err
	}
	missed, err := readProfile(profile)
	if err != nil {
		return 0, err
	}
	passedOn, found := 0, map[string][]block{}
	for _, file := range slices.Sorted(maps.Keys(missed)) {
		source, err := parse(file)
		if err != nil {
			return 0, err
		}
		for _, b := range missed[file] {
			if source.passesErrorOn(b) {
				passedOn++
				continue
			}
			b.text = source.line(b)
			name := file + " " + source.function(b)
			found[name] = append(found[name], b)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		reason, given := reasons.of(name)
		if !given {
			unexplained++
			reason = "NO REASON"
		}
		fmt.Printf("%s: %s\n", name, reason)
		for _, b := range found[name] {
			fmt.Printf("    %d: %s\n", b.line, b.text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(reasons)) {
		if !reasons.needed(name, found) {
			fmt.Printf("%s was run whole, and has a reason\n", name)
		}
	}
	fmt.Printf("%d blocks pass an error on that never came; of %d functions some other part was never run, %d without a reason\n",
		passedOn, len(found), unexplained)
	return unexplained, nil
}

// explanations are reasons by "file function", or "file *" for all functions of a
// file that have none of their own.
type explanations map[string]string

func (e explanations) of(name string) (reason string, given bool) {
	if reason, given = e[name]; given {
		return reason, true
	}
	file, _, _ := strings.Cut(name, " ")
	reason, given = e[file+" *"]
	return reason, given
}

// needed reports whether something that was missed has the reason.
func (e explanations) needed(name string, found map[string][]block) bool {
	if _, missed := found[name]; missed {
		return true
	}
	file, everything := strings.CutSuffix(name, " *")
	for missed := range found {
		if everything && strings.HasPrefix(missed, file+" ") {
			return true
		}
	}
	return false
}

// readReasons reads lines of "file function: reason".
func readReasons(text string) (explanations, error) {
	reasons := explanations{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, reason, found := strings.Cut(line, ": ")
		if _, twice := reasons[name]; !found || twice {
			return nil, fmt.Errorf("reasons.txt:%d: no new \"file function: reason\"", n)
		}
		reasons[name] = reason
	}
	return reasons, lines.Err()
}
