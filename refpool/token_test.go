package refpool_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/cogbench/cogbench/refpool"
)

// claims verifies a token with the pool's published keys.
func (w *world) claims(token *string) map[string]any {
	w.Helper()
	request, err := http.NewRequestWithContext(w.Context(), http.MethodGet, w.endpoint+"/"+w.poolID+"/.well-known/jwks.json", nil)
	w.must(err)
	response, err := http.DefaultClient.Do(request)
	w.must(err)
	defer response.Body.Close()
	var keys jose.JSONWebKeySet
	w.must(json.NewDecoder(response.Body).Decode(&keys))
	parsed, err := jwt.ParseSigned(*token, []jose.SignatureAlgorithm{jose.RS256})
	w.must(err)
	var claims map[string]any
	w.must(parsed.Claims(&keys, &claims))
	return claims
}

func TestTokens(t *testing.T) {
	w := newWorld(t, setting{device: always})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.confirm(p, result)
	if *result.TokenType != "Bearer" || result.ExpiresIn != 3600 || result.RefreshToken == nil {
		t.Errorf("TokenType %s, ExpiresIn %d", *result.TokenType, result.ExpiresIn)
	}
	access, id := w.claims(result.AccessToken), w.claims(result.IdToken)
	issuer := "https://cognito-idp.us-east-1.amazonaws.com/" + w.poolID
	for name, want := range map[string]any{
		"token_use": "access", "iss": issuer, "client_id": w.clientID, "username": "mary",
		"scope": "aws.cognito.signin.user.admin", "device_key": p.device.key, "sub": id["sub"],
	} {
		if access[name] != want {
			t.Errorf("access token: %s = %v, want %v", name, access[name], want)
		}
	}
	for name, want := range map[string]any{
		"token_use": "id", "iss": issuer, "aud": w.clientID, "cognito:username": "mary",
		"email": "mary@example.com", "email_verified": true,
	} {
		if id[name] != want {
			t.Errorf("id token: %s = %v, want %v", name, id[name], want)
		}
	}
	for _, name := range []string{"iat", "exp", "auth_time", "jti", "sub"} {
		if access[name] == nil || id[name] == nil {
			t.Errorf("%s is missing in %v", name, slices.Collect(maps.Keys(access)))
		}
	}
	if access["event_id"] != id["event_id"] || access["origin_jti"] != id["origin_jti"] || access["jti"] == id["jti"] {
		t.Errorf("the tokens are not of one event: %v, %v", access, id)
	}
	if parts := strings.Split(*result.RefreshToken, "."); len(parts) != 5 {
		t.Errorf("the refresh token has %d parts, want the five of a JWE", len(parts))
	}
	if life := access["exp"].(float64) - access["iat"].(float64); life != 3600 {
		t.Errorf("the access token lives %v s", life)
	}
	again, _ := w.tokens(p)
	if got := w.claims(again.AccessToken)["device_key"]; got != p.device.key {
		t.Errorf("device_key = %v, want %s", got, p.device.key)
	}
}

// Access and id token name different keys, both of them published.
func TestTokensHaveKeysOfTheirOwn(t *testing.T) {
	w := newWorld(t, setting{})
	result, _ := w.tokens(w.newPerson("mary"))
	kids := map[string]bool{}
	for _, token := range []*string{result.AccessToken, result.IdToken} {
		w.claims(token) // verifies it
		parsed, err := jwt.ParseSigned(*token, []jose.SignatureAlgorithm{jose.RS256})
		w.must(err)
		kids[parsed.Headers[0].KeyID] = true
	}
	if len(kids) != 2 {
		t.Errorf("kids %v, want two", kids)
	}
}

// A token is known again after its claims were altered, whatever was taken out.
func TestAlteredTokensAreKnown(t *testing.T) {
	behaviour := refpool.Correct()
	behaviour.Token.Alter(func(claims map[string]any) { delete(claims, "origin_jti") })
	behaviour.Token.Alter(func(claims map[string]any) { claims["origin_jti"] = "another" })
	w := newWorld(t, setting{behaviour: &behaviour})
	result, _ := w.tokens(w.newPerson("mary"))
	if origin, there := w.claims(result.AccessToken)["origin_jti"]; there {
		t.Errorf("origin_jti %v", origin)
	}
	_, err := w.public.GetUser(w.Context(), &cip.GetUserInput{AccessToken: result.AccessToken})
	w.must(err)
}

func TestAccessTokenIsRefused(t *testing.T) {
	w := newWorld(t, setting{device: always})
	result, _ := w.tokens(w.newPerson("mary"))
	parts := strings.Split(*result.AccessToken, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	w.must(err)
	forged := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), "mary", "john", 1)))
	other := strings.Replace(string(payload), w.poolID, "us-east-1_000000000", 1)
	list := func(token string) error {
		_, err := w.public.ListDevices(w.Context(), &cip.ListDevicesInput{AccessToken: &token})
		return err
	}
	w.must(list(*result.AccessToken))
	for name, token := range map[string]string{
		"id token":          *result.IdToken,
		"refresh token":     *result.RefreshToken,
		"altered claims":    parts[0] + "." + forged + "." + parts[2],
		"another pool":      parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(other)) + "." + parts[2],
		"altered signature": parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2])),
		"no signature":      parts[0] + "." + parts[1] + ".",
		"no token":          "abc",
	} {
		t.Run(name, func(t *testing.T) { w.refused(list(token), "NotAuthorizedException", "") })
	}
	_, err = w.public.GetDevice(w.Context(), &cip.GetDeviceInput{DeviceKey: result.NewDeviceMetadata.DeviceKey})
	w.refused(err, "NotAuthorizedException", "")
	w.advance(time.Hour)
	w.refused(list(*result.AccessToken), "NotAuthorizedException", "Access Token has expired")
}

// A trigger may take the scope for self-service out (DEV-CONF-09).
func TestNarrowScope(t *testing.T) {
	w := newWorld(t, setting{device: always, lambda: &types.LambdaConfigType{
		PreTokenGenerationConfig: &types.PreTokenGenerationVersionConfigType{
			LambdaArn: aws.String(refpool.NarrowScopeARN("us-east-1")), LambdaVersion: "V2_0",
		},
	}})
	result, _ := w.tokens(w.newPerson("mary"))
	_, err := w.public.ConfirmDevice(w.Context(), &cip.ConfirmDeviceInput{
		AccessToken: result.AccessToken, DeviceKey: result.NewDeviceMetadata.DeviceKey,
	})
	w.refused(err, "NotAuthorizedException", "Access Token does not have required scopes")
}

func TestSignOut(t *testing.T) {
	w := newWorld(t, setting{device: always})
	p := w.newPerson("mary")
	usable := func(result *types.AuthenticationResultType) error {
		_, err := w.public.ListDevices(w.Context(), &cip.ListDevicesInput{AccessToken: result.AccessToken})
		return err
	}
	for name, end := range map[string]func(*types.AuthenticationResultType) error{
		"GlobalSignOut": func(r *types.AuthenticationResultType) error {
			_, err := w.public.GlobalSignOut(w.Context(), &cip.GlobalSignOutInput{AccessToken: r.AccessToken})
			return err
		},
		"AdminUserGlobalSignOut": func(*types.AuthenticationResultType) error {
			_, err := w.admin.AdminUserGlobalSignOut(w.Context(), &cip.AdminUserGlobalSignOutInput{UserPoolId: &w.poolID, Username: &p.name})
			return err
		},
		"RevokeToken": func(r *types.AuthenticationResultType) error {
			_, err := w.public.RevokeToken(w.Context(), &cip.RevokeTokenInput{Token: r.RefreshToken, ClientId: &w.clientID})
			return err
		},
		"AdminDeleteUser": func(*types.AuthenticationResultType) error {
			_, err := w.admin.AdminDeleteUser(w.Context(), &cip.AdminDeleteUserInput{UserPoolId: &w.poolID, Username: &p.name})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			p = w.newPerson("user-" + name)
			result, _ := w.tokens(p)
			w.confirm(p, result)
			w.must(usable(result))
			w.must(end(result))
			want := "NotAuthorizedException"
			if name == "AdminDeleteUser" {
				want = "UserNotFoundException"
			}
			w.refused(usable(result), want, "")
			_, err := w.refresh(result, p.device.key)
			w.refused(err, "NotAuthorizedException", "Invalid Refresh Token.")
			if name != "AdminDeleteUser" {
				fresh, _ := w.tokens(p) // later sign-ins are not concerned
				w.must(usable(fresh))
			}
		})
	}
}

func TestRevokeTokenIsRefused(t *testing.T) {
	w := newWorld(t, setting{secret: true})
	result, _ := w.tokens(w.newPerson("mary"))
	revoke := func(token, secret *string) error {
		_, err := w.public.RevokeToken(w.Context(), &cip.RevokeTokenInput{Token: token, ClientId: &w.clientID, ClientSecret: secret})
		return err
	}
	w.refused(revoke(result.RefreshToken, nil), "UnauthorizedException", "")
	w.refused(revoke(result.AccessToken, &w.clientSecret), "UnsupportedTokenTypeException", "")
	w.must(revoke(aws.String("unknown"), &w.clientSecret))
	w.makeClient(setting{})
	w.refused(revoke(result.RefreshToken, nil), "UnauthorizedException", "")
}
