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
func getUser(c *call, in *getUserInput) (*getUserOutput, error) {
	p, u, grant, err := c.authorize(in.AccessToken)
	if err != nil {
		return nil, err
	}
	_, client, err := c.server.client(grant.Client.ID)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	return &getUserOutput{
		Username: u.Username, UserAttributes: u.attributes(client.ReadAttributes),
		PreferredMfaSetting: u.PreferredMFA, UserMFASettingList: u.factors(),
	}, nil
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
func updateUserAttributes(c *call, in *updateUserAttributesInput) (*updateUserAttributesOutput, error) {
	p, u, grant, err := c.authorize(in.AccessToken)
	if err != nil {
		return nil, err
	}
	_, client, err := c.server.client(grant.Client.ID)
	if err != nil {
		return nil, err
	}
	code, err := drawText(c.server.random(), codeLength, digits)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	old := u.Attributes
	attributes, err := p.merge(old, in.UserAttributes, writer{client: client})
	if err != nil {
		return nil, err
	}
	if err := p.setAttributes(u, attributes, false); err != nil {
		return nil, err
	}
	u.Modified = c.now(p)
	out := &updateUserAttributesOutput{CodeDeliveryDetailsList: []codeDelivery{}}
	for _, medium := range []string{"EMAIL", "SMS"} {
		contact := contactOf(medium)
		address := attributes[contact]
		if address == "" || address == old[contact] || !slices.Contains(p.Config.AutoVerified, contact) {
			continue
		}
		p.send(u, medium, code, c.now(p))
		out.CodeDeliveryDetailsList = append(out.CodeDeliveryDetailsList, codeDelivery{mask(address), medium, contact})
	}
	return out, nil
}
