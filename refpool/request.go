package refpool

import "time"

// request is one validated request. Every operation is a method of it, and works
// within one of the functions below, authorize or withDevice: they find what the
// request is about, and hold the lock of its pool until the operation is done.
// They are not methods because methods cannot have type parameters.
type request struct {
	server    *Server
	behaviour *Behaviour
	operation string
	witness   *Witness
	remoteIP  string
	userAgent string
}

// now is p's time: the machine's, moved by /_cogbench/clock. The caller holds
// p's lock. TIMESTAMPs and request signatures are judged by real time instead.
func (r *request) now(p *Pool) time.Time { return r.server.time().Add(p.ClockOffset) }

// withPool runs act on the pool id.
func withPool[Out any](r *request, id string, act func(*Pool) (Out, error)) (out Out, err error) {
	p, err := r.server.pool(id)
	if err != nil {
		return out, err
	}
	p.Lock()
	defer p.Unlock()
	return act(p)
}

// withUser runs act on the user that an Admin operation names.
func withUser[Out any](r *request, poolID, name string, act func(*Pool, *User) (Out, error)) (Out, error) {
	return withPool(r, poolID, func(p *Pool) (out Out, err error) {
		u, err := r.adminUser(p, name)
		if err != nil {
			return out, err
		}
		return act(p, u)
	})
}

// withClient runs act on the app client id, in whichever pool has it.
func withClient[Out any](r *request, id string, act func(*Pool, *Client) (Out, error)) (out Out, err error) {
	p := r.server.owner(id)
	if p == nil {
		return out, clientNotFound(id)
	}
	p.Lock()
	defer p.Unlock()
	return onClient(r, p, id, act)
}

// withClientOf runs act on the app client id of the pool that the request names.
func withClientOf[Out any](r *request, poolID, id string, act func(*Pool, *Client) (Out, error)) (Out, error) {
	return withPool(r, poolID, func(p *Pool) (Out, error) { return onClient(r, p, id, act) })
}

func onClient[Out any](r *request, p *Pool, id string, act func(*Pool, *Client) (Out, error)) (out Out, err error) {
	client, err := p.client(id)
	if err != nil {
		return out, err
	}
	r.witness.client(p, client)
	return act(p, client)
}
