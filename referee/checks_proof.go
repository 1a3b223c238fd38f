package referee

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"slices"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

// Limits on what is spent on a history: a proof takes milliseconds to check, and a wrong one
// a second to explain.
const (
	// MaxProofs is how many proofs a rule checks, and an explanation in all.
	MaxProofs = 500
	// MaxExplained is how often it is searched in which way proofs are wrong.
	MaxExplained = 8
)

// ProofsPassedOver is what is not judged where one of the limits was met.
func ProofsPassedOver() string {
	return fmt.Sprintf("some proofs: no more than %d are checked, and how one was computed wrongly is searched for no more than %d times", MaxProofs, MaxExplained)
}

// proof is a proof with all that is needed to check it.
type proof struct {
	step
	A                *big.Int
	B, salt          string
	block, timestamp string
	signature        []byte
	identity         srp.Identity
	device           bool
}

// What is not known of a client by its messages, and who knows it.
const (
	takesB            = "checking a proof takes the server's secret b, which no message contains: run the client against the pool of cogbench referee or, for a user's proof, use --upstream with --password-stdin"
	takesClientSecret = "it takes the app client's secret, which the pool of cogbench referee knows"
	takesDeviceSecret = "a verifier is checked with the device's password, which the client alone knows"
)

// known are the proofs of a challenge that can be checked, up to a number: what the server
// knows of them is told, and they can be read. Those of which it is not told are unproved.
func (h *History) known(v *Verdict, challenge string) iter.Seq[proof] {
	return func(yield func(proof) bool) {
		checked := 0
		for s := range h.responses(challenge) {
			p, ok := s.proof()
			if s.Known == nil && s.parameter("PASSWORD_CLAIM_SIGNATURE") != "" {
				v.Unproved(takesB)
			}
			if !ok {
				continue
			}
			if checked++; checked > MaxProofs {
				v.PassOver(ProofsPassedOver())
				return
			}
			if !yield(p) {
				return
			}
		}
	}
}

// proof reads the proof of a step.
func (s step) proof() (proof, bool) {
	asker, known := s.asker(), s.Known
	if asker == nil || known == nil || known.ServerSecret == nil || known.Verifier == nil {
		return proof{}, false
	}
	asked, sent := asker.Response.ChallengeParameters, s.Request.ChallengeResponses
	p := proof{
		step: s, B: asked["SRP_B"], salt: asked["SALT"], block: sent["PASSWORD_CLAIM_SECRET_BLOCK"], timestamp: sent["TIMESTAMP"],
		identity: srp.Identity{Group: srp.PoolName(known.PoolID), Name: asked["USER_ID_FOR_SRP"], Secret: known.Secret},
	}
	if p.device = s.Request.ChallengeName == "DEVICE_PASSWORD_VERIFIER"; p.device {
		p.identity = srp.Identity{Name: sent["DEVICE_KEY"], Secret: known.Secret}
	}
	var err error
	for _, e := range slices.Backward(s.before()) {
		if text := e.Request.Parameters()["SRP_A"]; text != "" {
			p.A, err = srp.ParseHex(text)
			break
		}
	}
	signature, undecoded := base64.StdEncoding.DecodeString(sent["PASSWORD_CLAIM_SIGNATURE"])
	p.signature = signature
	return p, p.A != nil && err == nil && undecoded == nil && len(signature) == signatureBytes && p.timestamp != "" && p.block == asked["SECRET_BLOCK"]
}

// right reports whether it is the proof of who knows the secret behind the verifier.
func (p proof) right() bool {
	server, err := srp.NewServer(p.Known.Verifier, srp.WithEphemeral(p.Known.ServerSecret))
	if err != nil {
		return false
	}
	block := srp.LenientBase64(p.block) // before another server it may be anything
	return server.Verify(p.A, p.identity.Group, p.identity.Name, block, p.timestamp, p.signature) == nil
}

// wrongWay says in which known wrong way a wrong proof of the right secret was made; "" if
// in none.
func (p proof) wrongWay() string {
	const wrongValues = 1
	diagnosis, err := suspect.Explain(context.Background(), wrongValues, suspect.Evidence{
		Kind: suspect.OfProof, Value: p.signature,
		Exchange: suspect.Exchange{
			A: p.A, B: p.B, Salt: p.salt, ServerSecret: p.Known.ServerSecret, Device: p.device, PoolID: p.Known.PoolID, Identity: p.identity,
			Names: p.otherNames(), SecretBlock: p.block, Timestamp: p.timestamp,
		},
	})
	if err != nil || !diagnosis.Explained || len(diagnosis.Variants) == 0 || diagnosis.Variants[0] == (suspect.Variant{}) {
		return ""
	}
	return diagnosis.Sentence()
}

// otherNames are those that a client may have taken for USER_ID_FOR_SRP.
func (p proof) otherNames() map[string]string {
	names := map[string]string{}
	for name, value := range map[string]string{
		"username": p.Known.Username, "sub": p.Known.Sub, "alias": p.signIn.First().Request.Parameters()["USERNAME"],
	} {
		if value != "" && value != p.identity.Name {
			names[name] = value
		}
	}
	return names
}

func userProofIsRight(h *History, v *Verdict) {
	explained := 0
	for p := range h.known(v, "PASSWORD_VERIFIER") {
		if p.right() {
			v.Kept(p.Exchange)
			continue
		}
		if explained++; explained > MaxExplained {
			v.PassOver(ProofsPassedOver())
			continue
		}
		if way := p.wrongWay(); way != "" {
			v.Broken(p.Exchange, "the proof is wrong: %s", way)
		}
	}
}

func oneProofIsRight(h *History, v *Verdict) {
	wrong, right := map[*User][]proof{}, map[*User]bool{}
	for p := range h.known(v, "PASSWORD_VERIFIER") {
		if p.Known.Secret == "" || p.signIn.User == nil {
			continue
		}
		switch {
		case p.right():
			right[p.signIn.User] = true
			v.Kept(p.Exchange)
		case !p.Known.Unconfirmed:
			wrong[p.signIn.User] = append(wrong[p.signIn.User], p)
		}
	}
	for user, proofs := range wrong {
		if right[user] || v.passedOver != "" { // the right one may be among the rest
			continue
		}
		for _, p := range proofs {
			v.Broken(p.Exchange, "no proof of the user's password is right: the client computes it in another way, or has another password")
		}
	}
}

// deviceProofFits judges a proof by the verifier that the client itself registered: there
// is no other secret that it could be of.
func deviceProofFits(h *History, v *Verdict) {
	for p := range h.known(v, "DEVICE_PASSWORD_VERIFIER") {
		d := h.DeviceOf(p.identity.Name)
		if d == nil || d.Confirmed == nil || d.GroupKey == "" {
			continue
		}
		registered, err := registeredVerifier(d.Confirmed)
		if err != nil || registered.Cmp(p.Known.Verifier) != 0 {
			continue
		}
		p.identity.Group = d.GroupKey
		v.Hold(p.right(), p.Exchange, "the proof is not one of the secret behind the verifier that ConfirmDevice registered")
	}
}

var errNoVerifier = errors.New("no verifier")

// registeredVerifier is the one that a ConfirmDevice brought.
func registeredVerifier(e *Exchange) (*big.Int, error) {
	config := e.Request.DeviceSecretVerifierConfig
	if config == nil {
		return nil, errNoVerifier
	}
	raw, err := decodeBase64(config.PasswordVerifier)
	if err != nil {
		return nil, errNoVerifier
	}
	return new(big.Int).SetBytes(raw), nil
}

// decodeBase64 reads base64 with or without padding: an example of AWS has none.
func decodeBase64(text string) ([]byte, error) {
	if raw, err := base64.StdEncoding.DecodeString(text); err == nil {
		return raw, nil
	}
	return base64.RawStdEncoding.DecodeString(text)
}
