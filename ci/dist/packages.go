package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// nfpm is the tool that makes Debian packages.
const nfpm = "github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.2"

// debian makes a .deb for each Linux.
func (r *release) debian(programs map[platform]string) error {
	completions, err := r.unpackCompletions()
	if err != nil {
		return err
	}
	for _, p := range r.platforms {
		if p.os != "linux" {
			continue
		}
		config := fmt.Sprintf(`name: cogbench
arch: %s
platform: linux
version: %s
maintainer: The cogbench authors <cogbench@users.noreply.github.com>
homepage: https://github.com/cogbench/cogbench
license: Apache-2.0
section: devel
mtime: %s
description: |
  Checks implementations of Amazon Cognito's remembered-device protocol
  Conformance suites, golden SRP vectors and a load driver in one program.
contents:
  - {src: %q, dst: /usr/bin/cogbench, file_info: {mode: 0755}}
  - {src: LICENSE, dst: /usr/share/doc/cogbench/copyright, file_info: {mode: 0644}}
  - {src: %q, dst: /usr/share/bash-completion/completions/cogbench, file_info: {mode: 0644}}
  - {src: %q, dst: /usr/share/fish/vendor_completions.d/cogbench.fish, file_info: {mode: 0644}}
  - {src: %q, dst: /usr/share/zsh/vendor-completions/_cogbench, file_info: {mode: 0644}}
`, p.arch, r.version, r.at.Format(time.RFC3339), programs[p],
			filepath.Join(completions, "cogbench.bash"), filepath.Join(completions, "cogbench.fish"), filepath.Join(completions, "cogbench.zsh"))
		path := filepath.Join(r.to, "programs", p.String(), "nfpm.yaml")
		if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
			return err
		}
		target := filepath.Join(r.to, fmt.Sprintf("cogbench_%s_%s.deb", r.version, p.arch))
		if _, err := output("go", "run", nfpm, "package", "--config", path, "--packager", "deb", "--target", target); err != nil {
			return err
		}
	}
	return nil
}

// unpackCompletions writes the completions out, and returns their folder.
func (r *release) unpackCompletions() (string, error) {
	folder := filepath.Join(r.to, "completions")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	for _, e := range r.extra {
		if name, is := strings.CutPrefix(e.name, "completions/"); is {
			if err := os.WriteFile(filepath.Join(folder, name), e.data, 0o644); err != nil {
				return "", err
			}
		}
	}
	return folder, nil
}

// formula writes a Homebrew formula for the archives of macOS and Linux.
func (r *release) formula(map[platform]string) error {
	sums, err := r.sums()
	if err != nil {
		return err
	}
	var archives strings.Builder
	for _, p := range r.platforms {
		system, arch := p.brew()
		if system == "" {
			continue
		}
		file := fmt.Sprintf("cogbench-%s-%s.tar.gz", r.version, p)
		fmt.Fprintf(&archives, `  on_%s do
    on_%s do
      url "https://github.com/cogbench/cogbench/releases/download/v%s/%s"
      sha256 "%s"
    end
  end
`, system, arch, r.version, file, sums[file])
	}
	return r.write("cogbench.rb", func() ([]byte, error) {
		return fmt.Appendf(nil, formula, r.version, archives.String()), nil
	})
}

// formula takes the version, and where the archives are.
const formula = `class Cogbench < Formula
  desc "Checks implementations of Amazon Cognito's remembered-device protocol"
  homepage "https://github.com/cogbench/cogbench"
  version "%s"
  license "Apache-2.0"

%s
  def install
    bin.install "cogbench"
    bash_completion.install "completions/cogbench.bash" => "cogbench"
    fish_completion.install "completions/cogbench.fish"
    zsh_completion.install "completions/cogbench.zsh" => "_cogbench"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/cogbench version")
  end
end
`

// brew is the platform in Homebrew's words; it has none for Windows.
func (p platform) brew() (system, arch string) {
	system = map[string]string{"darwin": "macos", "linux": "linux"}[p.os]
	return system, map[string]string{"arm64": "arm", "amd64": "intel"}[p.arch]
}

// materials writes the bill of materials: every module that is linked into a program of
// any platform (CycloneDX 1.6).
func (r *release) materials(programs map[platform]string) error {
	type component struct {
		Type    string `json:"type"`
		Name    string `json:"name"`
		Version string `json:"version"`
		PURL    string `json:"purl"`
	}
	main := component{"application", "cogbench", r.version, "pkg:golang/github.com/cogbench/cogbench@v" + r.version}
	var components []component
	seen := map[string]bool{}
	for _, p := range r.platforms {
		info, err := buildinfo.ReadFile(programs[p])
		if err != nil {
			return err
		}
		for _, m := range info.Deps {
			purl := "pkg:golang/" + m.Path + "@" + m.Version
			if !seen[purl] {
				seen[purl] = true
				components = append(components, component{"library", m.Path, m.Version, purl})
			}
		}
	}
	return r.write("cogbench.cdx.json", func() ([]byte, error) {
		data, err := json.MarshalIndent(map[string]any{
			"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
			"metadata":   map[string]any{"timestamp": r.at.Format(time.RFC3339), "component": main},
			"components": components,
		}, "", " ")
		return append(data, '\n'), err
	})
}
