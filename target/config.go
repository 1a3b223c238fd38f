package target

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/cogbench/cogbench/internal/strictyaml"
	"github.com/cogbench/cogbench/spec"
)

// maxConfigBytes bounds a target file; a real one has some hundred bytes.
const maxConfigBytes = 1 << 20

// Config is a target file: what is under test, and how it may be used.
type Config struct {
	// Name is what reports call the target; the endpoint's host without it.
	Name string `yaml:"name"`
	// Endpoint is the base URL of a server that speaks the JSON 1.1 protocol.
	Endpoint string `yaml:"endpoint"`
	// Region is the name used in signatures and pool ids; us-east-1 without it.
	Region string `yaml:"region"`
	// Credentials sign administrative calls; nil leaves them to the environment.
	Credentials *Credentials `yaml:"credentials"`
	// Pool says whether pools are created or one that exists is used.
	Pool PoolChoice `yaml:"pool"`
	// Codes tells where codes sent by SMS and e-mail can be read.
	Codes *CodeSource `yaml:"codes"`
	// Features are those that the target claims to have.
	Features []string `yaml:"features"`
	// Quota is the number of calls a second that the target grants, by the
	// category names of the service ("UserAuthentication").
	Quota map[string]float64 `yaml:"quota"`
	// Triggers name functions for CUSTOM_AUTH that the target can reach.
	Triggers *Triggers `yaml:"triggers"`
	// SMS names the role that lets the target send text messages.
	SMS *SMSRole `yaml:"sms"`
}

// Credentials are an access key of the service.
type Credentials struct {
	AccessKeyID     string `yaml:"accessKeyId"`
	SecretAccessKey string `yaml:"secretAccessKey"`
	SessionToken    string `yaml:"sessionToken"`
}

// CodeSource tells where codes sent by SMS and e-mail appear. One member is set.
type CodeSource struct {
	// Command is run by the shell with COGBENCH_USER_POOL_ID and
	// COGBENCH_USERNAME set; the last number that it prints is the code.
	Command string `yaml:"command"`
	// URL is fetched, {userPoolId} and {username} filled in; the last number
	// of the answer is the code.
	URL string `yaml:"url"`
	// File is one that the target appends its messages to.
	File string `yaml:"file"`
}

// Triggers are the functions behind a CUSTOM_AUTH sign-in, as ARNs.
type Triggers struct {
	DefineAuthChallenge string `yaml:"defineAuthChallenge"`
	CreateAuthChallenge string `yaml:"createAuthChallenge"`
	VerifyAuthChallenge string `yaml:"verifyAuthChallenge"`
	// Answer is what the verifying function takes for right.
	Answer string `yaml:"answer"`
	// NarrowScope is a function for PreTokenGenerationConfig that takes
	// aws.cognito.signin.user.admin out of access tokens.
	NarrowScope string `yaml:"narrowScope"`
}

// SMSRole is the role of SmsConfigurationType.
type SMSRole struct {
	RoleARN    string `yaml:"roleArn"`
	ExternalID string `yaml:"externalId"`
}

// LoadConfig reads a target file. Unknown keys are refused; every error begins
// with the place it speaks of, as path:line:column.
func LoadConfig(path string) (Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return Config{}, fmt.Errorf("target file: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxConfigBytes+1))
	if err != nil {
		return Config{}, fmt.Errorf("target file %s: %w", path, err)
	}
	return ParseConfig(path, data)
}

// ParseConfig reads the text of a target file; name stands for it in errors.
func ParseConfig(name string, data []byte) (Config, error) {
	if len(data) > maxConfigBytes {
		return Config{}, fmt.Errorf("%s: larger than %d bytes", name, maxConfigBytes)
	}
	var f configFile
	if err := strictyaml.Decode(name, data, &f); err != nil {
		return Config{}, err
	}
	c := f.config()
	if err := c.validate(); err != nil {
		return Config{}, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// configFile is a target file, or the line that cogbench serve writes when it is ready,
// which has the credentials at its top.
type configFile struct {
	Config          `yaml:",inline"`
	AccessKeyID     string `yaml:"accessKeyId"`
	SecretAccessKey string `yaml:"secretAccessKey"`
}

// config is what the file says.
func (f configFile) config() Config {
	if f.Credentials == nil && f.AccessKeyID+f.SecretAccessKey != "" {
		f.Credentials = &Credentials{AccessKeyID: f.AccessKeyID, SecretAccessKey: f.SecretAccessKey}
	}
	return f.Config
}

func (c Config) validate() error {
	if err := checkEndpoint(c.Endpoint); err != nil {
		return err
	}
	if key := c.Credentials; key != nil && (key.AccessKeyID == "") != (key.SecretAccessKey == "") {
		return errors.New("credentials: accessKeyId and secretAccessKey go together")
	}
	if c.Codes != nil && c.Codes.set() != 1 {
		return errors.New("codes: give one of command, url, file")
	}
	for _, feature := range c.Features {
		if !spec.Feature(feature).Known() {
			return fmt.Errorf("features: unknown feature %q: use %s", feature, listed(spec.Features()))
		}
	}
	for category, perSecond := range c.Quota {
		if perSecond <= 0 {
			return fmt.Errorf("quota: %s: %v calls a second; give a rate above 0", category, perSecond)
		}
		if _, known := quotas[category]; !known {
			return fmt.Errorf("quota: unknown category %q: use %s", category, listed(slices.Sorted(maps.Keys(quotas))))
		}
	}
	return c.Pool.validate()
}

func (c CodeSource) set() int {
	n := 0
	for _, s := range []string{c.Command, c.URL, c.File} {
		if s != "" {
			n++
		}
	}
	return n
}

// listed are names, for a message.
func listed[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return strings.Join(texts, ", ")
}

func checkEndpoint(endpoint string) error {
	if endpoint == "" {
		return errors.New("endpoint: missing; write it like http://127.0.0.1:9229")
	}
	u, err := url.Parse(endpoint)
	switch {
	case !strings.Contains(endpoint, "://"):
		return fmt.Errorf("endpoint %q: not an http or https URL: begin it with http:// or https://", endpoint)
	case err != nil:
		return fmt.Errorf("endpoint: %w; write it like http://127.0.0.1:9229", err)
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("endpoint %q: not an http or https URL; write it like http://127.0.0.1:9229", endpoint)
	case u.Host == "":
		return fmt.Errorf("endpoint %q: no host; write it like http://127.0.0.1:9229", endpoint)
	case !portIn(u):
		return fmt.Errorf("endpoint %q: there is no port %s; ports are 1 to 65535", endpoint, u.Port())
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("endpoint: only scheme, host, port and path belong in it; write it like http://127.0.0.1:9229")
	}
	return nil
}

// portIn reports whether the port of a URL, if it has one, can exist.
func portIn(u *url.URL) bool {
	port, err := strconv.ParseUint(cmp.Or(u.Port(), "1"), 10, 16)
	return err == nil && port > 0
}
