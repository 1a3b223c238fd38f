package referee_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp"
)

// Of more proofs than are checked, the rest is said not to be judged; one of them may be right.
func TestProofsAreCheckedUpToANumber(t *testing.T) {
	for name, c := range map[string]struct {
		wrong     int
		outcome   report.ClientOutcome
		notJudged []string
	}{
		"as many":  {referee.MaxExplained, report.ObservedOK, nil},
		"too many": {referee.MaxProofs, report.NotExercised, []string{referee.ProofsPassedOver()}},
	} {
		t.Run(name, func(t *testing.T) {
			judge, err := referee.New(referee.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range slices.Concat(slices.Repeat(proved(t, "another"), c.wrong), proved(t, "password")) {
				judge.Add(e)
			}
			found := judge.Conclude()
			i := slices.IndexFunc(found.Rules, func(rule report.ClientRule) bool { return rule.ID == "CLI-SRP-11" })
			if got := found.Rules[i]; got.Outcome != c.outcome {
				t.Errorf("CLI-SRP-11 is %s: %s; want %s", got.Outcome, got.Message, c.outcome)
			}
			if !slices.Equal(found.NotJudged, c.notJudged) {
				t.Errorf("not judged: %q, want %q", found.NotJudged, c.notJudged)
			}
		})
	}
}

// proved is a sign-in with a password to a pool that knows what it takes, "password", and
// refuses it all the same.
func proved(t *testing.T, password string) []referee.Exchange {
	t.Helper()
	const salt, block, timestamp = "5a17", "YmxvY2s=", "Tue Dec 1 12:00:00 UTC 2026"
	client, err := srp.NewClient(srp.WithEphemeral(new(big.Int).Lsh(big.NewInt(7), 300)))
	if err != nil {
		t.Fatal(err)
	}
	identity := srp.Identity{Group: "Example", Name: "sub-1", Secret: "password"}
	known := &referee.Known{PoolID: "us-east-1_Example", Secret: identity.Secret, ServerSecret: big.NewInt(11)}
	known.Verifier = srp.Verifier(srp.PrivateKey(identity, big.NewInt(0x5a17)))
	server, err := srp.NewServer(known.Verifier, srp.WithEphemeral(known.ServerSecret))
	if err != nil {
		t.Fatal(err)
	}
	identity.Secret = password
	asked := srp.Challenge{B: server.SRPB(), Salt: salt, SecretBlock: block}
	signature, err := client.Proof(identity, asked, timestamp)
	if err != nil {
		t.Fatal(err)
	}
	begun := exchange(t, "InitiateAuth", object{
		"AuthFlow": "USER_SRP_AUTH", "ClientId": "client", "AuthParameters": object{"USERNAME": "mary", "SRP_A": client.SRPA()},
	}, challenge("PASSWORD_VERIFIER", "", object{"SRP_B": server.SRPB(), "SALT": salt, "SECRET_BLOCK": block, "USER_ID_FOR_SRP": identity.Name}))
	sent := respond(t, "PASSWORD_VERIFIER", "", object{
		"USERNAME": identity.Name, "PASSWORD_CLAIM_SECRET_BLOCK": block, "PASSWORD_CLAIM_SIGNATURE": signature, "TIMESTAMP": timestamp,
	}, object{"__type": "NotAuthorizedException"})
	sent.Known = known
	return []referee.Exchange{begun, sent}
}
