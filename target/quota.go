package target

import (
	"context"
	"fmt"

	"golang.org/x/time/rate"
)

// quotaShare is the part of a quota that is used: the account has other callers.
const quotaShare = 0.8

// quotas are the service's default calls a second by category ("Quotas in
// Amazon Cognito", request rate quotas of user pools).
var quotas = map[string]float64{
	"UserAuthentication":     120,
	"UserCreation":           50,
	"UserAccountRecovery":    30,
	"UserToken":              120,
	"UserRead":               120,
	"UserUpdate":             25,
	"UserList":               30,
	"UserResourceRead":       50,
	"UserResourceUpdate":     25,
	"UserPoolRead":           15,
	"UserPoolUpdate":         15,
	"UserPoolResourceRead":   20,
	"UserPoolResourceUpdate": 15,
	"UserPoolClientRead":     15,
	"UserPoolClientUpdate":   15,
}

// categories maps each operation to its quota; others count as pool updates,
// the scarcest.
var categories = map[string]string{
	"AdminInitiateAuth":           "UserAuthentication",
	"AdminRespondToAuthChallenge": "UserAuthentication",
	"InitiateAuth":                "UserAuthentication",
	"RespondToAuthChallenge":      "UserAuthentication",
	"AdminConfirmSignUp":          "UserCreation",
	"AdminCreateUser":             "UserCreation",
	"AdminSetUserPassword":        "UserCreation",
	"ConfirmSignUp":               "UserCreation",
	"SignUp":                      "UserCreation",
	"ChangePassword":              "UserAccountRecovery",
	"ConfirmForgotPassword":       "UserAccountRecovery",
	"ForgotPassword":              "UserAccountRecovery",
	"ResendConfirmationCode":      "UserAccountRecovery",
	"GetTokensFromRefreshToken":   "UserToken",
	"GlobalSignOut":               "UserToken",
	"RevokeToken":                 "UserToken",
	"AdminGetUser":                "UserRead",
	"GetUser":                     "UserRead",
	"GetUserAuthFactors":          "UserRead",
	"AdminDisableUser":            "UserUpdate",
	"AdminEnableUser":             "UserUpdate",
	"AdminDeleteUser":             "UserUpdate",
	"AdminResetUserPassword":      "UserUpdate",
	"AdminUpdateUserAttributes":   "UserUpdate",
	"AdminUserGlobalSignOut":      "UserUpdate",
	"UpdateUserAttributes":        "UserUpdate",
	"ListUsers":                   "UserList",
	"AdminGetDevice":              "UserResourceRead",
	"AdminListDevices":            "UserResourceRead",
	"GetDevice":                   "UserResourceRead",
	"ListDevices":                 "UserResourceRead",
	"AdminForgetDevice":           "UserResourceUpdate",
	"AdminSetUserMFAPreference":   "UserResourceUpdate",
	"AdminUpdateDeviceStatus":     "UserResourceUpdate",
	"AssociateSoftwareToken":      "UserResourceUpdate",
	"ConfirmDevice":               "UserResourceUpdate",
	"ForgetDevice":                "UserResourceUpdate",
	"SetUserMFAPreference":        "UserResourceUpdate",
	"UpdateDeviceStatus":          "UserResourceUpdate",
	"VerifySoftwareToken":         "UserResourceUpdate",
	"DescribeUserPool":            "UserPoolRead",
	"GetUserPoolMfaConfig":        "UserPoolRead",
	"ListUserPools":               "UserPoolRead",
	"CreateUserPool":              "UserPoolUpdate",
	"DeleteUserPool":              "UserPoolUpdate",
	"SetUserPoolMfaConfig":        "UserPoolUpdate",
	"UpdateUserPool":              "UserPoolUpdate",
	"ListTagsForResource":         "UserPoolResourceRead",
	"AddCustomAttributes":         "UserPoolResourceUpdate",
	"TagResource":                 "UserPoolResourceUpdate",
	"UntagResource":               "UserPoolResourceUpdate",
	"DescribeUserPoolClient":      "UserPoolClientRead",
	"CreateUserPoolClient":        "UserPoolClientUpdate",
	"DeleteUserPoolClient":        "UserPoolClientUpdate",
	"UpdateUserPoolClient":        "UserPoolClientUpdate",
}

// governor holds calls below the quota of their category.
type governor map[string]*rate.Limiter

// newGovernor limits the categories that are granted, and all others by their
// defaults if everything is limited (on AWS). It is nil where nothing is.
func newGovernor(granted map[string]float64, everything bool) governor {
	g := governor{}
	for category, usual := range quotas {
		perSecond, given := granted[category]
		if !given && !everything {
			continue
		}
		if !given {
			perSecond = usual
		}
		g[category] = rate.NewLimiter(rate.Limit(perSecond*quotaShare), 1)
	}
	return g
}

// wait returns when the operation may be called.
func (g governor) wait(ctx context.Context, operation string) error {
	if len(g) == 0 {
		return nil
	}
	category, known := categories[operation]
	if !known {
		category = "UserPoolUpdate"
	}
	limiter := g[category]
	if limiter == nil {
		return nil
	}
	if err := limiter.Wait(ctx); err != nil {
		return fmt.Errorf("waiting for the quota of %s: %w", category, err)
	}
	return nil
}
