package suites

import "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

// The challenges that checks speak of most.
const (
	passwordVerifier       = types.ChallengeNameTypePasswordVerifier
	deviceSRPAuth          = types.ChallengeNameTypeDeviceSrpAuth
	devicePasswordVerifier = types.ChallengeNameTypeDevicePasswordVerifier
	softwareTokenMFA       = types.ChallengeNameTypeSoftwareTokenMfa
)

// The exceptions that checks speak of most.
const (
	notAuthorized    = "NotAuthorizedException"
	invalidParameter = "InvalidParameterException"
	resourceNotFound = "ResourceNotFoundException"
	userNotFound     = "UserNotFoundException"
	codeMismatch     = "CodeMismatchException"
	deviceKeyExists  = "DeviceKeyExistsException"
	invalidPassword  = "InvalidPasswordException"
	limitExceeded    = "LimitExceededException"
)

// Texts observed on the real service, docs/protocol.md §3.1.
const (
	deviceDoesNotExist = "Device does not exist."
	wrongCredentials   = "Incorrect username or password."
	invalidDeviceKey   = "Invalid device key given."
)
