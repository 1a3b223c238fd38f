package srp_test

import (
	"errors"
	"fmt"
	"math/big"
	"sync"
	"testing"

	"github.com/cogbench/cogbench/srp"
)

// remembered runs one exchange with a cache on both sides.
func remembered(t *testing.T, cache *srp.Cache, registered, used srp.Identity) error {
	t.Helper()
	salt := big.NewInt(0xeb96)
	client, err := srp.NewClient(srp.WithCache(cache), srp.WithEphemeralBits(256))
	if err != nil {
		t.Fatal(err)
	}
	server, err := srp.NewServer(srp.Verifier(srp.PrivateKey(registered, salt)), srp.WithCache(cache))
	if err != nil {
		t.Fatal(err)
	}
	e := exchange{id: registered, salt: salt, client: client, server: server}
	return e.verify(e.signature(t, used))
}

func TestCache(t *testing.T) {
	cache := srp.NewCache(2)
	for round := range 3 {
		for user := range 4 { // twice as many as it holds
			id := srp.Identity{Group: "g", Name: fmt.Sprint(user), Secret: "s"}
			if err := remembered(t, cache, id, id); err != nil {
				t.Errorf("round %d, user %d: %v", round, user, err)
			}
			wrong := id
			wrong.Secret = "another"
			if err := remembered(t, cache, id, wrong); !errors.Is(err, srp.ErrProof) {
				t.Errorf("round %d, user %d, another secret: %v", round, user, err)
			}
		}
	}
	if multiples, bases := cache.Sizes(); multiples > 2 || bases > 2 {
		t.Errorf("a cache of 2 holds %d and %d", multiples, bases)
	}
}

func TestCacheOfNothing(t *testing.T) {
	cache, id := srp.NewCache(0), srp.Identity{Secret: "s"}
	for range 2 {
		if err := remembered(t, cache, id, id); err != nil {
			t.Error(err)
		}
	}
	if multiples, bases := cache.Sizes(); multiples+bases != 0 {
		t.Errorf("it holds %d and %d", multiples, bases)
	}
}

func TestCacheIsShared(t *testing.T) {
	cache, id := srp.NewCache(1), srp.Identity{Secret: "s"}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := remembered(t, cache, id, id); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

// TestCacheAnswers holds that what came before is not computed again.
func TestCacheAnswers(t *testing.T) {
	cache, id := srp.NewCache(1), srp.Identity{Secret: "s"}
	for range 2 {
		if err := remembered(t, cache, id, id); err != nil {
			t.Fatal(err)
		}
	}
	cache.Spoil()
	if err := remembered(t, cache, id, id); !errors.Is(err, srp.ErrProof) {
		t.Errorf("with a spoilt cache the proof is still right: %v", err)
	}
}
