package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"golang.org/x/sys/cpu"

	"github.com/cogbench/cogbench/srp"
)

// number is the version of this source; a build of a tagged module has its own.
const number = "0.1.0"

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
	// Arithmetic is what SRP computes with: see docs/performance.md.
	Arithmetic string `json:"arithmetic"`
}

// Run runs the command.
func (v versionCommand) Run(console streams) error {
	b := thisBuild()
	if v.JSON {
		encoder := json.NewEncoder(console.stdout)
		encoder.SetIndent("", " ")
		return encoder.Encode(b)
	}
	fmt.Fprintf(console.stdout, "cogbench %s\nrevision %s\n%s %s\ncpu features %v\narithmetic %s\n",
		b.Version, b.Revision, b.Go, b.Platform, b.CPU, b.Arithmetic)
	return nil
}

// thisBuild reads what the linker left in the program.
func thisBuild() build {
	b := build{
		Version: number, Revision: "unknown", Go: runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH, CPU: cpuFeatures(), Arithmetic: srp.Arithmetic(),
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	dirty := false
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Revision = setting.Value
		case "vcs.modified":
			dirty = setting.Value == "true"
		}
	}
	if dirty {
		b.Revision += " with changes"
	}
	return b
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
