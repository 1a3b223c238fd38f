package main

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/cpu"

	"github.com/cogbench/cogbench/internal/buildinfo"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp"
)

// versionCommand prints what this program is.
type versionCommand struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Help implements kong's HelpProvider.
func (versionCommand) Help() string { return "Example:\n\n    cogbench version --json" }

// build is what is known of this program.
type build struct {
	Version  string   `json:"version"`
	Revision string   `json:"revision"`
	Go       string   `json:"go"`
	Platform string   `json:"platform"`
	CPU      []string `json:"cpu"`
	// Arithmetic is the implementation that SRP uses: see docs/performance.md.
	Arithmetic string `json:"arithmetic"`
}

// Run runs the command.
func (v versionCommand) Run(console streams) error {
	b := thisBuild()
	if v.JSON {
		return printJSON(console, b)
	}
	fmt.Fprintf(console.stdout, "cogbench %s\nrevision %s\n%s %s\ncpu features %v\narithmetic %s\n",
		b.Version, b.Revision, b.Go, b.Platform, b.CPU, b.Arithmetic)
	return nil
}

// thisBuild describes this program and the machine that it runs on.
func thisBuild() build {
	current := buildinfo.Current()
	return build{
		Version: current.Version, Revision: current.Revision, Go: runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH, CPU: cpuFeatures(), Arithmetic: srp.Arithmetic(),
	}
}

// thisTool is this program in results.
func thisTool() report.Tool {
	return report.Tool{Name: "cogbench", Version: buildinfo.Version()}
}

// cpuFeatures names the features that the arithmetic can make use of.
func cpuFeatures() []string {
	features := []string{}
	for _, feature := range []struct {
		name string
		has  bool
	}{
		{"adx", cpu.X86.HasADX},
		{"bmi2", cpu.X86.HasBMI2},
		{"avx2", cpu.X86.HasAVX2},
		{"avx512ifma", cpu.X86.HasAVX512IFMA},
		{"asimd", cpu.ARM64.HasASIMD},
		{"sha2", cpu.ARM64.HasSHA2},
	} {
		if feature.has {
			features = append(features, feature.name)
		}
	}
	return features
}
