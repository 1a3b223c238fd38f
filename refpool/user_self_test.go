package refpool_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

func TestSignUp(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) {
		in.AutoVerifiedAttributes = []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail}
	})
	client := s.client(p.Id, nil)
	in := &idp.SignUpInput{
		ClientId: client.ClientId, Username: aws.String("alice"), Password: aws.String(goodPassword),
		UserAttributes: []types.AttributeType{attribute("email", "alice@example.com")},
	}
	out, err := s.SignUp(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if out.UserConfirmed || !uuidForm.MatchString(aws.ToString(out.UserSub)) ||
		out.CodeDeliveryDetails == nil || aws.ToString(out.CodeDeliveryDetails.Destination) != "a***@e***" {
		t.Errorf("signed up: %+v %+v", out, out.CodeDeliveryDetails)
	}
	_, err = s.SignUp(t.Context(), in)
	refused(t, err, "UsernameExistsException", "User already exists")

	code := s.messages(*p.Id, "alice")[0].Code
	confirm := func(code string) error {
		_, err := s.ConfirmSignUp(t.Context(), &idp.ConfirmSignUpInput{
			ClientId: client.ClientId, Username: aws.String("alice"), ConfirmationCode: aws.String(code),
		})
		return err
	}
	refused(t, confirm("not"+code), "CodeMismatchException", "Invalid verification code provided, please try again.")
	if err := confirm(code); err != nil {
		t.Fatal(err)
	}
	refused(t, confirm(code), "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED")
	got, err := s.adminGet(p.Id, "alice")
	if err != nil || got.UserStatus != types.UserStatusTypeConfirmed || value(got.UserAttributes, "email_verified") != "true" {
		t.Errorf("confirmed: %+v %v", got, err)
	}
	s.signIn(client.ClientId, "alice")
}

func TestSignUpRefusals(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	closed := s.pool(func(in *idp.CreateUserPoolInput) {
		in.AdminCreateUserConfig = &types.AdminCreateUserConfigType{AllowAdminCreateUserOnly: true}
	})
	public := s.client(p.Id, nil)
	secret := s.client(p.Id, func(in *idp.CreateUserPoolClientInput) { in.GenerateSecret = true })
	narrow := s.client(p.Id, func(in *idp.CreateUserPoolClientInput) { in.WriteAttributes = []string{"name"} })
	shut := s.client(closed.Id, nil)
	hash := srp.SecretHash("u", *secret.ClientId, *secret.ClientSecret)
	for _, test := range []struct {
		name     string
		client   *types.UserPoolClientType
		password string
		hash     *string
		given    []types.AttributeType
		want     string
	}{
		{"no secret hash", secret, goodPassword, nil, nil, "NotAuthorizedException"},
		{"wrong secret hash", secret, goodPassword, aws.String("AAAA"), nil, "NotAuthorizedException"},
		{"admin only", shut, goodPassword, nil, nil, "NotAuthorizedException"},
		{"weak password", public, "password", nil, nil, "InvalidPasswordException"},
		{"no password", public, "", nil, nil, "InvalidParameterException"},
		{"verifies itself", public, goodPassword, nil, []types.AttributeType{attribute("email_verified", "true")}, "NotAuthorizedException"},
		{"writes what the client may not", narrow, goodPassword, nil, []types.AttributeType{attribute("email", "u@example.com")}, "NotAuthorizedException"},
		{"right", secret, goodPassword, &hash, nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := &idp.SignUpInput{ClientId: test.client.ClientId, Username: aws.String("u"), SecretHash: test.hash, UserAttributes: test.given}
			if test.password != "" {
				in.Password = aws.String(test.password)
			}
			_, err := s.SignUp(t.Context(), in)
			if test.want == "" && err != nil {
				t.Error(err)
			}
			if test.want != "" {
				refused(t, err, test.want, "")
			}
		})
	}
}

// TestConfirmSignUpOfNobody: PreventUserExistenceErrors hides who exists.
func TestConfirmSignUpOfNobody(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	for setting, want := range map[types.PreventUserExistenceErrorTypes]string{
		types.PreventUserExistenceErrorTypesEnabled: "ExpiredCodeException",
		types.PreventUserExistenceErrorTypesLegacy:  "UserNotFoundException",
	} {
		client := s.client(p.Id, func(in *idp.CreateUserPoolClientInput) { in.PreventUserExistenceErrors = setting })
		_, err := s.ConfirmSignUp(t.Context(), &idp.ConfirmSignUpInput{
			ClientId: client.ClientId, Username: aws.String("nobody"), ConfirmationCode: aws.String("123456"),
		})
		refused(t, err, want, "")
	}
}

// TestGuessingACode runs into the limit of wrong codes, and into a code's age.
func TestGuessingACode(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) {
		in.AutoVerifiedAttributes = []types.VerifiedAttributeType{types.VerifiedAttributeTypePhoneNumber}
	})
	client := s.client(p.Id, nil)
	for _, name := range []string{"guessed", "late"} {
		if _, err := s.SignUp(t.Context(), &idp.SignUpInput{
			ClientId: client.ClientId, Username: aws.String(name), Password: aws.String(goodPassword),
			UserAttributes: []types.AttributeType{attribute("phone_number", "+4915112345678")},
		}); err != nil {
			t.Fatal(err)
		}
	}
	confirm := func(name, code string) error {
		_, err := s.ConfirmSignUp(t.Context(), &idp.ConfirmSignUpInput{
			ClientId: client.ClientId, Username: aws.String(name), ConfirmationCode: aws.String(code),
		})
		return err
	}
	for range 5 {
		refused(t, confirm("guessed", "no"), "CodeMismatchException", "")
	}
	refused(t, confirm("guessed", s.messages(*p.Id, "guessed")[0].Code), "TooManyFailedAttemptsException", "")
	s.advance(*p.Id, "24h1s")
	refused(t, confirm("late", s.messages(*p.Id, "late")[0].Code), "ExpiredCodeException", "")
	confirmByAdmin := func() error {
		_, err := s.AdminConfirmSignUp(t.Context(), &idp.AdminConfirmSignUpInput{UserPoolId: p.Id, Username: aws.String("late")})
		return err
	}
	if err := confirmByAdmin(); err != nil {
		t.Error(err)
	}
	refused(t, confirmByAdmin(), "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED")
}

func TestOwnAttributes(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) {
		in.AutoVerifiedAttributes = []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail}
		in.Schema = []types.SchemaAttributeType{
			{Name: aws.String("tier"), AttributeDataType: types.AttributeDataTypeString},
			{Name: aws.String("rank"), AttributeDataType: types.AttributeDataTypeString, DeveloperOnlyAttribute: aws.Bool(true)},
		}
	})
	client := s.client(p.Id, func(in *idp.CreateUserPoolClientInput) {
		in.ReadAttributes = []string{"email", "custom:tier"}
	})
	s.user(p.Id, "alice", attribute("email", "a@example.com"), attribute("email_verified", "true"), attribute("name", "Alice"))
	token := s.signIn(client.ClientId, "alice").AccessToken
	update := func(attributes ...types.AttributeType) (*idp.UpdateUserAttributesOutput, error) {
		return s.UpdateUserAttributes(t.Context(), &idp.UpdateUserAttributesInput{AccessToken: token, UserAttributes: attributes})
	}
	out, err := update(attribute("custom:tier", "gold"), attribute("email", "new@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	if len(out.CodeDeliveryDetailsList) != 1 || aws.ToString(out.CodeDeliveryDetailsList[0].AttributeName) != "email" {
		t.Errorf("codes %+v", out.CodeDeliveryDetailsList)
	}
	if messages := s.messages(*p.Id, "alice"); len(messages) != 1 || messages[0].Destination != "new@example.com" {
		t.Errorf("messages %+v", messages)
	}
	_, err = update(attribute("email_verified", "true"))
	refused(t, err, "NotAuthorizedException", "A client attempted to write unauthorized attribute")
	_, err = update(attribute("dev:custom:rank", "1"))
	refused(t, err, "NotAuthorizedException", "")
	got, err := s.GetUser(t.Context(), &idp.GetUserInput{AccessToken: token})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.UserAttributes) != 2 || value(got.UserAttributes, "custom:tier") != "gold" || value(got.UserAttributes, "email") != "new@example.com" {
		t.Errorf("own attributes %+v", got.UserAttributes)
	}
	_, err = s.GetUser(t.Context(), &idp.GetUserInput{AccessToken: aws.String("no.token.atall")})
	refused(t, err, "NotAuthorizedException", "")
}
