package refpool_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
)

func TestPoolDefaults(t *testing.T) {
	s := start(t, refpool.Options{Region: "eu-west-2"})
	p := s.pool(nil)
	out, err := s.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: p.Id})
	if err != nil {
		t.Fatal(err)
	}
	p = out.UserPool
	if !regexp.MustCompile(`^eu-west-2_[0-9a-zA-Z]{9}$`).MatchString(aws.ToString(p.Id)) {
		t.Errorf("pool id %s", aws.ToString(p.Id))
	}
	if p.DeviceConfiguration != nil {
		t.Error("a device configuration that nobody asked for")
	}
	if p.MfaConfiguration != types.UserPoolMfaTypeOff {
		t.Errorf("MFA is %s", p.MfaConfiguration)
	}
	policy := p.Policies.PasswordPolicy
	if aws.ToInt32(policy.MinimumLength) != 8 || !policy.RequireLowercase || !policy.RequireUppercase ||
		!policy.RequireNumbers || !policy.RequireSymbols || policy.TemporaryPasswordValidityDays != 7 {
		t.Errorf("default policy %+v", policy)
	}
	if p.CreationDate == nil || p.LastModifiedDate == nil {
		t.Error("dates are missing")
	}
	if !aws.ToBool(p.UsernameConfiguration.CaseSensitive) {
		t.Error("a pool is case sensitive unless told otherwise")
	}
	if len(p.SchemaAttributes) != 20 || aws.ToString(p.SchemaAttributes[0].Name) != "sub" {
		t.Errorf("%d attributes in the schema", len(p.SchemaAttributes))
	}
}

func TestUpdateUserPoolResetsWhatItLeavesOut(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) {
		in.DeviceConfiguration = &types.DeviceConfigurationType{ChallengeRequiredOnNewDevice: true}
		in.AliasAttributes = []types.AliasAttributeType{types.AliasAttributeTypeEmail}
		in.Schema = []types.SchemaAttributeType{{Name: aws.String("tier"), AttributeDataType: types.AttributeDataTypeString}}
		in.DeletionProtection = types.DeletionProtectionTypeActive
		in.UserPoolTags = map[string]string{"a": "b"}
	})
	if _, err := s.UpdateUserPool(t.Context(), &idp.UpdateUserPoolInput{
		UserPoolId: p.Id, UserPoolAddOns: &types.UserPoolAddOnsType{AdvancedSecurityMode: types.AdvancedSecurityModeTypeAudit},
	}); err != nil {
		t.Fatal(err)
	}
	out, err := s.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: p.Id})
	if err != nil {
		t.Fatal(err)
	}
	got := out.UserPool
	if got.DeviceConfiguration != nil || got.DeletionProtection != types.DeletionProtectionTypeInactive || len(got.UserPoolTags) > 0 {
		t.Errorf("not reset: %+v %s %v", got.DeviceConfiguration, got.DeletionProtection, got.UserPoolTags)
	}
	if aws.ToString(got.Name) != "test" || len(got.AliasAttributes) != 1 || len(got.SchemaAttributes) != 21 {
		t.Error("what is fixed at creation was changed")
	}
	if got.UserPoolAddOns == nil || got.UserPoolAddOns.AdvancedSecurityMode != types.AdvancedSecurityModeTypeAudit {
		t.Error("what was set is not described")
	}
}

// TestEmptyDeviceConfiguration covers rule POOL-02: the SDK sends {false,false}
// as {}, and it turns tracking on.
func TestEmptyDeviceConfiguration(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) { in.DeviceConfiguration = &types.DeviceConfigurationType{} })
	if p.DeviceConfiguration == nil {
		t.Error("no device configuration")
	}
}

func TestDeletionProtection(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) { in.DeletionProtection = types.DeletionProtectionTypeActive })
	client := s.client(p.Id, nil)
	remove := func() error {
		_, err := s.DeleteUserPool(t.Context(), &idp.DeleteUserPoolInput{UserPoolId: p.Id})
		return err
	}
	refused(t, remove(), "InvalidParameterException", "")
	if _, err := s.UpdateUserPool(t.Context(), &idp.UpdateUserPoolInput{UserPoolId: p.Id}); err != nil {
		t.Fatal(err)
	}
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	refused(t, remove(), "ResourceNotFoundException", "User pool "+aws.ToString(p.Id)+" does not exist.")
	_, err := s.SignUp(t.Context(), &idp.SignUpInput{ClientId: client.ClientId, Username: aws.String("u"), Password: aws.String(goodPassword)})
	refused(t, err, "ResourceNotFoundException", "User pool client "+aws.ToString(client.ClientId)+" does not exist.")
}

func TestMFAConfig(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	totp := &types.SoftwareTokenMfaConfigType{Enabled: true}
	for _, test := range []struct {
		name string
		in   idp.SetUserPoolMfaConfigInput
		want string // empty: accepted
	}{
		{"TOTP", idp.SetUserPoolMfaConfigInput{MfaConfiguration: types.UserPoolMfaTypeOn, SoftwareTokenMfaConfiguration: totp}, ""},
		{"SMS and e-mail", idp.SetUserPoolMfaConfigInput{
			MfaConfiguration:      types.UserPoolMfaTypeOptional,
			SmsMfaConfiguration:   &types.SmsMfaConfigType{SmsConfiguration: &types.SmsConfigurationType{SnsCallerArn: aws.String("arn:aws:iam::123456789012:role/sms")}},
			EmailMfaConfiguration: &types.EmailMfaConfigType{Message: aws.String("code {####}")},
		}, ""},
		{"on without a factor", idp.SetUserPoolMfaConfigInput{MfaConfiguration: types.UserPoolMfaTypeOn}, "InvalidParameterException"},
		{"off with a factor", idp.SetUserPoolMfaConfigInput{MfaConfiguration: types.UserPoolMfaTypeOff, SoftwareTokenMfaConfiguration: totp}, "InvalidParameterException"},
		{"off", idp.SetUserPoolMfaConfigInput{MfaConfiguration: types.UserPoolMfaTypeOff}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.in.UserPoolId = p.Id
			set, err := s.SetUserPoolMfaConfig(t.Context(), &test.in)
			if test.want != "" {
				refused(t, err, test.want, "")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.GetUserPoolMfaConfig(t.Context(), &idp.GetUserPoolMfaConfigInput{UserPoolId: p.Id})
			if err != nil {
				t.Fatal(err)
			}
			if got.MfaConfiguration != test.in.MfaConfiguration || set.MfaConfiguration != test.in.MfaConfiguration {
				t.Errorf("MFA is %s", got.MfaConfiguration)
			}
			if (got.SmsMfaConfiguration == nil) != (test.in.SmsMfaConfiguration == nil) ||
				(got.EmailMfaConfiguration == nil) != (test.in.EmailMfaConfiguration == nil) ||
				(got.SoftwareTokenMfaConfiguration == nil) != (test.in.SoftwareTokenMfaConfiguration == nil) {
				t.Errorf("factors %+v", got)
			}
		})
	}
}

// TestMFAAtCreation covers what is observed of CreateUserPool: MFA needs SMS
// there (aws-cdk#12075); with a factor set, UpdateUserPool may turn it on.
func TestMFAAtCreation(t *testing.T) {
	s := start(t, refpool.Options{})
	_, err := s.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: aws.String("p"), MfaConfiguration: types.UserPoolMfaTypeOn})
	refused(t, err, "InvalidParameterException", "SMS configuration and Auto verification for phone_number are required when MFA is required/optional")
	p := s.pool(func(in *idp.CreateUserPoolInput) {
		in.MfaConfiguration = types.UserPoolMfaTypeOptional
		in.SmsConfiguration = &types.SmsConfigurationType{SnsCallerArn: aws.String("arn:aws:iam::123456789012:role/sms")}
		in.AutoVerifiedAttributes = []types.VerifiedAttributeType{types.VerifiedAttributeTypePhoneNumber}
	})
	got, err := s.GetUserPoolMfaConfig(t.Context(), &idp.GetUserPoolMfaConfigInput{UserPoolId: p.Id})
	if err != nil || got.SmsMfaConfiguration == nil {
		t.Errorf("SMS is not a factor: %+v %v", got, err)
	}
	if _, err := s.UpdateUserPool(t.Context(), &idp.UpdateUserPoolInput{UserPoolId: p.Id, MfaConfiguration: types.UserPoolMfaTypeOn}); err != nil {
		t.Error(err)
	}
}

func TestListUserPools(t *testing.T) {
	s := start(t, refpool.Options{})
	want := map[string]bool{}
	for i := range 7 {
		p := s.pool(func(in *idp.CreateUserPoolInput) { in.PoolName = aws.String(fmt.Sprint("pool ", i)) })
		want[aws.ToString(p.Id)] = true
	}
	got := map[string]bool{}
	pages, rows := 0, 0
	pager := idp.NewListUserPoolsPaginator(s.Client, &idp.ListUserPoolsInput{MaxResults: aws.Int32(3)})
	for pager.HasMorePages() {
		page, err := pager.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, p := range page.UserPools {
			got[aws.ToString(p.Id)] = true
			rows++
		}
	}
	if pages != 3 || rows != len(want) || !maps.Equal(got, want) {
		t.Errorf("%d pools in %d rows and %d pages", len(got), rows, pages)
	}
	_, err := s.ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: aws.Int32(3), NextToken: aws.String("no token!")})
	refused(t, err, "InvalidParameterException", "")
}

func TestCustomAttributes(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	add := func(attributes ...types.SchemaAttributeType) error {
		_, err := s.AddCustomAttributes(t.Context(), &idp.AddCustomAttributesInput{UserPoolId: p.Id, CustomAttributes: attributes})
		return err
	}
	text := types.SchemaAttributeType{Name: aws.String("tier"), AttributeDataType: types.AttributeDataTypeString}
	if err := add(text); err != nil {
		t.Fatal(err)
	}
	refused(t, add(text), "InvalidParameterException", "custom:tier: Existing attribute already has name custom:tier.")
	refused(t, add(types.SchemaAttributeType{Name: aws.String("x"), Required: aws.Bool(true)}), "InvalidParameterException", "")
	many := slices.Repeat([]types.SchemaAttributeType{{}}, 25)
	for i := range many {
		many[i] = types.SchemaAttributeType{Name: aws.String(fmt.Sprint("a", i)), AttributeDataType: types.AttributeDataTypeNumber}
	}
	if err := add(many...); err != nil {
		t.Fatal(err)
	}
	for i := range many {
		many[i].Name = aws.String(fmt.Sprint("b", i))
	}
	refused(t, add(many...), "InvalidParameterException", "")
}

func TestTags(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) { in.UserPoolTags = map[string]string{"a": "1"} })
	if _, err := s.TagResource(t.Context(), &idp.TagResourceInput{ResourceArn: p.Arn, Tags: map[string]string{"a": "2", "b": "3"}}); err != nil {
		t.Fatal(err)
	}
	out, err := s.ListTagsForResource(t.Context(), &idp.ListTagsForResourceInput{ResourceArn: p.Arn})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"a": "2", "b": "3"}; !maps.Equal(out.Tags, want) {
		t.Errorf("got %v, want %v", out.Tags, want)
	}
	_, err = s.ListTagsForResource(t.Context(), &idp.ListTagsForResourceInput{ResourceArn: aws.String("arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_none")})
	refused(t, err, "ResourceNotFoundException", "")
}

func TestRecovery(t *testing.T) {
	for name, tt := range map[string]struct {
		setting map[string]int32
		email   bool // whether e-mail codes may be a second factor
	}{
		"by default":            {nil, true},
		"by administrators":     {map[string]int32{"admin_only": 1}, true},
		"by e-mail":             {map[string]int32{"verified_email": 1}, false},
		"by e-mail, then phone": {map[string]int32{"verified_phone_number": 2, "verified_email": 1}, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, setting{})
			in := &idp.UpdateUserPoolInput{UserPoolId: &w.poolID, AccountRecoverySetting: &types.AccountRecoverySettingType{}}
			for means, priority := range tt.setting {
				in.AccountRecoverySetting.RecoveryMechanisms = append(in.AccountRecoverySetting.RecoveryMechanisms,
					types.RecoveryOptionType{Name: types.RecoveryOptionNameType(means), Priority: &priority})
			}
			if tt.setting == nil {
				in.AccountRecoverySetting = nil
			}
			_, err := w.admin.UpdateUserPool(w.Context(), in)
			w.must(err)
			_, err = w.admin.SetUserPoolMfaConfig(w.Context(), &idp.SetUserPoolMfaConfigInput{
				UserPoolId: &w.poolID, MfaConfiguration: "OPTIONAL", EmailMfaConfiguration: &types.EmailMfaConfigType{},
			})
			if tt.email {
				w.must(err)
			} else {
				w.refused(err, "InvalidParameterException", "")
			}
		})
	}
}
