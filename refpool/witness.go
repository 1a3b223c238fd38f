package refpool

import "context"

// Witness is what a server knows of a call and no message says: for somebody in the same
// process who judges the client. It is complete when the call was answered.
type Witness struct {
	// PoolID is the user pool that the call is about; "" if it got to none.
	PoolID string
	// ClientSecret is the app client's; "" if it has none.
	ClientSecret string
	// Username and Sub are those of the user; "" if no user was found.
	Username, Sub string
	// Leg is the server's side of the SRP challenge that the call answers; nil if it
	// answers none.
	Leg SRPLeg
}

type witnessKey struct{}

// WithWitness is a context whose requests tell w what the server knows of them.
func WithWitness(ctx context.Context, w *Witness) context.Context {
	return context.WithValue(ctx, witnessKey{}, w)
}

// witnessOf is the one that a request tells, if nobody is there one that is forgotten.
func witnessOf(ctx context.Context) *Witness {
	if w, ok := ctx.Value(witnessKey{}).(*Witness); ok {
		return w
	}
	return &Witness{}
}

// client notes whose call it is.
func (w *Witness) client(p *Pool, client *Client) { w.PoolID, w.ClientSecret = p.ID, client.Secret }

// user notes whom the call is about; u may be nil.
func (w *Witness) user(u *User) {
	if u != nil {
		w.Username, w.Sub = u.Username, u.Sub
	}
}

// challenge notes what the call answers.
func (w *Witness) challenge(ch *Challenge) {
	w.user(ch.SignIn.User)
	w.Leg = ch.Leg
}
