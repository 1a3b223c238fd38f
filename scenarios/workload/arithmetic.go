package workload

import (
	"context"
	"encoding/base64"
	"math/big"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
)

// localChallenge is a challenge such as a server would send, with N − 3 for B:
// where the numbers come from does not change what answering takes.
func localChallenge() srp.Challenge {
	return srp.Challenge{
		B:           new(big.Int).Sub(srp.N(), big.NewInt(3)).Text(16),
		Salt:        "7fa1c0de5a175a175a175a175a175a17",
		SecretBlock: base64.StdEncoding.EncodeToString(make([]byte, 1024)),
	}
}

// runArithmetic computes all that a sign-in on a remembered device and the
// registration of a device compute, under the names of their steps.
func runArithmetic(_ context.Context, p *Participant) error {
	device := &scenarios.Device{Key: "us-east-1_00000000-0000-4000-8000-000000000000", GroupKey: "-localabc", Secret: "secret of no device"}
	challenge := localChallenge()
	user := srp.Identity{Group: "local", Name: "local", Secret: "password of no user"}
	var client *srp.Client
	for _, leg := range []struct {
		start, prove string
		id           srp.Identity
	}{
		{"initiate_auth", "password_verifier", user},
		{"device_srp_auth", "device_password_verifier", device.Identity()},
	} {
		if client == nil || !p.Actor.OneA {
			err := p.Actor.Compute(leg.start, func() (err error) {
				client, err = srp.NewClient(p.Actor.SRP...)
				return err
			})
			if err != nil {
				return err
			}
		}
		err := p.Actor.Compute(leg.prove, func() error {
			_, err := client.Proof(leg.id, challenge, "Tue Sep 5 00:09:40 UTC 2023")
			return err
		})
		if err != nil {
			return err
		}
	}
	return p.Actor.Compute("confirm_device", func() error {
		_, err := srp.NewDeviceVerifier(device.Identity())
		return err
	})
}
