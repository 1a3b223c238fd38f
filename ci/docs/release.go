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

// releases is what stands for a release: a module proxy with the checkout for go install,
// made when it is needed, and npm's tarballs for npx.
type releases struct {
	npm   string   // the directory of the tarballs, "" for none
	proxy string   // the module proxy's directory, "" before
	left  []string // what go install leaves in the machine's module cache
}

// standIn puts in the place of a release what the checkout gives for it. did is false for
// other ways to install than go install and npx.
func (p *place) standIn(ctx context.Context, b block) (did bool, err error) {
	switch {
	case strings.HasPrefix(b.text, "go install "):
		err := p.releases.publish(ctx, p.root)
		p.environment = append(p.environment, "GONOSUMDB="+modulePath, "GOPROXY=file://"+p.releases.proxy+",https://proxy.golang.org")
		return true, err
	case strings.HasPrefix(b.text, "npx ") && p.releases.npm != "":
		return true, p.installTarballs(ctx)
	}
	return false, nil
}

// installTarballs installs npm's packages where the block is run.
func (p *place) installTarballs(ctx context.Context) error {
	tarballs, err := filepath.Glob(filepath.Join(p.releases.npm, "*.tgz"))
	if err != nil || len(tarballs) == 0 {
		return fmt.Errorf("no tarballs in %s", p.releases.npm)
	}
	output, code, err := p.run(ctx, "npm install --no-save --no-audit --no-fund --offline "+strings.Join(tarballs, " "))
	if err == nil && code != 0 {
		err = fmt.Errorf("npm install: exit %d\n%s", code, lastOf(output))
	}
	return err
}

// publish makes the module proxy, with a checkout under a version of this moment.
func (r *releases) publish(ctx context.Context, checkout string) error {
	if r.proxy != "" {
		return nil
	}
	proxy, err := os.MkdirTemp("", "cogbench-proxy-")
	if err != nil {
		return err
	}
	r.proxy = proxy
	version := module.PseudoVersion("", "", time.Now(), "0123456789ab")
	versions := filepath.Join(proxy, modulePath, "@v")
	if err := os.MkdirAll(versions, 0o755); err != nil {
		return err
	}
	var packed bytes.Buffer
	if err := zip.CreateFromDir(&packed, module.Version{Path: modulePath, Version: version}, checkout); err != nil {
		return err
	}
	info, err := json.Marshal(map[string]any{"Version": version, "Time": time.Now().UTC()})
	if err != nil {
		return err
	}
	mod, err := os.ReadFile(filepath.Join(checkout, "go.mod"))
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{version + ".info": info, version + ".mod": mod, version + ".zip": packed.Bytes(), "list": nil, "../@latest": info} {
		if err := os.WriteFile(filepath.Join(versions, name), content, 0o600); err != nil {
			return err
		}
	}
	cache, err := exec.CommandContext(ctx, "go", "env", "GOMODCACHE").Output()
	in := strings.TrimSpace(string(cache))
	r.left = []string{filepath.Join(in, "cache", "download", modulePath), filepath.Join(in, modulePath+"@"+version)}
	return err
}

// forget removes the proxy, and its version from the machine's module cache.
func (r *releases) forget() error {
	var errs []error
	for _, path := range append(r.left, r.proxy) {
		if path != "" {
			errs = append(errs, os.RemoveAll(path))
		}
	}
	return errors.Join(errs...)
}
