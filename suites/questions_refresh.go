package suites

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// registerRefreshQuestions lists the probes of refresh tokens.
func registerRefreshQuestions(s registry) {
	s.Rule("Q-15", askTokensByKey)
	s.Rule("Q-16", askRefreshOfUnconfirmed)
	s.Rule("Q-17", askRotationAndRefresh)
	s.Rule("Q-18", askNewestOfFamily)
}

func askTokensByKey(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	other, _ := c.RememberedDevice(actor)
	unconfirmed, issued := c.IssuedDevice(actor)
	for _, ask := range []struct{ what, token, key string }{
		{"with the device's key", signIn.RefreshToken(), device.Key},
		{"without DeviceKey", signIn.RefreshToken(), ""},
		{"with the key of another remembered device", signIn.RefreshToken(), other.Key},
		{"with the issued, unconfirmed key", issued.RefreshToken(), unconfirmed.Key},
		{"without DeviceKey, the key unconfirmed", issued.RefreshToken(), ""},
	} {
		result, err := actor.TokensFromRefreshToken(c.Context(), ask.token, ask.key)
		if err != nil {
			c.tell("GetTokensFromRefreshToken "+ask.what, err)
			continue
		}
		c.Observe("GetTokensFromRefreshToken %s: tokens, NewDeviceMetadata %s", ask.what, presence(result.NewDeviceMetadata != nil))
	}
}

func askRefreshOfUnconfirmed(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	issued, signIn := c.IssuedDevice(actor)
	_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), issued.Key)
	c.tell("REFRESH_TOKEN_AUTH with the issued, unconfirmed key", err)
	_, err = actor.Refresh(c.Context(), signIn.RefreshToken(), "")
	c.tell("REFRESH_TOKEN_AUTH without DEVICE_KEY, the key unconfirmed", err)
}

func askRotationAndRefresh(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	client, err := pool.FreshClient(c.Context(), target.ClientSpec{Rotation: true})
	c.Given(err, "creating a client with rotation")
	actor := c.ActorIn(pool, target.ClientSpec{Rotation: true})
	_, err = actor.Refresh(c.Context(), c.SignedIn(actor, nil).RefreshToken(), "")
	c.tell("REFRESH_TOKEN_AUTH in a client with rotation", err)
	_, err = c.Target().API().UpdateUserPoolClient(c.Context(), &cip.UpdateUserPoolClientInput{
		UserPoolId: &pool.ID, ClientId: &client.ID,
		ExplicitAuthFlows:    []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth},
		RefreshTokenRotation: &types.RefreshTokenRotationType{Feature: types.FeatureTypeEnabled, RetryGracePeriodSeconds: aws.Int32(0)},
	})
	c.tell("UpdateUserPoolClient with rotation and ALLOW_REFRESH_TOKEN_AUTH", err)
}

func askNewestOfFamily(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Rotation: true})
	old := c.SignedIn(actor, nil).RefreshToken()
	result, err := actor.TokensFromRefreshToken(c.Context(), old, "")
	c.Given(err, "GetTokensFromRefreshToken")
	_, err = actor.TokensFromRefreshToken(c.Context(), old, "")
	c.tell("GetTokensFromRefreshToken with the replaced token", err)
	_, err = actor.TokensFromRefreshToken(c.Context(), aws.ToString(result.RefreshToken), "")
	c.tell("GetTokensFromRefreshToken with the newest token afterwards", err)
}
