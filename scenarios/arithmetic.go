package scenarios

import (
	"encoding/base64"
	"math/big"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

// What a client computes, in the protocol's own way by package srp, and in the way of
// Actor.Arithmetic by package suspect.

// publicA is A of a leg.
func (t *Attempt) publicA(device bool) *big.Int {
	way := t.Actor.leg(device)
	if !way.ChangesPublic() {
		return t.SRP.A()
	}
	return way.Public(suspect.Exchange{Ephemeral: t.SRP.Ephemeral()})
}

// srpA is A of a leg as SRP_A carries it.
func (t *Attempt) srpA(device bool) string { return t.publicA(device).Text(16) }

// signature is the proof for the challenge at hand, as PASSWORD_CLAIM_SIGNATURE
// carries it. SECRET_BLOCK is read as amazon-cognito-identity-js does: that it is
// base64 is a rule's business, and no reason not to go on.
func (t *Attempt) signature(id srp.Identity, device bool, timestamp string) (string, error) {
	parameters := t.challenge()
	challenge := srp.Challenge{B: parameters["SRP_B"], Salt: parameters["SALT"], SecretBlock: parameters["SECRET_BLOCK"]}
	right, err := t.SRP.Lenient().Proof(id, challenge, timestamp)
	if err != nil || t.Actor.leg(device).Size() == 0 {
		return right, err
	}
	l := Leg{Device: device, Attempt: t}
	e := l.SuspectExchange(timestamp)
	e.Identity = id
	return base64.StdEncoding.EncodeToString(l.Proof(e)), nil
}

// drawVerifier is a salt and verifier of a device's secret.
func (a *Actor) drawVerifier(d *Device) (srp.DeviceVerifier, error) {
	verifier, err := srp.NewDeviceVerifier(d.Identity())
	way := a.leg(true)
	if err != nil || !way.ChangesPublic() {
		return verifier, err
	}
	salt := new(big.Int).SetBytes(srp.LenientBase64(verifier.Salt))
	v := way.Verifier(suspect.Exchange{X: srp.PrivateKey(d.Identity(), salt)})
	verifier.PasswordVerifier = base64.StdEncoding.EncodeToString(srp.Pad(v))
	return verifier, nil
}

// Proof is the right proof of the leg for an exchange that SuspectExchange began: what
// the target accepts from a client that knows the secret.
func (l Leg) Proof(e suspect.Exchange) []byte { return l.proofsOf(e, suspect.Of())[0] }

// proofsOf are the proofs of clients that are wrong as the variants say, and compute all
// else as the target does. What a device's secret becomes, the client alone computes.
func (l Leg) proofsOf(e suspect.Exchange, clients ...suspect.Variant) [][]byte {
	way := l.Attempt.Actor.leg(l.Device)
	if way.Size() == 0 {
		return suspect.Proofs(e, clients...)
	}
	proofs := make([][]byte, len(clients))
	for i, client := range clients {
		own := e
		if l.Device {
			own.X = client.PrivateKey(e)
		}
		proofs[i] = suspect.Of(append(way.Choices(), client.Choices()...)...).Proof(own)
	}
	return proofs
}
