package bench

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
)

// restricting are the environment variables that take features of the processor from a
// library: cogbench's own, and OpenSSL's.
var restricting = []string{"COGBENCH_SRP", "OPENSSL_ia32cap"}

// Restrictions are those of the environment, which adapters inherit: NAME=VALUE.
func Restrictions(getenv func(string) string) []string {
	var found []string
	for _, name := range restricting {
		if value := getenv(name); value != "" {
			found = append(found, name+"="+value)
		}
	}
	return found
}

// restrictionsIn are those that a command line sets.
func restrictionsIn(command string) []string {
	var found []string
	for _, name := range restricting {
		setting := regexp.MustCompile(`(?:^|[\s;&'"])(` + name + `=[^\s;&'"]+)`)
		if match := setting.FindStringSubmatch(command); match != nil {
			found = append(found, match[1])
		}
	}
	return found
}

// Cores is the number of processors that Go uses.
func Cores() int { return runtime.GOMAXPROCS(0) }

// Machine is the platform, the number of processors in use, and Go's version.
func Machine() string {
	return fmt.Sprintf("%s/%s, %d CPUs, %s", runtime.GOOS, runtime.GOARCH, Cores(), runtime.Version())
}

// Processor is the model of the processor, "" where /proc/cpuinfo does not tell it.
func Processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
