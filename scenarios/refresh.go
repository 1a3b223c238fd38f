package scenarios

import (
	"context"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// Refresh sends REFRESH_TOKEN_AUTH; an empty device key is left out.
func (a *Actor) Refresh(ctx context.Context, refreshToken, deviceKey string, edits ...Edit) (*Answer, error) {
	r := Request{
		Flow: types.AuthFlowTypeRefreshTokenAuth, ClientID: a.Client.ID, PoolID: a.poolID(),
		Parameters: map[string]string{"REFRESH_TOKEN": refreshToken},
	}
	if deviceKey != "" {
		r.Parameters["DEVICE_KEY"] = deviceKey
	}
	if hash := a.SecretHash(a.User.ID); hash != "" {
		r.Parameters["SECRET_HASH"] = hash
	}
	for _, edit := range edits {
		edit(&r)
	}
	answer, err := a.Send(ctx, r)
	if err != nil {
		return nil, err
	}
	if answer.Result == nil {
		return nil, &ProtocolError{Step: "refresh", Reason: "no tokens in the answer"}
	}
	return answer, nil
}

// TokensFromRefreshToken calls GetTokensFromRefreshToken; an empty device key is
// left out.
func (a *Actor) TokensFromRefreshToken(ctx context.Context, refreshToken, deviceKey string, edits ...func(*cip.GetTokensFromRefreshTokenInput)) (*types.AuthenticationResultType, error) {
	input := &cip.GetTokensFromRefreshTokenInput{
		ClientId: &a.Client.ID, RefreshToken: &refreshToken,
		ClientSecret: optional(a.Client.Secret), DeviceKey: optional(deviceKey),
	}
	for _, edit := range edits {
		edit(input)
	}
	var out *cip.GetTokensFromRefreshTokenOutput
	err := a.step(ctx, "get_tokens_from_refresh_token", func(ctx context.Context) (err error) {
		out, err = a.api().GetTokensFromRefreshToken(ctx, input)
		return err
	})
	if err != nil {
		return nil, err
	}
	if out.AuthenticationResult == nil {
		return nil, &ProtocolError{Step: "get_tokens_from_refresh_token", Reason: "no tokens in the answer"}
	}
	return out.AuthenticationResult, nil
}

// RevokeToken revokes a refresh token.
func (a *Actor) RevokeToken(ctx context.Context, refreshToken string) error {
	return a.step(ctx, "revoke_token", func(ctx context.Context) error {
		_, err := a.api().RevokeToken(ctx, &cip.RevokeTokenInput{
			ClientId: &a.Client.ID, ClientSecret: optional(a.Client.Secret), Token: &refreshToken,
		})
		return err
	})
}

// GlobalSignOut ends all sessions of the user.
func (a *Actor) GlobalSignOut(ctx context.Context, accessToken string) error {
	return a.step(ctx, "global_sign_out", func(ctx context.Context) error {
		_, err := a.api().GlobalSignOut(ctx, &cip.GlobalSignOutInput{AccessToken: &accessToken})
		return err
	})
}
