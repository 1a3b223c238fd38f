package faults

import (
	"crypto/sha256"
	"io"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// rightProofs are the rules that the right proof is taken, on either leg.
func rightProofs() []string {
	return rules("SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-05", "SRP-06", "SRP-07", "SRP-08", "SRP-09", "SRP-10", "SRP-14", "SRP-15", "SRP-21", "SRP-25", "USER-07", "DEV-SRP-07", "DEV-CONF-10", "DEV-CONF-12")
}

// fakes are servers that take what is right, and everything else: a check that only
// tries the right thing passes on them.
func fakes() []Fault {
	return []Fault{
		{
			Name: "any-user-proof", Summary: "accepts every proof of a password, and checks those of devices", Breaks: rules("AUTH-04"), Seen: "emulators",
			Also:  rules("DEV-SRP-11", "SRP-20", "SRP-17", "PWD-02", "PWD-03", "PWD-18", "PWD-19", "SEC-04", "SRP-22", "AUTH-24", "SEC-06"),
			Fakes: rules("SRP-04", "SRP-07", "SRP-21"),
			set:   checkProof(func(ch *refpool.Challenge, _ refpool.Claim) (error, bool) { return nil, ch.DeviceKey == "" }),
		},
		{
			Name: "any-password", Summary: "accepts any password sent in the clear", Breaks: rules("AUTH-04", "USER-18"), Seen: "emulators",
			Fakes: rules("USER-05", "USER-09", "USER-22"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Passwords.Proves = func(string, bool) bool { fired(); return true }
			},
		},
		{
			Name: "any-totp", Summary: "accepts any code of a software token", Breaks: rules("MFA-06", "MFA-28", "MFA-34"), Seen: "emulators",
			Also:  rules("MFA-07", "MFA-13", "MFA-14"),
			Fakes: rules("MFA-02", "MFA-21", "MFA-27", "MFA-39"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.CheckTOTP = func(*refpool.TOTP, string, time.Time) error { fired(); return nil }
			},
		},
		{
			Name: "any-sent-code", Summary: "accepts any code in place of one that it sent as a second factor", Breaks: rules("MFA-06", "MFA-15"), Seen: "emulators",
			Fakes: rules("MFA-01", "MFA-03"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.CheckSent = func(string, string) error { fired(); return nil }
			},
		},
		{
			Name: "any-refresh-token", Summary: "takes what is not a refresh token for the newest one", Breaks: rules("REF-30"), Seen: "emulators",
			Fakes: rules("REF-01", "REF-04", "REF-05", "REF-08", "REF-09", "REF-17", "REF-18", "REF-21", "REF-22", "REF-23", "REF-25", "REF-26"),
			set: func(b *refpool.Behaviour, fired func()) {
				var given issued
				draw, digest := b.Token.NewRefreshToken, b.Token.Refresh.Digest
				b.Token.NewRefreshToken = func(random io.Reader) (string, error) { return given.note(draw(random)) }
				b.Token.Refresh.Digest = func(token string) [sha256.Size]byte { return digest(given.orNewest(token, fired)) }
			},
		},
		{
			Name: "any-session", Summary: "takes what is not a Session for the newest one", Breaks: rules("SEC-03"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				var given issued
				sessions := &b.Auth.Sessions
				draw, key := sessions.New, sessions.Key
				sessions.New = func(random io.Reader) (string, error) { return given.note(draw(random)) }
				sessions.Key = func(session string) string { return key(given.orNewest(session, fired)) }
			},
		},
	}
}

// issued remembers what a server gave out.
type issued struct {
	mu     sync.Mutex
	known  map[string]bool
	newest string
}

// note takes in what was drawn.
func (i *issued) note(drawn string, err error) (string, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.known == nil {
		i.known = map[string]bool{}
	}
	i.known[drawn], i.newest = true, drawn
	return drawn, err
}

// orNewest is what was given out as it is, and the newest in place of anything else.
func (i *issued) orNewest(text string, fired func()) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.known[text] {
		return text
	}
	fired()
	return i.newest
}
