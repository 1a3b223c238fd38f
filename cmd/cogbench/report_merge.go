package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/parcel"
	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
	loadrender "github.com/cogbench/cogbench/report/load/render"
	"github.com/cogbench/cogbench/report/render"
)

// mergeCommand merges shards and judges the whole.
type mergeCommand struct {
	outputFlags  `embed:""`
	Parts        []string `arg:"" placeholder:"FROM" help:"Results of shards: load.json or conformance.json files, their directories, a directory of these, tar archives, logs with what --archive printed, or - for standard input."`
	To           string   `type:"given" name:"report-dir" required:"" placeholder:"DIR" help:"Where to write."`
	Baseline     string   `type:"given" placeholder:"FILE" help:"Rules known to fail, one per line with a reason."`
	AllowMissing bool     `name:"allow-missing" help:"Merge what there is: the reports name the missing shards, and nothing stands in for them."`
}

// Help implements kong's HelpProvider.
func (mergeCommand) Help() string {
	return `The exit code is that of the merged run: the thresholds of a load are held
against the whole.

Examples:

    cogbench report merge shard1 shard2 --report-dir out
    cogbench report merge results/ --report-dir out
    kubectl logs POD | cogbench report merge - --report-dir out`
}

// Run runs the command.
func (m mergeCommand) Run(console streams) error {
	unpacked, err := os.MkdirTemp("", "cogbench-merge-")
	if err != nil {
		return usage(err, "")
	}
	defer os.RemoveAll(unpacked)
	found := sources{unpacked: unpacked, stdin: console.stdin}
	for _, from := range m.Parts {
		if err := found.add(from); err != nil {
			return usage(fmt.Errorf("%s: %w", from, err), "cogbench load or conform writes results with --report-dir DIR")
		}
	}
	switch {
	case len(found.loads) > 0 && len(found.conformances) > 0:
		return usage(errors.New("loads and conformance results cannot be merged into one report"), "merge each kind by itself")
	case len(found.loads) > 0:
		return m.mergeLoads(found.loads, console)
	}
	return m.mergeConformance(found.conformances, console)
}

// mergeLoads merges the load runs of directories.
func (m mergeCommand) mergeLoads(directories []string, console streams) error {
	if m.Baseline != "" {
		return usage(errors.New("a load run takes no baseline"), "leave out --baseline")
	}
	result, err := load.Merge(load.Merging{From: directories, Directory: m.To, AllowMissing: m.AllowMissing, Render: loadrender.WriteFiles})
	if _, lost := errors.AsType[*load.FilesError](err); err != nil && !lost {
		return refused(err, "only the shards of one run can be merged, each of them once")
	}
	if result == nil {
		return usage(err, "")
	}
	if err := m.showLoad(console, &result.Load); err != nil {
		return err
	}
	return concludeLoad(context.Background(), result, err)
}

// refused is the failure of a merge. Missing shards can be allowed for.
func refused(err error, hint string) error {
	if _, missing := errors.AsType[*report.MissingError](err); missing {
		hint = "with --allow-missing, what there is is merged, and the reports name what is missing"
	}
	return usage(err, hint)
}

// mergeConformance merges results of the suite.
func (m mergeCommand) mergeConformance(files []string, console streams) error {
	var parts []*report.Conformance
	for _, path := range files {
		part, err := readResults(path)
		if err != nil {
			return err
		}
		parts = append(parts, part)
	}
	whole, err := report.Merge(parts)
	if _, missing := errors.AsType[*report.MissingError](err); missing && m.AllowMissing {
		fmt.Fprintln(console.stderr, err)
	} else if err != nil {
		return refused(err, "only the shards of one run can be merged: same target, profile, gate and rules")
	}
	known, err := loadBaseline(m.Baseline, console)
	if err != nil {
		return err
	}
	verdict := whole.Verdict(known)
	if err := render.WriteFiles(m.To, whole, verdict); err != nil {
		return usage(err, "")
	}
	if err := m.show(whole, verdict, m.To, console); err != nil {
		return err
	}
	if whole.Interrupted {
		return ended(exitInterrupted)
	}
	return ended(exitCode(verdict, false))
}

// sources are the results that were named, by their kind.
type sources struct {
	unpacked     string // what archives are unpacked into
	stdin        io.Reader
	archives     int
	loads        []string // directories
	conformances []string // files
}

// add takes what a name on the command line means.
func (s *sources) add(from string) error {
	if from == "-" {
		return s.unpack(s.stdin)
	}
	info, err := os.Stat(from)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return s.addDirectory(from)
	case filepath.Base(from) == loadreport.ReportFile:
		s.loads = append(s.loads, filepath.Dir(from))
		return nil
	case filepath.Ext(from) == ".json":
		s.conformances = append(s.conformances, from)
		return nil
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return s.unpack(f)
}

// addDirectory takes the results in a directory, or else those in each directory of it.
func (s *sources) addDirectory(directory string) error {
	if s.addResults(directory) {
		return nil
	}
	entries, err := os.ReadDir(directory)
	if err != nil {
		return err
	}
	found := false
	for _, entry := range entries {
		found = entry.IsDir() && s.addResults(filepath.Join(directory, entry.Name())) || found
	}
	if !found {
		return errors.New("there are no results in it")
	}
	return nil
}

// addResults takes the results in a directory, if there are some.
func (s *sources) addResults(directory string) bool {
	if _, is := loadDirectory(directory); is {
		s.loads = append(s.loads, directory)
		return true
	}
	if path := resultsPath(directory); fileThere(path) {
		s.conformances = append(s.conformances, path)
		return true
	}
	return false
}

func fileThere(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// unpack takes the results of an archive, or of a text that has some.
func (s *sources) unpack(stream io.Reader) error {
	s.archives++
	into := filepath.Join(s.unpacked, fmt.Sprintf("archive%d", s.archives))
	directories, err := parcel.Unpack(stream, into, loadreport.ReportFile, loadreport.IntervalLogFile, report.ConformanceFile)
	for _, directory := range directories {
		s.addResults(directory)
	}
	return err
}
