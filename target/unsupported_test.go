package target_test

import (
	"testing"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// TestTextsOfWhatIsLacking has the texts of emulators that lack a flow or an
// operation, and those of the service that look like them and are refusals.
func TestTextsOfWhatIsLacking(t *testing.T) {
	const invalid = "InvalidParameterException"
	srp := map[string]any{"AuthFlow": "USER_SRP_AUTH"}
	for _, c := range []struct {
		operation string
		asked     any
		name      string
		message   string
		want      target.Kind
	}{
		{"InitiateAuth", srp, "InvalidUserPoolConfigurationException", `unsupported auth flow "USER_SRP_AUTH"`, target.Unsupported},
		{"AdminInitiateAuth", map[string]any{"AuthFlow": "ADMIN_USER_PASSWORD_AUTH"}, "InvalidUserPoolConfigurationException", `unsupported auth flow "ADMIN_USER_PASSWORD_AUTH"`, target.Unsupported},
		{"InitiateAuth", srp, invalid, "USER_SRP_AUTH is not supported", target.Unsupported},
		{"InitiateAuth", srp, invalid, "Auth flow USER_SRP_AUTH not implemented yet", target.Unsupported},
		{"InitiateAuth", srp, invalid, "Unsupported AuthFlow: USER_SRP_AUTH", target.Unsupported},
		{"CreateUserPoolClient", map[string]any{"ExplicitAuthFlows": []string{"ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"}}, invalid, "ExplicitAuthFlows contains an unsupported authentication flow.", target.Unsupported},
		{"ConfirmDevice", nil, invalid, "Unsupported Cognito operation: ConfirmDevice", target.Unsupported},
		{"ConfirmDevice", nil, "ValidationException", "Unknown operation", target.Unsupported},
		{"ConfirmDevice", nil, invalid, "The operation ConfirmDevice is not yet implemented.", target.Unsupported},
		{"ConfirmDevice", nil, "NotImplementedError", "The ConfirmDevice action has not been implemented", target.Unsupported},

		{"InitiateAuth", map[string]any{"AuthFlow": "NO_SUCH_AUTH"}, invalid, `unsupported auth flow "NO_SUCH_AUTH"`, target.Refused},
		{"InitiateAuth", map[string]any{"AuthFlow": "ADMIN_USER_PASSWORD_AUTH"}, invalid, `unsupported auth flow "ADMIN_USER_PASSWORD_AUTH"`, target.Refused},
		{"CreateUserPoolClient", map[string]any{"ExplicitAuthFlows": []string{"ALLOW_NOTHING"}}, invalid, "ExplicitAuthFlows contains an unsupported authentication flow.", target.Refused},
		{"InitiateAuth", map[string]any{"AuthFlow": "ADMIN_NO_SRP_AUTH"}, invalid, "Initiate Auth method not supported.", target.Refused},
		{"InitiateAuth", srp, invalid, "Initiate Auth method not supported.", target.Refused},
		{"InitiateAuth", srp, invalid, "Auth flow not enabled for this client", target.Refused},
		{"InitiateAuth", srp, invalid, "USER_SRP_AUTH is not enabled for the client.", target.Refused},
		{"InitiateAuth", srp, invalid, "Auth flow USER_SRP_AUTH is not supported for this client", target.Refused},
		{"InitiateAuth", srp, invalid, "1 validation error detected: Value 'X' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [USER_SRP_AUTH, CUSTOM_AUTH]", target.Refused},
		{"SetUserMFAPreference", nil, invalid, "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA", target.Refused},
		{"ConfirmDevice", nil, "NotAuthorizedException", "This operation is not supported for federated users of this pool", target.Refused},
		{"GetUser", nil, "NotAuthorizedException", "Invalid Access Token", target.Refused},
	} {
		t.Run(c.operation+" "+c.message, func(t *testing.T) {
			f := newFake(t, map[string]func(call) (int, any){c.operation: always(400, refusal(c.name, c.message))})
			r, err := newTarget(t, f.URL).Raw(t.Context(), target.RawCall{Operation: c.operation, JSON: c.asked})
			if err != nil || r.Kind != c.want {
				t.Errorf("kind %q, %v; want %q", r.Kind, err, c.want)
			}
		})
	}
}

// TestSDKCallsSeeWhatIsLacking holds that the SDK's calls are judged by what they asked
// for as raw ones are.
func TestSDKCallsSeeWhatIsLacking(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){"InitiateAuth": always(400, refusal("InvalidParameterException", "unsupported auth flow"))})
	api := newTarget(t, f.URL).API()
	for flow, want := range map[types.AuthFlowType]target.Kind{
		types.AuthFlowTypeUserSrpAuth: target.Unsupported, types.AuthFlowTypeAdminUserPasswordAuth: target.Refused,
	} {
		_, err := api.InitiateAuth(t.Context(), &cip.InitiateAuthInput{AuthFlow: flow, ClientId: new("c")})
		if got := target.AsError(err).Kind; got != want {
			t.Errorf("%s: %s, want %s", flow, got, want)
		}
	}
}
