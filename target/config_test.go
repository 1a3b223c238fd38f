package target_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/target"
)

const fullConfig = `
name: my emulator 1.2
endpoint: http://127.0.0.1:9229
region: eu-west-1
credentials: {accessKeyId: AKIAX, secretAccessKey: hush}
pool:
  id: eu-west-1_abc
  clientId: c1
  clientSecret: s1
  users:
    - {username: ann, password: pw, totpSecret: JBSWY3DPEHPK3PXP}
codes: {command: "tail -1 codes.log"}
features: [totp, sms]
quota: {UserAuthentication: 120}
`

func TestParseConfig(t *testing.T) {
	p, err := target.ParseConfig("my.yaml", []byte(fullConfig))
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "my emulator 1.2" || p.Region != "eu-west-1" || p.Credentials.SecretAccessKey != "hush" ||
		p.Codes.Command != "tail -1 codes.log" || p.Quota["UserAuthentication"] != 120 || len(p.Features) != 2 {
		t.Errorf("read as %+v", p)
	}
	e := p.Pool.Existing
	if e == nil || e.ID != "eu-west-1_abc" || e.ClientSecret != "s1" || e.Users[0].TOTPSecret != "JBSWY3DPEHPK3PXP" {
		t.Errorf("pool read as %+v", e)
	}
	p, err = target.ParseConfig("min.yaml", []byte("endpoint: http://localhost:1\npool: create\n"))
	if err != nil || p.Pool.Existing != nil {
		t.Errorf("pool: create was read as %+v, %v", p.Pool, err)
	}
}

func TestParseConfigRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", "endpoint: http://h\nendpiont: x\n", `bad.yaml:2:1: unknown field "endpiont"`},
		{"unknown key below", "endpoint: http://h\ncredentials:\n  accessKeyId: a\n  secret: b\n", `bad.yaml:4:3: unknown field "secret"`},
		{"unknown key in pool", "endpoint: http://h\npool:\n  id: a_b\n  clientID: c\n", `bad.yaml:4:3: unknown field "clientID"`},
		{"broken YAML", "endpoint: [", "bad.yaml:1:"},
		{"wrong type", "endpoint: http://h\nfeatures: 7\n", "bad.yaml:2:"},
		{"empty", "", "bad.yaml: empty"},
		{"no endpoint", "name: x\n", "bad.yaml: endpoint: missing"},
		{"no URL", "endpoint: localhost:9\n", "not an http or https URL"},
		{"no port", "endpoint: http://127.0.0.1:65536\n", "there is no port 65536"},
		{"port 0", "endpoint: http://127.0.0.1:0\n", "there is no port 0"},
		{"password in URL", "endpoint: http://a:b@h\n", "only scheme, host, port and path"},
		{"half a key", "endpoint: http://h\ncredentials: {accessKeyId: a}\n", "go together"},
		{"two code sources", "endpoint: http://h\ncodes: {command: a, url: b}\n", "one of command, url, file"},
		{"unknown quota", "endpoint: http://h\nquota: {Everything: 3}\n", `unknown category "Everything"`},
		{"zero quota", "endpoint: http://h\nquota: {UserRead: 0}\n", "give a rate above 0"},
		{"unknown pool word", "endpoint: http://h\npool: make\n", `"make" is neither create nor a mapping`},
		{"pool without users", "endpoint: http://h\npool: {id: a_b, clientId: c}\n", "users are needed"},
		{"unknown tracking", "endpoint: http://h\npool: {id: a_b, clientId: c, users: [{username: u, password: p}], devices: {tracking: maybe}}\n", "none, always, opt-in"},
		{"unknown feature", "endpoint: http://h\nfeatures: [totp, telepathy]\n", `unknown feature "telepathy"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := target.ParseConfig("bad.yaml", []byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %q, want %q in it", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("error of several lines: %q", err)
			}
		})
	}
}

func TestConfigErrorsHoldNoSecret(t *testing.T) {
	_, err := target.ParseConfig("p.yaml", []byte("endpoint: http://h\ncredentials:\n  secretAccessKey: hush-hush\n  oops: 1\n"))
	if err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("error %q", err)
	}
}

func TestLoadConfigWithoutFile(t *testing.T) {
	if _, err := target.LoadConfig(t.TempDir() + "/none.yaml"); err == nil {
		t.Error("a file that does not exist was read")
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte(fullConfig))
	f.Add([]byte("endpoint: http://h\npool: create\n"))
	f.Add([]byte("pool: [*a"))
	f.Add([]byte("pool:\n  A:\n  users:\n  - {username:A,password:A,totpSecret:A}\ncodes: {command:A}\nfeatures: !00000000000 00000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := target.ParseConfig("f", data)
		if err == nil && p.Endpoint == "" {
			t.Error("accepted without an endpoint")
		}
	})
}
