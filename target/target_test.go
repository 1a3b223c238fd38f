package target_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/target"
)

func TestNewRefuses(t *testing.T) {
	noPEM := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(noPEM, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		config  target.Config
		options target.Options
		want    string
	}{
		{"AWS unasked", target.Config{Endpoint: "https://cognito-idp.eu-west-1.amazonaws.com"}, target.Options{}, "--allow-aws"},
		{"AWS with a dot", target.Config{Endpoint: "https://cognito-idp.eu-west-1.AMAZONAWS.com."}, target.Options{}, "--allow-aws"},
		{"no endpoint", target.Config{}, target.Options{}, "endpoint: missing"},
		{"no CA file", target.Config{Endpoint: "https://h"}, target.Options{CAFile: "/does/not/exist"}, "CA file"},
		{"empty CA file", target.Config{Endpoint: "https://h"}, target.Options{CAFile: noPEM}, "no certificate"},
		{"half a key", target.Config{Endpoint: "https://h"}, target.Options{Getenv: func(name string) string {
			return map[string]string{"COGBENCH_ACCESS_KEY_ID": "x"}[name]
		}}, "go together"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.options.Getenv == nil {
				c.options.Getenv = noEnvironment
			}
			_, err := target.New(t.Context(), c.config, c.options)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %q, want %q in it", err, c.want)
			}
		})
	}
}

func TestNewFillsIn(t *testing.T) {
	allow := target.Options{AllowAWS: true, Getenv: noEnvironment}
	region := func(name string) string { return map[string]string{"COGBENCH_REGION": "ap-east-1"}[name] }
	for _, c := range []struct {
		name    string
		config  target.Config
		options target.Options
		region  string
		aws     bool
	}{
		{"default", target.Config{Endpoint: "http://h:1"}, allow, "us-east-1", false},
		{"of the endpoint", target.Config{Endpoint: "https://cognito-idp.eu-west-3.amazonaws.com"}, allow, "eu-west-3", true},
		{"of the environment", target.Config{Endpoint: "http://h:1"}, target.Options{Getenv: region}, "ap-east-1", false},
		{"of the target file", target.Config{Endpoint: "http://h:1", Region: "x"}, target.Options{Getenv: region}, "x", false},
		{"a host that only looks alike", target.Config{Endpoint: "http://amazonaws.com.example.org"}, target.Options{Getenv: noEnvironment}, "us-east-1", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.config.Credentials = &target.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}
			made, err := target.New(t.Context(), c.config, c.options)
			if err != nil {
				t.Fatal(err)
			}
			if made.Config.Region != c.region || made.AWS != c.aws || made.Config.Name == "" {
				t.Errorf("region %q, AWS %v, name %q", made.Config.Region, made.AWS, made.Config.Name)
			}
		})
	}
}

// TestCredentialsOrder holds the order of the contract: target file, COGBENCH_
// variables, the chain of AWS, and without any a key of no worth off AWS.
func TestCredentialsOrder(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){"ListUserPools": always(200, map[string]any{})})
	variables := func(name string) string {
		return map[string]string{"COGBENCH_ACCESS_KEY_ID": "FROMVARIABLE", "COGBENCH_SECRET_ACCESS_KEY": "x"}[name]
	}
	for _, c := range []struct {
		name   string
		given  *target.Credentials
		getenv func(string) string
		chain  string
		want   string
	}{
		{"target file", &target.Credentials{AccessKeyID: "FROMFILE", SecretAccessKey: "x"}, variables, "FROMCHAIN", "FROMFILE"},
		{"variable", nil, variables, "FROMCHAIN", "FROMVARIABLE"},
		{"chain", nil, noEnvironment, "FROMCHAIN", "FROMCHAIN"},
		{"none", nil, noEnvironment, "", "cogbench"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("AWS_ACCESS_KEY_ID", c.chain)
			t.Setenv("AWS_SECRET_ACCESS_KEY", c.chain)
			t.Setenv("AWS_CONFIG_FILE", os.DevNull)
			t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
			made := newTarget(t, f.URL, func(p *target.Config, o *target.Options) { p.Credentials, o.Getenv = c.given, c.getenv })
			if _, err := made.API().ListUserPools(t.Context(), &cip.ListUserPoolsInput{MaxResults: new(int32(1))}); err != nil {
				t.Fatal(err)
			}
			calls := f.seen("ListUserPools")
			sent := calls[len(calls)-1].Request.Header.Get("Authorization")
			if !strings.Contains(sent, "Credential="+c.want+"/") {
				t.Errorf("signed as %q, want %s", sent, c.want)
			}
		})
	}
}

// TestSigning holds that public operations go out unsigned and others signed.
func TestSigning(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){
		"GetDevice":        always(200, map[string]any{}),
		"AdminListDevices": always(200, map[string]any{}),
	})
	made := newTarget(t, f.URL)
	_, _ = made.API().GetDevice(t.Context(), &cip.GetDeviceInput{DeviceKey: new("k"), AccessToken: new("t")})
	_, _ = made.API().AdminListDevices(t.Context(), &cip.AdminListDevicesInput{UserPoolId: new("p"), Username: new("u")})
	if h := f.seen("GetDevice")[0].Request.Header.Get("Authorization"); h != "" {
		t.Errorf("GetDevice went out signed: %q", h)
	}
	if h := f.seen("AdminListDevices")[0].Request.Header.Get("Authorization"); !strings.HasPrefix(h, "AWS4-HMAC-SHA256") {
		t.Errorf("AdminListDevices went out unsigned: %q", h)
	}
	if n := made.Connections().Dialed; n != 1 {
		t.Errorf("two calls in a row took %d connections", n)
	}
}
