package refpool

type adminSetUserPasswordInput struct {
	UserPoolId string
	Username   string
	Password   string
	Permanent  bool
}

func (r *request) adminSetUserPassword(in *adminSetUserPasswordInput) (*struct{}, error) {
	return withPool(r, in.UserPoolId, func(p *Pool) (*struct{}, error) {
		_, err := r.changePassword(p, in.Username, in.Password, func(u *User) error {
			u.Status = "FORCE_CHANGE_PASSWORD"
			if in.Permanent {
				u.Status = "CONFIRMED"
			}
			return nil
		})
		return &struct{}{}, err
	})
}

// changePassword gives a user another password, unless also refuses. The lock is
// held, except while the verifier is computed.
func (r *request) changePassword(p *Pool, name, password string, also func(*User) error) (*User, error) {
	u, err := r.adminUser(p, name)
	if err != nil {
		return nil, err
	}
	if err := p.Config.Password.check(password); err != nil {
		return nil, err
	}
	var made credential
	p.unlocked(func() { made, err = r.server.newCredential(p.ID, u.Username, password) })
	if err != nil {
		return nil, err
	}
	if u, err = r.adminUser(p, u.Username); err != nil { // deleted in the meantime
		return nil, err
	}
	if err := also(u); err != nil {
		return nil, err
	}
	u.setCredential(made)
	u.Modified = r.now(p)
	return u, nil
}

func (r *request) adminResetUserPassword(in *adminUserInput) (*struct{}, error) {
	return withUser(r, in.UserPoolId, in.Username, func(p *Pool, u *User) (*struct{}, error) {
		if u.Status != "CONFIRMED" && u.Status != "RESET_REQUIRED" {
			return nil, notAuthorized("User password cannot be reset in the current state.")
		}
		medium := u.verifiedMedium()
		if medium == "" {
			return nil, invalidParameter("Cannot reset password for the user as there is no registered/verified email or phone_number")
		}
		code, err := drawCode(r.server.random())
		if err != nil {
			return nil, err
		}
		p.send(u, medium, code, r.now(p))
		u.Status = "RESET_REQUIRED"
		u.Modified = r.now(p)
		return &struct{}{}, nil
	})
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
