package main

import (
	"strings"
	"testing"
)

func TestBlocks(t *testing.T) {
	const document = "# A title\n\nText.\n\n    cogbench rules\n    cogbench version\n\n```sh\ncogbench conform --rule X # exit 1: it fails\n```\n\n" +
		"*Needs an AWS account.*\n\n    cogbench conform --allow-aws\n\n*Takes ten minutes.*\n\n    cogbench selftest\n\n" +
		"```yaml my.yaml\nname: mine\n```\n\n```sh my.sh\ntrue\n```\n\n```text\nnot run\n```\n\n1. A list:\n\n   ```sh\n   cogbench bench\n   ```\n\n*Only stressed.*\n\nText.\n\n    cogbench serve --listen 127.0.0.1:0\n"
	blocks, findings := blocksOf("a.md", []byte(document))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	want := []block{
		{line: 5, text: "cogbench rules\ncogbench version"},
		{line: 9, text: "cogbench conform --rule X # exit 1: it fails", exit: 1},
		{line: 14, text: "cogbench conform --allow-aws", needs: "an AWS account"},
		{line: 18, text: "cogbench selftest", slow: true},
		{line: 21, text: "name: mine", file: "my.yaml"},
		{line: 25, text: "true", file: "my.sh"},
		{line: 35, text: "cogbench bench"},
		{line: 42, text: "cogbench serve --listen 127.0.0.1:0"},
	}
	if len(blocks) != len(want) {
		t.Fatalf("%d blocks, want %d: %v", len(blocks), len(want), blocks)
	}
	for i, b := range blocks {
		want[i].document = "a.md"
		if b != want[i] {
			t.Errorf("got  %+v\nwant %+v", b, want[i])
		}
	}
	if !blocks[7].serves() || blocks[0].serves() {
		t.Error("only what does nothing but serve serves")
	}
}

func TestFindings(t *testing.T) {
	for name, test := range map[string]struct{ document, want string }{
		"no language":      {"```\ncogbench rules\n```\n", `a.md:2: cogbench rules: its language is ""`},
		"another language": {"```bash\ncogbench rules\n```\n", `its language is "bash"`},
		"unknown need":     {"*Needs patience.*\n\n    cogbench rules\n", "it needs patience: choose one of an AWS account"},
		"unknown reason":   {"*Do not run this.*\n\n    cogbench rules\n", `"Do not run this." before it is neither`},
		"early exit":       {"    cogbench rules # exit 1\n    cogbench version\n", "a line before the last promises an exit code"},
		"empty":            {"```sh\n```\n", "an empty block"},
	} {
		t.Run(name, func(t *testing.T) {
			_, findings := blocksOf("a.md", []byte(test.document))
			if len(findings) != 1 || !strings.Contains(findings[0], test.want) {
				t.Errorf("%q, want one: %q", findings, test.want)
			}
		})
	}
}
