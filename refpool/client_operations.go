package refpool

import (
	"cmp"
	"encoding/json"
	"maps"
	"time"
)

// clientName is the input of operations that take only a client.
type clientName struct {
	UserPoolId string
	ClientId   string
}

// userPoolClient is the output of operations that describe a client.
type userPoolClient struct {
	UserPoolClient map[string]any
}

func (r *request) createUserPoolClient(body *json.RawMessage) (*userPoolClient, error) {
	in, raw, err := decodeClient(*body)
	if err != nil {
		return nil, err
	}
	p, err := r.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	client := &Client{}
	if err := client.configure(in, raw); err != nil {
		return nil, err
	}
	if err := r.server.identify(client, in); err != nil {
		return nil, err
	}
	return &userPoolClient{r.server.addClient(p, client)}, nil
}

// identify draws the id of a new client, and the secret if it has one.
func (s *Server) identify(client *Client, in *clientInput) error {
	if in.GenerateSecret && in.ClientSecret != "" {
		return invalidParameter("GenerateSecret and ClientSecret cannot be used together.")
	}
	id, err := drawText(s.random(), 26, lowerAndDigits)
	if err != nil {
		return err
	}
	client.ID, client.Secret = id, in.ClientSecret
	if in.GenerateSecret {
		client.Secret, err = drawText(s.random(), 51, lowerAndDigits)
	}
	return err
}

// addClient enters a new client and describes it.
func (s *Server) addClient(p *Pool, client *Client) map[string]any {
	s.registry.Lock()
	defer s.registry.Unlock()
	p.Lock()
	defer p.Unlock()
	client.Created = s.time().Add(p.ClockOffset)
	client.Modified = client.Created
	p.Clients[client.ID] = client
	if s.pools[p.ID] == p {
		s.owners[client.ID] = p
	}
	return client.describe(p.ID, s.behaviour.Wire.Date)
}

// describe is the client as DescribeUserPoolClient shows it.
func (c *Client) describe(poolID string, date func(time.Time) any) map[string]any {
	shown := maps.Clone(c.Raw)
	shown["UserPoolId"] = poolID
	shown["ClientId"] = c.ID
	shown["ClientName"] = c.Name
	shown["CreationDate"] = date(c.Created)
	shown["LastModifiedDate"] = date(c.Modified)
	if c.Secret != "" {
		shown["ClientSecret"] = c.Secret
	}
	return shown
}

func (r *request) describeUserPoolClient(in *clientName) (*userPoolClient, error) {
	return withClientOf(r, in.UserPoolId, in.ClientId, func(p *Pool, client *Client) (*userPoolClient, error) {
		return &userPoolClient{client.describe(p.ID, r.behaviour.Wire.Date)}, nil
	})
}

// updateUserPoolClient replaces the client. What the request leaves out gets
// its default, but for the name.
func (r *request) updateUserPoolClient(body *json.RawMessage) (*userPoolClient, error) {
	in, raw, err := decodeClient(*body)
	if err != nil {
		return nil, err
	}
	return withClientOf(r, in.UserPoolId, in.ClientId, func(p *Pool, old *Client) (*userPoolClient, error) {
		in.ClientName = cmp.Or(in.ClientName, old.Name)
		client := &Client{ID: old.ID, Secret: old.Secret, Created: old.Created}
		if err := client.configure(in, raw); err != nil {
			return nil, err
		}
		client.Modified = r.now(p)
		p.Clients[client.ID] = client
		return &userPoolClient{client.describe(p.ID, r.behaviour.Wire.Date)}, nil
	})
}

func (r *request) deleteUserPoolClient(in *clientName) (*struct{}, error) {
	_, err := withClientOf(r, in.UserPoolId, in.ClientId, func(p *Pool, client *Client) (*struct{}, error) {
		delete(p.Clients, client.ID)
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	r.server.registry.Lock()
	defer r.server.registry.Unlock()
	delete(r.server.owners, in.ClientId)
	return nil, nil
}
