package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// plants are secrets in a recording, by what they are.
type plants map[string]string

// plant makes a secret of characters, and remembers it.
func (p plants) plant(what, alphabet string, length int) string {
	secret := make([]byte, length)
	for i := range secret {
		secret[i] = alphabet[rand.IntN(len(alphabet))]
	}
	p[what] = string(secret)
	return p[what]
}

// as remembers a secret that is written out.
func (p plants) as(what, secret string) string {
	p[what] = secret
	return secret
}

const (
	digits  = "0123456789"
	hexes   = "0123456789abcdef"
	letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
)

// token is a JWT with secrets in its claims.
func (p plants) token(what string, claims map[string]any) string {
	payload, _ := json.Marshal(claims)
	return "eyJraWQiOiJhIiwiYWxnIjoiUlMyNTYifQ." + base64.RawURLEncoding.EncodeToString(payload) + "." + p.plant(what+"'s signature", letters+digits, 342)
}

// Nothing secret of a recording is in anything that is shown or written: each secret was
// planted where clients, services and browsers have it, and where none belongs.
func TestNoSecretOfARecordingIsShown(t *testing.T) {
	p := plants{}
	directory := t.TempDir()
	recording := filepath.Join(directory, "planted.har")
	if err := os.WriteFile(recording, p.recording(t), 0o600); err != nil {
		t.Fatal(err)
	}
	reports, redacted := filepath.Join(directory, "reports"), filepath.Join(directory, "redacted.har")
	texts := map[string]string{}
	for name, flags := range map[string][]string{
		"the output": {"--report-dir", reports, "--redact", redacted},
		"--verbose":  {"--verbose"},
		"--json":     {"--json"},
		"--quiet":    {"--quiet"},
	} {
		_, texts[name] = within(t, exec.Command("cogbench", append([]string{"explain", recording}, flags...)...))
	}
	files, err := filepath.Glob(filepath.Join(reports, "*"))
	if err != nil || len(files) != 4 {
		t.Fatalf("files %q, %v", files, err)
	}
	for _, file := range append(files, redacted) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = string(text)
	}
	for name, text := range texts {
		p.lookFor(t, name, text)
	}
	if !strings.Contains(texts["client.json"], `"sign`) || !strings.Contains(texts["redacted.har"], "PASSWORD_VERIFIER") {
		t.Error("the calls of the recording are in no report: nothing was proved")
	}

	_, kept := within(t, exec.Command("cogbench", "explain", recording, "--json", "--keep-secrets"))
	for _, what := range []string{"password", "SRP_A", "device key", "e-mail address"} {
		if !strings.Contains(kept, p[what]) {
			t.Errorf("--keep-secrets does not show the %s", what)
		}
	}
}

// claims are those of tokens in a text.
var claims = regexp.MustCompile(`eyJ[\w-]+\.([\w-]+)`)

// lookFor looks for all plants, and for parts of the longer ones, in a text as it is,
// without the escapes of HTML and JSON, and in the tokens that it has.
func (p plants) lookFor(t *testing.T, name, text string) {
	t.Helper()
	const telling = 16
	plain := strings.ReplaceAll(html.UnescapeString(text), `\`, "")
	for _, token := range claims.FindAllStringSubmatch(text, -1) {
		decoded, err := base64.RawURLEncoding.DecodeString(token[1])
		if err != nil {
			t.Errorf("%s has a token that is none: %v", name, err)
		}
		plain += string(decoded)
	}
	for what, secret := range p {
		for i := 0; i == 0 || i+telling <= len(secret); i++ {
			part := secret[i:min(len(secret), i+telling)]
			for _, text := range []string{text, plain} {
				if at := strings.Index(text, part); at >= 0 {
					t.Errorf("%s holds the %s: …%s…", name, what, text[max(0, at-60):min(len(text), at+40)])
					return
				}
			}
		}
	}
}

// recording is a HAR of a sign-in that is full of plants.
func (p plants) recording(t *testing.T) []byte {
	t.Helper()
	email, phone := p.as("e-mail address", "planted.person@mail.planted-host.example"), p.as("phone number", "+4915207391846")
	sub, session := "7c2e91d4-5b3a-4f60-8e17-"+p.plant("sub", hexes, 12), p.plant("session", letters+digits, 900)
	key := "eu-central-1_5d1c7a22-9b0e-4c3d-a6f8-" + p.plant("device key", hexes, 12)
	block := p.plant("secret block", letters+digits, 1368)
	access := p.token("access token", map[string]any{"sub": sub, "username": email, "device_key": key, "exp": 1796040000, "email": email, "n": 7391846205})
	metadata := map[string]any{
		"note": p.as("client metadata", "my mother's maiden name is Plantagenet"), p.as("name of a member", "planted.member@mail.example"): "x",
		p.plant("name of a member that looks like one", letters, 30): map[string]any{"inner": p.plant("nested metadata", letters, 20), "amount": 7391846205},
	}
	calls := []map[string]any{
		p.call("InitiateAuth", map[string]any{
			"AuthFlow": "USER_SRP_AUTH", "ClientId": p.plant("client id", letters, 26),
			"AuthParameters": map[string]any{"USERNAME": email, "SRP_A": p.plant("SRP_A", hexes, 768), "SECRET_HASH": p.plant("secret hash", letters, 43) + "="},
			"ClientMetadata": metadata, "UserContextData": map[string]any{"EncodedData": p.plant("context data", letters, 200), "IpAddress": p.as("address", "203.0.113.77")},
		}, 200, map[string]any{
			"ChallengeName": "PASSWORD_VERIFIER", "Session": session,
			"ChallengeParameters": map[string]any{
				"USERNAME": sub, "USER_ID_FOR_SRP": sub, "SRP_B": p.plant("SRP_B", hexes, 768), "SALT": p.plant("salt", hexes, 32), "SECRET_BLOCK": block,
				"userAttributes": fmt.Sprintf(`{"email":%q,"phone_number":%q}`, email, phone),
			},
		}),
		p.call("RespondToAuthChallenge", map[string]any{
			"ChallengeName": "PASSWORD_VERIFIER", "Session": session, "ClientId": p["client id"],
			"ChallengeResponses": map[string]any{
				"USERNAME": sub, "PASSWORD_CLAIM_SECRET_BLOCK": block, "PASSWORD_CLAIM_SIGNATURE": p.plant("signature", letters, 43) + "=",
				"TIMESTAMP": "Mon Nov 30 12:00:01 UTC 2026", "DEVICE_KEY": key, "PASSWORD": p.as("password", "Planted-Pass!word 7"),
			},
		}, 400, map[string]any{
			"__type":  "NotAuthorizedException",
			"message": "The user " + email + " (" + phone + ", " + sub + ") of planted-host.example may not, with " + access + " or the code 739184",
		}),
		p.call("RespondToAuthChallenge", map[string]any{
			"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": p.plant("other session", letters, 900), "ClientId": p["client id"],
			"ChallengeResponses": map[string]any{"USERNAME": sub, "SOFTWARE_TOKEN_MFA_CODE": p.as("code", "739184"), "ANSWER": p.as("answer", "the planted answer"), p.as("token for a name", "planted3token5for6a1name0"): "x"},
		}, 200, map[string]any{"AuthenticationResult": map[string]any{
			"AccessToken": access, "IdToken": p.token("id token", map[string]any{"email": email, "cognito:username": sub}),
			"RefreshToken": p.plant("refresh token", letters, 1800), "ExpiresIn": 3600, "TokenType": "Bearer",
			"NewDeviceMetadata": map[string]any{"DeviceKey": key, "DeviceGroupKey": p.plant("group key", letters, 16)},
		}}),
		p.call("ConfirmDevice", map[string]any{
			"AccessToken": access, "DeviceKey": key, "DeviceName": p.as("device name", "Ms. Planted's phone"),
			"DeviceSecretVerifierConfig": map[string]any{"Salt": p.plant("device salt", letters, 22) + "==", "PasswordVerifier": p.plant("verifier", letters, 512)},
		}, 200, map[string]any{"UserConfirmationNecessary": false}),
		p.call("ChangePassword", map[string]any{
			"AccessToken": access, "PreviousPassword": p["password"], "ProposedPassword": p.as("new password", "Planted-Other!word 8"),
		}, 400, map[string]any{
			"__type":  p.as("type of an exception", "planted exception of ms planted"),
			"message": "PreSignUp failed with error " + p.as("text of a trigger", "no entry for Planted Person today") + ".",
		}),
		p.call("ChangePassword", map[string]any{
			"AccessToken": access, "PreviousPassword": p.as("password that is short", "x,y;1"), "ProposedPassword": p.as("password that is a word", "plantedword"),
		}, 400, map[string]any{
			"__type":  "InvalidPasswordException",
			"message": "Value password=" + p["password that is a word"] + "/" + p["password that is short"] + " of user=" + p.as("name that is a word", "plantedperson") + "; differs",
		}),
		p.call("ForgotPassword", map[string]any{"ClientId": p["client id"], "Username": p["name that is a word"]}, 200, map[string]any{}),
		p.call("GetUser", map[string]any{"AccessToken": access}, 200, map[string]any{
			"Username": sub, "UserAttributes": []any{map[string]any{"Name": "email", "Value": email}, map[string]any{"Name": "custom:pin", "Value": p.as("attribute", "739-184-pin")}},
		}),
	}
	elsewhere := p.call("InitiateAuth", map[string]any{"secret": p["password"]}, 200, map[string]any{"secret": access})
	request, _ := elsewhere["request"].(map[string]any)
	request["url"] = "https://" + p.as("other host", "api.planted-host.example") + "/?token=" + access
	request["headers"] = []any{map[string]any{"name": "Authorization", "value": "Bearer " + access}}
	data, err := json.Marshal(map[string]any{"log": map[string]any{
		"version": "1.2", "comment": p.as("comment", "recorded by Planted Person"), "entries": append(calls, elsewhere),
		"pages": []any{map[string]any{"title": "https://" + p["other host"] + "/"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// call is an entry with plants in what is not its bodies too.
func (p plants) call(operation string, sent map[string]any, status int, received map[string]any) map[string]any {
	request, _ := json.Marshal(sent)
	answer, _ := json.Marshal(received)
	named := func(name, value string) map[string]any { return map[string]any{"name": name, "value": value} }
	return map[string]any{
		"startedDateTime": "2026-11-30T12:00:00.000Z", "time": 20,
		"request": map[string]any{
			"method": "POST", "url": "https://cognito-idp.eu-central-1.amazonaws.com/?q=" + p.plant("query", letters, 20),
			"headers": []any{
				named("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation), named("Cookie", "c="+p.plant("cookie", letters, 20)),
				named("Referer", "https://"+p.as("page", "shop.planted-host.example")+"/"), named("X-Api-Key", p.plant("API key", letters, 20)),
				named("User-Agent", "Mozilla/5.0 (planted.person@mail.planted-host.example; +4915207391846) Chrome/148.0.0.0 app/"+p.as("token in a header", "planted7token9of4a2header8")),
				named("X-Requested-With", p["token in a header"]),
			},
			"cookies":     []any{named("c", p["cookie"])},
			"queryString": []any{named("q", p["query"])},
			"postData":    map[string]any{"mimeType": "application/x-amz-json-1.1", "text": string(request)},
		},
		"response": map[string]any{
			"status": status, "headers": []any{named("Set-Cookie", "d="+p.plant("other cookie", letters, 20)), named("X-Amzn-ErrorType", "")},
			"content": map[string]any{"mimeType": "application/json", "text": string(answer)},
		},
	}
}
