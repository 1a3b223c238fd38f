package refpool_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func TestRememberedDevice(t *testing.T) {
	for _, tt := range []struct {
		name   string
		secret bool
		flow   types.AuthFlowType
	}{
		{"public client", false, "USER_SRP_AUTH"},
		{"secret client", true, "USER_SRP_AUTH"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, setting{device: alwaysSuppress, mfa: "OPTIONAL", secret: tt.secret})
			p := w.newPerson("mary")
			result, _ := w.tokens(p)
			w.enrol(p, result.AccessToken)

			result, asked := w.tokens(p)
			if !slices.Equal(asked, []types.ChallengeNameType{"SOFTWARE_TOKEN_MFA"}) {
				t.Errorf("a new device was asked %v", asked)
			}
			w.confirm(p, result)
			result, asked = w.tokens(p)
			if !slices.Equal(asked, []types.ChallengeNameType{"DEVICE_SRP_AUTH"}) {
				t.Errorf("a remembered device was asked %v", asked)
			}
			if result.NewDeviceMetadata != nil {
				t.Error("a remembered device got a new key")
			}
			w.remember(p, result.AccessToken, "not_remembered")
			if _, asked = w.tokens(p); !slices.Equal(asked, []types.ChallengeNameType{"SOFTWARE_TOKEN_MFA"}) {
				t.Errorf("a forgotten device was asked %v", asked)
			}
		})
	}
}
