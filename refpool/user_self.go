package refpool

import "slices"

type getUserInput struct {
	AccessToken string
}

type getUserOutput struct {
	Username            string
	UserAttributes      []Attribute
	PreferredMfaSetting string   `json:",omitempty"`
	UserMFASettingList  []string `json:",omitempty"`
}

// getUser shows the user of an access token what its client may read.
func (r *request) getUser(in *getUserInput) (*getUserOutput, error) {
	return authorize(r, in.AccessToken, func(p *Pool, u *User, g *Grant) (*getUserOutput, error) {
		client, err := p.client(g.Client.ID)
		if err != nil {
			return nil, err
		}
		return &getUserOutput{
			Username: u.Username, UserAttributes: u.attributes(client.ReadAttributes),
			PreferredMfaSetting: u.PreferredMFA, UserMFASettingList: u.factors(),
		}, nil
	})
}

type updateUserAttributesInput struct {
	AccessToken    string
	UserAttributes []Attribute
}

type updateUserAttributesOutput struct {
	CodeDeliveryDetailsList []codeDelivery
}

// updateUserAttributes lets the user of an access token change what its client
// may write. A changed address that the pool verifies is sent a code.
func (r *request) updateUserAttributes(in *updateUserAttributesInput) (*updateUserAttributesOutput, error) {
	code, err := r.behaviour.Auth.NewCode(r.server.random())
	if err != nil {
		return nil, err
	}
	return authorize(r, in.AccessToken, func(p *Pool, u *User, g *Grant) (*updateUserAttributesOutput, error) {
		client, err := p.client(g.Client.ID)
		if err != nil {
			return nil, err
		}
		old := u.Attributes
		if err := p.changeAttributes(u, in.UserAttributes, writer{client: client}, false); err != nil {
			return nil, err
		}
		u.Modified = r.now(p)
		return &updateUserAttributesOutput{r.sendVerifications(p, u, old, code)}, nil
	})
}

// sendVerifications sends u the code to every address that is not as in old, if
// the pool verifies it.
func (r *request) sendVerifications(p *Pool, u *User, old map[string]string, code string) []codeDelivery {
	sent := []codeDelivery{}
	for _, medium := range []string{"EMAIL", "SMS"} {
		contact := contactOf(medium)
		address := u.Attributes[contact]
		if address == "" || address == old[contact] || !slices.Contains(p.Config.AutoVerified, contact) {
			continue
		}
		p.send(u, medium, code, r.now(p))
		sent = append(sent, codeDelivery{mask(address), medium, contact})
	}
	return sent
}
