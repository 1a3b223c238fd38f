package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// launcher starts the program of the platform's package. Its exit code and signals are the
// program's.
const launcher = `#!/usr/bin/env node
"use strict";
const { spawn } = require("node:child_process");

const name = "@cogbench/" + process.platform + "-" + process.arch;
let program;
try {
  program = require.resolve(name + "/" + (process.platform === "win32" ? "cogbench.exe" : "cogbench"));
} catch {
  console.error("cogbench: the package " + name + " is not installed.");
  console.error("  hint: let npm install optional dependencies (no --omit=optional), on the platform where");
  console.error("  cogbench runs; where there is no such package, install with Go: docs/install.md");
  process.exit(2);
}
const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => {
  console.error("cogbench: " + error.message);
  process.exit(70);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 130 : code));
`

// node is the platform in Node's words.
func (p platform) node() (system, arch string) {
	system, arch = p.os, p.arch
	if system == "windows" {
		system = "win32"
	}
	if arch == "amd64" {
		arch = "x64"
	}
	return system, arch
}

// npm packs one package a platform, and the one that chooses between them.
func (r *release) npm(programs map[platform]string) error {
	optional := map[string]string{}
	for _, p := range r.platforms {
		system, arch := p.node()
		name := "@cogbench/" + system + "-" + arch
		optional[name] = r.version
		data, err := os.ReadFile(programs[p])
		if err != nil {
			return err
		}
		manifest := r.manifest(name)
		manifest["os"], manifest["cpu"] = []string{system}, []string{arch}
		manifest["preferUnplugged"] = true
		if err := r.pack(fmt.Sprintf("npm-cogbench-%s-%s-%s.tgz", system, arch, r.version), manifest, entry{p.program(), data, 0o755}); err != nil {
			return err
		}
	}
	manifest := r.manifest("cogbench")
	manifest["bin"] = map[string]string{"cogbench": "cogbench.js"}
	manifest["engines"] = map[string]string{"node": ">=18"}
	manifest["optionalDependencies"] = optional
	return r.pack(fmt.Sprintf("npm-cogbench-%s.tgz", r.version), manifest, entry{"cogbench.js", []byte(launcher), 0o755})
}

// manifest is what every package.json has.
func (r *release) manifest(name string) map[string]any {
	return map[string]any{
		"name": name, "version": r.version, "license": "Apache-2.0",
		"description": "Checks implementations of Amazon Cognito's remembered-device protocol, and measures them.",
		"repository":  map[string]string{"type": "git", "url": "git+https://github.com/cogbench/cogbench.git"},
	}
}

// pack writes a package as npm packs one.
func (r *release) pack(file string, manifest map[string]any, entries ...entry) error {
	return r.write(file, func() ([]byte, error) {
		data, err := json.MarshalIndent(manifest, "", "  ")
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{"package.json", append(data, '\n'), 0o644}, r.extra[0], r.extra[1])
		for i := range entries {
			entries[i].name = "package/" + entries[i].name
		}
		return tarred(entries, r.at)
	})
}
