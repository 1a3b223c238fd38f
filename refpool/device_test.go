package refpool_test

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func encode(b ...byte) string { return base64.StdEncoding.EncodeToString(b) }

func TestConfirmDeviceReadsIntegers(t *testing.T) {
	w := newWorld(t, setting{device: always})
	p := w.newPerson("mary")
	plain := encode(1, 2, 3)
	long := encode(append([]byte{0}, slices.Repeat([]byte{0xfe}, 384)...)...)
	for _, tt := range []struct {
		name, salt, verifier, exception string
	}{
		{"plain", plain, plain, ""},
		{"a sign byte", encode(0, 0x80), long, ""},
		{"salt of 32 bytes", encode(slices.Repeat([]byte{7}, 32)...), plain, ""},
		{"salt not minimal", encode(0, 0, 1), plain, ""},
		{"negative salt", encode(0x80), plain, "InvalidParameterException"},
		{"negative verifier", plain, encode(0xff, 1), "InvalidParameterException"},
		{"salt not base64", "*", plain, "InvalidParameterException"},
		{"verifier not base64", plain, "a", "InvalidParameterException"},
		{"no verifier", plain, "", "InvalidParameterException"},
		{"no salt", "", plain, "InvalidParameterException"},
		{"too long", plain, encode(slices.Repeat([]byte{1}, 600)...), "InvalidParameterException"},
		{"verifier 0", plain, encode(0), "InvalidParameterException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			result, _ := w.tokens(p)
			_, err := w.public.ConfirmDevice(w.Context(), &cip.ConfirmDeviceInput{
				AccessToken: result.AccessToken, DeviceKey: result.NewDeviceMetadata.DeviceKey,
				DeviceSecretVerifierConfig: &types.DeviceSecretVerifierConfigType{Salt: &tt.salt, PasswordVerifier: &tt.verifier},
			})
			if tt.exception == "" {
				w.must(err)
			} else {
				w.refused(err, tt.exception, "")
			}
		})
	}
}

// A device without a verifier exists, but is asked for nothing (DEV-CONF-16).
func TestConfirmDeviceWithoutVerifier(t *testing.T) {
	w := newWorld(t, setting{device: always})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	p.device.key = *result.NewDeviceMetadata.DeviceKey
	_, err := w.public.ConfirmDevice(w.Context(), &cip.ConfirmDeviceInput{AccessToken: result.AccessToken, DeviceKey: &p.device.key})
	w.must(err)
	_, asked := w.tokens(p)
	w.same("without a verifier", asked, nil)
}

func TestConfirmDeviceIsRefused(t *testing.T) {
	w := newWorld(t, setting{device: always, mfa: "OPTIONAL", aliases: []types.AliasAttributeType{"email"}})
	mary, john := w.newPerson("mary"), w.newPerson("john")
	marys, _ := w.tokens(mary)
	johns, _ := w.tokens(john)
	confirm := func(token *string, key string) error {
		_, err := w.public.ConfirmDevice(w.Context(), &cip.ConfirmDeviceInput{AccessToken: token, DeviceKey: &key})
		return err
	}
	const unknown = "us-east-1_00000000-0000-0000-0000-000000000000"
	w.refused(confirm(marys.AccessToken, unknown), "InvalidParameterException", "Invalid device key given.")
	w.refused(confirm(marys.AccessToken, *johns.NewDeviceMetadata.DeviceKey), "InvalidParameterException", "Invalid device key given.")
	w.refused(confirm(marys.IdToken, *marys.NewDeviceMetadata.DeviceKey), "NotAuthorizedException", "")

	later, _ := w.tokens(mary) // any token of the user confirms the key of any sign-in
	w.must(confirm(later.AccessToken, *marys.NewDeviceMetadata.DeviceKey))
	w.refused(confirm(marys.AccessToken, *marys.NewDeviceMetadata.DeviceKey), "DeviceKeyExistsException", "")
	w.refused(confirm(johns.AccessToken, *marys.NewDeviceMetadata.DeviceKey), "InvalidParameterException", "Invalid device key given.")

	w.enrol(mary, marys.AccessToken)
	a, err := w.signIn(mary)
	w.must(err)
	a, err = w.respond(a.challenge, a.session, map[string]string{
		"USERNAME": "mary@example.com", "SOFTWARE_TOKEN_MFA_CODE": w.code(mary),
	})
	w.must(err)
	w.refused(confirm(a.result.AccessToken, *a.result.NewDeviceMetadata.DeviceKey), "InvalidParameterException", "Invalid device key given.")
}

func TestConfirmDeviceWithoutTracking(t *testing.T) {
	w := newWorld(t, setting{})
	result, _ := w.tokens(w.newPerson("mary"))
	_, err := w.public.ConfirmDevice(w.Context(), &cip.ConfirmDeviceInput{
		AccessToken: result.AccessToken, DeviceKey: aws.String("us-east-1_00000000-0000-0000-0000-000000000000"),
	})
	w.refused(err, "InvalidUserPoolConfigurationException", "")
}

// deviceCalls are the operations on one device, public and Admin.
func (w *world) deviceCalls(p *person, token, key *string) map[string]func() error {
	return map[string]func() error{
		"UpdateDeviceStatus": func() error {
			_, err := w.public.UpdateDeviceStatus(w.Context(), &cip.UpdateDeviceStatusInput{AccessToken: token, DeviceKey: key, DeviceRememberedStatus: "remembered"})
			return err
		},
		"GetDevice": func() error {
			_, err := w.public.GetDevice(w.Context(), &cip.GetDeviceInput{AccessToken: token, DeviceKey: key})
			return err
		},
		"ForgetDevice": func() error {
			_, err := w.public.ForgetDevice(w.Context(), &cip.ForgetDeviceInput{AccessToken: token, DeviceKey: key})
			return err
		},
		"AdminUpdateDeviceStatus": func() error {
			_, err := w.admin.AdminUpdateDeviceStatus(w.Context(), &cip.AdminUpdateDeviceStatusInput{UserPoolId: &w.poolID, Username: &p.name, DeviceKey: key, DeviceRememberedStatus: "remembered"})
			return err
		},
		"AdminGetDevice": func() error {
			_, err := w.admin.AdminGetDevice(w.Context(), &cip.AdminGetDeviceInput{UserPoolId: &w.poolID, Username: &p.name, DeviceKey: key})
			return err
		},
		"AdminForgetDevice": func() error {
			_, err := w.admin.AdminForgetDevice(w.Context(), &cip.AdminForgetDeviceInput{UserPoolId: &w.poolID, Username: &p.name, DeviceKey: key})
			return err
		},
	}
}

func TestDevicesThatDoNotExist(t *testing.T) {
	w := newWorld(t, setting{device: always})
	mary, john := w.newPerson("mary"), w.newPerson("john")
	marys, _ := w.tokens(mary)
	johns, _ := w.tokens(john)
	w.confirm(john, johns)
	forgotten, _ := w.tokens(mary)
	w.confirm(mary, forgotten)
	w.must(w.deviceCalls(mary, marys.AccessToken, &mary.device.key)["ForgetDevice"]())
	for key, value := range map[string]*string{
		"unknown": aws.String("us-east-1_00000000-0000-0000-0000-000000000000"), "unconfirmed": marys.NewDeviceMetadata.DeviceKey,
		"another user's": &john.device.key, "forgotten": &mary.device.key,
	} {
		for operation, call := range w.deviceCalls(mary, marys.AccessToken, value) {
			t.Run(key+"/"+operation, func(t *testing.T) {
				w.refused(call(), "ResourceNotFoundException", "Device does not exist.")
			})
		}
	}
	w.must(w.deviceCalls(john, johns.AccessToken, &john.device.key)["GetDevice"]())
	_, err := w.public.ConfirmDevice(w.Context(), &cip.ConfirmDeviceInput{AccessToken: marys.AccessToken, DeviceKey: &mary.device.key})
	w.refused(err, "InvalidParameterException", "Invalid device key given.")
}

func TestGetDevice(t *testing.T) {
	w := newWorld(t, setting{device: always})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.confirm(p, result)
	names := func(attributes []types.AttributeType) string {
		var list []string
		for _, a := range attributes {
			list = append(list, *a.Name)
		}
		return strings.Join(list, " ")
	}
	get := func() *types.DeviceType {
		out, err := w.public.GetDevice(w.Context(), &cip.GetDeviceInput{AccessToken: result.AccessToken, DeviceKey: &p.device.key})
		w.must(err)
		return out.Device
	}
	first := get()
	if got, want := names(first.DeviceAttributes), "device_status device_name last_ip_used"; got != want {
		t.Errorf("attributes %q, want %q", got, want)
	}
	w.advance(time.Minute)
	w.tokens(p)
	signedIn := get()
	w.advance(time.Minute)
	w.remember(p, result.AccessToken, "remembered")
	changed := get()
	if !signedIn.DeviceLastAuthenticatedDate.After(*first.DeviceLastAuthenticatedDate) {
		t.Error("DeviceLastAuthenticatedDate did not move by a sign-in")
	}
	if !changed.DeviceLastModifiedDate.After(*signedIn.DeviceLastModifiedDate) || !changed.DeviceCreateDate.Equal(*first.DeviceCreateDate) {
		t.Errorf("created %v, modified %v", changed.DeviceCreateDate, changed.DeviceLastModifiedDate)
	}

	w.remember(p, result.AccessToken, "not_remembered")
	_, err := w.public.GetDevice(w.Context(), &cip.GetDeviceInput{AccessToken: result.AccessToken, DeviceKey: &p.device.key})
	w.refused(err, "ResourceNotFoundException", "Device does not exist.")
	byAdmin, err := w.admin.AdminGetDevice(w.Context(), &cip.AdminGetDeviceInput{UserPoolId: &w.poolID, Username: &p.name, DeviceKey: &p.device.key})
	w.must(err)
	want := "device_status device_name last_ip_used dev:device_arn dev:device_owner dev:device_remembered_status dev:device_sdk"
	if got := names(byAdmin.Device.DeviceAttributes); got != want {
		t.Errorf("attributes for the Admin operation %q, want %q", got, want)
	}
}

func TestListDevices(t *testing.T) {
	w := newWorld(t, setting{device: always})
	mary, john := w.newPerson("mary"), w.newPerson("john")
	result, _ := w.tokens(mary)
	johns, _ := w.tokens(john)
	want := map[string]bool{}
	for range 7 {
		p := &person{name: "mary"}
		fresh, _ := w.tokens(p)
		w.confirm(p, fresh)
		want[p.device.key] = true
	}
	list := func(token, page *string, limit int32) (*cip.ListDevicesOutput, error) {
		return w.public.ListDevices(w.Context(), &cip.ListDevicesInput{AccessToken: token, Limit: &limit, PaginationToken: page})
	}
	seen := map[string]bool{}
	var page *string
	for range 3 {
		out, err := list(result.AccessToken, page, 3)
		w.must(err)
		if len(out.Devices) > 3 {
			t.Errorf("a page of %d, want at most 3", len(out.Devices))
		}
		for _, d := range out.Devices {
			if seen[*d.DeviceKey] || !want[*d.DeviceKey] {
				t.Errorf("%s is listed twice, or not to be listed", *d.DeviceKey)
			}
			seen[*d.DeviceKey] = true
		}
		page = cmp.Or(out.PaginationToken, page)
		if out.PaginationToken == nil {
			break
		}
	}
	if len(seen) != len(want) {
		t.Errorf("%d devices listed, want %d", len(seen), len(want))
	}
	for name, call := range map[string]func() (*cip.ListDevicesOutput, error){
		"another user":  func() (*cip.ListDevicesOutput, error) { return list(johns.AccessToken, page, 3) },
		"another limit": func() (*cip.ListDevicesOutput, error) { return list(result.AccessToken, page, 4) },
		"invented":      func() (*cip.ListDevicesOutput, error) { return list(result.AccessToken, new("abc"), 3) },
		"limit 61":      func() (*cip.ListDevicesOutput, error) { return list(result.AccessToken, nil, 61) },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := call()
			w.refused(err, "InvalidParameterException", "")
		})
	}
	out, err := w.admin.AdminListDevices(w.Context(), &cip.AdminListDevicesInput{UserPoolId: &w.poolID, Username: &john.name})
	w.must(err)
	if len(out.Devices) != 0 {
		t.Errorf("a key that was only issued is listed")
	}
}

// Keys that nobody confirms do not pile up.
func TestIssuedKeysAreBounded(t *testing.T) {
	w := newWorld(t, setting{device: always})
	p := w.newPerson("mary")
	confirm := func(result *types.AuthenticationResultType) error {
		_, err := w.public.ConfirmDevice(w.Context(), &cip.ConfirmDeviceInput{
			AccessToken: result.AccessToken, DeviceKey: result.NewDeviceMetadata.DeviceKey,
		})
		return err
	}
	signIn := func() *types.AuthenticationResultType {
		a, err := w.initiate("USER_PASSWORD_AUTH", map[string]string{"USERNAME": p.name, "PASSWORD": rightPassword})
		w.must(err)
		return a.result
	}
	confirmed, first := signIn(), signIn()
	w.must(confirm(confirmed))
	for range 64 {
		signIn()
	}
	w.refused(confirm(first), "InvalidParameterException", "Invalid device key given.")
	w.refused(confirm(confirmed), "DeviceKeyExistsException", "")
}

// The keys have the documented form.
func TestDeviceKeys(t *testing.T) {
	w := newWorld(t, setting{device: always})
	result, _ := w.tokens(w.newPerson("mary"))
	key, group := *result.NewDeviceMetadata.DeviceKey, *result.NewDeviceMetadata.DeviceGroupKey
	if !strings.HasPrefix(key, "us-east-1_") || len(key) != len("us-east-1_")+36 || strings.ToLower(key) != key {
		t.Errorf("DeviceKey %q", key)
	}
	if len(group) != 9 || group[0] != '-' {
		t.Errorf("DeviceGroupKey %q", group)
	}
}
