package suites

import (
	"crypto/rand"
	"math/big"
	"time"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// A right value that is taken shows nothing where a wrong one is taken too, and a wrong
// value that is refused shows nothing where the right one is refused as well. So what a
// check asks for has a control beside it: the same request with the other value.

// Discerned holds that a wrong value was refused where the rule wants the right one
// taken: if it was taken too, the case is a skip because of the rule that forbids it.
// what names the wrong value.
func (c *Check) Discerned(err error, what, rule string) {
	if err == nil {
		c.SkipTaken(rule, what)
	}
	c.GivenRefused(err, what)
}

// wrongProofs is the rule that has wrong proofs refused, on both legs.
const wrongProofs = "SRP-20"

// accepting returns what holds that right proofs of a kind are accepted. Beside the
// first of them, a random one for an exchange like it has to be refused: what came of
// that counts for all.
func accepting(c *Check) func(scenarios.Leg) {
	control := engine.Once(c.Check, func(l scenarios.Leg) { randomIsRefused(c, anotherLike(c, l)) })
	return func(l scenarios.Leg) {
		c.Succeeds(l.Prove(c.Context()), "the right proof")
		control(l)
	}
}

// isAccepted holds that the right proof of a leg is accepted, and a random one is not.
func isAccepted(c *Check, l scenarios.Leg) { accepting(c)(l) }

// legRefusal holds that what was sent in an exchange is refused. what names it.
type legRefusal func(l scenarios.Leg, err error, what string, names ...string)

// refusing returns what holds that wrong proofs of a kind are refused. After the first
// of them, the right one for an exchange like it has to be accepted.
func refusing(c *Check) legRefusal {
	control := engine.Once(c.Check, func(l scenarios.Leg) { rightIsAccepted(c, l) })
	return func(l scenarios.Leg, err error, what string, names ...string) {
		c.Refused(err, what, names...)
		control(l)
	}
}

// rightTries is how many exchanges are tried for a right proof to be accepted that a rule
// takes for granted. A target that accepts one now and then refuses a wrong one all the
// same; how often it has to accept it is the matter of other rules.
const rightTries = 3

// rightIsAccepted holds that the right proof for another exchange like the leg's is
// accepted, which the rule takes for granted.
func rightIsAccepted(c *Check, l scenarios.Leg) {
	var err error
	for range rightTries {
		if err = anotherLike(c, l).Prove(c.Context()); err == nil {
			return
		}
	}
	c.Given(err, "the right proof")
}

// randomIsRefused ends an exchange with a signature that no key made. A user who was
// there before signs in afterwards, so that failures do not add up to a lock.
func randomIsRefused(c *Check, l scenarios.Leg) {
	err := l.ProveBy(c.Context(), l.SuspectExchange(timestampOf(l)), randomSignature())
	if actor := l.Attempt.Actor; actor.User.Given {
		c.SignedIn(actor, nil)
	}
	c.Discerned(err, "a random signature", wrongProofs)
}

// deviceIsProven holds that a random signature is refused of a device that signs in
// with the right one.
func deviceIsProven(c *Check, actor *scenarios.Actor, device *scenarios.Device) {
	randomIsRefused(c, legOf(c, actor, device, freshEphemeral()))
}

// passwordIsProven is deviceIsProven for a user's password, proved by SRP.
func passwordIsProven(c *Check, actor *scenarios.Actor) {
	randomIsRefused(c, userLeg(c, actor, freshEphemeral()))
}

// flowRefusesWrongPassword holds that the actor's flow, which takes the right password in
// the clear, refuses a wrong one.
func flowRefusesWrongPassword(c *Check, actor *scenarios.Actor) {
	c.Discerned(answerWrongly(c, actor), "a wrong password", "AUTH-04")
}

// passwordIsTaken holds that a user's password is accepted in the actor's flow, which the
// rule takes for granted.
func passwordIsTaken(c *Check, actor *scenarios.Actor) {
	if !provedBySRP(actor) {
		c.GivenBegins(actor, actor.Flow)
		return
	}
	c.Given(userLeg(c, actor, freshEphemeral()).Prove(c.Context()), "the right password")
}

// refreshIsDiscerned holds that an altered refresh token is refused where the right one
// is taken, with the key of its device if it has one.
func refreshIsDiscerned(c *Check, actor *scenarios.Actor, token, deviceKey string) {
	_, err := actor.Refresh(c.Context(), alterLast(token), deviceKey)
	c.Discerned(err, "an altered refresh token", "REF-30")
}

// tokensAreDiscerned is refreshIsDiscerned for GetTokensFromRefreshToken.
func tokensAreDiscerned(c *Check, actor *scenarios.Actor, token, deviceKey string) {
	_, err := actor.TokensFromRefreshToken(c.Context(), alterLast(token), deviceKey)
	c.Discerned(err, "an altered refresh token", "REF-30")
}

// refreshes holds that a user without devices refreshes at a client of the kind, which the
// rule takes for granted.
func (c *Check) refreshes(client target.ClientSpec) {
	actor := c.Actor(target.PoolSpec{}, client)
	_, err := actor.Refresh(c.Context(), c.SignedIn(actor, nil).RefreshToken(), "")
	c.Given(err, "REFRESH_TOKEN_AUTH")
}

// bothAreDiscerned is refreshIsDiscerned for both operations, without a device.
func bothAreDiscerned(c *Check, actor *scenarios.Actor, token string) {
	discerned(c, withAltered(c, actor, token))
}

// withAltered are the answers of both operations to an altered refresh token. They are
// got while the right one is taken.
func withAltered(c *Check, actor *scenarios.Actor, token string) map[string]error {
	answers := map[string]error{}
	for operation, refresh := range sorted(refreshes(c, actor)) {
		_, answers[operation] = refresh(alterLast(token))
	}
	return answers
}

// discerned holds that the answers of operations to an altered refresh token are refusals.
func discerned(c *Check, answers map[string]error) {
	for operation, err := range sorted(answers) {
		c.Discerned(err, "an altered refresh token at "+operation, "REF-30")
	}
}

// sessionIsTaken holds that a challenge is answered with its own Session, which the rule
// takes for granted.
func sessionIsTaken(c *Check, actor *scenarios.Actor) {
	_, err := c.AtMFA(actor, nil).AnswerMFA(c.Context())
	c.Given(err, "the right code with its Session")
}

func randomSignature() []byte {
	signature := make([]byte, 32)
	_, _ = rand.Read(signature) // never fails, see crypto/rand
	return signature
}

// timestampOf is what a leg is proved with as TIMESTAMP.
func timestampOf(l scenarios.Leg) string {
	if l.Attempt.Timestamp != nil {
		return l.Attempt.Timestamp()
	}
	return srp.Timestamp(time.Now())
}

// legAt is an attempt at a proof as a leg.
func legAt(attempt *scenarios.Attempt) scenarios.Leg {
	return scenarios.Leg{Device: attempt.Last.Challenge == devicePasswordVerifier, Attempt: attempt}
}

// anotherLike begins another exchange of a leg's user or device, with an A of as many
// hexadecimal digits, which needs a sign byte if that one did, and the same TIMESTAMP, once the first
// has ended. The A itself is another one: whether a server takes one twice is SRP-14.
func anotherLike(c *Check, l scenarios.Leg) scenarios.Leg {
	attempt, a := l.Attempt, freshEphemeral()
	if l.Ephemeral != nil {
		before := srp.Verifier(l.Ephemeral).BitLen()
		a = scenarios.NewEphemeralLike(func(bits int) bool { return sameForm(bits, before) })
	}
	next := exchangeOf(c, attempt.Actor, attempt.Device, l.Device, a)
	next.Attempt.Timestamp = attempt.Timestamp
	return next
}

// sameForm reports whether numbers of so many bits have as many hexadecimal digits, and the
// top bit of their first byte set alike. One with as many bits would be as hard to find as
// it is short.
func sameForm(bits, others int) bool {
	const ofDigit, ofByte = 4, 8
	return (bits+ofDigit-1)/ofDigit == (others+ofDigit-1)/ofDigit && (bits%ofByte == 0) == (others%ofByte == 0)
}

func exchangeOf(c *Check, actor *scenarios.Actor, device *scenarios.Device, ofDevice bool, a *big.Int) scenarios.Leg {
	if ofDevice {
		return legOf(c, actor, device, a)
	}
	return userLeg(c, actor, a)
}

// alterLast changes a character well inside the last part of a token, and not its case alone:
// the very last one may hold bits that no decoder reads, and hexadecimal is read in any case.
func alterLast(token string) string {
	at := max(len(token)-10, 0)
	other := "A"
	if token[at] == 'A' || token[at] == 'a' {
		other = "B"
	}
	return token[:at] + other + token[at+1:]
}
