package cogbench_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

func TestCostSaysWhatARunDoes(t *testing.T) {
	given := func(users int) target.Config {
		return target.Config{Endpoint: "http://127.0.0.1:1", Pool: target.PoolChoice{Existing: &target.ExistingPool{
			ID: "us-east-1_given", ClientID: "c",
			Users: slices.Repeat([]target.ExistingUser{{Username: "u", Password: "p"}}, users),
		}}}
	}
	for name, c := range map[string]struct {
		config  target.Config
		rules   int
		want    []string
		profile spec.Profile
	}{
		"the questions on AWS": {
			target.Config{Endpoint: "https://cognito-idp.eu-west-1.amazonaws.com"},
			34,
			[]string{"34 rules will be checked", "about 25 user pools and 75 users", "1496 calls"},
			spec.Ask,
		},
		"AWS": {
			target.Config{Endpoint: "https://cognito-idp.eu-west-1.amazonaws.com"},
			100,
			[]string{"AWS in eu-west-1: about 29 user pools and 270 users", "4500 calls", "monthly active user", "--cleanup"},
			spec.Full,
		},
		"one rule on AWS": {
			target.Config{Endpoint: "https://cognito-idp.eu-west-1.amazonaws.com"},
			1,
			[]string{"1 rule will be checked", "about 1 user pool and 3 users", "45 calls"},
			spec.Full,
		},
		"a given user":   {given(1), 1, []string{"1 rule will be checked in pool us-east-1_given with the 1 user given", "30 s"}, spec.Full},
		"given users":    {given(3), 100, []string{"with the 3 users given"}, spec.Full},
		"another server": {target.Config{Endpoint: "http://127.0.0.1:1"}, 100, nil, spec.Full},
	} {
		t.Run(name, func(t *testing.T) {
			on, err := target.New(t.Context(), c.config, target.Options{
				AllowAWS: true, Getenv: func(name string) string { return strings.TrimPrefix(name, "COGBENCH_REGION") },
			})
			if err != nil {
				t.Fatal(err)
			}
			said := cogbench.Cost(on, c.profile, c.rules)
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("no %q in %q", want, said)
				}
			}
			if c.want == nil && said != "" {
				t.Errorf("said %q", said)
			}
		})
	}
}
