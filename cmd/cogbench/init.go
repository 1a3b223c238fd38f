package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cogbench/cogbench/internal/starter"
	"github.com/cogbench/cogbench/internal/term"
)

// initCommand writes the files that a project begins with.
type initCommand struct {
	Endpoint  string `placeholder:"URL" help:"Base URL of the server to judge."`
	Profile   string `enum:",core,admin,full" default:"" placeholder:"PROFILE" help:"The set of rules: core, admin or full."`
	CI        string `name:"ci" enum:",github,gitlab,none" default:"" placeholder:"SERVICE" help:"The CI service: github, gitlab or none."`
	Directory string `default:"." help:"The project's directory."`
}

// Help implements kong's HelpProvider.
func (initCommand) Help() string {
	return "What no flag says is asked, if standard input is a terminal. Nothing is overwritten.\n\nExamples:\n\n    cogbench init\n    cogbench init --endpoint http://127.0.0.1:9229 --profile core --ci github"
}

// Run runs the command.
func (i initCommand) Run(console streams) error {
	answers, err := i.ask(console)
	if err != nil {
		return err
	}
	files, err := starter.Files(answers)
	if err != nil {
		return usage(err, "")
	}
	err = starter.Write(i.Directory, files)
	switch {
	case errors.Is(err, fs.ErrExist):
		return usage(err, "nothing was written; move the file away, or give another --directory")
	case err != nil:
		return usage(err, "give another --directory")
	}
	in := func(path string) string { return filepath.Join(i.Directory, filepath.FromSlash(path)) }
	for _, file := range files {
		fmt.Fprintf(console.stdout, "wrote %s\n", in(file.Path))
	}
	fmt.Fprintf(console.stdout, "\nTry it here first, with the server running:\n\n    cogbench doctor --target %[1]s\n    cogbench conform --target %[1]s --report-dir out\n", in(starter.TargetFile))
	return nil
}

// ask asks for what no flag says.
func (i initCommand) ask(console streams) (starter.Answers, error) {
	in := bufio.NewReader(io.LimitReader(console.stdin, 1<<16))
	file, isFile := console.stdin.(*os.File)
	asks := isFile && term.IsTerminal(file)
	values := []string{i.Endpoint, i.Profile, i.CI}
	for n, question := range []struct{ flag, text, usual string }{
		{"--endpoint", "What is the base URL of the server to judge?", "http://127.0.0.1:9229"},
		{"--profile", "Which rules: core (a public client's path), admin, or full?", "full"},
		{"--ci", "Which CI service: github, gitlab or none?", "github"},
	} {
		if values[n] != "" {
			continue
		}
		if !asks {
			return starter.Answers{}, usage(fmt.Errorf("%s is not given, and standard input is not a terminal to ask on", question.flag), "for example "+question.flag+" "+question.usual)
		}
		fmt.Fprintf(console.stderr, "%s [%s] ", question.text, question.usual)
		line, err := in.ReadString('\n')
		if err != nil {
			return starter.Answers{}, usage(errors.New("the answers ended"), "nothing was written")
		}
		if values[n] = strings.TrimSpace(line); values[n] == "" {
			values[n] = question.usual
		}
	}
	return starter.Answers{Endpoint: values[0], Profile: values[1], Service: starter.Service(values[2])}, nil
}
