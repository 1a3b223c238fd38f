package refpool_test

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/cogbench/cogbench/refpool"
)

// No function of Behaviour names a type that only this module can name.
func TestBehaviourCanBeWrittenOutside(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(path string, of reflect.Type)
	walk = func(path string, of reflect.Type) {
		if strings.Contains(of.PkgPath(), "/internal/") {
			t.Errorf("%s is %s of %s", path, of, of.PkgPath())
		}
		if seen[of] {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Struct:
			for _, field := range reflect.VisibleFields(of) {
				if field.IsExported() {
					walk(path+"."+field.Name, field.Type)
				}
			}
		case reflect.Func:
			for in := range of.Ins() {
				walk(path+"'s parameter", in)
			}
			for out := range of.Outs() {
				walk(path+"'s result", out)
			}
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(path, of.Elem())
		case reflect.Map:
			walk(path+"'s key", of.Key())
			walk(path, of.Elem())
		case reflect.Interface:
			for method := range of.Methods() {
				walk(path+"."+method.Name, method.Type)
			}
		}
	}
	walk("Behaviour", reflect.TypeFor[refpool.Behaviour]())
	if !seen[reflect.TypeFor[refpool.SigningKey]()] || !seen[reflect.TypeFor[refpool.Violation]()] {
		t.Error("the walk did not come by a SigningKey and a Violation")
	}
}

// foreignKey is a signing key of one's own.
type foreignKey struct{ jose.JSONWebKey }

var _ refpool.SigningKey = foreignKey{}

func newForeignKey(t *testing.T) foreignKey {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return foreignKey{jose.JSONWebKey{Key: private, KeyID: "foreign", Algorithm: string(jose.RS256), Use: "sig"}}
}

func (k foreignKey) ID() string              { return k.KeyID }
func (k foreignKey) Public() jose.JSONWebKey { return k.JSONWebKey.Public() }

func (k foreignKey) Sign(claims any) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: k.JSONWebKey}, nil)
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}

func (k foreignKey) Verify(token string, claims any) error {
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return err
	}
	return parsed.Claims(k.Public(), claims)
}

// A pool signs, publishes and verifies with a key of one's own: each of the
// functions that gets a key is replaced.
func TestKeyFunctionsAreReplaceable(t *testing.T) {
	key := newForeignKey(t)
	var verified atomic.Int32
	behaviour := refpool.Correct()
	behaviour.Token.Sign = func(given refpool.SigningKeys, claims map[string]any) (string, error) {
		if given.Access.ID() == key.ID() {
			return "", errors.New("the pool's own key was expected")
		}
		return key.Sign(claims)
	}
	behaviour.Token.PublishedKeys = func(given refpool.SigningKeys) []any { return []any{key.Public(), given.Access.Public()} }
	behaviour.Token.Use.Verify = func(given refpool.SigningKeys, token string) (refpool.TokenClaims, error) {
		if err := given.Access.Verify(token, &map[string]any{}); err == nil {
			t.Error("the pool's own key verified the token")
		}
		var claims refpool.TokenClaims
		err := key.Verify(token, &claims)
		verified.Add(1)
		if read, peeked := refpool.UnverifiedClaims(token); peeked != nil || read != claims {
			t.Errorf("UnverifiedClaims: %+v, %v, want %+v", read, peeked, claims)
		}
		return claims, err
	}
	w := newWorld(t, setting{behaviour: &behaviour})
	result, _ := w.tokens(w.newPerson("mary"))
	if got := w.claims(result.AccessToken)["username"]; got != "mary" {
		t.Errorf("username %v", got)
	}
	_, err := w.public.ListDevices(w.Context(), &cip.ListDevicesInput{AccessToken: result.AccessToken})
	w.must(err)
	if verified.Load() != 1 {
		t.Errorf("Verify was asked %d times", verified.Load())
	}
}

// What follows from violations is replaceable, and they can be read.
func TestInvalidIsReplaceable(t *testing.T) {
	behaviour := refpool.Correct()
	inWords := behaviour.Wire.Invalid
	behaviour.Wire.Invalid = func(operation string, violations []refpool.Violation) error {
		want := refpool.Violation{Path: "deviceKey", Value: " 'x'", Constraint: violations[0].Constraint}
		if operation != "GetDevice" || violations[0] != want || !strings.Contains(inWords(operation, violations).Error(), want.String()) {
			t.Errorf("%s: %+v", operation, violations)
		}
		return &refpool.Exception{Name: "InvalidParameterException", Message: violations[0].Path}
	}
	w := newWorld(t, setting{behaviour: &behaviour})
	_, err := w.public.GetDevice(w.Context(), &cip.GetDeviceInput{DeviceKey: aws.String("x")})
	w.refused(err, "InvalidParameterException", "deviceKey")
}
