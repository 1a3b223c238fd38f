// Command dist builds what a release is made of, for every platform or those that are
// named, into a directory: archives with the program, its completions, licence and README;
// packages for npm and Debian; a Homebrew formula; a bill of materials (CycloneDX) and
// SHA256SUMS.
//
//	go run ./ci/dist [-to DIR] [-platforms linux-amd64,darwin-arm64]
//
// It promises that two runs on the same commit give the same bytes: times are the commit's,
// names are in order, and nothing of the machine goes in.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// platform is a system and processor that a release is for.
type platform struct{ os, arch string }

// everywhere is what a release is for.
func everywhere() []platform {
	var all []platform
	for _, system := range []string{"darwin", "linux", "windows"} {
		for _, arch := range []string{"amd64", "arm64"} {
			all = append(all, platform{system, arch})
		}
	}
	return all
}

// parsePlatforms reads a comma-separated list of platforms; an empty one names all.
func parsePlatforms(list string) ([]platform, error) {
	if list == "" {
		return everywhere(), nil
	}
	var named []platform
	for name := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(everywhere(), func(p platform) bool { return p.String() == name })
		if i < 0 {
			return nil, fmt.Errorf("no platform %q: there are %v", name, everywhere())
		}
		named = append(named, everywhere()[i])
	}
	return named, nil
}

func (p platform) String() string { return p.os + "-" + p.arch }

// program is the file name of the program on the platform.
func (p platform) program() string {
	if p.os == "windows" {
		return "cogbench.exe"
	}
	return "cogbench"
}

// release is what is built.
type release struct {
	to        string // the directory
	platforms []platform
	version   string
	at        time.Time // the commit's
	extra     []entry   // what every archive has beside the program
}

func main() {
	to := flag.String("to", "dist", "directory, which is made anew")
	list := flag.String("platforms", "", "build for these alone, comma-separated, such as linux-amd64")
	flag.Parse()
	platforms, err := parsePlatforms(*list)
	if err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(2)
	}
	if err := run(*to, platforms); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

// run builds all, one platform after another.
func run(to string, platforms []platform) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	r, err := newRelease(to)
	if err != nil {
		return err
	}
	r.platforms = platforms
	programs := map[platform]string{}
	for _, p := range platforms {
		fmt.Fprintf(os.Stderr, "dist: %s\n", p)
		if programs[p], err = r.build(p); err != nil {
			return err
		}
		if err := r.archive(p, programs[p]); err != nil {
			return err
		}
	}
	for _, step := range []func(map[platform]string) error{r.npm, r.debian, r.materials, r.formula, r.checksums} {
		if err := step(programs); err != nil {
			return err
		}
	}
	return nil
}

// newRelease reads version and time, and makes the completions with a program of this
// machine.
func newRelease(to string) (*release, error) {
	seconds, err := output("git", "log", "-1", "--format=%ct")
	if err != nil {
		return nil, err
	}
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return nil, err
	}
	r := &release{to: to, at: time.Unix(unix, 0).UTC()}
	here := filepath.Join(to, "here")
	defer os.Remove(here)
	if err := compile(here); err != nil {
		return nil, err
	}
	said, err := output(here, "version")
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(said, "\n")
	r.version = strings.TrimPrefix(first, "cogbench ")
	for _, name := range []string{"LICENSE", "README.md"} {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		r.extra = append(r.extra, entry{name, data, 0o644})
	}
	for _, shell := range []string{"bash", "fish", "zsh"} {
		text, err := output(here, "completion", shell)
		if err != nil {
			return nil, err
		}
		r.extra = append(r.extra, entry{"completions/cogbench." + shell, []byte(text + "\n"), 0o644})
	}
	return r, nil
}

// build compiles the program for a platform and returns its path.
func (r *release) build(p platform) (string, error) {
	path := filepath.Join(r.to, "programs", p.String(), p.program())
	if err := compile(path, "GOOS="+p.os, "GOARCH="+p.arch); err != nil {
		return "", fmt.Errorf("%s: %w", p, err)
	}
	return path, nil
}

// compile builds the program as releases have it: static, with the commit and without paths
// of this machine.
func compile(path string, environment ...string) error {
	command := exec.Command("go", "build", "-trimpath", "-buildvcs=true", "-ldflags", "-s -w -buildid=", "-o", path, "./cmd/cogbench")
	command.Env = append(append(os.Environ(), "CGO_ENABLED=0"), environment...)
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, said)
	}
	return nil
}

// output is what a command says, without the last line feed.
func output(name string, arguments ...string) (string, error) {
	command := exec.Command(name, arguments...)
	command.Stderr = os.Stderr
	said, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return strings.TrimRight(string(said), "\n"), nil
}
