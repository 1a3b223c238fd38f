package referee

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Request is the body of a call. Members that are absent, or of another JSON type than the
// service's model has, are zero; Members has them as they were sent.
type Request struct {
	ClientID                   string
	AuthFlow                   string
	ChallengeName              string
	Session                    string
	AccessToken                string
	RefreshToken               string
	DeviceKey                  string
	DeviceName                 string
	DeviceRememberedStatus     string
	AuthParameters             map[string]string // of InitiateAuth
	ChallengeResponses         map[string]string // of RespondToAuthChallenge
	DeviceSecretVerifierConfig *DeviceSecretVerifierConfig
	// Members are all members of the body, by name.
	Members map[string]json.RawMessage
}

// Parameters are AuthParameters or ChallengeResponses, whichever the call has.
func (r *Request) Parameters() map[string]string {
	if r.AuthParameters != nil {
		return r.AuthParameters
	}
	return r.ChallengeResponses
}

// text is a member of the body that has no field here.
func (r *Request) text(name string) string { return members(r.Members).text(name) }

// DeviceSecretVerifierConfig is what a client registers a device with.
type DeviceSecretVerifierConfig struct {
	Salt             string // base64
	PasswordVerifier string // base64
}

// Response is the body of an answer, with absent members as in [Request].
type Response struct {
	// Error is the short name of the exception, such as "NotAuthorizedException"; "" for
	// an answer without one. ErrorMessage is its text.
	Error, ErrorMessage string
	ChallengeName       string
	Session             string
	ChallengeParameters map[string]string
	// AuthenticationResult is nil where the sign-in goes on.
	AuthenticationResult *AuthenticationResult
	// UserConfirmationNecessary is that of ConfirmDevice; its absence means false.
	UserConfirmationNecessary bool
	Members                   map[string]json.RawMessage
}

// AuthenticationResult is what a sign-in or a refresh ends with.
type AuthenticationResult struct {
	AccessToken, IDToken, RefreshToken string
	ExpiresIn                          int // seconds
	// NewDeviceMetadata is nil where no device was issued.
	NewDeviceMetadata *NewDeviceMetadata
}

// NewDeviceMetadata names a device that the service issued.
type NewDeviceMetadata struct{ DeviceKey, DeviceGroupKey string }

// ErrBody is a body that is no JSON object, ErrTooLarge one of more than [MaxBody] bytes.
var (
	ErrBody     = errors.New("the body is not a JSON object")
	ErrTooLarge = fmt.Errorf("%w of %d MiB at most", ErrBody, MaxBody>>20)
)

// Unpack is a body that gzip has compressed. The error wraps [ErrBody], and [ErrTooLarge]
// where it is that.
func Unpack(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, ErrBody
	}
	text, err := io.ReadAll(io.LimitReader(reader, MaxBody+1))
	switch {
	case len(text) > MaxBody:
		return nil, ErrTooLarge
	case err != nil:
		return nil, ErrBody
	}
	return text, nil
}

// ParseRequest reads the body of a call. The error wraps [ErrBody].
func ParseRequest(body []byte) (Request, error) {
	m, err := parseMembers(body)
	if err != nil {
		return Request{}, err
	}
	r := Request{
		ClientID: m.text("ClientId"), AuthFlow: m.text("AuthFlow"), ChallengeName: m.text("ChallengeName"),
		Session: m.text("Session"), AccessToken: m.text("AccessToken"), RefreshToken: m.text("RefreshToken"),
		DeviceKey: m.text("DeviceKey"), DeviceName: m.text("DeviceName"), DeviceRememberedStatus: m.text("DeviceRememberedStatus"),
		AuthParameters: m.texts("AuthParameters"), ChallengeResponses: m.texts("ChallengeResponses"), Members: m,
	}
	if config := m.object("DeviceSecretVerifierConfig"); config != nil {
		r.DeviceSecretVerifierConfig = &DeviceSecretVerifierConfig{config.text("Salt"), config.text("PasswordVerifier")}
	}
	return r, nil
}

// ParseResponse reads the body of an answer; errorType is the header X-Amzn-ErrorType,
// which names the exception where the body does not. The error wraps [ErrBody].
func ParseResponse(body []byte, errorType string) (Response, error) {
	if len(body) == 0 && errorType != "" {
		return Response{Error: shortName(errorType)}, nil
	}
	m, err := parseMembers(body)
	if err != nil {
		return Response{}, err
	}
	r := Response{
		ChallengeName: m.text("ChallengeName"), Session: m.text("Session"), ChallengeParameters: m.texts("ChallengeParameters"),
		ErrorMessage: m.text("message"), Members: m,
	}
	if r.ErrorMessage == "" {
		r.ErrorMessage = m.text("Message")
	}
	for _, name := range []string{m.text("__type"), errorType, m.text("code")} {
		if r.Error == "" {
			r.Error = shortName(name)
		}
	}
	_ = json.Unmarshal(m["UserConfirmationNecessary"], &r.UserConfirmationNecessary)
	if result := m.object("AuthenticationResult"); result != nil {
		r.AuthenticationResult = &AuthenticationResult{
			AccessToken: result.text("AccessToken"), IDToken: result.text("IdToken"), RefreshToken: result.text("RefreshToken"),
		}
		_ = json.Unmarshal(result["ExpiresIn"], &r.AuthenticationResult.ExpiresIn)
		if device := result.object("NewDeviceMetadata"); device != nil {
			r.AuthenticationResult.NewDeviceMetadata = &NewDeviceMetadata{device.text("DeviceKey"), device.text("DeviceGroupKey")}
		}
	}
	return r, nil
}

// AnswersNothing reports whether the service answers an operation without members, and so
// perhaps without a body (docs/protocol.md §2.1).
func AnswersNothing(operation string) bool {
	switch operation {
	case "ForgetDevice", "UpdateDeviceStatus", "GlobalSignOut", "RevokeToken", "SetUserMFAPreference", "ChangePassword":
		return true
	default:
		return false
	}
}

// IsPublic reports whether the service takes an operation from clients without AWS credentials
// (docs/protocol.md §2): some clients that have any sign such calls too.
func IsPublic(operation string) bool {
	switch operation {
	case "InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken", "RevokeToken", "GlobalSignOut",
		"ConfirmDevice", "UpdateDeviceStatus", "ForgetDevice", "GetDevice", "ListDevices",
		"AssociateSoftwareToken", "VerifySoftwareToken", "SetUserMFAPreference", "GetUser", "GetUserAuthFactors", "DeleteUser",
		"SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword", "ChangePassword", "UpdateUserAttributes":
		return true
	default:
		return false
	}
}

// shortName is the exception of a type such as
// "com.amazonaws.cognito#NotAuthorizedException:http://…".
func shortName(errorType string) string {
	errorType, _, _ = strings.Cut(errorType, ":")
	return errorType[strings.LastIndexByte(errorType, '#')+1:]
}

// members are those of a JSON object, by name.
type members map[string]json.RawMessage

func parseMembers(body []byte) (members, error) {
	var m members
	if err := json.Unmarshal(body, &m); err != nil || m == nil {
		return nil, ErrBody // without the text, which may hold secrets
	}
	return m, nil
}

// text is a member that is a string; "" for any other.
func (m members) text(name string) string {
	var text string
	if json.Unmarshal(m[name], &text) != nil {
		return ""
	}
	return text
}

// object is a member that is an object; nil for any other.
func (m members) object(name string) members {
	var inner members
	if json.Unmarshal(m[name], &inner) != nil {
		return nil
	}
	return inner
}

// texts are the strings of a member that is an object; other values are left out.
func (m members) texts(name string) map[string]string {
	inner := m.object(name)
	if inner == nil {
		return nil
	}
	texts := make(map[string]string, len(inner))
	for key, value := range inner {
		var text string
		if json.Unmarshal(value, &text) == nil {
			texts[key] = text
		}
	}
	return texts
}
