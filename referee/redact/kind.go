package redact

import (
	"regexp"
	"slices"
)

// Kind is what a value is, by the member that it stands in. It begins the labels of the
// values' pseudonyms.
type Kind string

// The kinds that have a form of their own in a recording. A value of any other kind keeps
// its length and its classes of characters.
const (
	Password Kind = "password"
	Code     Kind = "code"
	Name     Kind = "name"
	other    Kind = "value"

	deviceName Kind = "device-name"
)

// kindOf is the kind of the members that hold secrets or identifiers, by their names on the
// wire. What is in no list is of kind other, and a pseudonym as well.
func kindOf(member string) Kind {
	switch member {
	case "PASSWORD", "NEW_PASSWORD", "Password", "PreviousPassword", "ProposedPassword", "TemporaryPassword":
		return Password
	case "SOFTWARE_TOKEN_MFA_CODE", "SMS_MFA_CODE", "EMAIL_OTP_CODE", "SMS_OTP_CODE", "ANSWER", "UserCode", "ConfirmationCode", "Code":
		return Code
	case "USERNAME", "USER_ID_FOR_SRP", "Username", "UserSub", "sub", "username", "cognito:username", "email", "phone_number", "preferred_username":
		return Name
	case "AccessToken", "access_token":
		return "access-token"
	case "IdToken", "id_token":
		return "id-token"
	case "RefreshToken", "REFRESH_TOKEN", "refresh_token", "Token": // RevokeToken has the last
		return "refresh-token"
	case "Session":
		return "session"
	case "ClientSecret":
		return "client-secret"
	case "SECRET_HASH", "SecretHash":
		return "secret-hash"
	case "DEVICE_KEY", "DeviceKey", "device_key":
		return "device-key"
	case "DeviceGroupKey":
		return "device-group-key"
	case "ClientId", "CLIENT_ID", "client_id", "aud":
		return "client-id"
	case "SRP_A", "SRP_B":
		return Kind(member)
	case "SALT", "Salt":
		return "salt"
	case "PasswordVerifier":
		return "verifier"
	case "SECRET_BLOCK", "PASSWORD_CLAIM_SECRET_BLOCK":
		return "secret-block"
	case "PASSWORD_CLAIM_SIGNATURE":
		return "signature"
	case "SecretCode":
		return "totp-secret"
	case "DeviceName", "FRIENDLY_DEVICE_NAME", "FriendlyDeviceName":
		return deviceName
	case "CODE_DELIVERY_DESTINATION", "Destination":
		return "destination"
	case "iss":
		return "issuer"
	default:
		return other
	}
}

// harmless reports whether a member's value may leave as it is: a word of the protocol or a
// time, in a member that holds nothing else.
func harmless(member, value string) bool {
	switch member {
	case "AuthFlow", "ChallengeName", "DeviceRememberedStatus", "TokenType", "token_use", "AttributeName", "Status",
		"CODE_DELIVERY_DELIVERY_MEDIUM", "DeliveryMedium", "PREFERRED_CHALLENGE", "AvailableChallenges",
		"UserMFASettingList", "PreferredMfaSetting", "UserStatus":
		return word.MatchString(value)
	case "ANSWER": // of SELECT_MFA_TYPE and SELECT_CHALLENGE, or of a custom challenge
		return slices.Contains(factors(), value)
	case "MFAS_CAN_CHOOSE", "MFAS_CAN_SETUP", "requiredAttributes":
		return words.MatchString(value)
	case "TIMESTAMP":
		return timestamp.MatchString(value)
	}
	return false
}

// harmlessNumber reports whether a member's number may leave as it is.
func harmlessNumber(member string) bool {
	switch member {
	case "ExpiresIn", "Limit", "exp", "iat", "auth_time", "nbf", "DeviceCreateDate", "DeviceLastAuthenticatedDate",
		"DeviceLastModifiedDate", "UserCreateDate", "UserLastModifiedDate":
		return true
	}
	return false
}

// factors are what a client may choose at SELECT_MFA_TYPE and SELECT_CHALLENGE.
func factors() []string {
	return []string{"SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_OTP", "PASSWORD", "PASSWORD_SRP", "WEB_AUTHN", "NOMFA"}
}

var (
	word  = regexp.MustCompile(`^[A-Za-z_]{1,40}$`)
	words = regexp.MustCompile(`^[A-Za-z_:.,"\[\] ]{1,300}$`)
	// timestamp is any with a time of day and a year, in whatever language: which form it
	// has is judged.
	timestamp = regexp.MustCompile(`^[\pL\pM]{1,12}[.,]? [\pL\pM\d.,]{1,12} {1,2}[\pL\pM\d.,]{1,8} \d\d?:\d\d:\d\d(?: [APap][Mm])? (?:[A-Z]{1,5}|[+-]\d\d:?\d\d|[A-Z]{1,4}[+-][\d:]{1,5}) \d{4}$`)
	// identifier is what the name of a member may be.
	identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_:.-]{0,63}$`)
)
