package refpool

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// handler runs one operation on a request body that the model has validated.
// A nil result is an empty body (WIRE-13).
type handler func(r *request, body []byte) (any, error)

// operation adapts an operation, a method of request, to a handler. In is its
// input structure, with the names of the wire; unknown members are ignored as
// the service ignores them.
func operation[In, Out any](run func(*request, *In) (*Out, error)) handler {
	return func(r *request, body []byte) (any, error) {
		in := new(In)
		if err := json.Unmarshal(body, in, jsontext.AllowInvalidUTF8(true)); err != nil {
			return nil, refuse("SerializationException", "%v", err)
		}
		out, err := run(r, in)
		if err != nil || out == nil {
			return nil, err
		}
		return out, nil
	}
}

// handlers lists every operation that the server offers, by its name on the wire.
func handlers() map[string]handler {
	return map[string]handler{
		"CreateUserPool":       operation((*request).createUserPool),
		"DescribeUserPool":     operation((*request).describeUserPool),
		"UpdateUserPool":       operation((*request).updateUserPool),
		"DeleteUserPool":       operation((*request).deleteUserPool),
		"ListUserPools":        operation((*request).listUserPools),
		"AddCustomAttributes":  operation((*request).addCustomAttributes),
		"SetUserPoolMfaConfig": operation((*request).setUserPoolMFAConfig),
		"GetUserPoolMfaConfig": operation((*request).getUserPoolMFAConfig),
		"TagResource":          operation((*request).tagResource),
		"ListTagsForResource":  operation((*request).listTagsForResource),

		"CreateUserPoolClient":   operation((*request).createUserPoolClient),
		"DescribeUserPoolClient": operation((*request).describeUserPoolClient),
		"UpdateUserPoolClient":   operation((*request).updateUserPoolClient),
		"DeleteUserPoolClient":   operation((*request).deleteUserPoolClient),

		"AdminCreateUser":           operation((*request).adminCreateUser),
		"AdminSetUserPassword":      operation((*request).adminSetUserPassword),
		"AdminGetUser":              operation((*request).adminGetUser),
		"AdminDeleteUser":           operation((*request).adminDeleteUser),
		"AdminUpdateUserAttributes": operation((*request).adminUpdateUserAttributes),
		"AdminResetUserPassword":    operation((*request).adminResetUserPassword),
		"AdminConfirmSignUp":        operation((*request).adminConfirmSignUp),
		"SignUp":                    operation((*request).signUp),
		"ConfirmSignUp":             operation((*request).confirmSignUp),
		"ForgotPassword":            operation((*request).forgotPassword),
		"ConfirmForgotPassword":     operation((*request).confirmForgotPassword),
		"ChangePassword":            operation((*request).changeOwnPassword),
		"GetUser":                   operation((*request).getUser),
		"UpdateUserAttributes":      operation((*request).updateUserAttributes),
		"ListUsers":                 operation((*request).listUsers),

		"InitiateAuth":                operation((*request).initiateAuth),
		"AdminInitiateAuth":           operation((*request).adminInitiateAuth),
		"RespondToAuthChallenge":      operation((*request).respondToAuthChallenge),
		"AdminRespondToAuthChallenge": operation((*request).adminRespondToAuthChallenge),

		"AssociateSoftwareToken":    operation((*request).associateSoftwareToken),
		"VerifySoftwareToken":       operation((*request).verifySoftwareToken),
		"SetUserMFAPreference":      operation((*request).setUserMFAPreference),
		"AdminSetUserMFAPreference": operation((*request).adminSetUserMFAPreference),

		"ConfirmDevice":           operation((*request).confirmDevice),
		"UpdateDeviceStatus":      operation((*request).updateDeviceStatus),
		"GetDevice":               operation((*request).getDevice),
		"ListDevices":             operation((*request).listDevices),
		"ForgetDevice":            operation((*request).forgetDevice),
		"AdminUpdateDeviceStatus": operation((*request).adminUpdateDeviceStatus),
		"AdminGetDevice":          operation((*request).adminGetDevice),
		"AdminListDevices":        operation((*request).adminListDevices),
		"AdminForgetDevice":       operation((*request).adminForgetDevice),

		"GetTokensFromRefreshToken": operation((*request).getTokensFromRefreshToken),
		"RevokeToken":               operation((*request).revokeToken),
		"GlobalSignOut":             operation((*request).globalSignOut),
		"AdminUserGlobalSignOut":    operation((*request).adminUserGlobalSignOut),
	}
}
