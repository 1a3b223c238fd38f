package refpool

import (
	"crypto/hmac"
	"crypto/sha256"
	"math/big"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/srp"
)

func correctAuth() AuthBehaviour {
	return AuthBehaviour{
		FlowAllowed: flowAllowed,
		Required:    requiredParameters,
		Wrong:       func(string) error { return wrongCredentials() },
		Missing: func(_, parameter string) error {
			return invalidParameter("Missing required parameter %s", parameter)
		},
		CheckSecretHash: checkSecretHash,
		FindUser:        (*Pool).findUser,
		Simulates:       func(client *Client) bool { return client.PreventUserExistenceErrors },
		SimulatedUser:   simulatedUser,
		NewCode:         drawCode,
		Admit:           admit,
		SRP:             correctSRP(),
		Sessions:        correctSessions(),
		Lockout:         correctLockout(),
		Custom:          correctCustomAuth(),
		Choice:          correctChoice(),
		Passwords:       correctPasswords(),
	}
}

// requiredParameters are the parameters of a step that have to be there.
func requiredParameters(step string) []string {
	switch step {
	case "USER_SRP_AUTH":
		return []string{"USERNAME", "SRP_A"}
	case "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH":
		return []string{"USERNAME", "PASSWORD"}
	case "CUSTOM_AUTH", "USER_AUTH":
		return []string{"USERNAME"}
	case "REFRESH_TOKEN_AUTH":
		return []string{"REFRESH_TOKEN"}
	case "PASSWORD_VERIFIER":
		return []string{"USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"}
	case "DEVICE_SRP_AUTH":
		return []string{"USERNAME", "DEVICE_KEY", "SRP_A"}
	case "DEVICE_PASSWORD_VERIFIER":
		return []string{"USERNAME", "DEVICE_KEY", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"}
	case "NEW_PASSWORD_REQUIRED":
		return []string{"Session", "USERNAME", "NEW_PASSWORD"}
	case "CUSTOM_CHALLENGE", "SELECT_MFA_TYPE", "SELECT_CHALLENGE":
		return []string{"Session", "USERNAME", "ANSWER"}
	case "PASSWORD":
		return []string{"Session", "USERNAME", "PASSWORD"}
	case "PASSWORD_SRP":
		return []string{"Session", "USERNAME", "SRP_A"}
	}
	return []string{"Session", "USERNAME"} // the codes have several names
}

// clientSettings are the ExplicitAuthFlows of which a flow needs one.
func clientSettings(flow string) []string {
	switch flow {
	case "USER_SRP_AUTH":
		return []string{"ALLOW_USER_SRP_AUTH"}
	case "USER_PASSWORD_AUTH":
		return []string{"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"}
	case "ADMIN_USER_PASSWORD_AUTH":
		return []string{"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}
	case "USER_AUTH":
		return []string{"ALLOW_USER_AUTH"}
	case "CUSTOM_AUTH":
		return []string{"ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"}
	case "REFRESH_TOKEN_AUTH":
		return []string{"ALLOW_REFRESH_TOKEN_AUTH"}
	}
	return nil
}

func flowAllowed(client *Client, flow string, admin bool) error {
	settings := clientSettings(flow)
	switch {
	case settings == nil:
		return refuse("UnsupportedOperationException", "The flow %s is not supported.", flow)
	case flow == "ADMIN_USER_PASSWORD_AUTH" && !admin, flow == "USER_PASSWORD_AUTH" && admin:
		return invalidParameter("Initiate Auth method not supported.")
	case slices.ContainsFunc(settings, func(s string) bool { return slices.Contains(client.AuthFlows, s) }),
		allowedByDefault(client, flow):
		return nil
	}
	return invalidParameter("%s flow not enabled for this client", flow)
}

// allowedByDefault covers clients that name no flow, or name them in the way
// that came before ALLOW_.
func allowedByDefault(client *Client, flow string) bool {
	for _, setting := range client.AuthFlows {
		if strings.HasPrefix(setting, "ALLOW_") {
			return false
		}
	}
	switch flow {
	case "REFRESH_TOKEN_AUTH":
		return true
	case "USER_SRP_AUTH", "CUSTOM_AUTH":
		return !slices.Contains(client.AuthFlows, "CUSTOM_AUTH_FLOW_ONLY")
	}
	return false
}

func checkSecretHash(client *Client, _, username, hash string) error {
	switch {
	case client.Secret == "":
		return nil
	case hash == "":
		return notAuthorized("Client %s is configured with secret but SECRET_HASH was not received", client.ID)
	case !hmac.Equal([]byte(srp.SecretHash(username, client.ID, client.Secret)), []byte(hash)):
		return notAuthorized("Unable to verify secret hash for client %s", client.ID)
	}
	return nil
}

func simulatedUser(secret []byte, name string) (string, *big.Int) {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("simulated user\x00" + name))
	sum := mac.Sum(nil)
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x40 // version 4
	id[8] = id[8]&0x3f | 0x80 // of RFC 9562
	return id.String(), new(big.Int).SetBytes(sum[16:])
}

func admit(_ *Client, u *User, proven bool) error {
	switch {
	case u.Status == "RESET_REQUIRED":
		return refuse("PasswordResetRequiredException", "Password reset required for the user")
	case proven && u.Status == "UNCONFIRMED":
		return refuse("UserNotConfirmedException", "User is not confirmed.")
	}
	return nil
}
