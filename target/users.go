package target

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// UserSpec describes a user. The zero value is a confirmed user with a password
// and no second factor.
type UserSpec struct {
	// Factors that the user is enrolled for and has switched on; the first is
	// preferred unless NoPreference is set.
	Factors      []Factor
	NoPreference bool
	// Email and Phone give the user a verified address of example.com or a
	// number, unique to it; factors that need one imply it.
	Email, Phone bool
	// NoAddress says that the user must have none. Without it one may have an address
	// that nothing asks for, where users are confirmed by a code that is sent to them.
	NoAddress bool
	// Attributes are further ones.
	Attributes map[string]string
	// Username is a name to use; one is drawn if empty.
	Username string
	// Password is one to use; one is drawn if empty.
	Password string
}

// plain tells whether nothing is asked for that the target may refuse of this user alone.
func (s UserSpec) plain() bool { return s.Username == "" && s.Password == "" && len(s.Attributes) == 0 }

// key is equal for plain specifications that ask for the same.
func (s UserSpec) key() string {
	return fmt.Sprint(s.Factors, s.NoPreference, s.Email, s.Phone, s.NoAddress)
}

// User is a user that may be signed in.
type User struct {
	Pool *Pool
	// Username is the name that the user signs in with, ID the immutable one
	// (USER_ID_FOR_SRP): they differ in pools where an attribute is the name.
	Username, ID string
	// Sub is the user's sub, "" if it is not known.
	Sub      string
	Password string
	// Email and Phone are verified attributes, "" without.
	Email, Phone string
	// TOTP is the user's software token, nil without.
	TOTP *Authenticator
	// Factors are those switched on, the preferred one first.
	Factors []Factor
	// Given marks a user that was there before and stays.
	Given bool
	// Rungs are the lower ways in which the user was had; nil for the usual one.
	Rungs []string

	token *string // an access token of the user, nil if none is at hand
}

// Code returns a code for the challenge of a factor: of the software token, or
// the one just sent.
func (u *User) Code(ctx context.Context, factor Factor) (string, error) {
	switch {
	case factor == SMS:
		return u.Pool.fixtures.inbox.Code(ctx, u.Pool.ID, u.ID, "SMS")
	case factor == Email:
		return u.Pool.fixtures.inbox.Code(ctx, u.Pool.ID, u.ID, "EMAIL")
	case u.TOTP == nil:
		return "", fmt.Errorf("%s has no software token", u.Username)
	}
	return u.TOTP.Code(ctx)
}

// User makes a user of the pool, or leases one of the target file's.
func (p *Pool) User(ctx context.Context, spec UserSpec) (*User, error) {
	if p.Given {
		return p.leaseUser(ctx, spec)
	}
	var u *User
	create := func() (err error) {
		if u, err = p.createUser(creating(ctx), spec); err == nil {
			err = p.enrol(ctx, u, spec)
		}
		return err
	}
	var err error
	if spec.plain() && p.Spec.Edit == nil {
		err = p.Target().ladders.unlessRefused(fmt.Sprint("user ", p.verifies, p.Spec.key(), spec.key()), create)
	} else {
		err = create()
	}
	if err != nil {
		return nil, &FixtureError{What: "user of pool with " + p.Spec.String(), Err: err}
	}
	return u, nil
}

func (p *Pool) createUser(ctx context.Context, spec UserSpec) (*User, error) {
	number := p.fixtures.next()
	u := &User{Pool: p, Username: spec.Username, Password: spec.Password}
	if u.Password == "" {
		u.Password = password()
	}
	p.Target().Remember(u.Password)
	name := p.fixtures.userName(number)
	if spec.Email || slices.Contains(spec.Factors, Email) || p.named(types.UsernameAttributeTypeEmail) {
		u.Email = name + "@example.com"
	}
	if spec.Phone || slices.Contains(spec.Factors, SMS) || p.named(types.UsernameAttributeTypePhoneNumber) {
		u.Phone = p.fixtures.phone(number)
	}
	if u.Username == "" {
		u.Username = p.naturalName(u, name)
	}
	return u, p.register(ctx, u, spec)
}

func (p *Pool) named(attribute types.UsernameAttributeType) bool {
	return slices.Contains(p.Spec.UsernameAttributes, attribute)
}

func (p *Pool) naturalName(u *User, name string) string {
	switch {
	case p.named(types.UsernameAttributeTypeEmail):
		return u.Email
	case p.named(types.UsernameAttributeTypePhoneNumber):
		return u.Phone
	}
	return name
}

// attributes are those that the user is created with. An address that a factor
// needs comes later, if a software token has to be enrolled before it.
func (u *User) attributes(spec UserSpec) []types.AttributeType {
	later := u.addressLater(spec)
	var list []types.AttributeType
	add := func(name, value string) {
		list = append(list, types.AttributeType{Name: aws.String(name), Value: aws.String(value)})
	}
	if u.Email != "" && !later[Email] {
		add("email", u.Email)
		add("email_verified", "true")
	}
	if u.Phone != "" && !later[SMS] {
		add("phone_number", u.Phone)
		add("phone_number_verified", "true")
	}
	for name, value := range spec.Attributes {
		add(name, value)
	}
	return list
}

// addressLater tells of which factors the address would turn the factor on before
// a software token can be enrolled without it.
func (u *User) addressLater(spec UserSpec) map[Factor]bool {
	if u.Pool.Spec.MFA != MFAOn || !slices.Contains(spec.Factors, TOTP) {
		return nil
	}
	return map[Factor]bool{
		SMS:   u.Pool.Spec.offers(SMS) && !u.Pool.named(types.UsernameAttributeTypePhoneNumber),
		Email: u.Pool.Spec.offers(Email) && !u.Pool.named(types.UsernameAttributeTypeEmail),
	}
}
