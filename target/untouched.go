package target

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/smithy-go/middleware"
)

// errUserStays refuses to change a user of the target file.
var errUserStays = fmt.Errorf("a user of the target file is not changed: %w", ErrUnmet)

// lasting are the operations that change a user for good. They are not sent where the
// users are the target file's, who were there before and stay. Users are deleted by whoever made them.
func lasting() []string {
	return []string{
		"ChangePassword", "ConfirmForgotPassword", "AdminSetUserPassword", "AdminResetUserPassword",
		"AdminDisableUser",
		"UpdateUserAttributes", "AdminUpdateUserAttributes", "DeleteUserAttributes", "AdminDeleteUserAttributes",
		"VerifySoftwareToken", "SetUserMFAPreference", "AdminSetUserMFAPreference",
	}
}

// leaveUntouched has the SDK's client refuse the lasting operations: what needs one of
// them is not judged.
func leaveUntouched(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("LeaveUntouched",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			operation := middleware.GetOperationName(ctx)
			if !slices.Contains(lasting(), operation) {
				return next.HandleInitialize(ctx, in)
			}
			return middleware.InitializeOutput{}, middleware.Metadata{}, &Error{Kind: Unsent, Operation: operation, Err: errUserStays}
		}), middleware.Before)
}
