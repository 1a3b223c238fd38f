package refpool_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/srp"
)

const otherPassword = "An0ther-horse-2"

// forgot calls ForgotPassword for a user name.
func (w *world) forgot(name string) (*types.CodeDeliveryDetailsType, error) {
	out, err := w.public.ForgotPassword(w.Context(), &cip.ForgotPasswordInput{
		ClientId: &w.clientID, Username: &name, SecretHash: w.hash(name),
	})
	if err != nil {
		return nil, err
	}
	return out.CodeDeliveryDetails, nil
}

// reset calls ConfirmForgotPassword.
func (w *world) reset(name, code, password string) error {
	_, err := w.public.ConfirmForgotPassword(w.Context(), &cip.ConfirmForgotPasswordInput{
		ClientId: &w.clientID, Username: &name, ConfirmationCode: &code, Password: &password, SecretHash: w.hash(name),
	})
	return err
}

// hash is the SecretHash of a name, nil without a secret.
func (w *world) hash(name string) *string {
	if w.clientSecret == "" {
		return nil
	}
	return aws.String(srp.SecretHash(name, w.clientID, w.clientSecret))
}

// password signs in with a password.
func (w *world) password(p *person, password string) error {
	_, err := w.initiate("USER_PASSWORD_AUTH", map[string]string{"USERNAME": p.name, "PASSWORD": password})
	return err
}

func TestForgotPassword(t *testing.T) {
	w := newWorld(t, setting{secret: true})
	p := w.newPerson("mary")
	sent, err := w.forgot(p.name)
	w.must(err)
	if sent.DeliveryMedium != "SMS" || *sent.AttributeName != "phone_number" || *sent.Destination == "+4915112345678" {
		t.Errorf("delivery %s %s %s", sent.DeliveryMedium, *sent.AttributeName, *sent.Destination)
	}
	first := w.sent(p)
	w.must(w.password(p, rightPassword)) // until the code is used
	_, err = w.forgot(p.name)
	w.must(err)
	code := w.sent(p)
	if first != code { // one in a million
		w.refused(w.reset(p.name, first, otherPassword), "CodeMismatchException", "")
	}
	w.refused(w.reset(p.name, code, "short"), "InvalidPasswordException", "")
	w.must(w.reset(p.name, code, otherPassword))
	w.must(w.password(p, otherPassword))
	w.refused(w.password(p, rightPassword), "NotAuthorizedException", "")
	w.refused(w.reset(p.name, code, rightPassword), "ExpiredCodeException", "")
}

func TestResetCodeEnds(t *testing.T) {
	w := newWorld(t, setting{})
	p := w.newPerson("mary")
	_, err := w.forgot(p.name)
	w.must(err)
	for range 5 {
		w.refused(w.reset(p.name, "x", otherPassword), "CodeMismatchException", "")
	}
	w.refused(w.reset(p.name, w.sent(p), otherPassword), "TooManyFailedAttemptsException", "")
	_, err = w.forgot(p.name)
	w.must(err)
	w.advance(time.Hour + time.Second)
	w.refused(w.reset(p.name, w.sent(p), otherPassword), "ExpiredCodeException", "")
}

func TestForgottenPasswordOf(t *testing.T) {
	for _, tt := range []struct {
		name    string
		hide    bool
		prepare func(w *world) string
		forgot  string
		reset   string
	}{
		{"nobody", false, func(*world) string { return "nobody" }, "UserNotFoundException", "UserNotFoundException"},
		{"nobody, hidden", true, func(*world) string { return "nobody" }, "", "CodeMismatchException"},
		{"a user who cannot be reached", false, func(w *world) string {
			_, err := w.admin.AdminCreateUser(w.Context(), &cip.AdminCreateUserInput{
				UserPoolId: &w.poolID, Username: aws.String("john"), MessageAction: types.MessageActionTypeSuppress,
			})
			w.must(err)
			w.setPassword("john", rightPassword)
			return "john"
		}, "InvalidParameterException", "ExpiredCodeException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, setting{hide: tt.hide})
			name := tt.prepare(w)
			_, err := w.forgot(name)
			if tt.forgot == "" {
				w.must(err)
			} else {
				w.refused(err, tt.forgot, "")
			}
			w.refused(w.reset(name, "000000", otherPassword), tt.reset, "")
		})
	}
}

// A code of AdminResetUserPassword ends the state that it began.
func TestAdminResetIsConfirmed(t *testing.T) {
	w := newWorld(t, setting{})
	p := w.newPerson("mary")
	_, err := w.admin.AdminResetUserPassword(w.Context(), &cip.AdminResetUserPasswordInput{UserPoolId: &w.poolID, Username: &p.name})
	w.must(err)
	w.refused(w.password(p, rightPassword), "PasswordResetRequiredException", "")
	w.must(w.reset(p.name, w.sent(p), otherPassword))
	w.must(w.password(p, otherPassword))
}

func TestRecoverySetting(t *testing.T) {
	for _, tt := range []struct {
		name       string
		mechanisms []types.RecoveryOptionNameType // by priority
		medium     types.DeliveryMediumType
		exception  string
	}{
		{"e-mail first", []types.RecoveryOptionNameType{"verified_email", "verified_phone_number"}, "EMAIL", ""},
		{"phone first", []types.RecoveryOptionNameType{"verified_phone_number", "verified_email"}, "SMS", ""},
		{"administrators only", []types.RecoveryOptionNameType{"admin_only"}, "", "NotAuthorizedException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, setting{})
			p := w.newPerson("mary")
			recovery := &types.AccountRecoverySettingType{}
			for i, name := range tt.mechanisms {
				recovery.RecoveryMechanisms = append(recovery.RecoveryMechanisms, types.RecoveryOptionType{Name: name, Priority: aws.Int32(int32(i + 1))})
			}
			_, err := w.admin.UpdateUserPool(w.Context(), &cip.UpdateUserPoolInput{UserPoolId: &w.poolID, AccountRecoverySetting: recovery})
			w.must(err)
			sent, err := w.forgot(p.name)
			if tt.exception != "" {
				w.refused(err, tt.exception, "")
				return
			}
			w.must(err)
			if sent.DeliveryMedium != tt.medium {
				t.Errorf("sent by %s, want %s", sent.DeliveryMedium, tt.medium)
			}
		})
	}
}

func TestChangePassword(t *testing.T) {
	w := newWorld(t, setting{})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	change := func(previous *string, proposed string) error {
		_, err := w.public.ChangePassword(w.Context(), &cip.ChangePasswordInput{
			AccessToken: result.AccessToken, PreviousPassword: previous, ProposedPassword: &proposed,
		})
		return err
	}
	w.refused(change(aws.String("wrong"), otherPassword), "NotAuthorizedException", "Incorrect username or password.")
	w.refused(change(nil, otherPassword), "InvalidParameterException", "")
	w.refused(change(aws.String(rightPassword), "short"), "InvalidPasswordException", "")
	w.must(change(aws.String(rightPassword), otherPassword))
	w.must(w.password(p, otherPassword))
	w.refused(w.password(p, rightPassword), "NotAuthorizedException", "")
	for range 5 {
		w.refused(change(aws.String("wrong"), rightPassword), "NotAuthorizedException", "")
	}
	w.refused(change(aws.String(otherPassword), rightPassword), "LimitExceededException", "")
	w.must(w.password(p, otherPassword)) // sign-ins are not locked by it
}
