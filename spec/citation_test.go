package spec_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/spec"
)

func TestCiteFindsDocumentsAndIssues(t *testing.T) {
	sources, err := spec.Sources()
	if err != nil {
		t.Fatal(err)
	}
	const issues = "https://github.com/"
	for source, want := range map[string]map[string]string{
		"DG-old managing errors; DG step 7": {
			"DG-old": issues + "awsdocs/amazon-cognito-developer-guide/tree/324d35e",
			"DG":     "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html",
		},
		"net-ext#73, #139": {
			"net-ext#73": issues + "aws/aws-sdk-net-extensions-cognito/issues/73",
			"#139":       issues + "aws/aws-sdk-net-extensions-cognito/issues/139",
		},
		"amplify-js PR#12171; kink80/cognitoauth#2": {
			"amplify-js PR#12171":  issues + "aws-amplify/amplify-js/issues/12171",
			"kink80/cognitoauth#2": issues + "kink80/cognitoauth/issues/2",
		},
		"alexrudd#1/#7/PR#8": {
			"alexrudd#1": issues + "alexrudd/cognito-srp/issues/1",
			"#7":         issues + "alexrudd/cognito-srp/issues/7",
			"PR#8":       issues + "alexrudd/cognito-srp/issues/8",
		},
		"nobody-knows#5; types.go:612": {
			"types.go": "https://pkg.go.dev/github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider@v1.61.0/types",
		},
	} {
		t.Run(source, func(t *testing.T) {
			got := map[string]string{}
			for _, c := range sources.Cite(source) {
				if c.URL != "" {
					got[c.Text] = c.URL
				}
			}
			for text, url := range want {
				if got[text] != url {
					t.Errorf("%q leads to %q, want %q", text, got[text], url)
				}
			}
			if len(got) != len(want) {
				t.Errorf("links %v, want %v", got, want)
			}
		})
	}
}

// No letter of a source is lost in taking it apart.
func TestCiteKeepsEverySource(t *testing.T) {
	sources, err := spec.Sources()
	if err != nil {
		t.Fatal(err)
	}
	linked := 0
	for _, rule := range rules(t) {
		var joined strings.Builder
		hasLink := false
		for _, c := range sources.Cite(rule.Source) {
			joined.WriteString(c.Text)
			hasLink = hasLink || c.URL != "" || c.Title != ""
		}
		if joined.String() != rule.Source {
			t.Errorf("%s: %q became %q", rule.ID, rule.Source, joined.String())
		}
		if hasLink {
			linked++
		}
	}
	if linked < 200 {
		t.Errorf("%d rules have a source that is known, want nearly all", linked)
	}
}
