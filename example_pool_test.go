package cogbench_test

import (
	"testing"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench"
)

// testWithPool is a test of yours that needs a user pool. The pool's user signs in with
// a password and a code of a software token.
func testWithPool(t *testing.T) {
	pool := cogbench.Pool(t)
	client := cognito.New(cognito.Options{Region: pool.Region, BaseEndpoint: &pool.Endpoint})
	begun, err := client.InitiateAuth(t.Context(), &cognito.InitiateAuthInput{
		AuthFlow: types.AuthFlowTypeUserPasswordAuth, ClientId: &pool.ClientID,
		AuthParameters: map[string]string{"USERNAME": pool.Username, "PASSWORD": pool.Password},
	})
	if err != nil {
		t.Fatal(err)
	}
	code, err := pool.Code(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	signedIn, err := client.RespondToAuthChallenge(t.Context(), &cognito.RespondToAuthChallengeInput{
		ChallengeName: begun.ChallengeName, ClientId: &pool.ClientID, Session: begun.Session,
		ChallengeResponses: map[string]string{"USERNAME": pool.Username, "SOFTWARE_TOKEN_MFA_CODE": code},
	})
	if err != nil {
		t.Fatal(err)
	}
	if signedIn.AuthenticationResult == nil {
		t.Errorf("%s came after the code", signedIn.ChallengeName)
	}
}

// A test has a user pool on a loopback port for as long as it lasts.
func ExamplePool() {
	// go test calls testWithPool, as it calls your test.
}
