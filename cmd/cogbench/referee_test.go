package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/refpool"
)

// testClient is a client for referee to judge: client DEED [FLAW...]. It finds the pool as
// any client does. Its deeds are
//
//	twice         signs in, and again with the device, with the flaws if any
//	quiet         calls nothing
//	hang          signs in and never ends
//	flood         calls until it is refused
//	garbage       sends what is no call
//	break-off     ends in the middle of a call
//	fail          signs in and exits with 7
//	file FILE     does twice where the ready file says
//	behind A B    does the same with the endpoint of A and all else of B
func testClient() {
	if err := deed(context.Background(), os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		os.Exit(1)
	}
}

func deed(ctx context.Context, name string, args []string) error {
	endpoint := os.Getenv("COGBENCH_ENDPOINT")
	switch name {
	case "quiet":
		return nil
	case "twice":
		return signInTwice(ctx, args...)
	case "hang":
		if err := signInTwice(ctx); err != nil {
			return err
		}
		select {}
	case "fail":
		if err := signInTwice(ctx); err != nil {
			return err
		}
		os.Exit(7)
	case "flood":
		for post(endpoint, "InitiateAuth", `{"ClientId":"c"}`) != http.StatusServiceUnavailable {
			continue
		}
		time.Sleep(time.Hour) // it is not for the client to end
	case "garbage":
		post(endpoint, "InitiateAuth", "\x00 no JSON")
		post(endpoint, "InitiateAuth", strings.Repeat("[", 1<<20+1))
		post(endpoint, "", "{}")
		return raw(endpoint, "\x16\x03\x01 this is no HTTP\r\n\r\n")
	case "break-off":
		return raw(endpoint, "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth\r\nContent-Length: 100\r\n\r\n{")
	case "file":
		return fromFiles(ctx, args)
	case "behind": // a proxy, a pool, and with what flaws
		return fromFiles(ctx, []string{args[1], args[0]}, args[2:]...)
	}
	return errors.New("no such deed: " + name)
}

// fromFiles takes the place of the environment from ready files, of which the later count.
func fromFiles(ctx context.Context, paths []string, names ...string) error {
	about := map[string]string{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(data, &about); err != nil {
			return err
		}
	}
	for variable, member := range map[string]string{
		"ENDPOINT": "endpoint", "USER_POOL_ID": "userPoolId", "CLIENT_ID": "clientId", "CLIENT_SECRET": "clientSecret",
		"USERNAME": "username", "PASSWORD": "password", "TOTP_SECRET": "totpSecret",
	} {
		if value := about[member]; value != "" { // a proxy knows its address alone
			if err := os.Setenv("COGBENCH_"+variable, value); err != nil {
				return err
			}
		}
	}
	return signInTwice(ctx, names...)
}

// signInTwice signs in without a device and with the one that it got.
func signInTwice(ctx context.Context, names ...string) error {
	var its []flaws.Flaw
	for _, flaw := range flaws.All() {
		if slices.Contains(names, flaw.Name) {
			its = append(its, flaw)
		}
	}
	if len(its) != len(names) {
		return errors.New("no such flaw")
	}
	getenv := func(name string) string { return os.Getenv("COGBENCH_" + name) }
	client := flaws.New(flaws.Pool{
		Endpoint: getenv("ENDPOINT"), PoolID: getenv("USER_POOL_ID"), ClientID: getenv("CLIENT_ID"), ClientSecret: getenv("CLIENT_SECRET"),
	}, its...)
	person := flaws.Person{
		Name: getenv("USERNAME"), Password: getenv("PASSWORD"), NewPassword: getenv("PASSWORD") + "2",
		Custom: refpool.CustomAuthAnswer, Remember: true, Code: codeFor,
		SetUp: func(secret string) (string, error) { return totp.GenerateCode(secret, time.Now()) },
	}
	for range 2 {
		tokens, err := client.SignIn(ctx, person, "USER_SRP_AUTH")
		if err != nil {
			return err
		}
		if err := client.Refresh(ctx, tokens); err != nil {
			return err
		}
	}
	return nil
}

// codeFor is a code of the second factor. The software token's is of this moment, so that
// a client which is asked twice in a row has to wait.
func codeFor(_ context.Context, challenge string) (string, error) {
	if challenge == "SOFTWARE_TOKEN_MFA" {
		return totp.GenerateCode(os.Getenv("COGBENCH_TOTP_SECRET"), time.Now())
	}
	response, err := http.Get(os.Getenv("COGBENCH_ENDPOINT") + "/_cogbench/messages?username=" + os.Getenv("COGBENCH_USERNAME"))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ Messages []refpool.Message }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", err
	}
	if len(answer.Messages) == 0 {
		return "", errors.New("no code was sent")
	}
	return answer.Messages[len(answer.Messages)-1].Code, nil
}

// post calls an operation, and returns the status; 0 without an answer.
func post(endpoint, operation, body string) int {
	request, err := http.NewRequest(http.MethodPost, endpoint, strings.NewReader(body))
	if err != nil {
		return 0
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	if operation != "" {
		request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// raw writes text to the pool, and waits until that is refused.
func raw(endpoint, text string) error {
	connection, err := net.Dial("tcp", strings.TrimPrefix(endpoint, "http://"))
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close() }()
	if _, err := io.WriteString(connection, text); err != nil {
		return err
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	_, _ = io.Copy(io.Discard, connection)
	return nil
}
