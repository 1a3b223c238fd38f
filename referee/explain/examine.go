package explain

import (
	"context"
	"encoding/base64"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

const (
	// together is how many wrong values the engine of suspicion tries together.
	together = 2
	// compared is how many refused proofs of a leg it compares with them.
	compared = 4
)

// examiner holds refused proofs against what the server knows of them, within the limits
// on what is spent on a history.
type examiner struct {
	// found is what came of each proof that was examined, and of those whose wrong way was
	// not searched for.
	found map[*referee.Exchange]arithmetic
	// searches is how often a wrong way was searched for.
	searches int
	// passedOver is true if a limit was met.
	passedOver bool
}

// arithmetic is what is known of how a proof was computed.
type arithmetic int

const (
	unknown    arithmetic = iota // nobody tells what the server knows
	right                        // who refuses it has another reason
	wrong                        // it is none of the secret behind the verifier
	passedOver                   // there are more than are examined
)

// examined is what is known of a proof.
func (x *examiner) examined(p proof) arithmetic {
	if found, ok := x.found[p.Exchange]; ok {
		return found
	}
	evidence := evidenceOf(p)
	switch {
	case len(evidence) == 0:
		return unknown
	case len(x.found) == referee.MaxProofs:
		x.passedOver = true
		return passedOver
	}
	x.found[p.Exchange] = wrong
	if diagnosis, err := suspect.Explain(context.Background(), 0, evidence...); err == nil && diagnosis.Explained {
		x.found[p.Exchange] = right
	}
	return x.found[p.Exchange]
}

// byArithmetic asks the engine of suspicion, where the pool knows what it takes. It reports
// false where that was asked too often to ask again.
func (x *examiner) byArithmetic(refused []proof) (f *finding, searched bool) {
	var evidence []suspect.Evidence
	for _, p := range refused {
		if len(evidence) < compared {
			evidence = append(evidence, evidenceOf(p)...)
		}
	}
	if len(evidence) == 0 {
		return nil, true
	}
	if x.searches == referee.MaxExplained {
		x.leave(refused)
		return nil, false
	}
	x.searches++
	diagnosis, err := suspect.Explain(context.Background(), together, evidence...)
	if err != nil || !diagnosis.Explained || diagnosis.Variants[0].Size() == 0 {
		return nil, true
	}
	return &finding{cause: "proof-computed-wrongly", detail: "On these values, " + diagnosis.Sentence() + "."}, true
}

// leave notes that it is not searched in which way wrong proofs are wrong.
func (x *examiner) leave(refused []proof) {
	x.passedOver = true
	for _, p := range refused {
		if x.found[p.Exchange] == wrong {
			x.found[p.Exchange] = passedOver
		}
	}
}

// evidenceOf is a proof with what the server knows of it; none where it does not.
func evidenceOf(p proof) []suspect.Evidence {
	device := p.Request.ChallengeName == "DEVICE_PASSWORD_VERIFIER"
	k := p.Known
	if k == nil || k.ServerSecret == nil || k.Verifier == nil {
		return nil
	}
	value, err := base64.StdEncoding.DecodeString(p.Request.ChallengeResponses["PASSWORD_CLAIM_SIGNATURE"])
	if err != nil {
		return nil
	}
	asked := p.asked.ChallengeParameters
	id := srp.Identity{Group: srp.PoolName(k.PoolID), Name: asked["USER_ID_FOR_SRP"], Secret: k.Secret}
	if device {
		id = srp.Identity{Group: groupOf(p), Name: p.Request.ChallengeResponses["DEVICE_KEY"], Secret: k.Secret}
	}
	return []suspect.Evidence{{Kind: suspect.OfProof, Value: value, Exchange: suspect.Exchange{
		A: p.A, B: asked["SRP_B"], Salt: asked["SALT"], ServerSecret: k.ServerSecret, Verifier: k.Verifier, Device: device,
		PoolID: k.PoolID, Identity: id, Names: map[string]string{"username": k.Username, "sub": k.Sub, "alias": typedName(p.signIn)},
		SecretBlock: asked["SECRET_BLOCK"], Timestamp: p.Request.ChallengeResponses["TIMESTAMP"],
	}}}
}

// groupOf is the DeviceGroupKey of a proof's device; "" if it was not seen.
func groupOf(p proof) string {
	if p.signIn.Sent != nil {
		return p.signIn.Sent.GroupKey
	}
	return ""
}
