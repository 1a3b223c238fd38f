package refpool

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// defaultListLimit is how many users ListUsers shows at most.
const defaultListLimit = 60

type listUsersInput struct {
	UserPoolId      string
	AttributesToGet []string
	Limit           *int
	PaginationToken string
	Filter          string
}

type listUsersOutput struct {
	Users           []userType
	PaginationToken string `json:",omitempty"`
}

func (r *request) listUsers(in *listUsersInput) (*listUsersOutput, error) {
	return withPool(r, in.UserPoolId, func(p *Pool) (*listUsersOutput, error) {
		matches, err := parseFilter(in.Filter)
		if err != nil {
			return nil, err
		}
		return p.list(in, matches, r.behaviour.Wire.Date)
	})
}

// list is a page of the users that match. The lock is held.
func (p *Pool) list(in *listUsersInput, matches func(*User) bool, date func(time.Time) any) (*listUsersOutput, error) {
	limit := defaultListLimit
	if in.Limit != nil && *in.Limit > 0 {
		limit = *in.Limit
	}
	var names []string
	for name, u := range p.Users {
		if matches(u) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	names, next, err := page(names, limit, in.PaginationToken)
	if err != nil {
		return nil, err
	}
	out := &listUsersOutput{Users: []userType{}, PaginationToken: next}
	for _, name := range names {
		u := p.Users[name].describe(date)
		if len(in.AttributesToGet) > 0 {
			u.Attributes = p.Users[name].attributes(in.AttributesToGet)
		}
		out.Users = append(out.Users, u)
	}
	return out, nil
}

// filterForm is what ListUsers accepts: an attribute, = or ^= (starts with),
// and a quoted value in which quotes are escaped.
var filterForm = regexp.MustCompile(`^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$`)

// searchable lists the attributes that ListUsers can filter by (documented), as
// functions of a user.
func searchable() map[string]func(*User) string {
	by := map[string]func(*User) string{
		"username":            func(u *User) string { return u.Username },
		"sub":                 func(u *User) string { return u.Sub },
		"cognito:user_status": func(u *User) string { return u.Status },
		"status": func(u *User) string {
			if u.Enabled {
				return "Enabled"
			}
			return "Disabled"
		},
	}
	for _, name := range []string{"email", "phone_number", "name", "given_name", "family_name", "preferred_username"} {
		by[name] = func(u *User) string { return u.Attributes[name] }
	}
	return by
}

// parseFilter reads a Filter; an empty one lets all users through.
func parseFilter(filter string) (func(*User) bool, error) {
	if strings.TrimSpace(filter) == "" {
		return func(*User) bool { return true }, nil
	}
	parts := filterForm.FindStringSubmatch(filter)
	if parts == nil {
		return nil, invalidParameter("Error while parsing filter.")
	}
	by := searchable()
	attribute := by[parts[1]]
	if attribute == nil {
		return nil, invalidParameter("One of the attributes in the filter is not searchable; these are: %s.",
			strings.Join(slices.Sorted(maps.Keys(by)), ", "))
	}
	value := strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(parts[3])
	if parts[2] == "^=" {
		return func(u *User) bool { return strings.HasPrefix(attribute(u), value) }, nil
	}
	return func(u *User) bool { return attribute(u) == value }, nil
}
