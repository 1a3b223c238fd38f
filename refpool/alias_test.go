package refpool_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
)

func TestAliases(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) {
		in.AliasAttributes = []types.AliasAttributeType{types.AliasAttributeTypeEmail, types.AliasAttributeTypePreferredUsername}
		in.UsernameConfiguration = &types.UsernameConfigurationType{CaseSensitive: aws.Bool(false)}
	})
	is := func(name, want string) {
		t.Helper()
		got, err := s.adminGet(p.Id, name)
		if want == "" {
			refused(t, err, "UserNotFoundException", "")
			return
		}
		if err != nil || aws.ToString(got.Username) != want {
			t.Errorf("%s is %v (%v), want %s", name, got, err, want)
		}
	}
	refused(t, s.create(p.Id, "a@example.com"), "InvalidParameterException",
		"Username cannot be of email format, since user pool is configured for email alias.")
	s.user(p.Id, "Alice", attribute("email", "a@example.com"))
	is("aLICE", "Alice")
	is("a@example.com", "") // not verified
	if err := s.update(p.Id, "alice", attribute("email_verified", "true"), attribute("preferred_username", "al")); err != nil {
		t.Fatal(err)
	}
	is("A@example.com", "Alice")
	is("al", "Alice")

	s.user(p.Id, "bob", attribute("email", "b@example.com"), attribute("email_verified", "true"))
	taken := []types.AttributeType{attribute("email", "a@example.com"), attribute("email_verified", "true")}
	refused(t, s.update(p.Id, "bob", taken...), "AliasExistsException", "An account with the email already exists.")
	is("b@example.com", "bob")
	refused(t, s.create(p.Id, "carol", taken...), "AliasExistsException", "")
	if _, err := s.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{
		UserPoolId: p.Id, Username: aws.String("carol"), UserAttributes: taken, ForceAliasCreation: true, MessageAction: types.MessageActionTypeSuppress,
	}); err != nil {
		t.Fatal(err)
	}
	is("a@example.com", "carol")
	is("al", "Alice")
	if former, err := s.adminGet(p.Id, "alice"); err != nil || value(former.UserAttributes, "email_verified") != "false" {
		t.Errorf("who lost the alias: %+v %v", former, err)
	}

	if err := s.update(p.Id, "carol", attribute("email", "c@example.com")); err != nil {
		t.Fatal(err)
	}
	is("a@example.com", "")
	is("c@example.com", "") // a changed address is not verified
	if err := s.update(p.Id, "alice", attribute("preferred_username", "")); err != nil {
		t.Fatal(err)
	}
	is("al", "")
}

func TestUsernameAttributes(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) {
		in.UsernameAttributes = []types.UsernameAttributeType{types.UsernameAttributeTypeEmail, types.UsernameAttributeTypePhoneNumber}
	})
	refused(t, s.create(p.Id, "alice"), "InvalidParameterException", "Username should be either an email or a phone number.")
	s.user(p.Id, "a@example.com")
	refused(t, s.create(p.Id, "a@example.com"), "UsernameExistsException", "")
	got, err := s.adminGet(p.Id, "a@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if !uuidForm.MatchString(aws.ToString(got.Username)) || aws.ToString(got.Username) != value(got.UserAttributes, "sub") ||
		value(got.UserAttributes, "email") != "a@example.com" {
		t.Errorf("user %+v", got)
	}
	client := s.client(p.Id, nil)
	s.signIn(client.ClientId, "a@example.com")
	s.user(p.Id, "+4915112345678")
	if got, err = s.adminGet(p.Id, "+4915112345678"); err != nil || value(got.UserAttributes, "phone_number") == "" {
		t.Errorf("user %+v %v", got, err)
	}
}
