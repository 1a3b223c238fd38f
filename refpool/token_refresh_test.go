package refpool_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/srp"
)

// refresh runs REFRESH_TOKEN_AUTH with the refresh token of result.
func (w *world) refresh(result *types.AuthenticationResultType, deviceKey string) (*types.AuthenticationResultType, error) {
	parameters := map[string]string{"REFRESH_TOKEN": *result.RefreshToken}
	if deviceKey != "" {
		parameters["DEVICE_KEY"] = deviceKey
	}
	if w.clientSecret != "" {
		parameters["SECRET_HASH"] = srp.SecretHash("mary", w.clientID, w.clientSecret)
	}
	out, err := w.public.InitiateAuth(w.Context(), &cip.InitiateAuthInput{
		AuthFlow: "REFRESH_TOKEN_AUTH", ClientId: &w.clientID, AuthParameters: parameters,
	})
	if err != nil {
		return nil, err
	}
	return out.AuthenticationResult, nil
}

// exchange runs GetTokensFromRefreshToken.
func (w *world) exchange(token *string, deviceKey string) (*types.AuthenticationResultType, error) {
	in := &cip.GetTokensFromRefreshTokenInput{RefreshToken: token, ClientId: &w.clientID}
	if deviceKey != "" {
		in.DeviceKey = &deviceKey
	}
	if w.clientSecret != "" {
		in.ClientSecret = &w.clientSecret
	}
	out, err := w.public.GetTokensFromRefreshToken(w.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.AuthenticationResult, nil
}

// TestRefreshWithDevice: where devices are tracked, the confirmed device of the
// sign-in has to be named (REF-01 to REF-05, REF-10, REF-12).
func TestRefreshWithDevice(t *testing.T) {
	w := newWorld(t, setting{device: optIn, secret: true})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	ways := map[string]func(key string) (*types.AuthenticationResultType, error){
		"REFRESH_TOKEN_AUTH":        func(key string) (*types.AuthenticationResultType, error) { return w.refresh(result, key) },
		"GetTokensFromRefreshToken": func(key string) (*types.AuthenticationResultType, error) { return w.exchange(result.RefreshToken, key) },
	}
	refused := func(when, key string) {
		t.Helper()
		for way, refresh := range ways {
			t.Run(when+"/"+way, func(t *testing.T) {
				_, err := refresh(key)
				w.refused(err, "NotAuthorizedException", "Invalid Refresh Token.")
			})
		}
	}
	refused("unconfirmed", *result.NewDeviceMetadata.DeviceKey)
	other := &person{name: "mary"}
	others, _ := w.tokens(other)
	w.confirm(other, others)
	w.confirm(p, result)
	refused("no key", "")
	refused("another device", other.device.key)
	for way, refresh := range ways {
		t.Run(way, func(t *testing.T) {
			fresh, err := refresh(p.device.key)
			w.must(err)
			if fresh.RefreshToken != nil || fresh.IdToken == nil || fresh.ExpiresIn != 3600 {
				t.Errorf("result %+v", fresh)
			}
			if got := w.claims(fresh.AccessToken)["device_key"]; got != p.device.key {
				t.Errorf("device_key = %v, want %s", got, p.device.key)
			}
		})
	}
	w.must(w.deviceCalls(p, result.AccessToken, &p.device.key)["ForgetDevice"]())
	refused("forgotten", p.device.key)
}

func TestRefreshWithoutTracking(t *testing.T) {
	w := newWorld(t, setting{})
	result, _ := w.tokens(w.newPerson("mary"))
	before := w.claims(result.AccessToken)["auth_time"]
	w.advance(10 * time.Minute)
	fresh, err := w.refresh(result, "")
	w.must(err)
	if after := w.claims(fresh.AccessToken)["auth_time"]; after != before {
		t.Errorf("auth_time moved from %v to %v", before, after)
	}
	_, err = w.refresh(&types.AuthenticationResultType{RefreshToken: aws.String("unknown")}, "")
	w.refused(err, "NotAuthorizedException", "Invalid Refresh Token.")
	w.advance(30 * 24 * time.Hour)
	_, err = w.refresh(result, "")
	w.refused(err, "NotAuthorizedException", "Invalid Refresh Token.")
}

func TestRefreshOfASecretClient(t *testing.T) {
	w := newWorld(t, setting{secret: true})
	result, _ := w.tokens(w.newPerson("mary"))
	secret := w.clientSecret
	w.clientSecret = ""
	_, err := w.refresh(result, "")
	w.refused(err, "NotAuthorizedException", "")
	_, err = w.exchange(result.RefreshToken, "")
	w.refused(err, "NotAuthorizedException", "")
	w.clientSecret = secret[:len(secret)-1] + "x" + "y"
	_, err = w.exchange(result.RefreshToken, "")
	w.refused(err, "NotAuthorizedException", "")
	w.clientSecret = secret
	_, err = w.exchange(result.RefreshToken, "")
	w.must(err)
	w.makeClient(setting{secret: true})
	_, err = w.exchange(result.RefreshToken, "")
	w.refused(err, "NotAuthorizedException", "Invalid Refresh Token.")
}

// TestRotation: the old token works through the grace period (REF-08).
func TestRotation(t *testing.T) {
	w := newWorld(t, setting{
		flows: []types.ExplicitAuthFlowsType{"ALLOW_USER_SRP_AUTH"},
		rotation: &types.RefreshTokenRotationType{
			Feature: types.FeatureTypeEnabled, RetryGracePeriodSeconds: aws.Int32(20),
		},
	})
	result, _ := w.tokens(w.newPerson("mary"))
	first, err := w.exchange(result.RefreshToken, "")
	w.must(err)
	if first.RefreshToken == nil || *first.RefreshToken == *result.RefreshToken {
		t.Fatal("no new refresh token")
	}
	w.advance(19 * time.Second)
	_, err = w.exchange(result.RefreshToken, "")
	w.must(err)
	w.advance(time.Second)
	_, err = w.exchange(result.RefreshToken, "")
	w.refused(err, "RefreshTokenReuseException", "")
	second, err := w.exchange(first.RefreshToken, "")
	w.must(err)
	w.advance(30*24*time.Hour - 20*time.Second) // rotation does not lengthen the whole
	_, err = w.exchange(second.RefreshToken, "")
	w.refused(err, "NotAuthorizedException", "Invalid Refresh Token.")
}

// The SECRET_HASH of a refresh is over the user name, not an alias.
func TestRefreshHashIsOfTheUserName(t *testing.T) {
	w := newWorld(t, setting{secret: true, aliases: []types.AliasAttributeType{"email"}})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	for name, refusal := range map[string]string{"mary": "", "mary@example.com": "NotAuthorizedException"} {
		_, err := w.public.InitiateAuth(w.Context(), &cip.InitiateAuthInput{
			ClientId: &w.clientID, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: map[string]string{
				"REFRESH_TOKEN": *result.RefreshToken, "SECRET_HASH": srp.SecretHash(name, w.clientID, w.clientSecret),
			},
		})
		if refusal == "" {
			w.must(err)
		} else {
			w.refused(err, refusal, "")
		}
	}
}
