package sigv4_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/refpool/internal/sigv4"
)

// The keys of AWS's published examples.
const (
	exampleKey    = "AKIDEXAMPLE"
	exampleSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

var exampleTime = time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)

// TestPublishedVectors checks signatures that AWS published: the worked example
// of the General Reference (IAM ListUsers) and the Signature Version 4 test suite.
func TestPublishedVectors(t *testing.T) {
	const date = "x-amz-date:20150830T123600Z"
	for _, vector := range []struct {
		name, service, method, url string
		headers                    []string // besides host
		signed                     string
		body                       string
		signature                  string
	}{
		{
			"IAM ListUsers", "iam", "GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
			[]string{date, "content-type:application/x-www-form-urlencoded; charset=utf-8"},
			"content-type;host;x-amz-date", "",
			"5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
		},
		{
			"get-vanilla", "service", "GET", "https://example.amazonaws.com/",
			[]string{date},
			"host;x-amz-date", "",
			"5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
		},
		{
			"get-vanilla-query-order-key-case", "service", "GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1",
			[]string{date},
			"host;x-amz-date", "",
			"b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
		},
		{
			"get-header-value-trim", "service", "GET", "https://example.amazonaws.com/",
			[]string{date, "my-header1: value1", `my-header2: "a   b   c"`},
			"host;my-header1;my-header2;x-amz-date", "",
			"acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
		},
		{
			"get-slashes", "service", "GET", "https://example.amazonaws.com//example//",
			[]string{date},
			"host;x-amz-date", "",
			"9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
		},
		{
			"post-x-www-form-urlencoded", "service", "POST", "https://example.amazonaws.com/",
			[]string{date, "content-type:application/x-www-form-urlencoded"},
			"content-type;host;x-amz-date", "Param1=value1",
			"ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
		},
	} {
		t.Run(vector.name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), vector.method, vector.url, strings.NewReader(vector.body))
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range vector.headers {
				name, value, _ := strings.Cut(line, ":")
				r.Header.Add(name, value)
			}
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+exampleKey+"/20150830/us-east-1/"+vector.service+
				"/aws4_request, SignedHeaders="+vector.signed+", Signature="+vector.signature)
			v := sigv4.Verifier{AccessKeyID: exampleKey, SecretAccessKey: exampleSecret, Region: "us-east-1", Service: vector.service}
			if err := v.Verify(r, []byte(vector.body), exampleTime); err != nil {
				t.Errorf("refused: %v", err)
			}
			v.SecretAccessKey = "another"
			if err := v.Verify(r, []byte(vector.body), exampleTime); err == nil {
				t.Error("passed with another secret key")
			}
		})
	}
}
