package proxy

import (
	"math/big"

	"github.com/cogbench/cogbench/srp"
)

// exchange is one of SRP, seen from between. It does not change once it is made.
type exchange struct {
	A        *big.Int    // of the client
	toServer *srp.Client // whose A the server has in place of it

	// Once the server's challenge is there:
	toClient  *srp.Server   // whose B the client has in place of the server's
	challenge srp.Challenge // of the server
	identity  srp.Identity
}

// begin is the exchange of a client's SRP_A; false if that is for the server to refuse.
func begin(publicA string) (exchange, bool) {
	A, ok := sound(publicA)
	if !ok {
		return exchange{}, false
	}
	client, err := srp.NewClient()
	return exchange{A: A, toServer: client}, err == nil
}

// sound reads a public value; false if it may not be answered: it is not hexadecimal, or 0
// mod N.
func sound(value string) (*big.Int, bool) {
	n, err := srp.ParseHex(value)
	return n, err == nil && new(big.Int).Mod(n, srp.N()).Sign() != 0
}

// meet is the exchange once the server asks for the proof; false if none can be checked.
func (e exchange) meet(user User, asked map[string]string) (exchange, bool) {
	salt, err := srp.ParseHex(asked["SALT"])
	if err != nil || asked["SECRET_BLOCK"] == "" {
		return e, false
	}
	e.challenge = srp.Challenge{B: asked["SRP_B"], Salt: asked["SALT"], SecretBlock: asked["SECRET_BLOCK"]}
	e.identity = srp.Identity{Group: srp.PoolName(user.PoolID), Name: asked["USER_ID_FOR_SRP"], Secret: user.Password}
	e.toClient, err = srp.NewServer(srp.Verifier(srp.PrivateKey(e.identity, salt)))
	return e, err == nil
}

// isProof reports whether a signature is the client's proof of the password.
func (e exchange) isProof(signature []byte, timestamp string) bool {
	block := srp.LenientBase64(e.challenge.SecretBlock)
	return e.toClient.Verify(e.A, e.identity.Group, e.identity.Name, block, timestamp, signature) == nil
}
