package target

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
)

// anyKey signs calls to a server of which no credentials are known. Most
// emulators demand a signature and look at none.
const anyKey = "cogbench"

// findCredentials follows the order of the contract: the target file, COGBENCH_
// variables, the standard AWS chain.
func findCredentials(ctx context.Context, chosen Config, getenv func(string) string, onAWS bool) (aws.CredentialsProvider, error) {
	if c := chosen.Credentials; c != nil && c.AccessKeyID != "" {
		return credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, c.SessionToken), nil
	}
	id, secret := getenv("COGBENCH_ACCESS_KEY_ID"), getenv("COGBENCH_SECRET_ACCESS_KEY")
	if (id == "") != (secret == "") {
		return nil, fmt.Errorf("COGBENCH_ACCESS_KEY_ID and COGBENCH_SECRET_ACCESS_KEY go together")
	}
	if id != "" {
		return credentials.NewStaticCredentialsProvider(id, secret, getenv("COGBENCH_SESSION_TOKEN")), nil
	}
	return chain(ctx, chosen.Region, onAWS)
}

// chain is the standard AWS chain. Off AWS it asks no network for credentials,
// and without any falls back on a key of no worth.
func chain(ctx context.Context, region string, onAWS bool) (aws.CredentialsProvider, error) {
	options := []func(*config.LoadOptions) error{config.WithRegion(region)}
	if !onAWS {
		options = append(options, config.WithEC2IMDSClientEnableState(imds.ClientDisabled))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	if onAWS {
		return loaded.Credentials, nil
	}
	if !found(ctx, loaded.Credentials) {
		return credentials.NewStaticCredentialsProvider(anyKey, anyKey, ""), nil
	}
	return loaded.Credentials, nil
}

func found(ctx context.Context, provider aws.CredentialsProvider) bool {
	_, err := provider.Retrieve(ctx)
	return err == nil
}
