package refpool_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
)

func TestClientDefaults(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	made := s.client(p.Id, func(in *idp.CreateUserPoolClientInput) { in.ExplicitAuthFlows = nil })
	out, err := s.DescribeUserPoolClient(t.Context(), &idp.DescribeUserPoolClientInput{UserPoolId: p.Id, ClientId: made.ClientId})
	if err != nil {
		t.Fatal(err)
	}
	c := out.UserPoolClient
	if !regexp.MustCompile(`^[0-9a-z]{26}$`).MatchString(aws.ToString(c.ClientId)) {
		t.Errorf("client id %s", aws.ToString(c.ClientId))
	}
	if c.ClientSecret != nil {
		t.Error("a secret that nobody asked for")
	}
	if c.RefreshTokenValidity != 30 || aws.ToInt32(c.AuthSessionValidity) != 3 || !aws.ToBool(c.EnableTokenRevocation) {
		t.Errorf("defaults: %d days, %d minutes, revocation %t", c.RefreshTokenValidity, aws.ToInt32(c.AuthSessionValidity), aws.ToBool(c.EnableTokenRevocation))
	}
	if c.CreationDate == nil || c.LastModifiedDate == nil || aws.ToString(c.UserPoolId) != aws.ToString(p.Id) {
		t.Error("dates or pool are missing")
	}
}

func TestClientSecret(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	c := s.client(p.Id, func(in *idp.CreateUserPoolClientInput) { in.GenerateSecret = true })
	if len(aws.ToString(c.ClientSecret)) != 51 {
		t.Errorf("a secret of %d characters", len(aws.ToString(c.ClientSecret)))
	}
	if _, err := s.UpdateUserPoolClient(t.Context(), &idp.UpdateUserPoolClientInput{UserPoolId: p.Id, ClientId: c.ClientId}); err != nil {
		t.Fatal(err)
	}
	out, err := s.DescribeUserPoolClient(t.Context(), &idp.DescribeUserPoolClientInput{UserPoolId: p.Id, ClientId: c.ClientId})
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(out.UserPoolClient.ClientSecret) != aws.ToString(c.ClientSecret) {
		t.Error("an update changed the secret")
	}
	own := strings.Repeat("ab1", 10)
	c = s.client(p.Id, func(in *idp.CreateUserPoolClientInput) { in.ClientSecret = aws.String(own) })
	if aws.ToString(c.ClientSecret) != own {
		t.Error("the given secret was not taken")
	}
	_, err = s.CreateUserPoolClient(t.Context(), &idp.CreateUserPoolClientInput{
		UserPoolId: p.Id, ClientName: aws.String("c"), ClientSecret: aws.String(own), GenerateSecret: true,
	})
	refused(t, err, "InvalidParameterException", "")
}

func TestClientSettings(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	hours := &types.TokenValidityUnitsType{AccessToken: "hours", IdToken: "hours", RefreshToken: "hours"}
	minutes := &types.TokenValidityUnitsType{AccessToken: "minutes", IdToken: "minutes", RefreshToken: "minutes"}
	for _, test := range []struct {
		name   string
		change func(in *idp.CreateUserPoolClientInput)
		ok     bool
	}{
		{"access token 5 minutes", func(in *idp.CreateUserPoolClientInput) {
			in.AccessTokenValidity, in.TokenValidityUnits = aws.Int32(5), minutes
		}, true},
		{"access token 4 minutes", func(in *idp.CreateUserPoolClientInput) {
			in.AccessTokenValidity, in.TokenValidityUnits = aws.Int32(4), minutes
		}, false},
		{"access token 24 hours", func(in *idp.CreateUserPoolClientInput) { in.AccessTokenValidity = aws.Int32(24) }, true},
		{"access token 25 hours", func(in *idp.CreateUserPoolClientInput) { in.AccessTokenValidity = aws.Int32(25) }, false},
		{"id token 25 hours", func(in *idp.CreateUserPoolClientInput) { in.IdTokenValidity = aws.Int32(25) }, false},
		{"refresh token 1 hour", func(in *idp.CreateUserPoolClientInput) { in.RefreshTokenValidity, in.TokenValidityUnits = 1, hours }, true},
		{"refresh token 59 minutes", func(in *idp.CreateUserPoolClientInput) { in.RefreshTokenValidity, in.TokenValidityUnits = 59, minutes }, false},
		{"refresh token 3650 days", func(in *idp.CreateUserPoolClientInput) { in.RefreshTokenValidity = 3650 }, true},
		{"refresh token 3651 days", func(in *idp.CreateUserPoolClientInput) { in.RefreshTokenValidity = 3651 }, false},
		{"refresh token 315360000 days", func(in *idp.CreateUserPoolClientInput) { in.RefreshTokenValidity = 315360000 }, false},
		{"access token outlives refresh token", func(in *idp.CreateUserPoolClientInput) {
			in.AccessTokenValidity, in.RefreshTokenValidity, in.TokenValidityUnits = aws.Int32(2), 1, hours
		}, false},
		{"session 15 minutes", func(in *idp.CreateUserPoolClientInput) { in.AuthSessionValidity = aws.Int32(15) }, true},
		{"session 16 minutes", func(in *idp.CreateUserPoolClientInput) { in.AuthSessionValidity = aws.Int32(16) }, false},
		{"session 2 minutes", func(in *idp.CreateUserPoolClientInput) { in.AuthSessionValidity = aws.Int32(2) }, false},
		{"rotation", func(in *idp.CreateUserPoolClientInput) {
			in.RefreshTokenRotation = &types.RefreshTokenRotationType{Feature: types.FeatureTypeEnabled, RetryGracePeriodSeconds: aws.Int32(60)}
			in.ExplicitAuthFlows = []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth}
		}, true},
		{"rotation grace 61", func(in *idp.CreateUserPoolClientInput) {
			in.RefreshTokenRotation = &types.RefreshTokenRotationType{Feature: types.FeatureTypeEnabled, RetryGracePeriodSeconds: aws.Int32(61)}
		}, false},
		{"legacy flow beside a new one", func(in *idp.CreateUserPoolClientInput) {
			in.ExplicitAuthFlows = append(in.ExplicitAuthFlows, types.ExplicitAuthFlowsTypeAdminNoSrpAuth)
		}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := &idp.CreateUserPoolClientInput{
				UserPoolId: p.Id, ClientName: aws.String("c"),
				ExplicitAuthFlows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth},
			}
			test.change(in)
			_, err := s.CreateUserPoolClient(t.Context(), in)
			if test.ok && err != nil {
				t.Error(err)
			}
			if !test.ok {
				refused(t, err, "InvalidParameterException", "")
			}
		})
	}
}

func TestUpdateUserPoolClientResetsWhatItLeavesOut(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	c := s.client(p.Id, func(in *idp.CreateUserPoolClientInput) {
		in.AuthSessionValidity = aws.Int32(7)
		in.PreventUserExistenceErrors = types.PreventUserExistenceErrorTypesEnabled
		in.ReadAttributes = []string{"email"}
	})
	out, err := s.UpdateUserPoolClient(t.Context(), &idp.UpdateUserPoolClientInput{
		UserPoolId: p.Id, ClientId: c.ClientId, ExplicitAuthFlows: c.ExplicitAuthFlows,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := out.UserPoolClient
	if aws.ToInt32(got.AuthSessionValidity) != 3 || len(got.ReadAttributes) > 0 || got.PreventUserExistenceErrors == types.PreventUserExistenceErrorTypesEnabled {
		t.Errorf("not reset: %+v", got)
	}
	if aws.ToString(got.ClientName) != "test" || !slices.Equal(got.ExplicitAuthFlows, c.ExplicitAuthFlows) {
		t.Error("name or flows were changed")
	}
}

func TestDeleteUserPoolClient(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	c := s.client(p.Id, nil)
	in := &idp.DeleteUserPoolClientInput{UserPoolId: p.Id, ClientId: c.ClientId}
	if _, err := s.DeleteUserPoolClient(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	message := "User pool client " + aws.ToString(c.ClientId) + " does not exist."
	_, err := s.DeleteUserPoolClient(t.Context(), in)
	refused(t, err, "ResourceNotFoundException", message)
	_, err = s.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
		ClientId: c.ClientId, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": "u", "PASSWORD": "p"},
	})
	refused(t, err, "ResourceNotFoundException", message)
}
