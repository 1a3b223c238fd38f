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

type changePasswordInput struct {
	AccessToken      string
	PreviousPassword string
	ProposedPassword string
}

// changeOwnPassword is ChangePassword. Wrong previous passwords are counted apart
// from failed sign-ins, and in the same way.
func (r *request) changeOwnPassword(in *changePasswordInput) (*struct{}, error) {
	return authorize(r, in.AccessToken, func(p *Pool, u *User, _ *Grant) (*struct{}, error) {
		lockout, passwords := &r.behaviour.Auth.Lockout, &r.behaviour.Auth.Passwords
		if passwords.Limited(&u.change, r.now(p)) {
			return nil, refuse("LimitExceededException", "Attempt limit exceeded, please try after some time.")
		}
		if err := passwords.Check(p, in.ProposedPassword); err != nil {
			return nil, err
		}
		kept := u.credential()
		var right bool
		var made credential
		var err error
		p.unlocked(func() {
			right = kept.verifier != nil && r.server.matches(kept, p.ID, u.Username, in.PreviousPassword)
			made, err = r.server.newCredential(p.ID, u.Username, in.ProposedPassword)
		})
		if err != nil {
			return nil, err
		}
		if u.Verifier != kept.verifier { // another request was faster
			right = false
		}
		if err := passwords.Previous(in.PreviousPassword != "", right); err != nil {
			lockout.Failed(&u.change, r.now(p))
			return nil, err
		}
		lockout.Passed(&u.change)
		u.setCredential(made)
		u.Modified = r.now(p)
		return &struct{}{}, nil
	})
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
		if err := r.sendReset(p, u, medium); err != nil {
			return nil, err
		}
		u.Status = "RESET_REQUIRED"
		u.Modified = r.now(p)
		return &struct{}{}, nil
	})
}

// verifiedMedium is how u can be reached for sure: EMAIL, SMS or not at all.
func (u *User) verifiedMedium() string {
	for _, medium := range []string{"EMAIL", "SMS"} {
		if u.verified(medium) {
			return medium
		}
	}
	return ""
}

// verified reports whether u has a verified address for the medium.
func (u *User) verified(medium string) bool {
	contact := contactOf(medium)
	return u.Attributes[contact] != "" && u.Attributes[contact+"_verified"] == "true"
}

// contactOf is the attribute that a medium sends to.
func contactOf(medium string) string {
	if medium == "EMAIL" {
		return "email"
	}
	return "phone_number"
}
