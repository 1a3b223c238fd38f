package refpool

import (
	"crypto/rand"
	"crypto/sha256"
	"time"

	"github.com/cogbench/cogbench/refpool/internal/expiring"
)

const (
	// remembrance is how long a challenge is kept after its end, to tell an
	// expired Session from an unknown one.
	remembrance = 15 * time.Minute
	// strangerMemory is how long failures of a name that no user has count.
	strangerMemory = 24 * time.Hour
	// tokenLimit is the most sign-ins of a pool whose tokens are good; the
	// oldest go.
	tokenLimit = 1 << 17
)

// authState is what a pool keeps of sign-ins under way and of the tokens that
// came of them. The pool's lock guards it.
type authState struct {
	sessions  expiring.Map[string, *Challenge]               // by Session
	blocks    expiring.Map[string, *Challenge]               // by SECRET_BLOCK
	devices   expiring.Map[deviceWait, []*Challenge]         // DEVICE_SRP_AUTH, to be found without a Session
	strangers expiring.Map[string, *Lockout]                 // by a name that no user has
	grants    expiring.Map[string, *Grant]                   // by origin_jti
	refresh   expiring.Map[[sha256.Size]byte, *refreshToken] // by digest of the token
	secret    []byte
}

// newAuthState is the state of a new pool.
func newAuthState() authState {
	return authState{
		grants:  expiring.Map[string, *Grant]{Limit: tokenLimit},
		refresh: expiring.Map[[sha256.Size]byte, *refreshToken]{Limit: tokenLimit},
	}
}

// deviceWait is what finds a DEVICE_SRP_AUTH challenge that is answered without
// its Session (DEV-SRP-14).
type deviceWait struct {
	client, user, key string
}

// refreshToken is one refresh token. Several are of one grant when they rotate.
type refreshToken struct {
	grant   *Grant
	rotated time.Time // when a newer one took its place; zero: it is the current one
}

// poolSecret keys what only the pool may make: simulated users and pagination
// tokens.
func (a *authState) poolSecret() []byte {
	if a.secret == nil {
		a.secret = make([]byte, sha256.Size)
		rand.Read(a.secret)
	}
	return a.secret
}
