package refpool

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// poolSettings are the members of CreateUserPool and UpdateUserPool that the
// pool acts on.
type poolSettings struct {
	UserPoolId string
	PoolName   string
	Policies   struct {
		PasswordPolicy *PasswordPolicy
		SignInPolicy   struct{ AllowedFirstAuthFactors []string }
	}
	UserPoolTags map[string]string

	DeletionProtection     string
	UserPoolTier           string
	MfaConfiguration       string
	DeviceConfiguration    *DeviceConfiguration
	deviceMembers          int // that DeviceConfiguration has
	SmsConfiguration       map[string]any
	AutoVerifiedAttributes []string
	AdminCreateUserConfig  struct{ AllowAdminCreateUserOnly bool }
	AccountRecoverySetting *struct{ RecoveryMechanisms []recoveryMechanism }
	LambdaConfig           struct {
		LambdaConfig
		PreTokenGenerationConfig struct{ LambdaArn string }
	}

	// These are fixed when the pool is created.
	UsernameAttributes    []string
	AliasAttributes       []string
	UsernameConfiguration *struct{ CaseSensitive bool }
	Schema                []SchemaAttribute
}

// decodeSettings reads body, and apart from it the members that are only
// stored and described.
func decodeSettings(body []byte) (*poolSettings, map[string]any, error) {
	settings := new(poolSettings)
	if err := json.Unmarshal(body, settings); err != nil {
		return nil, nil, fmt.Errorf("decode pool settings: %w", err)
	}
	var raw map[string]any
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, nil, fmt.Errorf("decode pool settings: %w", err)
	}
	devices, _ := raw["DeviceConfiguration"].(map[string]any)
	settings.deviceMembers = len(devices)
	for _, described := range []string{
		"UserPoolId", "PoolName", "UserPoolTags", "MfaConfiguration", "DeviceConfiguration",
		"UsernameAttributes", "AliasAttributes", "UsernameConfiguration", "Schema",
	} {
		delete(raw, described)
	}
	return settings, raw, nil
}

// check refuses settings that contradict each other. hasFactor reports whether the
// pool has a second factor already.
func (in *poolSettings) check(hasFactor bool) error {
	needsSMS := in.MfaConfiguration == "ON" || in.MfaConfiguration == "OPTIONAL"
	hasSMS := in.SmsConfiguration != nil && slices.Contains(in.AutoVerifiedAttributes, "phone_number")
	if needsSMS && !hasSMS && !hasFactor {
		return invalidParameter("SMS configuration and Auto verification for phone_number are required when MFA is required/optional")
	}
	if len(in.UsernameAttributes) > 0 && len(in.AliasAttributes) > 0 {
		return invalidParameter("Only one of the aliasAttributes or usernameAttributes can be set in a user pool.")
	}
	return nil
}

// apply sets what both CreateUserPool and UpdateUserPool set. What in leaves
// out gets its default (UpdateUserPool's documentation).
func (c *PoolConfig) apply(in *poolSettings, raw map[string]any) {
	if in.PoolName != "" {
		c.Name = in.PoolName
	}
	c.Device = in.DeviceConfiguration
	c.MFA = cmp.Or(in.MfaConfiguration, "OFF")
	c.SMS = c.SMS || in.SmsConfiguration != nil && c.MFA != "OFF"
	c.Password = in.Policies.PasswordPolicy.withDefaults()
	c.FirstFactors = in.Policies.SignInPolicy.AllowedFirstAuthFactors
	if len(c.FirstFactors) == 0 {
		c.FirstFactors = []string{"PASSWORD"}
	}
	c.Recovery = usualRecovery()
	if in.AccountRecoverySetting != nil {
		c.Recovery = inOrder(in.AccountRecoverySetting.RecoveryMechanisms)
	}
	c.AutoVerified = in.AutoVerifiedAttributes
	c.AdminCreateOnly = in.AdminCreateUserConfig.AllowAdminCreateUserOnly
	c.DeletionProtected = in.DeletionProtection == "ACTIVE"
	c.Tier = cmp.Or(in.UserPoolTier, "ESSENTIALS")
	c.Lambda = in.LambdaConfig.LambdaConfig
	c.Lambda.PreTokenGeneration = cmp.Or(in.LambdaConfig.PreTokenGenerationConfig.LambdaArn, c.Lambda.PreTokenGeneration)
	c.Raw = defaultDescription()
	maps.Copy(c.Raw, raw)
	c.Raw["Policies"] = describePolicies(raw["Policies"], c.Password)
}

// fix sets what only CreateUserPool can set.
func (c *PoolConfig) fix(in *poolSettings) error {
	c.UsernameAttributes = in.UsernameAttributes
	c.AliasAttributes = in.AliasAttributes
	c.CaseSensitive = true
	if in.UsernameConfiguration != nil {
		c.CaseSensitive = in.UsernameConfiguration.CaseSensitive
	}
	c.Schema = standardSchema()
	return c.declare(in.Schema)
}

// defaultDescription is what DescribeUserPool shows of settings that were not given.
func defaultDescription() map[string]any {
	return map[string]any{
		"DeletionProtection":          "INACTIVE",
		"LambdaConfig":                map[string]any{},
		"VerificationMessageTemplate": map[string]any{"DefaultEmailOption": "CONFIRM_WITH_CODE"},
		"EmailConfiguration":          map[string]any{"EmailSendingAccount": "COGNITO_DEFAULT"},
		"AdminCreateUserConfig":       map[string]any{"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
		"UserPoolTier":                "ESSENTIALS",
	}
}

// describePolicies completes the policies that were given.
func describePolicies(given any, password PasswordPolicy) map[string]any {
	policies := map[string]any{"SignInPolicy": map[string]any{"AllowedFirstAuthFactors": []string{"PASSWORD"}}}
	if given, ok := given.(map[string]any); ok {
		maps.Copy(policies, given)
	}
	policies["PasswordPolicy"] = password
	return policies
}
