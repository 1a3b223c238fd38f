package refpool_test

import (
	"net/http"
	"testing"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

func TestWitness(t *testing.T) {
	seen := make(chan refpool.Witness, 1)
	w := newWorld(t, setting{secret: true, around: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var witness refpool.Witness
			next.ServeHTTP(w, r.WithContext(refpool.WithWitness(r.Context(), &witness)))
			if r.Header.Get("Authorization") == "" { // an administrator's are not looked at
				seen <- witness
			}
		})
	}})
	p := w.newPerson("mary")
	client, err := srp.NewClient()
	w.must(err)
	challenge, err := w.initiate("USER_SRP_AUTH", map[string]string{"USERNAME": p.name, "SRP_A": client.SRPA()})
	w.must(err)
	first := <-seen
	if first.PoolID != w.poolID || first.ClientSecret != w.clientSecret || first.Username != "mary" || first.Sub == "" || first.Leg != nil {
		t.Errorf("InitiateAuth: %+v", first)
	}
	a, err := w.respond("PASSWORD_VERIFIER", "", w.claim(leg{client, challenge}, rightPassword))
	w.must(err)
	answered := <-seen
	if answered.Leg == nil || answered.Leg.SRPB() != challenge.parameters["SRP_B"] || answered.Sub != first.Sub {
		t.Errorf("PASSWORD_VERIFIER: %+v", answered)
	}
	_, err = w.initiate("REFRESH_TOKEN_AUTH", map[string]string{"REFRESH_TOKEN": *a.result.RefreshToken, "USERNAME": p.name})
	w.must(err)
	if refresh := <-seen; refresh.Username != "mary" || refresh.Leg != nil {
		t.Errorf("REFRESH_TOKEN_AUTH: %+v", refresh)
	}
	_, err = w.public.GetUser(t.Context(), &cip.GetUserInput{AccessToken: a.result.AccessToken})
	w.must(err)
	if self := <-seen; self.PoolID != w.poolID || self.Sub != first.Sub {
		t.Errorf("GetUser: %+v", self)
	}
}
