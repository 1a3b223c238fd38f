package refpool

// userOperations lists the operations on users.
func userOperations() map[string]handler {
	return map[string]handler{
		"AdminCreateUser":           operation(adminCreateUser),
		"AdminSetUserPassword":      operation(adminSetUserPassword),
		"AdminGetUser":              operation(adminGetUser),
		"AdminDeleteUser":           operation(adminDeleteUser),
		"AdminUpdateUserAttributes": operation(adminUpdateUserAttributes),
		"AdminResetUserPassword":    operation(adminResetUserPassword),
		"AdminConfirmSignUp":        operation(adminConfirmSignUp),
		"SignUp":                    operation(signUp),
		"ConfirmSignUp":             operation(confirmSignUp),
		"GetUser":                   operation(getUser),
		"UpdateUserAttributes":      operation(updateUserAttributes),
		"ListUsers":                 operation(listUsers),
	}
}
