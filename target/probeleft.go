package target

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// watchGiven has what calls make in the target file's pool removed again, whoever makes
// them: a probe of a boundary may be taken where it should have been refused.
func (f *Fixtures) watchGiven() {
	existing := f.target.Config.Pool.Existing
	if existing == nil {
		return
	}
	f.target.wire.watch(func(operation string, asked, answered []byte) {
		switch operation {
		case "SignUp", "AdminCreateUser":
			f.removeUser(existing, asked)
		case "CreateUserPoolClient":
			f.removeClient(existing, asked, answered)
		}
	})
}

// removeUser has a user removed that a request made in the pool; never one that was
// given.
func (f *Fixtures) removeUser(existing *ExistingPool, asked []byte) {
	var request struct{ Username, UserPoolId, ClientId string }
	if json.Unmarshal(asked, &request) != nil || request.Username == "" ||
		request.UserPoolId != existing.ID && request.ClientId != existing.ClientID {
		return
	}
	if slices.ContainsFunc(existing.Users, func(u ExistingUser) bool {
		return request.Username == u.Username || request.Username == u.ID
	}) {
		return
	}
	f.Undo("user "+request.Username+" of "+existing.ID, func(ctx context.Context) error {
		_, err := f.target.api.AdminDeleteUser(ctx, &cip.AdminDeleteUserInput{UserPoolId: &existing.ID, Username: &request.Username})
		if err != nil && AsError(err).Name == "UserNotFoundException" {
			return nil
		}
		return err
	})
}

// removeClient has a client removed that a request made in the pool.
func (f *Fixtures) removeClient(existing *ExistingPool, asked, answered []byte) {
	var request struct{ UserPoolId string }
	var answer struct{ UserPoolClient struct{ ClientId string } }
	if json.Unmarshal(asked, &request) != nil || json.Unmarshal(answered, &answer) != nil ||
		request.UserPoolId != existing.ID || answer.UserPoolClient.ClientId == "" || answer.UserPoolClient.ClientId == existing.ClientID {
		return
	}
	id := answer.UserPoolClient.ClientId
	f.Undo("client "+id+" of "+existing.ID, func(ctx context.Context) error {
		_, err := f.target.api.DeleteUserPoolClient(ctx, &cip.DeleteUserPoolClientInput{UserPoolId: &existing.ID, ClientId: &id})
		if gone(err) {
			return nil
		}
		return err
	})
}

// watch has made called with each call that was taken; the last one who asks is called.
func (w *wire) watch(made func(operation string, asked, answered []byte)) { w.made.Store(&made) }

// observe tells those who watch of an answer.
func (w *wire) observe(operation string, asked []byte, response *http.Response, body []byte) {
	if response.StatusCode/100 == 2 {
		if made := w.made.Load(); made != nil {
			(*made)(operation, asked, body)
		}
	}
	if w.attempted == nil {
		return
	}
	name, message, _ := readError(response.Header, body)
	switch {
	case response.StatusCode/100 == 2:
		w.attempted(asked, body, taken)
	case name == limitExceeded || saysLockedOut(message) || saysLater(response.StatusCode, name, message):
		w.attempted(asked, body, tooMany)
	default:
		w.attempted(asked, body, refused)
	}
}
