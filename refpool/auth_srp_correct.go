package refpool

import (
	"encoding/base64"
	"io"
	"math/big"
	"time"

	"github.com/cogbench/cogbench/srp"
)

const (
	// secretBlockBytes is of the size that real SECRET_BLOCKs have.
	secretBlockBytes = 1024
	// timestampTolerance is how far TIMESTAMP may be from the real time. The
	// service's own window is not documented (SRP-18).
	timestampTolerance = 5 * time.Minute
	// verifiersInMind is for how many users and devices the powers of the
	// verifier are kept, of 30 KB each.
	verifiersInMind = 256
)

func correctSRP() SRPBehaviour {
	memory := srp.NewCache(verifiersInMind)
	return SRPBehaviour{
		ParseA: parseA,
		NewLeg: func(verifier *big.Int, random io.Reader) (SRPLeg, error) {
			return srp.NewServer(verifier, srp.WithRand(random), srp.WithCache(memory))
		},
		UserVerifier: func(id srp.Identity, salt *big.Int) *big.Int {
			return srp.Verifier(srp.PrivateKey(id, salt))
		},
		FormatSalt: func(salt *big.Int) string { return salt.Text(16) },
		NewSecretBlock: func(random io.Reader) ([]byte, error) {
			block := make([]byte, secretBlockBytes)
			_, err := io.ReadFull(random, block)
			return block, err
		},
		FormatBlock:    base64.StdEncoding.EncodeToString,
		ParseBlock:     parseBase64("PASSWORD_CLAIM_SECRET_BLOCK"),
		BlockKey:       func(block []byte) string { return string(block) },
		ParseSignature: parseBase64("PASSWORD_CLAIM_SIGNATURE"),
		Timestamp:      signedTimestamp,
		UserIdentity:   func(p *Pool, userID string) (string, string) { return srp.PoolName(p.ID), userID },
		CheckProof:     checkProof,
		Parameters:     func(_ *Challenge, parameters map[string]string) map[string]string { return parameters },
	}
}

// parseBase64 reads a parameter strictly.
func parseBase64(parameter string) func(string) ([]byte, error) {
	return func(text string) ([]byte, error) {
		raw, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil {
			return nil, invalidParameter("%s is not base64.", parameter)
		}
		return raw, nil
	}
}

func parseA(text string) (*big.Int, error) {
	A, err := srp.ParseHex(text)
	switch {
	case err != nil:
		return nil, invalidParameter("SRP_A is not a hexadecimal number.")
	case A.BitLen() > srp.N().BitLen():
		return nil, invalidParameter("SRP_A is too large.")
	case new(big.Int).Mod(A, srp.N()).Sign() == 0:
		return nil, invalidParameter("SRP_A must not be a multiple of N.")
	}
	return A, nil
}

// signedTimestamp formats anew what it parsed, as the service does, so that a
// proof over any other spelling of the same time fails (SRP-17).
func signedTimestamp(sent string, now time.Time) (string, error) {
	at, err := srp.ParseTimestamp(sent)
	if err != nil {
		return "", invalidParameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
	}
	if at.Sub(now).Abs() > timestampTolerance {
		return "", notAuthorized("TIMESTAMP is too far from the time of the server.")
	}
	return srp.Timestamp(at), nil
}

func checkProof(ch *Challenge, claim Claim) error {
	if ch.Leg.Verify(ch.A, claim.Group, claim.Name, claim.SecretBlock, claim.Timestamp, claim.Signature) != nil {
		return wrongCredentials()
	}
	return nil
}
