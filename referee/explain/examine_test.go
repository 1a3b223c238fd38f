package explain_test

import (
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

// wrongProof is a sign-in whose proof is refused by a pool that knows what it takes: u is made
// from A and B without their sign bytes.
func wrongProof(t *testing.T) calls {
	t.Helper()
	const variant = "scrambling=unpadded"
	list := recorded(t, helper)[:2]
	known := &referee.Known{PoolID: "us-east-1_Example", Secret: "Password-1", ServerSecret: big.NewInt(1_234_567)}
	asked := list[0].Response.ChallengeParameters
	identity := srp.Identity{Group: "Example", Name: asked["USER_ID_FOR_SRP"], Secret: known.Secret}
	salt, err := srp.ParseHex(asked["SALT"])
	if err != nil {
		t.Fatal(err)
	}
	known.Verifier = srp.Verifier(srp.PrivateKey(identity, salt))
	exchange := suspect.Exchange{
		Ephemeral: new(big.Int).Lsh(big.NewInt(7), 1000), Salt: asked["SALT"], Identity: identity, PoolID: known.PoolID, ServerSecret: nil,
		SecretBlock: asked["SECRET_BLOCK"], Timestamp: list[1].Request.ChallengeResponses["TIMESTAMP"],
	}
	exchange.B = new(big.Int).Mod(new(big.Int).Add(new(big.Int).Mul(srp.K(), known.Verifier), new(big.Int).Exp(srp.G(), known.ServerSecret, srp.N())), srp.N()).Text(16)
	// A first bit that is set: without it the variant is right by chance.
	for A := srp.N(); A.BitLen()%8 != 0 || A.Cmp(srp.N()) == 0; A = new(big.Int).Exp(srp.G(), exchange.Ephemeral, srp.N()) {
		exchange.Ephemeral.Add(exchange.Ephemeral, big.NewInt(1))
	}
	asked["SRP_B"] = exchange.B
	wrong, err := suspect.ParseVariant(variant)
	if err != nil {
		t.Fatal(err)
	}
	list[0].Request.AuthParameters["SRP_A"] = new(big.Int).Exp(srp.G(), exchange.Ephemeral, srp.N()).Text(16)
	list[1].Request.ChallengeResponses["PASSWORD_CLAIM_SIGNATURE"] = base64.StdEncoding.EncodeToString(wrong.Proof(exchange))
	list[1].Known = known
	refuse(&list[1], "NotAuthorizedException", "Incorrect username or password.")
	return list
}

// A pool that knows what it takes names the wrong arithmetic of one refused proof.
func TestAWrongProofIsNamedWhereThePoolKnows(t *testing.T) {
	list := wrongProof(t)
	c := concluded(t, list)
	if got := causesOf(c); !slices.Equal(got, []string{"proof-computed-wrongly"}) {
		t.Fatalf("explained by %q", got)
	}
	if got, want := c.Diagnoses[0], "makes u from A and B without their sign bytes"; !strings.Contains(got.Summary, want) || !strings.Contains(got.Advice, "that step") {
		t.Errorf("the cause is told as %q, to be mended by %q; want %q", got.Summary, got.Advice, want)
	}
	list[1].Known.Verifier = nil
	if got := causesOf(concluded(t, list)); got != nil {
		t.Errorf("without what the pool knows, it is explained by %q", got)
	}
}

// However many proofs are refused, a bounded number is examined, and the others are told.
func TestAFloodOfWrongProofsIsExaminedInPart(t *testing.T) {
	for name, c := range map[string]struct {
		proofs            int
		clientOf          func(i int) string
		checked, searches int
	}{
		"of a user": {referee.MaxProofs + 2, func(int) string { return "client" }, referee.MaxProofs, 1},
		"of many":   {referee.MaxExplained + 2, func(i int) string { return fmt.Sprintf("client%d", i) }, referee.MaxExplained + 2, referee.MaxExplained},
	} {
		t.Run(name, func(t *testing.T) {
			judge, err := referee.New(referee.Options{Source: report.Live})
			if err != nil {
				t.Fatal(err)
			}
			list := wrongProof(t)
			for i := range c.proofs {
				for _, e := range list {
					e.Request.ClientID = c.clientOf(i)
					judge.Add(e)
				}
			}
			found := judge.Conclude()
			found.NotJudged = nil // what the rules passed over
			checked, searches := explain.Examined(judge.History(), found)
			if checked != c.checked || searches != c.searches {
				t.Errorf("%d proofs are checked and %d searches made, want %d and %d", checked, searches, c.checked, c.searches)
			}
			if !slices.Equal(found.NotJudged, []string{referee.ProofsPassedOver()}) {
				t.Errorf("not judged: %q", found.NotJudged)
			}
			told := 0
			for _, signIn := range found.SignIns {
				if strings.Contains(signIn.Explanation, "not examined") {
					told++
				}
			}
			if told != 2 || len(found.SignIns) != c.proofs {
				t.Errorf("of %d sign-ins %d are said not to be examined, want 2 of %d", len(found.SignIns), told, c.proofs)
			}
		})
	}
}
