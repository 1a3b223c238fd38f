package refpool

// AdminBehaviour holds the decisions of the Admin operations (rules ADM).
type AdminBehaviour struct {
	// FindUser resolves the Username of an Admin operation, which is a user name,
	// an alias or a sub. It returns nil if there is no such user.
	FindUser func(p *Pool, name string) *User
	// UnknownUser is the answer to a Username that FindUser does not know.
	UnknownUser func(operation string) error
	// UnknownPool is the answer to an unknown UserPoolId.
	UnknownPool func(id string) error
}

func correctAdmin() AdminBehaviour {
	return AdminBehaviour{
		FindUser:    (*Pool).findUser,
		UnknownUser: func(string) error { return userNotFound() },
		UnknownPool: func(id string) error { return resourceNotFound("User pool %s does not exist.", id) },
	}
}

// adminUser finds the user that an Admin operation names. The caller holds p's lock.
func (r *request) adminUser(p *Pool, name string) (*User, error) {
	if u := r.behaviour.Admin.FindUser(p, name); u != nil {
		return u, nil
	}
	return nil, r.behaviour.Admin.UnknownUser(r.operation)
}
