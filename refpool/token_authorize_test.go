package refpool_test

import (
	"crypto/rand"
	"io"
	"math/big"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
)

// hookedRandom calls next, once, before it is read again.
type hookedRandom struct{ next atomic.Pointer[func()] }

func (r *hookedRandom) Read(b []byte) (int, error) {
	if next := r.next.Swap(nil); next != nil {
		(*next)()
	}
	return io.ReadFull(rand.Reader, b)
}

// A user who is deleted while an operation of their own is under way, at the last
// moment at which it leaves the pool's lock, is not changed any more, and leaves
// no alias behind.
func TestAnOperationDoesNotOutliveItsUser(t *testing.T) {
	var random hookedRandom
	s := start(t, refpool.Options{Rand: &random})
	pool := s.pool(func(in *cip.CreateUserPoolInput) {
		in.AliasAttributes = []types.AliasAttributeType{types.AliasAttributeTypePreferredUsername}
	})
	client := s.client(pool.Id, nil)
	s.user(pool.Id, "mary")
	token := s.signIn(client.ClientId, "mary").AccessToken
	deletion := func() {
		_, err := s.AdminDeleteUser(t.Context(), &cip.AdminDeleteUserInput{UserPoolId: pool.Id, Username: aws.String("mary")})
		if err != nil {
			t.Error(err)
		}
	}
	random.next.Store(&deletion)
	nickname := attribute("preferred_username", "nickname")
	_, err := s.UpdateUserAttributes(t.Context(), &cip.UpdateUserAttributesInput{
		AccessToken: token, UserAttributes: []types.AttributeType{nickname},
	})
	refused(t, err, "UserNotFoundException", "")
	s.user(pool.Id, "jane", nickname) // fails if the deleted user still has the alias
}

// The pool stays locked from the check of an access token to the end of its
// operation: nothing can delete the user in between.
func TestThePoolStaysLockedBehindAToken(t *testing.T) {
	behaviour := refpool.Correct()
	var pool atomic.Pointer[refpool.Pool]
	issued := behaviour.Token.Use.Issued
	behaviour.Token.Use.Issued = func(p *refpool.Pool, issuer, claimed string) bool {
		pool.Store(p)
		return issued(p, issuer, claimed)
	}
	parse := behaviour.Device.Confirm.ParseInteger
	behaviour.Device.Confirm.ParseInteger = func(member, text string) (*big.Int, error) {
		if p := pool.Load(); p.TryLock() {
			p.Unlock()
			t.Errorf("the pool was not locked when ConfirmDevice read %s", member)
		}
		return parse(member, text)
	}
	w := newWorld(t, setting{device: always, behaviour: &behaviour})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.confirm(p, result)
	if pool.Load() == nil {
		t.Error("no token was checked")
	}
}

// A password that is set while its user is deleted is refused.
func TestNoPasswordForADeletedUser(t *testing.T) {
	var random hookedRandom
	s := start(t, refpool.Options{Rand: &random})
	pool := s.pool(nil)
	s.user(pool.Id, "mary")
	name := aws.String("mary")
	deletion := func() {
		if _, err := s.AdminDeleteUser(t.Context(), &cip.AdminDeleteUserInput{UserPoolId: pool.Id, Username: name}); err != nil {
			t.Error(err)
		}
	}
	random.next.Store(&deletion)
	_, err := s.AdminSetUserPassword(t.Context(), &cip.AdminSetUserPasswordInput{
		UserPoolId: pool.Id, Username: name, Password: aws.String(goodPassword),
	})
	refused(t, err, "UserNotFoundException", "")
}
