package validate_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool/internal/validate"
	"github.com/cogbench/cogbench/spec"
)

// load returns the service's model and its validator.
func load(tb testing.TB) (map[string]*spec.Operation, *validate.Validator) {
	tb.Helper()
	model, err := spec.Model()
	if err != nil {
		tb.Fatal(err)
	}
	v, err := validate.New(model)
	if err != nil {
		tb.Fatal(err)
	}
	return model, v
}

const failed = "failed to satisfy constraint: "

func TestViolations(t *testing.T) {
	model, v := load(t)
	for _, test := range []struct {
		name, operation, body, want string
	}{
		{
			"null is absent", "ConfirmDevice", `{"AccessToken":"a","DeviceKey":null}`,
			"1 validation error detected: Value null at 'deviceKey' " + failed + "Member must not be null",
		},
		{
			"sensitive and absent", "ConfirmDevice", `{"DeviceKey":"r_0"}`,
			"1 validation error detected: Value at 'accessToken' " + failed + "Member must not be null",
		},
		{
			"too long", "GetDevice", `{"DeviceKey":"r_` + strings.Repeat("0", 54) + `"}`,
			"1 validation error detected: Value 'r_" + strings.Repeat("0", 54) + "' at 'deviceKey' " + failed +
				"Member must have length less than or equal to 55",
		},
		{
			"length and pattern", "GetDevice", `{"DeviceKey":""}`,
			"2 validation errors detected: Value '' at 'deviceKey' " + failed + "Member must have length greater than or equal to 1; " +
				`Value '' at 'deviceKey' ` + failed + `Member must satisfy regular expression pattern: [\w-]+_[0-9a-f-]+`,
		},
		{
			"pattern is anchored", "GetDevice", `{"DeviceKey":"r_0\n"}`,
			"1 validation error detected: Value 'r_0\n' at 'deviceKey' " + failed +
				`Member must satisfy regular expression pattern: [\w-]+_[0-9a-f-]+`,
		},
		{
			"sensitive value", "GetUser", `{"AccessToken":"not a token"}`,
			"1 validation error detected: Value at 'accessToken' " + failed +
				"Member must satisfy regular expression pattern: [A-Za-z0-9-_=.]+",
		},
		{
			"enum", "UpdateDeviceStatus", `{"AccessToken":"a","DeviceKey":"r_0","DeviceRememberedStatus":"yes"}`,
			"1 validation error detected: Value 'yes' at 'deviceRememberedStatus' " + failed +
				"Member must satisfy enum value set: [remembered, not_remembered]",
		},
		{
			"range", "ListDevices", `{"AccessToken":"a","Limit":61}`,
			"1 validation error detected: Value '61' at 'limit' " + failed + "Member must have value less than or equal to 60",
		},
		{
			"range below", "ListDevices", `{"AccessToken":"a","Limit":-1}`,
			"1 validation error detected: Value '-1' at 'limit' " + failed + "Member must have value greater than or equal to 0",
		},
		{
			"structure in a list", "AdminCreateUser",
			`{"UserPoolId":"r_a","Username":"u","UserAttributes":[{"Name":"a"},{"Name":"` + strings.Repeat("n", 33) + `"}]}`,
			"1 validation error detected: Value '" + strings.Repeat("n", 33) + "' at 'userAttributes.2.member.name' " + failed +
				"Member must have length less than or equal to 32",
		},
		{
			"scalars in a list", "CreateUserPool", `{"PoolName":"p","AliasAttributes":["email","name"]}`,
			"1 validation error detected: Value '[email, name]' at 'aliasAttributes' " + failed +
				"Member must satisfy constraint: [Member must satisfy enum value set: [phone_number, email, preferred_username]]",
		},
		{
			"length of a list", "AddCustomAttributes", `{"UserPoolId":"r_a","CustomAttributes":[]}`,
			"1 validation error detected: Value '[]' at 'customAttributes' " + failed + "Member must have length greater than or equal to 1",
		},
		{
			"map value", "CreateUserPool", `{"PoolName":"p","UserPoolTags":{"k":"` + strings.Repeat("v", 257) + `"}}`,
			"1 validation error detected: Value '{k=" + strings.Repeat("v", 257) + "}' at 'userPoolTags' " + failed +
				"Map value must satisfy constraint: [Member must have length less than or equal to 256]",
		},
		{
			"map key", "CreateUserPool", `{"PoolName":"p","UserPoolTags":{"":"v"}}`,
			"1 validation error detected: Value '{=v}' at 'userPoolTags' " + failed +
				"Map keys must satisfy constraint: [Member must have length greater than or equal to 1]",
		},
		{
			"nested", "CreateUserPool", `{"PoolName":"p","Policies":{"PasswordPolicy":{"MinimumLength":5}}}`,
			"1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' " + failed +
				"Member must have value greater than or equal to 6",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, violations, err := v.Check(model[test.operation].Input, []byte(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if got := validate.Message(violations); got != test.want {
				t.Errorf("\ngot  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestTypeErrors(t *testing.T) {
	model, v := load(t)
	for _, test := range []struct{ name, operation, body string }{
		{"empty", "GetDevice", ``},
		{"no JSON", "GetDevice", `{"DeviceKey":`},
		{"two values", "GetDevice", `{} {}`},
		{"null", "GetDevice", `null`},
		{"list", "GetDevice", `[]`},
		{"text", "GetDevice", `"x"`},
		{"number for text", "GetDevice", `{"DeviceKey":1}`},
		{"structure for text", "GetDevice", `{"DeviceKey":{}}`},
		{"text for a structure", "ConfirmDevice", `{"DeviceSecretVerifierConfig":"x"}`},
		{"text for an integer", "ListDevices", `{"Limit":"1"}`},
		{"fraction for an integer", "ListDevices", `{"Limit":1.5}`},
		{"integer beyond 32 bits", "ListDevices", `{"Limit":4294967296}`},
		{"text for a boolean", "AdminSetUserPassword", `{"Permanent":"true"}`},
		{"text for a list", "AdminCreateUser", `{"UserAttributes":"x"}`},
		{"text in a list of structures", "AdminCreateUser", `{"UserAttributes":["x"]}`},
		{"number in a list of text", "CreateUserPool", `{"AliasAttributes":[1]}`},
		{"list for a map", "InitiateAuth", `{"AuthParameters":[]}`},
		{"number in a map", "InitiateAuth", `{"AuthParameters":{"USERNAME":1}}`},
		{"deeply nested", "GetDevice", strings.Repeat("[", 20000)},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := v.Check(model[test.operation].Input, []byte(test.body))
			if _, ok := errors.AsType[*validate.TypeError](err); !ok {
				t.Errorf("got %v, want a type error", err)
			}
		})
	}
}

// TestClean checks what an operation gets to read.
func TestClean(t *testing.T) {
	model, v := load(t)
	for _, test := range []struct{ name, operation, body, want string }{
		{"unknown member", "GetUser", `{"AccessToken":"a","Other":1}`, `{"AccessToken":"a"}`},
		{"other case", "GetUser", `{"AccessToken":"a","accesstoken":"b"}`, `{"AccessToken":"a"}`},
		{"null member", "GetDevice", `{"DeviceKey":"r_0","AccessToken":null}`, `{"DeviceKey":"r_0"}`},
		{
			"null in a map", "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH","ClientId":"c","AuthParameters":{"DEVICE_KEY":null,"USERNAME":"u"}}`,
			`{"AuthFlow":"USER_SRP_AUTH","AuthParameters":{"USERNAME":"u"},"ClientId":"c"}`,
		},
		{
			"null in a list", "CreateUserPool", `{"PoolName":"p","AliasAttributes":[null,"email"]}`,
			`{"AliasAttributes":["email"],"PoolName":"p"}`,
		},
		{
			"null in a list of nothing else", "CreateUserPool", `{"PoolName":"p","AliasAttributes":[null]}`,
			`{"AliasAttributes":[],"PoolName":"p"}`,
		},
		{"member given twice", "GetUser", `{"AccessToken":["x"],"AccessToken":"a"}`, `{"AccessToken":"a"}`},
		{
			"key given twice", "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH","ClientId":"c","AuthParameters":{"A":"1","A":"2"}}`,
			`{"AuthFlow":"USER_SRP_AUTH","AuthParameters":{"A":"2"},"ClientId":"c"}`,
		},
		{"nothing to leave out", "GetDevice", `{ "DeviceKey": "r_0", "AccessToken": "a" }`, `{ "DeviceKey": "r_0", "AccessToken": "a" }`},
		{
			"signs of JSON in texts", "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH","ClientId":"c","AuthParameters":{"A\\":"\":\\:","B":"\\"}}`,
			`{"AuthFlow":"USER_SRP_AUTH","ClientId":"c","AuthParameters":{"A\\":"\":\\:","B":"\\"}}`,
		},
		{
			"128 characters of four bytes", "AdminGetUser", `{"UserPoolId":"r_a","Username":"` + strings.Repeat("😀", 128) + `"}`,
			`{"UserPoolId":"r_a","Username":"` + strings.Repeat("😀", 128) + `"}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			clean, violations, err := v.Check(model[test.operation].Input, []byte(test.body))
			if err != nil || len(violations) > 0 {
				t.Fatal(err, validate.Message(violations))
			}
			if string(clean) != test.want {
				t.Errorf("\ngot  %s\nwant %s", clean, test.want)
			}
		})
	}
}

// TestMessageIsBounded sends more violations, and longer values, than a message
// may repeat.
func TestMessageIsBounded(t *testing.T) {
	model, v := load(t)
	attribute := `{"Name":"` + strings.Repeat("é", 5000) + `"}`
	body := `{"UserPoolId":"r_a","Username":"u","UserAttributes":[` + strings.TrimSuffix(strings.Repeat(attribute+",", 100), ",") + `]}`
	_, violations, err := v.Check(model["AdminCreateUser"].Input, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	message := validate.Message(violations)
	if len(message) > 64<<10 || !strings.HasPrefix(message, "100 validation errors") {
		t.Errorf("message of %d bytes: %.60s", len(message), message)
	}
}

func TestBadPattern(t *testing.T) {
	_, err := validate.New(map[string]*spec.Operation{
		"Op": {Input: &spec.Shape{Members: []spec.Member{{Name: "A", Shape: &spec.Shape{Pattern: "("}}}}},
	})
	if err == nil || !strings.Contains(err.Error(), "Op") {
		t.Errorf("got %v, want an error that names the operation", err)
	}
}

func FuzzCheck(f *testing.F) {
	model, v := load(f)
	f.Add("CreateUserPool", []byte(`{"PoolName":"p","UserPoolTags":{"k":"v"},"Schema":[{"Name":"n"}]}`))
	f.Add("InitiateAuth", []byte(`{"AuthParameters":{"USERNAME":null}}`))
	f.Add("ListUsers", []byte(`{"Limit":1e400}`))
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		operation := model[name]
		if operation == nil {
			return
		}
		clean, violations, err := v.Check(operation.Input, body)
		if err != nil || len(violations) > 0 {
			return
		}
		if !json.Valid(clean) {
			t.Errorf("unreadable: %s", clean)
		}
		again, violations, err := v.Check(operation.Input, clean)
		if err != nil || len(violations) > 0 || string(again) != string(clean) {
			t.Errorf("%s became %s (%v)", clean, again, err)
		}
	})
}

// BenchmarkNew is most of the time that a server takes to start.
func BenchmarkNew(b *testing.B) {
	model, err := spec.Model()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := validate.New(model); err != nil {
			b.Fatal(err)
		}
	}
}
