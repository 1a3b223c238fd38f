package refpool

import (
	"crypto/subtle"
	"fmt"
	"io"
	"math/big"

	"github.com/cogbench/cogbench/srp"
)

// saltBytes is the length of the salt of a password's verifier, before it
// becomes an integer.
const saltBytes = 16

// credential is what a pool keeps of a password.
type credential struct {
	salt, verifier *big.Int
}

// newCredential draws a salt and computes the verifier of password. It is slow
// (an exponentiation): no lock may be held.
func (s *Server) newCredential(poolID, username, password string) (credential, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(s.random(), salt); err != nil {
		return credential{}, fmt.Errorf("draw salt: %w", err)
	}
	c := credential{salt: new(big.Int).SetBytes(salt)}
	c.verifier = s.behaviour.Auth.SRP.UserVerifier(passwordIdentity(poolID, username, password), c.salt)
	return c, nil
}

// matches reports in constant time whether password is the one that c was made
// of. It is slow: no lock should be held.
func (s *Server) matches(c credential, poolID, username, password string) bool {
	v := s.behaviour.Auth.SRP.UserVerifier(passwordIdentity(poolID, username, password), c.salt)
	return subtle.ConstantTimeCompare(srp.Pad(v), srp.Pad(c.verifier)) == 1
}

func passwordIdentity(poolID, username, password string) srp.Identity {
	return srp.Identity{Group: srp.PoolName(poolID), Name: username, Secret: password}
}

// credential returns what u's password is checked against, so that the check
// can run off the lock.
func (u *User) credential() credential { return credential{u.Salt, u.Verifier} }

// setCredential makes c u's password. The lock is held.
func (u *User) setCredential(c credential) { u.Salt, u.Verifier = c.salt, c.verifier }
