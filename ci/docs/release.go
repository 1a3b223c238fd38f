package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// modulePath is that of the project.
const modulePath = "github.com/cogbench/cogbench"

// standIn puts in the place of a release what the checkout gives for it: a module proxy for
// go install, npm's tarballs for npx. did is false for other ways to install.
func (p *place) standIn(ctx context.Context, b block) (did bool, err error) {
	switch {
	case strings.HasPrefix(b.text, "go install "):
		if p.module == nil {
			p.module, err = newModuleProxy(ctx, filepath.Join(p.shared, "proxy"), p.root)
			p.environment = append(p.environment, "GONOSUMDB="+modulePath, "GOBIN="+filepath.Join(p.shared, "gobin"),
				"GOPROXY=file://"+filepath.Join(p.shared, "proxy")+",https://proxy.golang.org")
		}
		return true, err
	case strings.HasPrefix(b.text, "npx ") && p.npm != "":
		tarballs, err := filepath.Glob(filepath.Join(p.npm, "*.tgz"))
		if err != nil || len(tarballs) == 0 {
			return true, fmt.Errorf("no tarballs in %s", p.npm)
		}
		output, code, err := p.run(ctx, "npm install --no-save --no-audit --no-fund --offline "+strings.Join(tarballs, " "))
		if err == nil && code != 0 {
			err = fmt.Errorf("npm install: exit %d\n%s", code, output)
		}
		return true, err
	}
	return false, nil
}

// moduleProxy is a module proxy in a directory, with one version of the project.
type moduleProxy struct{ left []string }

// newModuleProxy publishes a checkout in a directory, under a version of this moment.
func newModuleProxy(ctx context.Context, to, checkout string) (*moduleProxy, error) {
	version := module.PseudoVersion("", "", time.Now(), "0123456789ab")
	versions := filepath.Join(to, modulePath, "@v")
	if err := os.MkdirAll(versions, 0o755); err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	if err := zip.CreateFromDir(&packed, module.Version{Path: modulePath, Version: version}, checkout); err != nil {
		return nil, err
	}
	info, err := json.Marshal(map[string]any{"Version": version, "Time": time.Now().UTC()})
	if err != nil {
		return nil, err
	}
	mod, err := os.ReadFile(filepath.Join(checkout, "go.mod"))
	if err != nil {
		return nil, err
	}
	for name, content := range map[string][]byte{version + ".info": info, version + ".mod": mod, version + ".zip": packed.Bytes(), "list": nil, "../@latest": info} {
		if err := os.WriteFile(filepath.Join(versions, name), content, 0o600); err != nil {
			return nil, err
		}
	}
	cache, err := exec.CommandContext(ctx, "go", "env", "GOMODCACHE").Output()
	if err != nil {
		return nil, err
	}
	in := strings.TrimSpace(string(cache))
	downloaded, unpacked := filepath.Join(in, "cache", "download", modulePath), filepath.Join(in, modulePath+"@"+version)
	return &moduleProxy{left: []string{downloaded, unpacked}}, nil
}

// forget removes the version from the machine's module cache.
func (m *moduleProxy) forget() error {
	var errs []error
	for _, path := range m.left {
		errs = append(errs, os.RemoveAll(path))
	}
	return errors.Join(errs...)
}
