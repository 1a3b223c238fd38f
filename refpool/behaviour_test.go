package refpool_test

import (
	"testing"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
)

// A faulty behaviour takes the place of a right one without any handler's help.
func TestBehaviourIsReplaceable(t *testing.T) {
	faulty := refpool.Correct()
	faulty.Device.Confirm.Remembered = func(*refpool.Pool) bool { return true }
	w := newWorld(t, setting{device: optIn, behaviour: &faulty})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.confirm(p, result)
	_, asked := w.tokens(p)
	w.same("a device that was only confirmed", asked, []types.ChallengeNameType{deviceSRP})
}

// Nobody gets tokens, not even from a pool that takes any proof.
func TestNobodyNeverSignsIn(t *testing.T) {
	faulty := refpool.Correct()
	faulty.Auth.SRP.CheckProof = func(*refpool.Challenge, refpool.Claim) error { return nil }
	w := newWorld(t, setting{hide: true, behaviour: &faulty})
	l, err := w.startSRP("nobody", nil)
	w.must(err)
	_, err = w.respond("PASSWORD_VERIFIER", "", w.claim(l, rightPassword))
	w.refused(err, "NotAuthorizedException", "Incorrect username or password.")
}

// A token of the right key is refused if its issuer is another.
func TestIssuerIsChecked(t *testing.T) {
	faulty := refpool.Correct()
	faulty.Token.Issuer = func(p *refpool.Pool) string { return "https://elsewhere.example/" + p.ID }
	w := newWorld(t, setting{behaviour: &faulty})
	result, _ := w.tokens(w.newPerson("mary"))
	_, err := w.public.ListDevices(w.Context(), &cip.ListDevicesInput{AccessToken: result.AccessToken})
	w.refused(err, "NotAuthorizedException", "Invalid Access Token")
}
