package target

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// Tracking says which devices a pool remembers.
type Tracking int

// The pool configurations of docs/protocol.md §2.4.
const (
	NoTracking Tracking = iota // DeviceConfiguration null
	Always                     // remembered by ConfirmDevice
	OptIn                      // remembered on the user's word
)

var trackingNames = map[string]Tracking{"none": NoTracking, "always": Always, "opt-in": OptIn}

// String is the name that a target file uses.
func (t Tracking) String() string { return nameOf(trackingNames, t) }

// MFA says whether a pool asks for a second factor.
type MFA int

// The pool's MfaConfiguration.
const (
	MFAOff MFA = iota
	MFAOptional
	MFAOn
)

var mfaNames = map[string]MFA{"off": MFAOff, "optional": MFAOptional, "on": MFAOn}

// String is the name that a target file uses.
func (m MFA) String() string { return nameOf(mfaNames, m) }

func (m MFA) api() types.UserPoolMfaType {
	return [...]types.UserPoolMfaType{types.UserPoolMfaTypeOff, types.UserPoolMfaTypeOptional, types.UserPoolMfaTypeOn}[m]
}

func nameOf[T comparable](names map[string]T, value T) string {
	for name, v := range names {
		if v == value {
			return name
		}
	}
	return "unknown"
}

// Factor is a second factor, named as its challenge.
type Factor string

// The second factors.
const (
	TOTP  Factor = "SOFTWARE_TOKEN_MFA"
	SMS   Factor = "SMS_MFA"
	Email Factor = "EMAIL_OTP"
)

// PoolSpec describes a pool. The zero value is one without tracking and MFA.
type PoolSpec struct {
	Tracking Tracking
	// AnyTracking lets a given pool that tracks devices serve where Tracking is
	// NoTracking: for sign-ins without a device.
	AnyTracking bool
	// ChallengeRequired is ChallengeRequiredOnNewDevice: a remembered device
	// replaces the second factor.
	ChallengeRequired bool
	MFA               MFA
	// Factors that the pool offers; TOTP alone if nil and MFA is not off.
	Factors []Factor
	// Aliases are other names of users; UsernameAttributes make them the name.
	Aliases            []types.AliasAttributeType
	UsernameAttributes []types.UsernameAttributeType
	// Custom are names of custom text attributes, without "custom:".
	Custom []string
	// FirstFactors are what USER_AUTH may begin with; the service's default if nil.
	FirstFactors []types.AuthFactorType
	// Recovery are the ways to recover an account, the preferred one first; the
	// service's default if nil.
	Recovery []types.RecoveryOptionNameType
	// Texts gives the pool the role that sends text messages, where its MFA does not.
	Texts bool
	// CustomAuth puts functions behind CUSTOM_AUTH.
	CustomAuth bool
	// NarrowScope takes aws.cognito.signin.user.admin out of access tokens.
	NarrowScope bool
	// Edit changes the request; such a pool is never shared.
	Edit func(*cip.CreateUserPoolInput)
}

func (s PoolSpec) factors() []Factor {
	if s.MFA != MFAOff && s.Factors == nil {
		return []Factor{TOTP}
	}
	return s.Factors
}

func (s PoolSpec) offers(f Factor) bool { return slices.Contains(s.factors(), f) }

// recovery is what the pool is told of how accounts are recovered: in pools with MFA,
// by administrators unless the specification says otherwise. Elsewhere AWS's documents
// disagree on which second factors a user has: the developer guide takes away those
// whose address serves for recovery.
func (s PoolSpec) recovery() *types.AccountRecoverySettingType {
	names := s.Recovery
	if names == nil && s.MFA != MFAOff {
		names = []types.RecoveryOptionNameType{types.RecoveryOptionNameTypeAdminOnly}
	}
	if names == nil {
		return nil
	}
	setting := &types.AccountRecoverySettingType{}
	for i, name := range names {
		setting.RecoveryMechanisms = append(setting.RecoveryMechanisms, types.RecoveryOptionType{
			Name: name, Priority: aws.Int32(int32(i + 1)),
		})
	}
	return setting
}

// String names the configuration as docs/protocol.md §2.4 does.
func (s PoolSpec) String() string {
	name := s.Setting()
	if f := s.factors(); len(f) > 0 {
		name += fmt.Sprint(" ", f)
	}
	return name
}

// Setting names tracking and MFA alone, by which a given pool serves or does not.
func (s PoolSpec) Setting() string {
	name := "devices " + s.Tracking.String()
	if s.Tracking != NoTracking {
		name += map[bool]string{true: "/T", false: "/F"}[s.ChallengeRequired]
	}
	return name + " × MFA " + s.MFA.String()
}

// key is equal for specifications that one pool can serve.
func (s PoolSpec) key() string {
	return fmt.Sprint(s.Tracking, s.ChallengeRequired, s.MFA, s.factors(), s.Aliases, s.UsernameAttributes, s.Custom, s.FirstFactors, s.Recovery, s.Texts, s.CustomAuth, s.NarrowScope)
}
