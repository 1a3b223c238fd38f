// Command client is an app that signs in twice, for cogbench referee to judge: without a
// device, and then by the device that it was given.
//
//	cogbench referee -- go run ./docs/examples/client
//
// It finds the pool and its user in the variables that referee sets. An app of yours in any
// language does the same; docs/clients.md has the list of them.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/cogbench/cogbench/referee/flaws"
)

func main() {
	client := flaws.New(flaws.Pool{
		Endpoint: os.Getenv("COGBENCH_ENDPOINT"),
		PoolID:   os.Getenv("COGBENCH_USER_POOL_ID"),
		ClientID: os.Getenv("COGBENCH_CLIENT_ID"),
	}) // without a flaw, it keeps every rule
	user := flaws.Person{
		Name:     os.Getenv("COGBENCH_USERNAME"),
		Password: os.Getenv("COGBENCH_PASSWORD"),
		Remember: true,
		Code:     code,
	}
	for range 2 {
		if err := signIn(context.Background(), client, user); err != nil {
			fmt.Fprintln(os.Stderr, "client:", err)
			os.Exit(1)
		}
	}
}

// signIn signs the user in, and refreshes the tokens.
func signIn(ctx context.Context, client *flaws.Client, user flaws.Person) error {
	tokens, err := client.SignIn(ctx, user, "USER_SRP_AUTH")
	if err != nil {
		return err
	}
	return client.Refresh(ctx, tokens)
}

// code is what the user reads off their authenticator app, at the second factor.
func code(context.Context, string) (string, error) {
	return totp.GenerateCode(os.Getenv("COGBENCH_TOTP_SECRET"), time.Now())
}
