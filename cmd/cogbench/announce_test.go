package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/target"
)

func TestAnnounceSaysWhatARunDoes(t *testing.T) {
	plan := &suites.Plan{Run: make([]string, 100)}
	given := target.Config{Endpoint: "http://127.0.0.1:1", Pool: target.PoolChoice{Existing: &target.ExistingPool{
		ID: "us-east-1_given", ClientID: "c", Users: []target.ExistingUser{{Username: "u", Password: "p"}},
	}}}
	for name, c := range map[string]struct {
		profile target.Config
		want    []string
	}{
		"AWS": {
			target.Config{Endpoint: "https://cognito-idp.eu-west-1.amazonaws.com"},
			[]string{"AWS in eu-west-1: about 42 user pools and 450 users", "6300 calls", "monthly active user", "--cleanup"},
		},
		"a given pool":   {given, []string{"pool us-east-1_given with the 1 users given", "30 s"}},
		"another server": {target.Config{Endpoint: "http://127.0.0.1:1"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			on, err := target.New(t.Context(), c.profile, target.Options{
				AllowAWS: true, Getenv: func(name string) string { return strings.TrimPrefix(name, "COGBENCH_REGION") },
			})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			announce(&out, on, plan)
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in %q", want, out.String())
				}
			}
			if c.want == nil && out.Len() > 0 {
				t.Errorf("said %q", out.String())
			}
		})
	}
}
