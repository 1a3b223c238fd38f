package main

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// recordingMemory bounds the memory that a recording of any size takes, in bytes.
const recordingMemory = 100 << 20

// A recording of half a gigabyte is explained in a fraction of that: one of a busy page, with
// calls of the service here and there, and one of calls alone, of which not all are kept.
func TestARecordingOfAnySizeIsExplained(t *testing.T) {
	const size = 500 << 20
	picture := fmt.Sprintf(`{"startedDateTime":"2026-11-30T12:00:00Z","request":{"method":"GET","url":"https://a.example/"},"response":{"content":{"text":%q}}}`,
		strings.Repeat(`<p class="x">é</p>`+"\n", 20_000))
	call := `{"startedDateTime":"2026-11-30T12:00:00Z","request":{"method":"POST","url":"https://cognito-idp.eu-central-1.amazonaws.com/",` +
		`"headers":[{"name":"x-amz-target","value":"AWSCognitoIdentityProviderService.%s"}],"postData":{"text":"{\"ClientId\":\"c\",\"AccessToken\":\"` +
		strings.Repeat("a", 1200) + `\"}"}},"response":{"status":200,"content":{"text":"{\"Username\":\"` + strings.Repeat("b", 2000) + `\"}"}}}`
	for name, c := range map[string]struct {
		entries []string
		code    int
		said    string
	}{
		"busy page":   {append(slices.Repeat([]string{picture}, 20), fmt.Sprintf(call, "GetUser")), exitOK, "no rule violated"},
		"calls alone": {[]string{fmt.Sprintf(call, "GetUser"), fmt.Sprintf(call, "ListDevices")}, exitInconclusive, "all that is kept"},
	} {
		t.Run(name, func(t *testing.T) {
			command := exec.Command("cogbench", "explain", "--quiet", "-")
			command.Stdin = io.MultiReader(strings.NewReader(`{"log":{"entries":[`), &repeated{text: []byte(strings.Join(c.entries, ",")), left: size})
			code, output := within(t, command)
			if code != c.code || !strings.Contains(output, c.said) {
				t.Errorf("exit code %d, want %d with %q:\n%s", code, c.code, c.said, output)
			}
			used := maxMemory(command.ProcessState)
			t.Logf("%d MiB", used>>20)
			if used > recordingMemory {
				t.Errorf("%d bytes of memory, want at most %d", used, recordingMemory)
			}
		})
	}
}

// repeated is the entries of a HAR, over and over, and its end.
type repeated struct {
	text []byte
	rest []byte
	left int
	over bool
}

// Read implements io.Reader.
func (r *repeated) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		switch {
		case r.over:
			return 0, io.EOF
		case r.left <= 0:
			r.rest, r.over = []byte("]}}"), true
		default:
			r.rest = r.text
			if r.left -= len(r.text); r.left > 0 {
				r.rest = append(bytes.Clone(r.text), ',')
			}
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
