package refpool_test

import (
	"encoding/base64"
	"math/big"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

func TestPasswordVerifierChallenge(t *testing.T) {
	w := newWorld(t, setting{})
	p := w.newPerson("mary")
	client, err := srp.NewClient()
	w.must(err)
	parameters := func() map[string]string {
		return map[string]string{"USERNAME": p.name, "SRP_A": client.SRPA()}
	}
	first, err := w.initiate("USER_SRP_AUTH", parameters())
	w.must(err)
	second, err := w.initiate("USER_SRP_AUTH", parameters())
	w.must(err)
	if first.challenge != "PASSWORD_VERIFIER" || first.session != "" {
		t.Errorf("challenge %s with session %q, want PASSWORD_VERIFIER without", first.challenge, first.session)
	}
	for _, name := range []string{"SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"} {
		if first.parameters[name] == "" {
			t.Errorf("%s is missing", name)
		}
	}
	for _, name := range []string{"SECRET_BLOCK", "SRP_B"} {
		if first.parameters[name] == second.parameters[name] {
			t.Errorf("%s is the same in two challenges", name)
		}
	}
}

func TestSRPA(t *testing.T) {
	w := newWorld(t, setting{})
	p := w.newPerson("mary")
	client, err := srp.NewClient(srp.WithEphemeralBits(256))
	w.must(err)
	for _, tt := range []struct{ name, text string }{
		{"minimal", client.SRPA()},
		{"upper case", strings.ToUpper(client.SRPA())},
		{"a leading zero", "0" + client.SRPA()},
		{"leading zero bytes", "000" + client.SRPA()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			challenge, err := w.initiate("USER_SRP_AUTH", map[string]string{"USERNAME": p.name, "SRP_A": tt.text})
			w.must(err)
			a, err := w.respond("PASSWORD_VERIFIER", "", w.claim(leg{client, challenge}, rightPassword))
			w.must(err)
			if a.result == nil {
				t.Errorf("challenge %s instead of tokens", a.challenge)
			}
		})
	}
}

func TestSRPAIsRefused(t *testing.T) {
	w := newWorld(t, setting{})
	p := w.newPerson("mary")
	for _, tt := range []struct{ name, text, want string }{
		{"missing", "", "Missing required parameter SRP_A"},
		{"zero", "0", ""},
		{"N", srp.N().Text(16), ""},
		{"2N", new(big.Int).Lsh(srp.N(), 1).Text(16), ""},
		{"no hexadecimal", "xyz", ""},
		{"negative", "-1", ""},
		{"too long", strings.Repeat("ab", 2*384), ""},
		{"far too long", strings.Repeat("ab", 50_000), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.initiate("USER_SRP_AUTH", map[string]string{"USERNAME": p.name, "SRP_A": tt.text})
			w.refused(err, "InvalidParameterException", tt.want)
		})
	}
}

// at replaces the timestamp of a claim and signs it as it is sent.
func (w *world) at(l leg, timestamp string) map[string]string {
	w.Helper()
	claim := w.claim(l, rightPassword)
	user := l.challenge.parameters["USER_ID_FOR_SRP"]
	signature, err := l.client.Proof(srp.Identity{Group: srp.PoolName(w.poolID), Name: user, Secret: rightPassword}, srp.Challenge{
		B: l.challenge.parameters["SRP_B"], Salt: l.challenge.parameters["SALT"],
		SecretBlock: l.challenge.parameters["SECRET_BLOCK"],
	}, timestamp)
	w.must(err)
	claim["TIMESTAMP"], claim["PASSWORD_CLAIM_SIGNATURE"] = timestamp, signature
	return claim
}

func TestTimestamp(t *testing.T) {
	w := newWorld(t, setting{})
	now := time.Now().UTC()
	weekday := now.AddDate(0, 0, 1).Format("Mon")
	for _, tt := range []struct{ name, timestamp, exception, text string }{
		{"right", srp.Timestamp(now), "", ""},
		{"a minute old", srp.Timestamp(now.Add(-time.Minute)), "", ""},
		{
			"ISO 8601", now.Format(time.RFC3339), "InvalidParameterException",
			"TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.",
		},
		{"hour 24", now.Format("Mon Jan 2 ") + "24" + now.Format(":04:05 UTC 2006"), "InvalidParameterException", ""},
		{"offset", now.Format("Mon Jan 2 15:04:05 ") + "+00:00" + now.Format(" 2006"), "InvalidParameterException", ""},
		{"German", "Di Sep 25 00:09:40 UTC 2018", "InvalidParameterException", ""},
		{"wrong week day", weekday + srp.Timestamp(now)[3:], "NotAuthorizedException", "Incorrect username or password."},
		{"an hour old", srp.Timestamp(now.Add(-time.Hour)), "NotAuthorizedException", ""},
		{"an hour ahead", srp.Timestamp(now.Add(time.Hour)), "NotAuthorizedException", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := w.newPerson("user-" + uuid.NewString())
			l, err := w.startSRP(p.name, nil)
			w.must(err)
			_, err = w.respond("PASSWORD_VERIFIER", "", w.at(l, tt.timestamp))
			if tt.exception == "" {
				w.must(err)
			} else {
				w.refused(err, tt.exception, tt.text)
			}
		})
	}
}

func TestWrongProofs(t *testing.T) {
	w := newWorld(t, setting{})
	for _, tt := range []struct {
		name      string
		change    func(claim map[string]string)
		exception string
	}{
		{"another block", func(c map[string]string) {
			block, _ := base64.StdEncoding.DecodeString(c["PASSWORD_CLAIM_SECRET_BLOCK"])
			block[len(block)-1] ^= 1
			c["PASSWORD_CLAIM_SECRET_BLOCK"] = base64.StdEncoding.EncodeToString(block)
		}, "NotAuthorizedException"},
		{"block not base64", func(c map[string]string) { c["PASSWORD_CLAIM_SECRET_BLOCK"] = "*" }, "InvalidParameterException"},
		{"signature not base64", func(c map[string]string) { c["PASSWORD_CLAIM_SIGNATURE"] = "*" }, "InvalidParameterException"},
		{"no signature", func(c map[string]string) { delete(c, "PASSWORD_CLAIM_SIGNATURE") }, "InvalidParameterException"},
		{"short signature", func(c map[string]string) { c["PASSWORD_CLAIM_SIGNATURE"] = "AAAA" }, "NotAuthorizedException"},
		{"another user", func(c map[string]string) { c["USERNAME"] = "stranger" }, "NotAuthorizedException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := w.newPerson("user-" + uuid.NewString())
			l, err := w.startSRP(p.name, nil)
			w.must(err)
			claim := w.claim(l, rightPassword)
			tt.change(claim)
			_, err = w.respond("PASSWORD_VERIFIER", "", claim)
			w.refused(err, tt.exception, "")
		})
	}
}

func TestLateProof(t *testing.T) {
	w := newWorld(t, setting{})
	p := w.newPerson("mary")
	l, err := w.startSRP(p.name, nil)
	w.must(err)
	w.advance(time.Minute)
	_, err = w.respond("PASSWORD_VERIFIER", "", w.claim(l, rightPassword))
	w.refused(err, "NotAuthorizedException", "")
}

// One exchange gives one sign-in, even to responses that are checked at the same
// time.
func TestProofIsUsedOnce(t *testing.T) {
	const responses = 3
	var checking sync.WaitGroup
	checking.Add(responses)
	behaviour := refpool.Correct()
	check := behaviour.Auth.SRP.CheckProof
	behaviour.Auth.SRP.CheckProof = func(ch *refpool.Challenge, claim refpool.Claim) error {
		checking.Done()
		checking.Wait()
		return check(ch, claim)
	}
	w := newWorld(t, setting{behaviour: &behaviour})
	p := w.newPerson("mary")
	l, err := w.startSRP(p.name, nil)
	w.must(err)
	claim := w.claim(l, rightPassword)
	var group sync.WaitGroup
	errs := make([]error, responses)
	for i := range errs {
		group.Go(func() { _, errs[i] = w.respond("PASSWORD_VERIFIER", "", claim) })
	}
	group.Wait()
	passed := 0
	for _, err := range errs {
		if err == nil {
			passed++
		} else {
			w.refused(err, "NotAuthorizedException", sessionUsed)
		}
	}
	if passed != 1 {
		t.Errorf("%d of %d responses passed, want 1", passed, responses)
	}
}

// Attempts that began before a lock are not told their result after it.
func TestLockHoldsForAttemptsUnderWay(t *testing.T) {
	var checking sync.WaitGroup
	checking.Add(6)
	behaviour := refpool.Correct()
	check := behaviour.Auth.SRP.CheckProof
	behaviour.Auth.SRP.CheckProof = func(ch *refpool.Challenge, claim refpool.Claim) error {
		checking.Done()
		checking.Wait()
		return check(ch, claim)
	}
	w := newWorld(t, setting{behaviour: &behaviour})
	p := w.newPerson("mary")
	claims := make([]map[string]string, 6)
	for i := range claims {
		l, err := w.startSRP(p.name, nil)
		w.must(err)
		claims[i] = w.claim(l, "Wrong-password-1")
	}
	var group sync.WaitGroup
	var locked atomic.Int32
	for _, claim := range claims {
		group.Go(func() {
			_, err := w.respond("PASSWORD_VERIFIER", "", claim)
			if err != nil && strings.Contains(err.Error(), "Password attempts exceeded") {
				locked.Add(1)
			}
		})
	}
	group.Wait()
	if locked.Load() != 1 {
		t.Errorf("%d of 6 attempts were refused as locked, want the sixth", locked.Load())
	}
}
