package refpool_test

import (
	"regexp"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
)

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// adminGet describes a user.
func (s *service) adminGet(poolID *string, name string) (*idp.AdminGetUserOutput, error) {
	return s.AdminGetUser(s.t.Context(), &idp.AdminGetUserInput{UserPoolId: poolID, Username: aws.String(name)})
}

// create creates a user as AdminCreateUser does, without a message.
func (s *service) create(poolID *string, name string, attributes ...types.AttributeType) error {
	_, err := s.AdminCreateUser(s.t.Context(), &idp.AdminCreateUserInput{
		UserPoolId: poolID, Username: aws.String(name), UserAttributes: attributes, MessageAction: types.MessageActionTypeSuppress,
	})
	return err
}

func (s *service) update(poolID *string, name string, attributes ...types.AttributeType) error {
	_, err := s.AdminUpdateUserAttributes(s.t.Context(), &idp.AdminUpdateUserAttributesInput{
		UserPoolId: poolID, Username: aws.String(name), UserAttributes: attributes,
	})
	return err
}

func TestUserLife(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	if err := s.create(p.Id, "alice", attribute("email", "alice@example.com")); err != nil {
		t.Fatal(err)
	}
	refused(t, s.create(p.Id, "alice"), "UsernameExistsException", "User account already exists")
	got, err := s.adminGet(p.Id, "alice")
	if err != nil {
		t.Fatal(err)
	}
	sub := value(got.UserAttributes, "sub")
	if got.UserStatus != types.UserStatusTypeForceChangePassword || !got.Enabled || !uuidForm.MatchString(sub) ||
		value(got.UserAttributes, "email_verified") != "false" || got.UserCreateDate == nil {
		t.Errorf("new user: %+v", got)
	}
	s.setPassword(p.Id, "alice")
	if got, err = s.adminGet(p.Id, sub); err != nil {
		t.Fatal(err)
	}
	if got.UserStatus != types.UserStatusTypeConfirmed || aws.ToString(got.Username) != "alice" {
		t.Errorf("by sub, after a permanent password: %+v", got)
	}
	if _, err := s.AdminDeleteUser(t.Context(), &idp.AdminDeleteUserInput{UserPoolId: p.Id, Username: aws.String("alice")}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"alice", sub} {
		_, err = s.adminGet(p.Id, name)
		refused(t, err, "UserNotFoundException", "User does not exist.")
	}
	_, err = s.adminGet(aws.String("us-east-1_none"), "alice")
	refused(t, err, "ResourceNotFoundException", "User pool us-east-1_none does not exist.")
}

func TestPasswordPolicy(t *testing.T) {
	s := start(t, refpool.Options{})
	strict := s.pool(nil)
	lax := s.pool(func(in *idp.CreateUserPoolInput) {
		in.Policies = &types.UserPoolPolicyType{PasswordPolicy: &types.PasswordPolicyType{MinimumLength: aws.Int32(6)}}
	})
	for _, p := range []*types.UserPoolType{strict, lax} {
		if err := s.create(p.Id, "u"); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		pool           *types.UserPoolType
		password, want string
	}{
		{strict, "Aa1!Aa1", "Password not long enough"},
		{strict, "aa1!aa1!", "Password must have uppercase characters"},
		{strict, "AA1!AA1!", "Password must have lowercase characters"},
		{strict, "Aaa!Aaa!", "Password must have numeric characters"},
		{strict, "Aa1aAa1a", "Password must have symbol characters"},
		{strict, "Aa1!ünïc", ""},
		{lax, "aaaaaa", ""},
		{lax, "aaaaa", "Password not long enough"},
	} {
		t.Run(test.password, func(t *testing.T) {
			_, err := s.AdminSetUserPassword(t.Context(), &idp.AdminSetUserPasswordInput{
				UserPoolId: test.pool.Id, Username: aws.String("u"), Password: aws.String(test.password),
			})
			if test.want == "" && err != nil {
				t.Error(err)
			}
			if test.want != "" {
				refused(t, err, "InvalidPasswordException", "Password did not conform with policy: "+test.want)
			}
		})
	}
}

func TestAttributeRules(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) {
		in.Schema = []types.SchemaAttributeType{
			{Name: aws.String("name"), AttributeDataType: types.AttributeDataTypeString, Required: aws.Bool(true)},
			{Name: aws.String("tier"), AttributeDataType: types.AttributeDataTypeString, StringAttributeConstraints: &types.StringAttributeConstraintsType{MaxLength: aws.String("4")}},
			{Name: aws.String("born"), AttributeDataType: types.AttributeDataTypeNumber, Mutable: aws.Bool(false), NumberAttributeConstraints: &types.NumberAttributeConstraintsType{MinValue: aws.String("1900")}},
			{Name: aws.String("flag"), AttributeDataType: types.AttributeDataTypeBoolean},
		}
	})
	refused(t, s.create(p.Id, "u"), "InvalidParameterException", "Attributes did not conform to the schema: name: The attribute is required\n")
	refused(t, s.create(p.Id, "u", attribute("name", "U"), attribute("sub", "x")), "InvalidParameterException", "")
	s.user(p.Id, "u", attribute("name", "U"), attribute("custom:born", "1984"))
	for _, test := range []struct{ name, value, want string }{
		{"custom:tier", "gold", ""},
		{"custom:tier", "golden", "InvalidParameterException"},
		{"custom:flag", "true", ""},
		{"custom:flag", "yes", "InvalidParameterException"},
		{"custom:born", "1990", "InvalidParameterException"},
		{"custom:other", "x", "InvalidParameterException"},
		{"sub", "x", "InvalidParameterException"},
		{"email", "no address", "InvalidParameterException"},
		{"email", "u@example.com", ""},
		{"phone_number", "0151", "InvalidParameterException"},
		{"phone_number", "+4915112345678", ""},
		{"email_verified", "maybe", "InvalidParameterException"},
		{"birthdate", "2000-01-1", "InvalidParameterException"},
		{"birthdate", "2000-01-01", ""},
	} {
		t.Run(test.name+" "+test.value, func(t *testing.T) {
			err := s.update(p.Id, "u", attribute(test.name, test.value))
			if test.want != "" {
				refused(t, err, test.want, "")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.adminGet(p.Id, "u")
			if err != nil || value(got.UserAttributes, test.name) != test.value {
				t.Errorf("%s is %q (%v)", test.name, value(got.UserAttributes, test.name), err)
			}
		})
	}
}

func TestAdminResetUserPassword(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	reset := func(name string) error {
		_, err := s.AdminResetUserPassword(t.Context(), &idp.AdminResetUserPasswordInput{UserPoolId: p.Id, Username: aws.String(name)})
		return err
	}
	if err := s.create(p.Id, "new"); err != nil {
		t.Fatal(err)
	}
	refused(t, reset("new"), "NotAuthorizedException", "User password cannot be reset in the current state.")
	s.user(p.Id, "plain", attribute("email", "p@example.com"))
	refused(t, reset("plain"), "InvalidParameterException", "Cannot reset password for the user as there is no registered/verified email or phone_number")
	s.user(p.Id, "alice", attribute("email", "a@example.com"), attribute("email_verified", "true"))
	if err := reset("alice"); err != nil {
		t.Fatal(err)
	}
	got, err := s.adminGet(p.Id, "alice")
	if err != nil || got.UserStatus != types.UserStatusTypeResetRequired {
		t.Errorf("status %v (%v)", got, err)
	}
	if messages := s.messages(*p.Id, "alice"); len(messages) != 1 || messages[0].Medium != "EMAIL" {
		t.Errorf("messages %+v", messages)
	}
}

func TestInvitations(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	invite := func(action types.MessageActionType) error {
		_, err := s.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{
			UserPoolId: p.Id, Username: aws.String("alice"), MessageAction: action,
			UserAttributes:         []types.AttributeType{attribute("email", "a@example.com")},
			DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail},
		})
		return err
	}
	refused(t, invite(types.MessageActionTypeResend), "UserNotFoundException", "")
	for _, action := range []types.MessageActionType{"", types.MessageActionTypeResend} {
		if err := invite(action); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{
		UserPoolId: p.Id, Username: aws.String("bob"), UserAttributes: []types.AttributeType{attribute("phone_number", "+4915112345678")},
	}); err != nil {
		t.Fatal(err)
	}
	if all := s.messages(*p.Id, ""); len(all) != 3 || all[2].Medium != "SMS" {
		t.Errorf("all messages %+v", all)
	}
	messages := s.messages(*p.Id, "alice")
	if len(messages) != 2 || messages[0].Code == messages[1].Code || messages[0].Destination != "a@example.com" {
		t.Fatalf("messages %+v", messages)
	}
	client := s.client(p.Id, nil)
	out, err := s.InitiateAuth(t.Context(), &idp.InitiateAuthInput{
		ClientId: client.ClientId, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": "alice", "PASSWORD": messages[1].Code},
	})
	if err != nil || out.ChallengeName != types.ChallengeNameTypeNewPasswordRequired {
		t.Errorf("with the second temporary password: %+v %v", out, err)
	}
	s.setPassword(p.Id, "alice")
	refused(t, invite(types.MessageActionTypeResend), "UnsupportedUserStateException", "")
}
