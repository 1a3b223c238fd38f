package refpool

type adminSetUserPasswordInput struct {
	UserPoolId string
	Username   string
	Password   string
	Permanent  bool
}

func adminSetUserPassword(c *call, in *adminSetUserPasswordInput) (*struct{}, error) {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	_, err = c.changePassword(p, in.Username, in.Password, func(u *User) error {
		u.Status = "FORCE_CHANGE_PASSWORD"
		if in.Permanent {
			u.Status = "CONFIRMED"
		}
		return nil
	})
	return &struct{}{}, err
}

// changePassword gives a user another password, unless also refuses. The
// computation runs off the lock, also with it held.
func (c *call) changePassword(p *Pool, name, password string, also func(*User) error) (*User, error) {
	p.Lock()
	u, err := c.adminUser(p, name)
	if err == nil {
		err = p.Config.Password.check(password)
	}
	p.Unlock()
	if err != nil {
		return nil, err
	}
	made, err := c.server.newCredential(p.ID, u.Username, password)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	if err := also(u); err != nil {
		return nil, err
	}
	u.setCredential(made)
	u.Modified = c.now(p)
	return u, nil
}

func adminResetUserPassword(c *call, in *adminUserInput) (*struct{}, error) {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	code, err := drawText(c.server.random(), codeLength, digits)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.adminUser(p, in.Username)
	if err != nil {
		return nil, err
	}
	if u.Status != "CONFIRMED" && u.Status != "RESET_REQUIRED" {
		return nil, notAuthorized("User password cannot be reset in the current state.")
	}
	medium := u.verifiedMedium()
	if medium == "" {
		return nil, invalidParameter("Cannot reset password for the user as there is no registered/verified email or phone_number")
	}
	p.send(u, medium, code, c.now(p))
	u.Status = "RESET_REQUIRED"
	u.Modified = c.now(p)
	return &struct{}{}, nil
}

// verifiedMedium is how u can be reached for sure: EMAIL, SMS or not at all.
func (u *User) verifiedMedium() string {
	for _, medium := range []string{"EMAIL", "SMS"} {
		contact := contactOf(medium)
		if u.Attributes[contact] != "" && u.Attributes[contact+"_verified"] == "true" {
			return medium
		}
	}
	return ""
}

// contactOf is the attribute that a medium sends to.
func contactOf(medium string) string {
	if medium == "EMAIL" {
		return "email"
	}
	return "phone_number"
}
