package refpool

// adminUserInput is the input of Admin operations on a user alone.
type adminUserInput struct {
	UserPoolId string
	Username   string
}

type adminCreateUserInput struct {
	UserPoolId             string
	Username               string
	UserAttributes         []Attribute
	TemporaryPassword      string
	ForceAliasCreation     bool
	MessageAction          string
	DesiredDeliveryMediums []string
}

type adminCreateUserOutput struct {
	User userType
}

func adminCreateUser(c *call, in *adminCreateUserInput) (*adminCreateUserOutput, error) {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	if in.TemporaryPassword == "" {
		p.Lock()
		policy := p.Config.Password
		p.Unlock()
		if in.TemporaryPassword, err = policy.draw(c.server.random()); err != nil {
			return nil, err
		}
	}
	if in.MessageAction == "RESEND" {
		return c.resendInvitation(p, in)
	}
	sub, password, err := c.prepare(p, in.Username, in.TemporaryPassword)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.enter(p, newcomer{
		username: in.Username, attributes: in.UserAttributes, status: "FORCE_CHANGE_PASSWORD",
		by: writer{admin: true}, force: in.ForceAliasCreation, taken: "User account already exists",
	}, sub, password)
	if err != nil {
		return nil, err
	}
	if in.MessageAction != "SUPPRESS" {
		c.invite(p, u, in)
	}
	return &adminCreateUserOutput{u.describe(c.server.behaviour.Wire.Date)}, nil
}

// invite sends u the temporary password by the media asked for, by SMS unless
// told otherwise, where u can be reached.
func (c *call) invite(p *Pool, u *User, in *adminCreateUserInput) {
	media := in.DesiredDeliveryMediums
	if len(media) == 0 {
		media = []string{"SMS"}
	}
	for _, medium := range media {
		if u.Attributes[contactOf(medium)] != "" {
			p.send(u, medium, in.TemporaryPassword, c.now(p))
		}
	}
}

// resendInvitation gives a user who never signed in another temporary password.
func (c *call) resendInvitation(p *Pool, in *adminCreateUserInput) (*adminCreateUserOutput, error) {
	u, err := c.changePassword(p, in.Username, in.TemporaryPassword, func(u *User) error {
		if u.Status != "FORCE_CHANGE_PASSWORD" {
			return refuse("UnsupportedUserStateException", "Resend not possible. %s status is not FORCE_CHANGE_PASSWORD", u.Username)
		}
		c.invite(p, u, in)
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	return &adminCreateUserOutput{u.describe(c.server.behaviour.Wire.Date)}, nil
}

type adminGetUserOutput struct {
	Username             string
	UserAttributes       []Attribute
	UserCreateDate       any
	UserLastModifiedDate any
	Enabled              bool
	UserStatus           string
	PreferredMfaSetting  string   `json:",omitempty"`
	UserMFASettingList   []string `json:",omitempty"`
}

func adminGetUser(c *call, in *adminUserInput) (*adminGetUserOutput, error) {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.adminUser(p, in.Username)
	if err != nil {
		return nil, err
	}
	date := c.server.behaviour.Wire.Date
	return &adminGetUserOutput{
		Username: u.Username, UserAttributes: u.attributes(nil), Enabled: u.Enabled, UserStatus: u.Status,
		UserCreateDate: date(u.Created), UserLastModifiedDate: date(u.Modified),
		PreferredMfaSetting: u.PreferredMFA, UserMFASettingList: u.factors(),
	}, nil
}

func adminDeleteUser(c *call, in *adminUserInput) (*struct{}, error) {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.adminUser(p, in.Username)
	if err != nil {
		return nil, err
	}
	p.removeUser(u)
	return nil, nil
}

type adminUpdateUserAttributesInput struct {
	UserPoolId     string
	Username       string
	UserAttributes []Attribute
}

func adminUpdateUserAttributes(c *call, in *adminUpdateUserAttributesInput) (*struct{}, error) {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.adminUser(p, in.Username)
	if err != nil {
		return nil, err
	}
	attributes, err := p.merge(u.Attributes, in.UserAttributes, writer{admin: true})
	if err != nil {
		return nil, err
	}
	if err := p.setAttributes(u, attributes, false); err != nil {
		return nil, err
	}
	u.Modified = c.now(p)
	return &struct{}{}, nil
}
