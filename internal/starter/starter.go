// Package starter makes the files that a project begins with: a target file and a workflow
// for its CI service.
//
// It promises that what it makes is read by cogbench as it stands, and that it overwrites
// nothing.
package starter

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// Service is a CI service.
type Service string

// The services.
const (
	GitHub Service = "github"
	GitLab Service = "gitlab"
	None   Service = "none"
)

// Services are all services.
func Services() []Service { return []Service{GitHub, GitLab, None} }

// Answers are what a project says of itself.
type Answers struct {
	// Endpoint is the base URL of the server that is to be judged.
	Endpoint string
	// Profile is the set of rules: core, admin or full.
	Profile string
	// Service is the CI service that runs it.
	Service Service
}

// TargetFile is the name of the target file.
const TargetFile = "cogbench.yaml"

// File is one that a project begins with.
type File struct {
	Path string // relative to the project, with slashes
	Text string
}

// Files are those of the answers. The error is of the answers.
func Files(a Answers) ([]File, error) {
	address, err := url.Parse(a.Endpoint)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return nil, fmt.Errorf("the endpoint %q is not a URL such as http://127.0.0.1:9229", a.Endpoint)
	}
	if !slices.Contains(spec.Profiles(), spec.Profile(a.Profile)) {
		return nil, fmt.Errorf("there is no profile %q: choose one of %v", a.Profile, spec.Profiles())
	}
	files := []File{{TargetFile, targetFile(a)}}
	if _, err := target.ParseConfig(TargetFile, []byte(files[0].Text)); err != nil {
		return nil, err
	}
	switch a.Service {
	case GitHub:
		files = append(files, File{".github/workflows/cogbench.yml", gitHub(a)})
	case GitLab:
		files = append(files, File{".gitlab-ci.cogbench.yml", gitLab(a)})
	case None:
	default:
		return nil, fmt.Errorf("there is no CI service %q: choose one of %v", a.Service, Services())
	}
	return files, nil
}

// Write writes the files into a directory. If one of them is there already, none is
// written, and the error wraps fs.ErrExist.
func Write(directory string, files []File) error {
	var there []string
	for _, file := range files {
		switch _, err := os.Lstat(filepath.Join(directory, filepath.FromSlash(file.Path))); {
		case err == nil:
			there = append(there, file.Path)
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	if len(there) > 0 {
		return fmt.Errorf("%s: %w", strings.Join(there, ", "), fs.ErrExist)
	}
	for _, file := range files {
		path := filepath.Join(directory, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(file.Text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func targetFile(a Answers) string {
	return fmt.Sprintf(`# What cogbench judges; see docs/target.md of cogbench.
name: %s
endpoint: %s
region: us-east-1
# Without credentials here, COGBENCH_ACCESS_KEY_ID and COGBENCH_SECRET_ACCESS_KEY are used.
# Where pools cannot be made, name one that exists:
# pool:
#   id: us-east-1_abcdefghi
#   clientId: 1example23456789
#   users:
#     - {username: walker, password: "..."}
# How codes of SMS and e-mail can be read:
# codes: {command: "tail -1 codes.log"}
`, quoted(nameOf(a.Endpoint)), quoted(a.Endpoint))
}

// nameOf is the host of an endpoint.
func nameOf(endpoint string) string {
	address, err := url.Parse(endpoint)
	if err != nil { // Files has read it
		return endpoint
	}
	return address.Host
}

// quoted is a YAML string.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func gitHub(a Answers) string {
	return fmt.Sprintf(`name: cogbench
on: [push, pull_request]
permissions: {contents: read}
jobs:
  conform:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      # Start your server here, in the background.
      - uses: cogbench/cogbench@main
        with:
          target: %s
          profile: %s
`, TargetFile, a.Profile)
}

func gitLab(a Answers) string {
	return fmt.Sprintf(`# In .gitlab-ci.yml:  include: [.gitlab-ci.cogbench.yml]
cogbench:
  image: golang:1.26
  script:
    # Start your server here, in the background, or as a service.
    - go install github.com/cogbench/cogbench/cmd/cogbench@latest
    - cogbench conform --target %s --profile %s --report-dir cogbench-report
  artifacts:
    when: always
    paths: [cogbench-report]
    reports: {junit: cogbench-report/junit.xml}
`, TargetFile, a.Profile)
}
