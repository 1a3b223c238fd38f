package refpool_test

import (
	"testing"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/google/uuid"

	"github.com/cogbench/cogbench/srp"
)

func TestUnknownUser(t *testing.T) {
	w := newWorld(t, setting{})
	_, err := w.startSRP("nobody", nil)
	w.refused(err, "UserNotFoundException", "User does not exist.")
	_, err = w.initiate("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "nobody", "PASSWORD": "x"})
	w.refused(err, "UserNotFoundException", "User does not exist.")
}

// Who hides which users exist answers the same for nobody, up to the lock.
func TestUnknownUserIsSimulated(t *testing.T) {
	w := newWorld(t, setting{hide: true, device: always})
	w.newPerson("mary")
	const unknownKey = "us-east-1_00000000-0000-0000-0000-000000000000"
	var challenges []map[string]string
	for _, name := range []string{"mary", "nobody"} {
		for attempt := range 6 {
			l, err := w.startSRP(name, map[string]string{"DEVICE_KEY": unknownKey})
			w.must(err)
			challenges = append(challenges, l.challenge.parameters)
			claim := w.claim(l, "Wrong-password-1")
			claim["DEVICE_KEY"] = unknownKey
			_, err = w.respond("PASSWORD_VERIFIER", "", claim)
			want := "Incorrect username or password."
			if attempt == 5 {
				want = "Password attempts exceeded"
			}
			w.refused(err, "NotAuthorizedException", want)
		}
	}
	first, again := challenges[6], challenges[7]
	if first["SALT"] != again["SALT"] || first["USER_ID_FOR_SRP"] != again["USER_ID_FOR_SRP"] {
		t.Errorf("two simulated challenges differ: %v, %v", first["USER_ID_FOR_SRP"], again["USER_ID_FOR_SRP"])
	}
	if _, err := uuid.Parse(first["USER_ID_FOR_SRP"]); err != nil {
		t.Errorf("USER_ID_FOR_SRP = %q: %v", first["USER_ID_FOR_SRP"], err)
	}
	_, err := w.initiate("USER_PASSWORD_AUTH", map[string]string{"USERNAME": "somebody", "PASSWORD": "x"})
	w.refused(err, "NotAuthorizedException", "Incorrect username or password.")
}

// Every name of a user signs in, in either request (AUTH-10, AUTH-11).
func TestNames(t *testing.T) {
	w := newWorld(t, setting{secret: true, aliases: []types.AliasAttributeType{"email"}})
	w.newPerson("mary")
	user, err := w.admin.AdminGetUser(w.Context(), &cip.AdminGetUserInput{UserPoolId: &w.poolID, Username: new("mary")})
	w.must(err)
	names := []string{"mary", "mary@example.com", ""}
	for _, a := range user.UserAttributes {
		if *a.Name == "sub" {
			names[2] = *a.Value
		}
	}
	for _, asked := range names {
		for _, answered := range names {
			t.Run(asked+"/"+answered, func(t *testing.T) {
				l, err := w.startSRP(asked, nil)
				w.must(err)
				claim := w.claim(l, rightPassword)
				claim["USERNAME"] = answered
				_, err = w.respond("PASSWORD_VERIFIER", "", claim)
				w.must(err)
			})
		}
	}
}

func TestSecretHash(t *testing.T) {
	w := newWorld(t, setting{secret: true})
	p := w.newPerson("mary")
	secret := w.clientSecret
	l, err := w.startSRP(p.name, nil)
	w.must(err)
	w.clientSecret = "" // from here on the tests make the hash
	missing := "Client " + w.clientID + " is configured with secret but SECRET_HASH was not received"
	wrong := "Unable to verify secret hash for client " + w.clientID
	for _, tt := range []struct{ name, hash, text string }{
		{"missing", "", missing},
		{"wrong", "AAAA", wrong},
		{"of another name", srp.SecretHash("john", w.clientID, secret), wrong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parameters := map[string]string{"USERNAME": p.name, "SRP_A": "2", "SECRET_HASH": tt.hash}
			_, err := w.initiate("USER_SRP_AUTH", parameters)
			w.refused(err, "NotAuthorizedException", tt.text)
			claim := w.claim(l, rightPassword)
			claim["SECRET_HASH"] = tt.hash
			_, err = w.respond("PASSWORD_VERIFIER", "", claim)
			w.refused(err, "NotAuthorizedException", tt.text)
		})
	}
}

func TestLockout(t *testing.T) {
	w := newWorld(t, setting{})
	p := w.newPerson("mary")
	attempt := func(secret string) error {
		_, err := w.initiate("USER_PASSWORD_AUTH", map[string]string{"USERNAME": p.name, "PASSWORD": secret})
		return err
	}
	for range 5 {
		w.refused(attempt("wrong"), "NotAuthorizedException", "Incorrect username or password.")
	}
	for range 3 { // attempts while locked do not lengthen the lock
		w.refused(attempt(rightPassword), "NotAuthorizedException", "Password attempts exceeded")
	}
	w.advance(time.Second)
	w.refused(attempt("wrong"), "NotAuthorizedException", "Incorrect username or password.")
	w.advance(time.Second)
	w.refused(attempt(rightPassword), "NotAuthorizedException", "Password attempts exceeded") // now 2 s
	w.advance(time.Second)
	w.must(attempt(rightPassword))
	w.refused(attempt("wrong"), "NotAuthorizedException", "Incorrect username or password.") // counted anew
	w.must(attempt(rightPassword))
}

func TestWhoMayNotSignIn(t *testing.T) {
	for _, tt := range []struct {
		name            string
		prepare         func(w *world, name string)
		legacy, enabled string // exceptions
	}{
		{"reset required", func(w *world, name string) {
			_, err := w.admin.AdminResetUserPassword(w.Context(), &cip.AdminResetUserPasswordInput{UserPoolId: &w.poolID, Username: &name})
			w.must(err)
		}, "PasswordResetRequiredException", "NotAuthorizedException"},
		{"unconfirmed", func(w *world, name string) {
			_, err := w.admin.AdminDeleteUser(w.Context(), &cip.AdminDeleteUserInput{UserPoolId: &w.poolID, Username: &name})
			w.must(err)
			_, err = w.public.SignUp(w.Context(), &cip.SignUpInput{ClientId: &w.clientID, Username: &name, Password: new(rightPassword)})
			w.must(err)
		}, "UserNotConfirmedException", "UserNotConfirmedException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for hide, want := range map[bool]string{false: tt.legacy, true: tt.enabled} {
				w := newWorld(t, setting{hide: hide})
				p := w.newPerson("mary")
				tt.prepare(w, p.name)
				_, err := w.initiate("USER_PASSWORD_AUTH", map[string]string{"USERNAME": p.name, "PASSWORD": rightPassword})
				w.refused(err, want, "")
				l, err := w.startSRP(p.name, nil)
				if err == nil {
					_, err = w.respond("PASSWORD_VERIFIER", "", w.claim(l, rightPassword))
				}
				w.refused(err, want, "")
			}
		})
	}
}
