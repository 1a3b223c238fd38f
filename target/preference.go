package target

import (
	"context"
	"errors"
	"slices"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// PreferMFA switches exactly these factors on for the user: as an administrator, or
// else as the user does; preferred may be "".
func (u *User) PreferMFA(ctx context.Context, on []Factor, preferred Factor) error {
	if err := u.mayChange(); err != nil {
		return err
	}
	settings := u.mfaSettings(on, preferred)
	ways := []way{
		{wayPreference, func() error {
			_, err := u.Pool.Target().api.AdminSetUserMFAPreference(ctx, &cip.AdminSetUserMFAPreferenceInput{
				UserPoolId: &u.Pool.ID, Username: &u.ID,
				SoftwareTokenMfaSettings: settings.token, SMSMfaSettings: settings.sms, EmailMfaSettings: settings.email,
			})
			return err
		}},
		{"SetUserMFAPreference", func() error { return u.prefer(ctx, settings) }},
	}
	if u.Pool.Spec.MFA == MFAOn && slices.Equal(on, []Factor{TOTP}) && u.TOTP != nil {
		ways = append(ways, way{"MFA_SETUP", func() error { return nil }}) // which switched it on
	}
	rung, err := u.Pool.Target().ladders.climb(thingPreference, ways)
	u.Rungs = append(u.Rungs, lowerOf(rung)...)
	return err
}

// mfaSettings are the members of both operations that set a preference.
type mfaSettings struct {
	token *types.SoftwareTokenMfaSettingsType
	sms   *types.SMSMfaSettingsType
	email *types.EmailMfaSettingsType
}

func (u *User) mfaSettings(on []Factor, preferred Factor) mfaSettings {
	var s mfaSettings
	if u.TOTP != nil {
		s.token = &types.SoftwareTokenMfaSettingsType{Enabled: slices.Contains(on, TOTP), PreferredMfa: preferred == TOTP}
	}
	if u.Pool.Spec.offers(SMS) && u.Phone != "" {
		s.sms = &types.SMSMfaSettingsType{Enabled: slices.Contains(on, SMS), PreferredMfa: preferred == SMS}
	}
	if u.Pool.Spec.offers(Email) && u.Email != "" {
		s.email = &types.EmailMfaSettingsType{Enabled: slices.Contains(on, Email), PreferredMfa: preferred == Email}
	}
	return s
}

// prefer sets the preference with an access token of the user's: the one at hand, or of
// a sign-in.
func (u *User) prefer(ctx context.Context, s mfaSettings) error {
	if u.token == nil {
		if _, err := u.Pool.signInFirst(ctx, u); err != nil {
			return err
		}
	}
	if u.token == nil {
		return &Error{Kind: Refused, Operation: "SetUserMFAPreference", Err: errors.New("no access token without a second factor; administrator's operations need none")}
	}
	_, err := u.Pool.Target().api.SetUserMFAPreference(ctx, &cip.SetUserMFAPreferenceInput{
		AccessToken: u.token, SoftwareTokenMfaSettings: s.token, SMSMfaSettings: s.sms, EmailMfaSettings: s.email,
	})
	return err
}
