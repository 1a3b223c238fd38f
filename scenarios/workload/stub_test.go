package workload_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/target"
)

// A sign-in on a remembered device with the arithmetic left out: the same four
// calls, of the same sizes, to a server that believes everything.

var (
	number    = strings.Repeat("a5", 384)
	block     = strings.Repeat("QUJD", 400)
	signature = strings.Repeat("QUJD", 11)
)

// stubbedSignIn sends the calls of a remembered-signin.
func stubbedSignIn(ctx context.Context, a *scenarios.Actor) error {
	proof := map[string]string{
		"USERNAME": "u", "DEVICE_KEY": "us-east-1_k", "PASSWORD_CLAIM_SECRET_BLOCK": block,
		"PASSWORD_CLAIM_SIGNATURE": signature, "TIMESTAMP": "Tue Sep 5 00:09:40 UTC 2023",
	}
	opening := map[string]string{"USERNAME": "u", "DEVICE_KEY": "us-east-1_k", "SRP_A": number}
	for _, r := range []scenarios.Request{
		{Flow: types.AuthFlowTypeUserSrpAuth, Parameters: opening},
		{Challenge: types.ChallengeNameTypePasswordVerifier, Parameters: proof},
		{Challenge: types.ChallengeNameTypeDeviceSrpAuth, Session: block, Parameters: opening},
		{Challenge: types.ChallengeNameTypeDevicePasswordVerifier, Session: block, Parameters: proof},
	} {
		r.ClientID = a.Client.ID
		if _, err := a.Send(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// believer answers each call as a pool does, and checks nothing.
func believer(t testing.TB) string {
	t.Helper()
	challenge := func(name string) string {
		return fmt.Sprintf(`{"ChallengeName":%q,"Session":%q,"ChallengeParameters":{"SALT":%q,"SRP_B":%q,"SECRET_BLOCK":%q,"USERNAME":"u","USER_ID_FOR_SRP":"u"}}`,
			name, block[:800], number[:32], number, block)
	}
	tokens := fmt.Sprintf(`{"AuthenticationResult":{"AccessToken":%q,"IdToken":%q,"RefreshToken":%q,"ExpiresIn":3600,"TokenType":"Bearer"}}`, block[:1000], block[:1000], block)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ ChallengeName string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		answer := challenge("PASSWORD_VERIFIER")
		switch asked.ChallengeName {
		case "PASSWORD_VERIFIER":
			answer = `{"ChallengeName":"DEVICE_SRP_AUTH","Session":"` + block[:800] + `","ChallengeParameters":{"USERNAME":"u"}}`
		case "DEVICE_SRP_AUTH":
			answer = challenge("DEVICE_PASSWORD_VERIFIER")
		case "DEVICE_PASSWORD_VERIFIER":
			answer = tokens
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// driverReport is what a driver in a process of its own reports.
type driverReport struct {
	Journeys, Failed int64
	Milliseconds     float64 // of processor time per journey, as the run counts
}

// stubSource hands out stubbed sign-ins of one actor.
type stubSource struct{ actor scenarios.Actor }

func (s stubSource) Next(int64) (load.Journey, bool) {
	return load.Journey{Run: func(ctx context.Context, watch *load.Stopwatch) error {
		mine := s.actor
		mine.Meter = workload.NewMeter(watch)
		return stubbedSignIn(ctx, &mine)
	}}, true
}

// beDriver drives stubbed journeys against the server of COGBENCH_TEST_ENDPOINT.
func beDriver() {
	made, err := target.New(context.Background(), target.Config{
		Endpoint: os.Getenv("COGBENCH_TEST_ENDPOINT"), Credentials: &target.Credentials{AccessKeyID: "a", SecretAccessKey: "b"},
	}, target.Options{})
	if err != nil {
		panic(err)
	}
	fixtures := made.NewFixtures("")
	pool := fixtures.AdoptPool(target.ExistingPool{ID: "us-east-1_x", ClientID: "c"}, target.PoolSpec{})
	source := stubSource{scenarios.Actor{Direct: true, Client: &target.Client{ID: "c", Pool: pool}}}
	o := tuned(100, 10*time.Second)
	result, err := load.Run(context.Background(), source, o)
	if err != nil {
		panic(err)
	}
	l := result.Load
	if err := json.NewEncoder(os.Stdout).Encode(driverReport{l.Journeys.Started, l.Journeys.Failed, l.Driver.CPUMsPerJourney}); err != nil {
		panic(err)
	}
}
