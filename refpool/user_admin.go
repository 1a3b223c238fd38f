package refpool

// adminUserInput is the input of Admin operations that take only a user.
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

func (r *request) adminCreateUser(in *adminCreateUserInput) (*adminCreateUserOutput, error) {
	return withPool(r, in.UserPoolId, func(p *Pool) (*adminCreateUserOutput, error) {
		u, err := r.createOrResend(p, in)
		if err != nil {
			return nil, err
		}
		if in.MessageAction != "SUPPRESS" {
			r.invite(p, u, in)
		}
		return &adminCreateUserOutput{u.describe(r.behaviour.Wire.Date)}, nil
	})
}

// createOrResend makes a user with a temporary password or, for RESEND, gives
// one who never signed in another.
func (r *request) createOrResend(p *Pool, in *adminCreateUserInput) (*User, error) {
	if in.TemporaryPassword == "" {
		var err error
		if in.TemporaryPassword, err = p.Config.Password.draw(r.server.random()); err != nil {
			return nil, err
		}
	}
	if in.MessageAction == "RESEND" {
		return r.changePassword(p, in.Username, in.TemporaryPassword, func(u *User) error {
			if u.Status != "FORCE_CHANGE_PASSWORD" {
				return refuse("UnsupportedUserStateException", "Resend not possible. %s status is not FORCE_CHANGE_PASSWORD", u.Username)
			}
			return nil
		})
	}
	return r.enter(p, newcomer{
		username: in.Username, password: in.TemporaryPassword, attributes: in.UserAttributes,
		status: "FORCE_CHANGE_PASSWORD", by: writer{admin: true}, force: in.ForceAliasCreation,
		taken: "User account already exists",
	})
}

// invite sends u the temporary password by the media asked for, by default SMS,
// if u can be reached there.
func (r *request) invite(p *Pool, u *User, in *adminCreateUserInput) {
	media := in.DesiredDeliveryMediums
	if len(media) == 0 {
		media = []string{"SMS"}
	}
	for _, medium := range media {
		if u.Attributes[contactOf(medium)] != "" {
			p.send(u, medium, in.TemporaryPassword, r.now(p))
		}
	}
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

func (r *request) adminGetUser(in *adminUserInput) (*adminGetUserOutput, error) {
	return withUser(r, in.UserPoolId, in.Username, func(_ *Pool, u *User) (*adminGetUserOutput, error) {
		date := r.behaviour.Wire.Date
		return &adminGetUserOutput{
			Username: u.Username, UserAttributes: u.attributes(nil), Enabled: u.Enabled, UserStatus: u.Status,
			UserCreateDate: date(u.Created), UserLastModifiedDate: date(u.Modified),
			PreferredMfaSetting: u.PreferredMFA, UserMFASettingList: u.factors(),
		}, nil
	})
}

func (r *request) adminDeleteUser(in *adminUserInput) (*struct{}, error) {
	return withUser(r, in.UserPoolId, in.Username, func(p *Pool, u *User) (*struct{}, error) {
		p.removeUser(u)
		return nil, nil
	})
}

type adminUpdateUserAttributesInput struct {
	UserPoolId     string
	Username       string
	UserAttributes []Attribute
}

func (r *request) adminUpdateUserAttributes(in *adminUpdateUserAttributesInput) (*struct{}, error) {
	return withUser(r, in.UserPoolId, in.Username, func(p *Pool, u *User) (*struct{}, error) {
		if err := p.changeAttributes(u, in.UserAttributes, writer{admin: true}, false); err != nil {
			return nil, err
		}
		u.Modified = r.now(p)
		return &struct{}{}, nil
	})
}
