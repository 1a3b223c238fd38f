package target_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// TestFalsesAreSent holds that a server is told what is false, of what is there alone, and
// that everything else goes as it is.
func TestFalsesAreSent(t *testing.T) {
	done := always(200, map[string]any{})
	p := newFake(t, map[string]func(call) (int, any){"SetUserMFAPreference": done, "UpdateUserPool": done, "AdminSetUserPassword": done})
	api := newTarget(t, p.URL).API()
	for operation, c := range map[string]struct {
		ask  func() error
		sent map[string]any
	}{
		"SetUserMFAPreference": {
			func() error {
				_, err := api.SetUserMFAPreference(t.Context(), &cip.SetUserMFAPreferenceInput{
					AccessToken: aws.String("a<b"), SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{},
					EmailMfaSettings: &types.EmailMfaSettingsType{Enabled: true},
				})
				return err
			},
			map[string]any{
				"AccessToken": "a<b", "SoftwareTokenMfaSettings": map[string]any{"Enabled": false, "PreferredMfa": false},
				"EmailMfaSettings": map[string]any{"Enabled": true, "PreferredMfa": false},
			},
		},
		"UpdateUserPool": {
			func() error {
				_, err := api.UpdateUserPool(t.Context(), &cip.UpdateUserPoolInput{UserPoolId: aws.String("p_1")})
				return err
			},
			map[string]any{"UserPoolId": "p_1"},
		},
		"AdminSetUserPassword": {
			func() error {
				_, err := api.AdminSetUserPassword(t.Context(), &cip.AdminSetUserPasswordInput{
					UserPoolId: aws.String("p_1"), Username: aws.String("ann"), Password: aws.String(`<&">`),
				})
				return err
			},
			map[string]any{"UserPoolId": "p_1", "Username": "ann", "Password": `<&">`, "Permanent": false},
		},
	} {
		if err := c.ask(); err != nil {
			t.Errorf("%s: %v", operation, err)
		}
		if got := p.seen(operation)[0]; !reflect.DeepEqual(got.Body, c.sent) {
			t.Errorf("%s: sent %s, want %v", operation, got.Raw, c.sent)
		}
	}
}
