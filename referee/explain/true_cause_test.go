package explain_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/referee"
)

// Calls of the recording of helper, by their place.
const (
	firstSignIn = iota
	_
	firstCode
	confirmation
	firstRefresh
	secondSignIn
	secondProof
	_
	deviceProof
	secondRefresh
)

// members sets members of a request.
func members(t *testing.T, e *referee.Exchange, values map[string]any) {
	t.Helper()
	e.Request.Members = map[string]json.RawMessage{}
	for name, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		e.Request.Members[name] = text
	}
}

// after is a call of another operation after one, by the same tokens.
func after(t *testing.T, list calls, i int, operation string, values map[string]any) calls {
	t.Helper()
	e := list[confirmation]
	e.Operation, e.Response, e.Request.DeviceKey = operation, referee.Response{}, ""
	e.Started, e.Ended = list[i].Started, list[i].Ended
	members(t, &e, values)
	return slices.Insert(list, i+1, e)
}

// What is refused for one reason is not explained by another, nor what is right by any.
func TestTheTrueCauseIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		alter  func(t *testing.T, list calls) calls
		causes []string
		says   string // in what is told of a sign-in
	}{
		"a code by e-mail in place of a password": {alter: func(_ *testing.T, list calls) calls {
			begun, coded := &list[secondSignIn], &list[secondProof]
			begun.Request.AuthFlow, begun.Request.AuthParameters = "USER_AUTH", map[string]string{"USERNAME": begun.Request.AuthParameters["USERNAME"], "PREFERRED_CHALLENGE": "EMAIL_OTP"}
			begun.Response.ChallengeName, begun.Response.Session, coded.Request.Session = "EMAIL_OTP", "session", "session"
			coded.Request.ChallengeName = "EMAIL_OTP"
			coded.Request.ChallengeResponses = map[string]string{"USERNAME": begun.Request.AuthParameters["USERNAME"], "EMAIL_OTP_CODE": "1"}
			coded.Response = list[firstCode].Response
			return list[:secondProof+1]
		}},
		"a user deleted and made anew": {alter: func(_ *testing.T, list calls) calls {
			list = list[:secondProof+1]
			for i := range list {
				if list[i].Request.AuthParameters != nil {
					list[i].Request.AuthParameters["USERNAME"] = "jane@example.com"
				}
			}
			asked := list[secondSignIn].Response.ChallengeParameters
			asked["USER_ID_FOR_SRP"], asked["USERNAME"], list[secondProof].Request.ChallengeResponses["USERNAME"] = "new", "new", "new"
			refuse(&list[secondProof], "ResourceNotFoundException", "Device does not exist.")
			return list
		}, causes: []string{"device-forgotten-elsewhere"}},
		"a confirmation that was not recorded": {alter: func(_ *testing.T, list calls) calls {
			list[secondProof].Response.ChallengeName, list[secondProof].Response.Session = "SOFTWARE_TOKEN_MFA", "session"
			code := list[firstCode]
			code.Started, code.Request.Session, code.Response = list[secondProof].Ended, "session", referee.Response{ChallengeName: "DEVICE_SRP_AUTH"}
			list = slices.Insert(list, secondProof+1, code)
			return slices.Delete(list, confirmation, confirmation+1)
		}},
		"a second factor that was turned off": {alter: func(t *testing.T, list calls) calls {
			t.Helper()
			list[secondProof].Response.ChallengeName, list[secondProof].Response.Session = "SOFTWARE_TOKEN_MFA", "session"
			list = after(t, list[:secondProof+1], firstRefresh, "SetUserMFAPreference", map[string]any{"SMSMfaSettings": map[string]any{"Enabled": false}})
			return list
		}, says: "The exchanges do not say why"},
		"a refresh that came too often": {alter: func(_ *testing.T, list calls) calls {
			delete(list[firstRefresh].Request.AuthParameters, "DEVICE_KEY")
			refuse(&list[firstRefresh], "TooManyRequestsException", "Rate exceeded")
			return list[:firstRefresh+1]
		}},
		"a refresh token that expired": {alter: func(_ *testing.T, list calls) calls {
			delete(list[firstRefresh].Request.AuthParameters, "DEVICE_KEY")
			refuse(&list[firstRefresh], "NotAuthorizedException", "Refresh Token has expired")
			return list[:firstRefresh+1]
		}},
		"a refresh without a SECRET_HASH": {alter: func(_ *testing.T, list calls) calls {
			delete(list[firstRefresh].Request.AuthParameters, "DEVICE_KEY")
			refuse(&list[firstRefresh], "NotAuthorizedException", "Client x is configured with secret but SECRET_HASH was not received")
			return list[:firstRefresh+1]
		}, causes: []string{"secret-hash-missing"}},
		"a refresh without a SECRET_HASH, of a sign-in by password": {alter: func(_ *testing.T, list calls) calls {
			list[firstSignIn].Request.AuthFlow = "USER_PASSWORD_AUTH"
			list[firstCode].Response.AuthenticationResult.NewDeviceMetadata = nil
			delete(list[firstRefresh].Request.AuthParameters, "DEVICE_KEY")
			refuse(&list[firstRefresh], "NotAuthorizedException", "Client x is configured for secret but secret was not received")
			return slices.Delete(list[:firstRefresh+1], confirmation, confirmation+1)
		}, causes: []string{"secret-hash-missing"}},
		"a refresh with a SECRET_HASH of whatever":   {alter: refreshRefused("NotAuthorizedException", "Unable to verify secret hash for client x")},
		"a refresh by an app client that is no more": {alter: refreshRefused("ResourceNotFoundException", "User pool client x does not exist.")},
		"a refresh of a user who is no more":         {alter: refreshRefused("UserNotFoundException", "User does not exist.")},
		"a refresh of a user with a new password":    {alter: refreshRefused("PasswordResetRequiredException", "Password reset required for the user")},
		"a refresh without a token":                  {alter: refreshRefused("InvalidParameterException", "Missing required parameter REFRESH_TOKEN")},
		"a wrong proof of a device, with the Session of the challenge before": {alter: func(_ *testing.T, list calls) calls {
			list[secondProof].Response.Session = "session"
			list[secondProof+1].Request.Session, list[deviceProof].Request.Session = "session", "session"
			refuse(&list[deviceProof], "NotAuthorizedException", "Incorrect username or password.")
			return list[:deviceProof+1]
		}, causes: []string{"device-proof-never-accepted"}},
		"a device's challenge that expired": {alter: func(_ *testing.T, list calls) calls {
			refuse(&list[deviceProof], "NotAuthorizedException", "Invalid session for the user, session is expired.")
			return list[:deviceProof+1]
		}, says: "has expired"},
		"too many wrong passwords": {alter: func(_ *testing.T, list calls) calls {
			refuse(&list[firstSignIn+1], "NotAuthorizedException", "Password attempts exceeded")
			return list[:firstSignIn+2]
		}, says: "Too many wrong passwords"},
		"a computer whose clock is an hour late": {alter: func(_ *testing.T, list calls) calls {
			refuse(&list[firstSignIn+1], "NotAuthorizedException", "Incorrect username or password.")
			list[firstSignIn+1].Date = list[firstSignIn+1].Started.Add(53 * time.Minute)
			return list[:firstSignIn+2]
		}, causes: []string{"timestamp-of-another-time"}, says: "It is 53m0s away."},
		"local time that is called UTC": {alter: func(_ *testing.T, list calls) calls {
			refuse(&list[firstSignIn+1], "NotAuthorizedException", "Incorrect username or password.")
			list[firstSignIn+1].Date = list[firstSignIn+1].Started.Add(-330 * time.Minute)
			return list[:firstSignIn+2]
		}, causes: []string{"timestamp-of-another-time"}, says: "as local time is that is called UTC"},
		"a recorder whose clock is wrong": {alter: func(_ *testing.T, list calls) calls {
			refuse(&list[secondProof], "NotAuthorizedException", "Incorrect username or password.")
			for i := range list {
				list[i].Started, list[i].Ended = list[i].Started.Add(time.Hour), list[i].Ended.Add(time.Hour)
			}
			return list[:secondProof+1]
		}, says: "The proof is refused."},
		"a rotated token, refused by another name": {alter: func(_ *testing.T, list calls) calls {
			again := list[firstRefresh]
			first := *list[firstRefresh].Response.AuthenticationResult
			first.RefreshToken = "newer"
			list[firstRefresh].Response.AuthenticationResult = &first
			again.Started, again.Ended = again.Ended, again.Ended.Add(time.Second)
			refuse(&again, "NotAuthorizedException", "Refresh Token has been revoked")
			return append(list[:firstRefresh+1], again)
		}, causes: []string{"rotated-refresh-token-used-again"}},
		"a user who was deleted, and signs up anew": {alter: func(t *testing.T, list calls) calls {
			t.Helper()
			for _, i := range []int{secondSignIn, secondProof} {
				delete(list[i].Request.Parameters(), "DEVICE_KEY")
			}
			list[secondProof].Response = list[firstSignIn+1].Response
			return after(t, list[:secondProof+1], firstRefresh, "DeleteUser", nil)
		}},
		"a SECRET_HASH of whatever": {alter: func(_ *testing.T, list calls) calls {
			refuse(&list[firstSignIn], "NotAuthorizedException", "Unable to verify secret hash for client x")
			return list[:1]
		}, says: "The service refuses SECRET_HASH"},
	} {
		t.Run(name, func(t *testing.T) {
			found := concluded(t, c.alter(t, recorded(t, helper)))
			if got := causesOf(found); !slices.Equal(got, c.causes) {
				t.Errorf("explained by %q, want %q", got, c.causes)
			}
			var told []string
			for _, s := range found.SignIns {
				told = append(told, s.Explanation)
			}
			if !strings.Contains(strings.Join(told, "\n"), c.says) {
				t.Errorf("it is told %q, want %q in it", told, c.says)
			}
		})
	}
}

// refreshRefused has a refresh without DEVICE_KEY refused for a reason of its own.
func refreshRefused(exception, text string) func(t *testing.T, list calls) calls {
	return func(_ *testing.T, list calls) calls {
		delete(list[firstRefresh].Request.AuthParameters, "DEVICE_KEY")
		refuse(&list[firstRefresh], exception, text)
		return list[:firstRefresh+1]
	}
}

// Keys that another tool has masked are all the same: nothing is said of one device.
func TestNothingIsSaidOfMaskedDevices(t *testing.T) {
	const masked = "[REDACTED]"
	list := recorded(t, helper)
	for i := range list {
		e := &list[i]
		if parameters := e.Request.Parameters(); parameters["DEVICE_KEY"] != "" {
			parameters["DEVICE_KEY"] = masked
		}
		if result := e.Response.AuthenticationResult; result != nil && result.NewDeviceMetadata != nil {
			result.NewDeviceMetadata.DeviceKey = masked
		}
		if e.Request.DeviceKey != "" {
			e.Request.DeviceKey = masked
		}
	}
	delete(list[firstRefresh].Request.AuthParameters, "DEVICE_KEY")
	refuse(&list[firstRefresh], "NotAuthorizedException", "Invalid Refresh Token.")
	found := concluded(t, list)
	if got := causesOf(found); !slices.Equal(got, []string{"refresh-without-device-key"}) {
		t.Errorf("explained by %q", got)
	}
	if !slices.ContainsFunc(found.NotJudged, func(note string) bool { return strings.Contains(note, "masked") }) {
		t.Errorf("it is not told: %q", found.NotJudged)
	}
	if told := found.SignIns[0].Explanation; strings.Contains(told, "does not confirm") {
		t.Errorf("it is told %q", told)
	}
}
