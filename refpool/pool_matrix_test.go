package refpool_test

import (
	"fmt"
	"slices"
	"testing"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// The challenges that may follow the password.
const (
	mfa       = types.ChallengeNameTypeSoftwareTokenMfa
	deviceSRP = types.ChallengeNameTypeDeviceSrpAuth
)

// TestMatrix walks every cell of the matrix of pool configuration and MFA: what
// a sign-in with the device's key is asked (POOL-01 to POOL-09, POOL-13).
func TestMatrix(t *testing.T) {
	type asked = []types.ChallengeNameType
	for _, config := range []struct {
		name                string
		device              *types.DeviceConfigurationType
		confirmed           [2]asked // without, with a second factor
		remembered, dropped [2]asked
	}{
		{"no tracking", nil, [2]asked{nil, {mfa}}, [2]asked{}, [2]asked{}},
		{
			"always, suppressing", alwaysSuppress,
			[2]asked{{deviceSRP}, {deviceSRP}},
			[2]asked{{deviceSRP}, {deviceSRP}},
			[2]asked{nil, {mfa}},
		},
		{
			"always", always,
			[2]asked{{deviceSRP}, {mfa, deviceSRP}},
			[2]asked{{deviceSRP}, {mfa, deviceSRP}},
			[2]asked{nil, {mfa}},
		},
		{
			"opt-in, suppressing", optInSuppress,
			[2]asked{nil, {mfa}},
			[2]asked{{deviceSRP}, {deviceSRP}},
			[2]asked{nil, {mfa}},
		},
		{
			"opt-in", optIn,
			[2]asked{nil, {mfa}},
			[2]asked{{deviceSRP}, {mfa}},
			[2]asked{nil, {mfa}},
		},
	} {
		for _, mode := range []types.UserPoolMfaType{"OFF", "OPTIONAL", "ON"} {
			for factor := range 2 {
				if mode == "OFF" && factor == 1 || mode == "ON" && factor == 0 {
					continue
				}
				t.Run(fmt.Sprintf("%s/%s/%d factors", config.name, mode, factor), func(t *testing.T) {
					t.Parallel()
					w, p := newCell(t, config.device, mode, factor == 1)
					result, first := w.tokens(p)
					w.same("without a key", first, asked{mfa}[:factor])
					if config.device == nil {
						if result.NewDeviceMetadata != nil {
							t.Error("a pool that does not track devices issued a key")
						}
						return
					}
					confirmed := w.confirm(p, result)
					if want := config.device.DeviceOnlyRememberedOnUserPrompt; confirmed.UserConfirmationNecessary != want {
						t.Errorf("UserConfirmationNecessary = %v, want %v", !want, want)
					}
					result, got := w.tokens(p)
					w.same("confirmed", got, config.confirmed[factor])
					w.remember(p, result.AccessToken, "remembered")
					result, got = w.tokens(p)
					w.same("remembered", got, config.remembered[factor])
					w.remember(p, result.AccessToken, "not_remembered")
					result, got = w.tokens(p)
					w.same("not remembered", got, config.dropped[factor])
					if result.NewDeviceMetadata != nil {
						t.Error("a confirmed device got a new key")
					}
				})
			}
		}
	}
}

func newCell(t *testing.T, device *types.DeviceConfigurationType, mode types.UserPoolMfaType, factor bool) (*world, *person) {
	t.Helper()
	w := newWorld(t, setting{device: device, mfa: "OPTIONAL"})
	p := w.newPerson("mary")
	if factor {
		result, _ := w.tokens(p)
		w.enrol(p, result.AccessToken)
	}
	in := &cip.SetUserPoolMfaConfigInput{UserPoolId: &w.poolID, MfaConfiguration: mode}
	if mode != "OFF" {
		in.SoftwareTokenMfaConfiguration = &types.SoftwareTokenMfaConfigType{Enabled: true}
	}
	_, err := w.admin.SetUserPoolMfaConfig(w.Context(), in)
	w.must(err)
	return w, p
}

func (w *world) same(when string, got, want []types.ChallengeNameType) {
	w.Helper()
	if !slices.Equal(got, want) {
		w.Errorf("%s: asked %v, want %v", when, got, want)
	}
}

// TestMFATurnedOnLater: the first sign-in asks a device that was remembered
// before there was a second factor, later ones do not (POOL-10).
func TestMFATurnedOnLater(t *testing.T) {
	w := newWorld(t, setting{device: optInSuppress, mfa: "OPTIONAL"})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.confirm(p, result)
	w.remember(p, result.AccessToken, "remembered")
	result, got := w.tokens(p)
	w.same("before", got, []types.ChallengeNameType{deviceSRP})
	w.enrol(p, result.AccessToken)
	_, got = w.tokens(p)
	w.same("first", got, []types.ChallengeNameType{mfa})
	_, got = w.tokens(p)
	w.same("second", got, []types.ChallengeNameType{deviceSRP})
}

// TestEmailIsSuppressed: a remembered device stands in for an e-mail code as for any
// other (POOL-12), once the code was seen with it.
func TestEmailIsSuppressed(t *testing.T) {
	w := newWorld(t, setting{device: alwaysSuppress, mfa: "OPTIONAL", email: true})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.confirm(p, result)
	_, err := w.admin.AdminSetUserMFAPreference(w.Context(), &cip.AdminSetUserMFAPreferenceInput{
		UserPoolId: &w.poolID, Username: &p.name,
		EmailMfaSettings: &types.EmailMfaSettingsType{Enabled: true, PreferredMfa: true},
	})
	w.must(err)
	a, err := w.signIn(p)
	w.must(err)
	if a.challenge != "EMAIL_OTP" {
		t.Fatalf("challenge = %s, want EMAIL_OTP", a.challenge)
	}
	a, err = w.respond("EMAIL_OTP", a.session, w.withDevice(p, map[string]string{
		"USERNAME": p.name, "EMAIL_OTP_CODE": w.sent(p),
	}))
	w.must(err)
	w.finish(p, a)
	_, got := w.tokens(p)
	w.same("after the code", got, []types.ChallengeNameType{deviceSRP})
}
