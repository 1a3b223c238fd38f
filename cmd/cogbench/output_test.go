package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// What a command found decides its exit code, but that nobody got it is told in any case.
func TestUnwrittenResultsAreTold(t *testing.T) {
	lost := &fs.PathError{Op: "write", Path: os.Stdout.Name(), Err: errors.New("no space left on device")}
	for name, test := range map[string]struct {
		err  error
		code int
		told string
	}{
		"all went well":  {nil, exitInconclusive, "no space left"},
		"a rule failed":  {ended(exitFailed), exitFailed, "no space left"},
		"a usage error":  {usage(errors.New("no such flag"), ""), exitUsage, "no such flag"},
		"not all judged": {ended(exitInconclusive), exitInconclusive, "no space left"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			if code := explain(orUnwritten(test.err, lost), &stderr); code != test.code || !strings.Contains(stderr.String(), test.told) {
				t.Errorf("exit code %d, %q; want %d, %q", code, stderr.String(), test.code, test.told)
			}
		})
	}
}
