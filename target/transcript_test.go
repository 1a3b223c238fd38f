package target_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// Secrets of every kind that goes over the wire, planted to be looked for.
const (
	plantedPassword  = "Plant3d!Passw0rd"
	plantedSession   = "planted-session-0123456789"
	plantedBlock     = "cGxhbnRlZC1zZWNyZXQtYmxvY2s="
	plantedNextBlock = "cGxhbnRlZC1uZXh0LXNlY3JldC1ibG9jaw=="
	plantedSignature = "cGxhbnRlZC1zaWduYXR1cmU="
	plantedHash      = "cGxhbnRlZC1zZWNyZXQtaGFzaA=="
	plantedSalt      = "cGxhbnRlZC1zYWx0"
	plantedVerifier  = "cGxhbnRlZC12ZXJpZmllcg=="
	plantedTOTP      = "PLANTEDTOTPSECRET"
	plantedCode      = "918273"
	plantedToken     = "eyJhbGciOiJub25lIn0.eyJwbGFudGVkIjoxfQ.c2ln"
	plantedEmail     = "planted@example.org"
)

var planted = []string{
	plantedPassword, plantedSession, plantedBlock, plantedNextBlock, plantedSignature, plantedHash, plantedSalt,
	plantedVerifier, plantedTOTP, plantedCode, plantedToken, plantedEmail, "test-secret-access-key",
}

func assertClean(t *testing.T, text string) {
	t.Helper()
	for _, secret := range planted {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in %s", secret, text)
		}
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTranscriptHoldsNoSecret(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){
		"RespondToAuthChallenge": always(200, map[string]any{
			"Session": plantedSession, "ChallengeName": "DEVICE_PASSWORD_VERIFIER",
			"ChallengeParameters": map[string]string{"SALT": plantedSalt, "SECRET_BLOCK": plantedNextBlock, "SRP_B": "b0b", "NEW_THING": plantedHash},
			"AuthenticationResult": map[string]any{
				"AccessToken": plantedToken, "RefreshToken": plantedToken, "IdToken": plantedToken, "ExpiresIn": 3600,
				"NewDeviceMetadata": map[string]string{"DeviceKey": "us-east-1_0-1", "DeviceGroupKey": "-abc"},
			},
		}),
		"ConfirmDevice": always(400, refusal("InvalidParameterException", "Value '"+plantedVerifier+"' at 'x' failed; token "+plantedToken)),
		"AdminGetUser": always(200, map[string]any{"Username": "ann", "UserAttributes": []any{
			map[string]string{"Name": "email", "Value": plantedEmail}, map[string]string{"Name": "email_verified", "Value": "true"},
		}}),
		"AssociateSoftwareToken": always(200, map[string]any{"SecretCode": plantedTOTP}),
		"VerifySoftwareToken":    always(500, "no JSON but "+`{"UserCode":"`+plantedCode+`"`),
		"AdminSetUserPassword":   always(200, map[string]any{}),
	})
	made := newTarget(t, f.URL)
	transcript := made.NewTranscript()
	ctx := target.WithTranscript(t.Context(), transcript)
	api := made.API()
	_, _ = api.RespondToAuthChallenge(ctx, &cip.RespondToAuthChallengeInput{
		ClientId: new("client1"), ChallengeName: types.ChallengeNameTypeDeviceSrpAuth, Session: new(plantedSession),
		ChallengeResponses: map[string]string{
			"USERNAME": "ann", "DEVICE_KEY": "us-east-1_0-1", "SRP_A": "a0a", "PASSWORD_CLAIM_SIGNATURE": plantedSignature,
			"PASSWORD_CLAIM_SECRET_BLOCK": plantedBlock, "SECRET_HASH": plantedHash, "SMS_MFA_CODE": plantedCode, "ANSWER": plantedCode,
			"TIMESTAMP": "Tue Sep 5 00:09:40 UTC 2023",
		},
	})
	_, _ = api.ConfirmDevice(ctx, &cip.ConfirmDeviceInput{
		AccessToken: new(plantedToken), DeviceKey: new("us-east-1_0-1"),
		DeviceSecretVerifierConfig: &types.DeviceSecretVerifierConfigType{Salt: new(plantedSalt), PasswordVerifier: new(plantedVerifier)},
	})
	_, _ = api.AdminGetUser(ctx, &cip.AdminGetUserInput{UserPoolId: new("p_1"), Username: new("ann")})
	_, _ = api.AssociateSoftwareToken(ctx, &cip.AssociateSoftwareTokenInput{Session: new(plantedSession)})
	_, _ = api.VerifySoftwareToken(ctx, &cip.VerifySoftwareTokenInput{UserCode: new(plantedCode)})
	_, _ = api.AdminSetUserPassword(ctx, &cip.AdminSetUserPasswordInput{UserPoolId: new("p_1"), Username: new("ann"), Password: new(plantedPassword)})
	_, _ = made.Raw(ctx, target.RawCall{Operation: "SignUp", JSON: map[string]any{"password": []any{plantedPassword, 918273}}})
	_, _ = made.Raw(ctx, target.RawCall{Operation: "SignUp", Body: []byte(`{"Password":"` + plantedPassword + `"`)})

	exchanges := transcript.Exchanges()
	if len(exchanges) != 8 || transcript.Len() != 8 {
		t.Fatalf("%d exchanges of 8", len(exchanges))
	}
	assertClean(t, marshal(t, exchanges))
	first := exchanges[0]
	for _, shown := range []string{`"USERNAME":"ann"`, `"DEVICE_KEY":"us-east-1_0-1"`, `"SRP_A":"a0a"`, `"ClientId":"client1"`, `"TIMESTAMP":"Tue Sep 5`} {
		if !strings.Contains(first.Request, shown) {
			t.Errorf("%s is not in %s", shown, first.Request)
		}
	}
	for _, shown := range []string{`"SRP_B":"b0b"`, `"ChallengeName":"DEVICE_PASSWORD_VERIFIER"`, `"ExpiresIn":3600`, `"DeviceGroupKey":"-abc"`} {
		if !strings.Contains(first.Response, shown) {
			t.Errorf("%s is not in %s", shown, first.Response)
		}
	}
	if first.Operation != "RespondToAuthChallenge" || first.Status != 200 || first.DurationSeconds <= 0 || first.Method != http.MethodPost {
		t.Errorf("exchange %+v", first)
	}
	sent := mark(t, first.Request, "Session")
	if got := mark(t, first.Response, "Session"); got != sent {
		t.Errorf("one session has the marks %s and %s", sent, got)
	}
	if want := fmt.Sprintf("«redacted %d bytes ", len(plantedSession)); !strings.HasPrefix(sent, want) {
		t.Errorf("mark %q, want %q in front", sent, want)
	}
	if !strings.Contains(exchanges[2].Response, `"Value":"true"`) || !strings.Contains(exchanges[2].RequestHeader["Authorization"], "Signature=«") {
		t.Errorf("exchange %+v", exchanges[2])
	}
	assertClean(t, transcript.Scrub(fmt.Sprint("expected ", planted[:len(planted)-1], " to be nil")))
}

// mark is the redacted value of a member.
func mark(t *testing.T, body, member string) string {
	t.Helper()
	found := regexp.MustCompile(`"` + member + `":"([^"]*)"`).FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no %s in %s", member, body)
	}
	return found[1]
}

func TestMarksDifferBetweenRuns(t *testing.T) {
	f := newFake(t, nil)
	var marks []string
	for range 2 {
		made := newTarget(t, f.URL)
		transcript := made.NewTranscript()
		_, _ = made.Raw(target.WithTranscript(t.Context(), transcript), target.RawCall{Operation: "X", JSON: map[string]any{"Session": plantedSession}})
		marks = append(marks, mark(t, transcript.Exchanges()[0].Request, "Session"))
	}
	if marks[0] == marks[1] {
		t.Errorf("both runs marked it %s", marks[0])
	}
}

func TestRememberedSecretsAreScrubbed(t *testing.T) {
	made := newTarget(t, "http://127.0.0.1:1")
	made.Remember(plantedPassword, "abc")
	got := made.NewTranscript().Scrub("User{Password: " + plantedPassword + "} said abc")
	assertClean(t, got)
	if !strings.HasSuffix(got, "said abc") {
		t.Errorf("a word was taken for a secret: %q", got)
	}
}

// A code is removed where it stands alone, and never takes a part out of a word; a longer
// secret is removed everywhere.
func TestShortSecretsStandAlone(t *testing.T) {
	made := newTarget(t, newFake(t, nil).URL)
	made.Remember("111111", "longsecret")
	transcript := made.NewTranscript()
	scrub := transcript.Scrubber()
	for text, kept := range map[string]string{
		"us-east-1_Probe111111111111":     "us-east-1_Probe111111111111",
		"key 11111111-1111-1111 and more": "key 11111111-1111-1111 and more",
		"111111 is 111111.":               "X is X.",
		`{"code":"111111"}`:               `{"code":"X"}`,
		"1111110, 111111":                 "1111110, X",
		"a-longsecretive-word":            "a-Xive-word",
	} {
		if got := regexp.MustCompile(`«[^»]*»`).ReplaceAllString(scrub(text), "X"); got != kept {
			t.Errorf("%q becomes %q, want %q", text, got, kept)
		}
	}
}

func TestEmptyAndNullStaySeen(t *testing.T) {
	f := newFake(t, nil)
	made := newTarget(t, f.URL)
	transcript := made.NewTranscript()
	_, _ = made.Raw(target.WithTranscript(t.Context(), transcript), target.RawCall{Operation: "X", Body: []byte(
		`{"Session":null,"AccessToken":"","ChallengeResponses":{"DEVICE_KEY":"","ANSWER":"SMS_MFA","PASSWORD":7}}`)})
	want := regexp.MustCompile(`^\{"AccessToken":"","ChallengeResponses":\{"ANSWER":"SMS_MFA","DEVICE_KEY":"","PASSWORD":"«redacted 1 bytes [0-9a-f]{8}»"\},"Session":null\}$`)
	if got := transcript.Exchanges()[0].Request; !want.MatchString(got) {
		t.Errorf("shown as %s", got)
	}
}

// More is dropped than waits to be looked through: the secrets of the first are known
// all the same.
func TestSecretsOfManyDroppedBodiesAreScrubbed(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){"Wide": always(200, map[string]string{})})
	made := newTarget(t, f.URL)
	transcript := made.NewTranscript()
	ctx := target.WithTranscript(t.Context(), transcript)
	wide := strings.Repeat("wide ", 12_000)
	for i := range 240 {
		call := target.RawCall{Operation: "Wide", JSON: map[string]any{"text": wide, "Session": fmt.Sprintf("session-number-%04d", i)}}
		if _, err := made.Raw(ctx, call); err != nil {
			t.Fatal(err)
		}
	}
	for _, number := range []string{"0040", "0100", "0159"} {
		if got := transcript.Scrub("session-number-" + number); strings.Contains(got, "session-number") {
			t.Errorf("the secret of dropped exchange %s is shown: %s", number, got)
		}
	}
}

func TestTranscriptIsBounded(t *testing.T) {
	wide := strings.Repeat("wide ", 40_000)
	f := newFake(t, map[string]func(call) (int, any){
		"Big":   always(200, map[string]string{"text": wide, "Session": plantedSession}),
		"Small": always(200, map[string]string{}),
	})
	made := newTarget(t, f.URL)
	transcript := made.NewTranscript()
	ctx := target.WithTranscript(t.Context(), transcript)
	const calls, big = 150, 3
	for i := range calls {
		operation := "Small"
		if i < big {
			operation = "Big"
		}
		if _, err := made.Raw(ctx, target.RawCall{Operation: operation, JSON: map[string]any{"number": i, "Session": fmt.Sprintf("session-number-%04d", i)}}); err != nil {
			t.Fatal(err)
		}
	}
	exchanges := transcript.Exchanges()
	if transcript.Len() != calls || len(exchanges) >= calls {
		t.Fatalf("%d counted, %d kept", transcript.Len(), len(exchanges))
	}
	dropped := 0
	for i, e := range exchanges {
		dropped += e.DroppedBefore
		if !strings.HasSuffix(e.Request, fmt.Sprintf(`,"number":%d}`, i+dropped)) {
			t.Errorf("exchange %d after %d dropped ones is %s", i, dropped, e.Request)
		}
		if len(e.Response) > len(wide)/2 || i < big && !strings.HasSuffix(e.Response, "bytes more") {
			t.Errorf("exchange %d has an answer of %d bytes", i, len(e.Response))
		}
		assertClean(t, e.Response)
	}
	if dropped+len(exchanges) != calls {
		t.Errorf("%d dropped, %d kept", dropped, len(exchanges))
	}
	if got := transcript.Scrub("session-number-0050"); strings.Contains(got, "session-number") {
		t.Errorf("the secret of a dropped exchange is shown: %s", got)
	}
}

func TestTraceIsRedacted(t *testing.T) {
	f := newFake(t, nil)
	var traced []target.Exchange
	made := newTarget(t, f.URL, func(_ *target.Config, o *target.Options) {
		o.Trace = func(e target.Exchange) { traced = append(traced, e) }
	})
	_, _ = made.Raw(t.Context(), target.RawCall{Operation: "X", JSON: map[string]any{"Session": plantedSession}})
	if len(traced) != 1 || traced[0].Operation != "X" {
		t.Fatalf("traced %+v", traced)
	}
	assertClean(t, marshal(t, traced))
}

// FuzzRedaction plants a session in bodies of any form around it, whole or
// broken, and looks for it.
func FuzzRedaction(f *testing.F) {
	f.Add("{", "}")
	f.Add("", "")
	f.Add(`[{"ChallengeResponses":{`, `}}]`)
	f.Add(`{"A":"\"",`, ` `)
	f.Add(`"A":`, `0`)
	f.Add(`"A":"\"`, ` `)
	f.Add(`"ChallengeResponses":`, "}\x10]")
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	made, err := target.New(f.Context(), target.Config{Endpoint: server.URL}, target.Options{Getenv: noEnvironment})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		transcript := made.NewTranscript()
		body := before + `"Session":"` + plantedSession + `"` + after
		_, _ = made.Raw(target.WithTranscript(t.Context(), transcript), target.RawCall{Operation: "X", Body: []byte(body)})
		if e := transcript.Exchanges(); len(e) != 1 || strings.Contains(e[0].Request, plantedSession) {
			t.Errorf("%q is shown as %+v", body, e)
		}
	})
}
