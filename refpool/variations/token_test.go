package variations_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/variations"
)

// signer is a key that signs nothing: its tokens show the claims alone.
type signer struct{ id string }

func (k signer) ID() string                   { return k.id }
func (k signer) Public() jose.JSONWebKey      { return jose.JSONWebKey{KeyID: k.id} }
func (k signer) Verify(_ string, _ any) error { return nil }

func (k signer) Sign(claims any) (string, error) {
	payload, err := json.Marshal(claims)
	return k.id + "." + base64.RawURLEncoding.EncodeToString(payload) + ".", err
}

// signed are the claims of a token that a pool with the variations signs, and their text.
func signed(t *testing.T, claims map[string]any, names ...string) (map[string]any, string) {
	t.Helper()
	var options refpool.Options
	for _, name := range names {
		v, err := variations.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		v.Install(&options)
	}
	token, err := options.Behaviour.Token.Sign(refpool.SigningKeys{Access: signer{"a"}, ID: signer{"i"}}, claims)
	if err != nil {
		t.Fatal(err)
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var altered map[string]any
	if err := json.Unmarshal(text, &altered); err != nil {
		t.Fatal(err)
	}
	return altered, string(text)
}

// idToken are the claims of an id token of a sign-in.
func idToken() map[string]any {
	return map[string]any{
		"token_use": "id", "sub": "s", "iss": "i", "aud": "c", "iat": int64(1000), "auth_time": int64(1000), "exp": int64(1300),
		"origin_jti": "o", "jti": "j", "event_id": "e", "cognito:username": "u",
	}
}

func TestClaimsVary(t *testing.T) {
	for name, seen := range map[string]func(claims map[string]any) bool{
		"issued-a-second-late":     func(c map[string]any) bool { return c["iat"] == 1001.0 && c["exp"] == 1300.0 },
		"expires-a-second-early":   func(c map[string]any) bool { return c["iat"] == 1000.0 && c["exp"] == 1299.0 },
		"authenticated-earlier":    func(c map[string]any) bool { return c["auth_time"] == 993.0 && c["exp"] == 1293.0 },
		"audience-listed":          func(c map[string]any) bool { return len(c["aud"].([]any)) == 1 },
		"origin-of-id-tokens":      func(c map[string]any) bool { return c["origin_jti"] != "o" },
		"event-of-each-token":      func(c map[string]any) bool { return c["event_id"] != "e" },
		"claims-without-auth-time": func(c map[string]any) bool { return c["auth_time"] == nil && len(c) == 10 },
		"claims-without-user":      func(c map[string]any) bool { return c["cognito:username"] == nil && c["sub"] == "s" },
		"claims-needed":            func(c map[string]any) bool { return len(c) == 6 },
	} {
		t.Run(name, func(t *testing.T) {
			if claims, text := signed(t, idToken(), name); !seen(claims) {
				t.Errorf("not to be seen in %s", text)
			}
		})
	}
}

// The dates of tokens stay within what is allowed when all variations of them meet, in
// either order, and when none leaves claims out.
func TestVariationsOfDatesGoTogether(t *testing.T) {
	var all, complete []string
	for _, v := range variations.All() {
		if v.Name == "key-names-plain" {
			continue // it takes keys of a server
		}
		all = append(all, v.Name)
		if !strings.HasPrefix(v.Name, "claims-") && !strings.HasPrefix(v.Name, "id-tokens-") {
			complete = append(complete, v.Name)
		}
	}
	backward := slices.Clone(all)
	slices.Reverse(backward)
	for _, together := range [][]string{all, backward, complete} {
		claims, text := signed(t, idToken(), together...)
		issued, expires := claims["iat"].(float64), claims["exp"].(float64)
		authenticated, dated := claims["auth_time"].(float64)
		if life := expires - issued; life != 300 && life != 299 && (!dated || expires-authenticated != 300) {
			t.Errorf("the dates do not fit: %s", text)
		}
	}
}

func TestClaimsInReverse(t *testing.T) {
	if _, text := signed(t, idToken(), "claims-in-reverse"); !strings.HasPrefix(text, `{"token_use"`) {
		t.Errorf("not to be seen in %s", text)
	}
}
