package scenarios

import (
	"context"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// ForgotPassword asks for a code to reset the password of the user that signs in as
// username. The details are nil if the answer has none.
func (a *Actor) ForgotPassword(ctx context.Context, username string, edits ...func(*cip.ForgotPasswordInput)) (*types.CodeDeliveryDetailsType, error) {
	input := &cip.ForgotPasswordInput{
		ClientId: &a.Client.ID, Username: &username, SecretHash: optional(a.SecretHash(username)),
	}
	for _, edit := range edits {
		edit(input)
	}
	var out *cip.ForgotPasswordOutput
	err := a.step(ctx, "forgot_password", func(ctx context.Context) (err error) {
		out, err = a.api().ForgotPassword(ctx, input)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out.CodeDeliveryDetails, nil
}

// ConfirmForgotPassword sets a new password with a code of ForgotPassword.
func (a *Actor) ConfirmForgotPassword(ctx context.Context, username, code, password string, edits ...func(*cip.ConfirmForgotPasswordInput)) error {
	input := &cip.ConfirmForgotPasswordInput{
		ClientId: &a.Client.ID, Username: &username, ConfirmationCode: &code, Password: &password,
		SecretHash: optional(a.SecretHash(username)),
	}
	for _, edit := range edits {
		edit(input)
	}
	return a.step(ctx, "confirm_forgot_password", func(ctx context.Context) error {
		_, err := a.api().ConfirmForgotPassword(ctx, input)
		return err
	})
}

// ChangePassword changes the password of an access token's user.
func (a *Actor) ChangePassword(ctx context.Context, accessToken, previous, proposed string) error {
	return a.step(ctx, "change_password", func(ctx context.Context) error {
		_, err := a.api().ChangePassword(ctx, &cip.ChangePasswordInput{
			AccessToken: &accessToken, PreviousPassword: &previous, ProposedPassword: &proposed,
		})
		return err
	})
}

// AnswerNewPassword answers NEW_PASSWORD_REQUIRED with the password, which is the
// attempt's from then on.
func (t *Attempt) AnswerNewPassword(ctx context.Context, password string, edits ...Edit) (*Answer, error) {
	r := t.response(types.ChallengeNameTypeNewPasswordRequired)
	t.addDevice(&r)
	r.Parameters["NEW_PASSWORD"] = password
	answer, err := t.send(ctx, r, edits)
	if err == nil {
		t.Password = password
	}
	return answer, err
}
