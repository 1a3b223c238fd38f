package refpool

// userOperations lists the operations on users.
func userOperations() map[string]handler {
	return map[string]handler{
		"AdminCreateUser":           operation((*request).adminCreateUser),
		"AdminSetUserPassword":      operation((*request).adminSetUserPassword),
		"AdminGetUser":              operation((*request).adminGetUser),
		"AdminDeleteUser":           operation((*request).adminDeleteUser),
		"AdminUpdateUserAttributes": operation((*request).adminUpdateUserAttributes),
		"AdminResetUserPassword":    operation((*request).adminResetUserPassword),
		"AdminConfirmSignUp":        operation((*request).adminConfirmSignUp),
		"SignUp":                    operation((*request).signUp),
		"ConfirmSignUp":             operation((*request).confirmSignUp),
		"GetUser":                   operation((*request).getUser),
		"UpdateUserAttributes":      operation((*request).updateUserAttributes),
		"ListUsers":                 operation((*request).listUsers),
	}
}
