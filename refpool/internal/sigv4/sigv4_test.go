package sigv4_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	signer "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/cogbench/cogbench/refpool/internal/sigv4"
)

const body = `{"UserPoolId":"us-east-1_abc"}`

func verifier() *sigv4.Verifier {
	return &sigv4.Verifier{
		AccessKeyID: exampleKey, SecretAccessKey: exampleSecret,
		Region: "us-east-1", Service: "cognito-idp",
	}
}

// request is an operation as a client sends it, not yet signed.
func request(t *testing.T) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1:9229/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.DescribeUserPool")
	return r
}

// sign signs r with the SDK's own signer.
func sign(t *testing.T, r *http.Request, credentials aws.Credentials, service, region string, at time.Time) {
	t.Helper()
	digest := sha256.Sum256([]byte(body))
	err := signer.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(digest[:]), service, region, at)
	if err != nil {
		t.Fatal(err)
	}
}

func TestSDKSigner(t *testing.T) {
	now := time.Now()
	for _, test := range []struct {
		name            string
		key, secret     string
		token           string
		service, region string
		at              time.Time
		want            error // nil: passes
	}{
		{"right", exampleKey, exampleSecret, "", "cognito-idp", "us-east-1", now, nil},
		{"session token", exampleKey, exampleSecret, "some-token", "cognito-idp", "us-east-1", now, nil},
		{"almost too old", exampleKey, exampleSecret, "", "cognito-idp", "us-east-1", now.Add(-4 * time.Minute), nil},
		{"too old", exampleKey, exampleSecret, "", "cognito-idp", "us-east-1", now.Add(-6 * time.Minute), sigv4.ErrSignature},
		{"too early", exampleKey, exampleSecret, "", "cognito-idp", "us-east-1", now.Add(6 * time.Minute), sigv4.ErrSignature},
		{"unknown key", "AKIDOTHER", exampleSecret, "", "cognito-idp", "us-east-1", now, sigv4.ErrUnknownKey},
		{"wrong secret", exampleKey, "other", "", "cognito-idp", "us-east-1", now, sigv4.ErrSignature},
		{"other service", exampleKey, exampleSecret, "", "iam", "us-east-1", now, sigv4.ErrSignature},
		{"other region", exampleKey, exampleSecret, "", "cognito-idp", "eu-west-1", now, sigv4.ErrSignature},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := request(t)
			sign(t, r, aws.Credentials{AccessKeyID: test.key, SecretAccessKey: test.secret, SessionToken: test.token},
				test.service, test.region, test.at)
			if err := verifier().Verify(r, []byte(body), now); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestAlteredRequest(t *testing.T) {
	for _, test := range []struct {
		name  string
		alter func(r *http.Request) (body string)
		want  error
	}{
		{"body", func(*http.Request) string { return body + " " }, sigv4.ErrSignature},
		{"method", func(r *http.Request) string { r.Method = http.MethodPut; return body }, sigv4.ErrSignature},
		{"path", func(r *http.Request) string { r.URL.Path = "/other"; return body }, sigv4.ErrSignature},
		{"query", func(r *http.Request) string { r.URL.RawQuery = "a=b"; return body }, sigv4.ErrSignature},
		{"host", func(r *http.Request) string { r.Host = "other"; return body }, sigv4.ErrSignature},
		{"target", set("X-Amz-Target", "AWSCognitoIdentityProviderService.DeleteUserPool"), sigv4.ErrSignature},
		{"date", set("X-Amz-Date", time.Now().UTC().Add(time.Minute).Format("20060102T150405Z")), sigv4.ErrSignature},
		{"no date", set("X-Amz-Date", ""), sigv4.ErrIncomplete},
		{"malformed date", set("X-Amz-Date", "2026-11-22"), sigv4.ErrIncomplete},
		{"no signature", set("Authorization", ""), sigv4.ErrMissing},
		{"another scheme", set("Authorization", "Bearer x"), sigv4.ErrMissing},
		{"no list", set("Authorization", "AWS4-HMAC-SHA256 nonsense"), sigv4.ErrIncomplete},
		{"no credential", set("Authorization", "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00"), sigv4.ErrIncomplete},
		{"short scope", set("Authorization", "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00"), sigv4.ErrIncomplete},
		{"two signatures", func(r *http.Request) string {
			r.Header.Add("Authorization", r.Header.Get("Authorization"))
			return body
		}, sigv4.ErrIncomplete},
		{"truncated signature", func(r *http.Request) string {
			text := r.Header.Get("Authorization")
			r.Header.Set("Authorization", text[:len(text)-1])
			return body
		}, sigv4.ErrSignature},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := request(t)
			sign(t, r, aws.Credentials{AccessKeyID: exampleKey, SecretAccessKey: exampleSecret}, "cognito-idp", "us-east-1", time.Now())
			got := test.alter(r)
			if err := verifier().Verify(r, []byte(got), time.Now()); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// set returns an alteration of one header, taken away when value is empty.
func set(name, value string) func(*http.Request) string {
	return func(r *http.Request) string {
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
		return body
	}
}

// TestUnsignedTarget leaves the header that names the operation out of a
// signature that is otherwise right.
func TestUnsignedTarget(t *testing.T) {
	r := request(t)
	target := r.Header.Get("X-Amz-Target")
	r.Header.Del("X-Amz-Target")
	sign(t, r, aws.Credentials{AccessKeyID: exampleKey, SecretAccessKey: exampleSecret}, "cognito-idp", "us-east-1", time.Now())
	r.Header.Set("X-Amz-Target", target)
	if err := verifier().Verify(r, []byte(body), time.Now()); !errors.Is(err, sigv4.ErrSignature) {
		t.Errorf("got %v, want %v", err, sigv4.ErrSignature)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00", "/", "a=b", []byte("{}"))
	f.Add("AWS4-HMAC-SHA256", "//..//", "%zz&=&a", []byte{})
	f.Fuzz(func(t *testing.T, authorization, path, query string, body []byte) {
		r, err := http.NewRequest(http.MethodPost, "http://host/", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Path, r.URL.RawQuery = path, query
		r.Header.Set("Authorization", authorization)
		r.Header.Set("X-Amz-Date", "20150830T123600Z")
		if err := verifier().Verify(r, body, exampleTime); err == nil {
			t.Error("a signature was guessed")
		}
	})
}
