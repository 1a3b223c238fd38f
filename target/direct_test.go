package target_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go/middleware"

	"github.com/cogbench/cogbench/target"
)

// fill sets every member to something: text to its own name, maps and structures
// to one entry of each.
func fill(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name)
	case reflect.String:
		v.SetString(name + " <&> \u2028 é \\ \"")
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{name: "x", "a\"b": "<y>"}))
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				fill(v.Field(i), field.Name)
			}
		}
	}
}

// TestDirectSendsWhatTheSDKSends compares the requests member by member, all of
// them set and none.
func TestDirectSendsWhatTheSDKSends(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){
		"InitiateAuth":           always(200, map[string]any{}),
		"RespondToAuthChallenge": always(200, map[string]any{}),
	})
	made := newTarget(t, f.URL)
	initiate, respond := &cip.InitiateAuthInput{}, &cip.RespondToAuthChallengeInput{}
	fill(reflect.ValueOf(initiate).Elem(), "")
	fill(reflect.ValueOf(respond).Elem(), "")
	// The SDK insists on some members, which here are empty.
	least := struct {
		initiate *cip.InitiateAuthInput
		respond  *cip.RespondToAuthChallengeInput
	}{
		&cip.InitiateAuthInput{AuthFlow: "USER_SRP_AUTH", ClientId: new(""), AuthParameters: map[string]string{}},
		&cip.RespondToAuthChallengeInput{ChallengeName: "SMS_MFA", ClientId: new("c")},
	}
	for _, send := range []func() error{
		func() error { _, err := made.API().InitiateAuth(t.Context(), initiate); return err },
		func() error { _, err := made.Direct().InitiateAuth(t.Context(), initiate); return err },
		func() error { _, err := made.API().RespondToAuthChallenge(t.Context(), respond); return err },
		func() error { _, err := made.Direct().RespondToAuthChallenge(t.Context(), respond); return err },
		func() error { _, err := made.API().InitiateAuth(t.Context(), least.initiate); return err },
		func() error { _, err := made.Direct().InitiateAuth(t.Context(), least.initiate); return err },
		func() error { _, err := made.API().RespondToAuthChallenge(t.Context(), least.respond); return err },
		func() error { _, err := made.Direct().RespondToAuthChallenge(t.Context(), least.respond); return err },
	} {
		if err := send(); err != nil {
			t.Fatal(err)
		}
	}
	calls := f.seen("")
	for i := 0; i < len(calls); i += 2 {
		sdk, direct := calls[i], calls[i+1]
		if !reflect.DeepEqual(sdk.Body, direct.Body) || sdk.Operation != direct.Operation {
			t.Errorf("the SDK sends %s %s\ndirectly goes %s %s", sdk.Operation, sdk.Raw, direct.Operation, direct.Raw)
		}
		for _, name := range []string{"Content-Type", "X-Amz-Target"} {
			if sdk.Request.Header.Get(name) != direct.Request.Header.Get(name) {
				t.Errorf("%s: %q and %q", name, sdk.Request.Header.Get(name), direct.Request.Header.Get(name))
			}
		}
		if got, want := direct.Request.URL.Path, sdk.Request.URL.Path; got != want {
			t.Errorf("path %q, the SDK's %q", got, want)
		}
	}
}

// outcomeOf is what a caller sees of a call, without what only the SDK adds.
func outcomeOf(out any, err error) string {
	if err != nil {
		e := target.AsError(err)
		return fmt.Sprintf("error %s %s %d %q %q %q, body %q", e.Kind, e.Operation, e.Status, e.Name, e.Message, e.ReasonCode, e.Body)
	}
	switch out := out.(type) {
	case *cip.InitiateAuthOutput:
		out.ResultMetadata = middleware.Metadata{}
	case *cip.RespondToAuthChallengeOutput:
		out.ResultMetadata = middleware.Metadata{}
	}
	text, err := json.Marshal(out)
	return string(text) + fmt.Sprint(err)
}

// TestDirectReadsWhatTheSDKReads compares what a caller sees of an answer.
func TestDirectReadsWhatTheSDKReads(t *testing.T) {
	for name, answer := range map[string]struct {
		status int
		header string
		body   string
	}{
		"challenge": {200, "", `{"ChallengeName":"PASSWORD_VERIFIER","Session":"s","ChallengeParameters":{"SRP_B":"0a","é":"\u00e9"}}`},
		"tokens": {200, "", `{"AuthenticationResult":{"AccessToken":"a","IdToken":"i","RefreshToken":"r","ExpiresIn":3600,"TokenType":"Bearer",
			"NewDeviceMetadata":{"DeviceKey":"k","DeviceGroupKey":"g"}},"ChallengeParameters":{}}`},
		"choices":           {200, "", `{"ChallengeName":"SELECT_CHALLENGE","AvailableChallenges":["PASSWORD","WEB_AUTHN"]}`},
		"nulls":             {200, "", `{"ChallengeName":null,"Session":null,"ChallengeParameters":null,"AuthenticationResult":null}`},
		"unknown members":   {200, "", `{"Session":"s","More":{"a":[1,2]}}`},
		"nothing":           {200, "", `{}`},
		"no object":         {200, "", `[1]`},
		"no JSON":           {200, "", `<html>`},
		"cut JSON":          {200, "", `{"Session":"s`},
		"wrong type":        {200, "", `{"Session":["s"]}`},
		"wrong inner type":  {200, "", `{"AuthenticationResult":{"ExpiresIn":"soon"}}`},
		"fraction":          {200, "", `{"AuthenticationResult":{"ExpiresIn":1.5}}`},
		"refusal":           {400, "", `{"__type":"NotAuthorizedException","message":"Incorrect username or password."}`},
		"refusal in header": {400, "ExpiredCodeException:http://x/", `{"Message":"old"}`},
		"reason":            {400, "", `{"__type":"InvalidParameterException","message":"m","reasonCode":"r"}`},
		"throttled":         {400, "", `{"__type":"TooManyRequestsException","message":"m"}`},
		"throttled by 429":  {429, "", `slow down`},
		"server error":      {500, "", `{"__type":"InternalErrorException","message":"oops"}`},
		"page":              {502, "", `<html>bad gateway</html>`},
		"empty refusal":     {400, "", ``},
		"redirect":          {302, "", ``},
		"too large":         {200, "", `{"Session":"` + strings.Repeat("s", 1<<20) + `"}`},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if answer.header != "" {
					w.Header().Set("X-Amzn-Errortype", answer.header)
				}
				w.WriteHeader(answer.status)
				fmt.Fprint(w, answer.body)
			}))
			defer server.Close()
			compareCalls(t, newTarget(t, server.URL))
		})
	}
}

// compareCalls makes both calls both ways.
func compareCalls(t *testing.T, made *target.Target) {
	t.Helper()
	initiate := &cip.InitiateAuthInput{AuthFlow: "USER_SRP_AUTH", ClientId: new("c")}
	respond := &cip.RespondToAuthChallengeInput{ChallengeName: "SMS_MFA", ClientId: new("c")}
	for _, call := range []struct{ sdk, direct func() string }{
		{
			func() string { return outcomeOf(made.API().InitiateAuth(target.WithoutRepeat(t.Context()), initiate)) },
			func() string { return outcomeOf(made.Direct().InitiateAuth(t.Context(), initiate)) },
		},
		{
			func() string {
				return outcomeOf(made.API().RespondToAuthChallenge(target.WithoutRepeat(t.Context()), respond))
			},
			func() string { return outcomeOf(made.Direct().RespondToAuthChallenge(t.Context(), respond)) },
		},
	} {
		if sdk, direct := call.sdk(), call.direct(); sdk != direct {
			t.Errorf("by the SDK %.300s\ndirectly   %.300s", sdk, direct)
		}
	}
}

func TestDirectTellsWhatBrokeTheConnection(t *testing.T) {
	t.Run("cut", func(t *testing.T) {
		endpoint, _ := speaker(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}")
		compareCalls(t, newTarget(t, endpoint))
	})
	t.Run("hang-up", func(t *testing.T) {
		endpoint, _ := speaker(t)
		compareCalls(t, newTarget(t, endpoint))
	})
	t.Run("nobody there", func(t *testing.T) {
		compareCalls(t, newTarget(t, "http://127.0.0.1:1"))
	})
	t.Run("silence", func(t *testing.T) {
		endpoint := hostile(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // the server sees a hang-up only then
			<-r.Context().Done()
		})
		compareCalls(t, impatientTarget(t, endpoint, 50*time.Millisecond))
	})
	t.Run("canceled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := newTarget(t, "http://127.0.0.1:1").Direct().InitiateAuth(ctx, &cip.InitiateAuthInput{})
		if e, ok := errors.AsType[*target.Error](err); !ok || e.Kind != target.Canceled {
			t.Errorf("error %v", err)
		}
	})
}
