package live

import (
	"math/big"
	"net/http"
	"sync"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

// base is that in which verifiers are written as keys.
const base = 62

// knowledge is what a pool could know if it kept passwords: which one a verifier is of.
type knowledge struct {
	passwords sync.Map // by the text of a verifier
}

// knowledgeOf has the pool remember the passwords that it makes verifiers of. A wrong one
// that somebody tries is remembered too, by a verifier that no user has.
func knowledgeOf(b *refpool.Behaviour) *knowledge {
	k := &knowledge{}
	before := b.Auth.SRP.UserVerifier
	b.Auth.SRP.UserVerifier = func(id srp.Identity, salt *big.Int) *big.Int {
		v := before(id, salt)
		k.passwords.Store(v.Text(base), id.Secret)
		return v
	}
	return k
}

// witness prepares a request for the pool, and returns what it will know of it.
func (k *knowledge) witness(r *http.Request) (*http.Request, func() *referee.Known) {
	var seen refpool.Witness
	return r.WithContext(refpool.WithWitness(r.Context(), &seen)), func() *referee.Known { return k.known(seen) }
}

func (k *knowledge) known(seen refpool.Witness) *referee.Known {
	if seen.PoolID == "" {
		return nil
	}
	known := &referee.Known{PoolID: seen.PoolID, ClientSecret: seen.ClientSecret, Username: seen.Username, Sub: seen.Sub}
	leg, ok := seen.Leg.(interface{ Secrets() (b, v *big.Int) })
	if !ok {
		return known
	}
	known.ServerSecret, known.Verifier = leg.Secrets()
	if known.Verifier == nil {
		return known
	}
	if password, ok := k.passwords.Load(known.Verifier.Text(base)); ok {
		known.Secret, _ = password.(string)
	}
	return known
}
