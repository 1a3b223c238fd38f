package referee_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/srp"
)

// scene makes the calls of a client one after another, a second apart, each with numbers of
// its own.
type scene struct {
	*testing.T
	clientID string
	calls    []referee.Exchange
}

const deviceOne, deviceTwo = "eu-west-1_11111111-1111-4111-8111-111111111111", "eu-west-1_22222222-2222-4222-8222-222222222222"

// noon is when a scene begins.
var noon = time.Date(2026, time.November, 30, 12, 0, 0, 0, time.UTC)

// add takes a call in, and returns it to be altered.
func (s *scene) add(operation string, request, answer object) *referee.Exchange {
	s.Helper()
	if s.clientID == "" {
		s.clientID = "client"
	}
	if _, named := request["ClientId"]; !named && request["AccessToken"] == nil {
		request["ClientId"] = s.clientID
	}
	e := exchange(s.T, operation, request, answer)
	e.Started = noon.Add(time.Duration(len(s.calls)) * time.Second)
	e.Ended = e.Started.Add(100 * time.Millisecond)
	s.calls = append(s.calls, e)
	return &s.calls[len(s.calls)-1]
}

// power is a number that a client may have by g^n.
func (s *scene) power() *big.Int {
	const large = 5000
	return new(big.Int).Exp(srp.G(), big.NewInt(int64(large+len(s.calls))), srp.N())
}

// with are parameters with more of them.
func with(parameters, more object) object {
	all := maps.Clone(parameters)
	maps.Copy(all, more)
	return all
}

// begin is an InitiateAuth of USER_SRP_AUTH.
func (s *scene) begin(name string, more, answer object) *referee.Exchange {
	s.Helper()
	return s.add("InitiateAuth", object{"AuthFlow": "USER_SRP_AUTH", "AuthParameters": with(object{"USERNAME": name, "SRP_A": s.power().Text(16)}, more)}, answer)
}

// respond is a challenge response; a Session of "" is left out.
func (s *scene) respond(name, challenge, session string, more, answer object) *referee.Exchange {
	s.Helper()
	request := object{"ChallengeName": challenge, "ChallengeResponses": with(object{"USERNAME": name}, more)}
	if session != "" {
		request["Session"] = session
	}
	return s.add("RespondToAuthChallenge", request, answer)
}

// proves are the parameters of a proof.
func (s *scene) proves(block string) object {
	return object{
		"PASSWORD_CLAIM_SECRET_BLOCK": block, "PASSWORD_CLAIM_SIGNATURE": base64.StdEncoding.EncodeToString([]byte(fmt.Sprintf("%032d", len(s.calls)))),
		"TIMESTAMP": srp.Timestamp(noon.Add(time.Duration(len(s.calls)) * time.Second)),
	}
}

// prove is the response to PASSWORD_VERIFIER.
func (s *scene) prove(name, block string, more, answer object) *referee.Exchange {
	s.Helper()
	return s.respond(name, "PASSWORD_VERIFIER", "", with(s.proves(block), more), answer)
}

// asks is a challenge of SRP.
func asks(name, session, block, user string) object {
	return challenge(name, session, object{
		"SALT": "a1b2", "SRP_B": "c3d4", "SECRET_BLOCK": block, "USER_ID_FOR_SRP": user, "USERNAME": user,
	})
}

// code is the response with a code of a software token, which is asked with a Session.
func (s *scene) code(name, session string, more, answer object) *referee.Exchange {
	s.Helper()
	return s.respond(name, "SOFTWARE_TOKEN_MFA", session, with(object{"SOFTWARE_TOKEN_MFA_CODE": fmt.Sprintf("%06d", len(s.calls))}, more), answer)
}

// issues are tokens with a new device.
func issues(sign int, device string) object {
	answer := tokens(fmt.Sprintf("access-%d", sign), fmt.Sprintf("refresh-%d", sign))
	answer["AuthenticationResult"].(object)["NewDeviceMetadata"] = object{"DeviceKey": device, "DeviceGroupKey": "-group"}
	return answer
}

// number is the base64 of a number's bytes as Java writes them.
func number(n *big.Int) string {
	raw := n.Bytes()
	if raw[0] >= 0x80 {
		raw = append([]byte{0}, raw...)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// prefer begins a USER_AUTH that asks for SRP.
func (s *scene) prefer(name string, answer object) {
	s.Helper()
	s.add("InitiateAuth", object{"AuthFlow": "USER_AUTH", "AuthParameters": object{
		"USERNAME": name, "PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": s.power().Text(16),
	}}, answer)
}

// confirm is the ConfirmDevice of a sign-in's device.
func (s *scene) confirm(sign int, device string, answer object) *referee.Exchange {
	s.Helper()
	n := s.power()
	salt := new(big.Int).Rsh(n, uint(n.BitLen()-127))
	return s.add("ConfirmDevice", object{
		"AccessToken": fmt.Sprintf("access-%d", sign), "DeviceKey": device, "DeviceName": "browser",
		"DeviceSecretVerifierConfig": object{"Salt": number(salt), "PasswordVerifier": number(n)},
	}, answer)
}

// onDevice is a whole sign-in on a remembered device, under the name as it was typed.
func (s *scene) onDevice(typed, user, device string, sign int) {
	s.Helper()
	block := fmt.Sprintf("block-of-sign-in-%d", sign)
	s.begin(typed, nil, asks("PASSWORD_VERIFIER", "", block, user))
	s.prove(user, block, object{"DEVICE_KEY": device}, challenge("DEVICE_SRP_AUTH", "", object{"USERNAME": user}))
	s.respond(user, "DEVICE_SRP_AUTH", "", object{"DEVICE_KEY": device, "SRP_A": s.power().Text(16)}, asks("DEVICE_PASSWORD_VERIFIER", "", "device-"+block, user))
	s.respond(user, "DEVICE_PASSWORD_VERIFIER", "", with(s.proves("device-"+block), object{"DEVICE_KEY": device}), tokens(fmt.Sprintf("access-%d", sign), fmt.Sprintf("refresh-%d", sign)))
}

// registered is a whole sign-in that ends with a new device, which is confirmed.
func (s *scene) registered(typed, user, device string, sign int) {
	s.Helper()
	s.issued(typed, user, device, sign)
	s.confirm(sign, device, object{"UserConfirmationNecessary": false})
}

// issued is a whole sign-in that ends with a new device.
func (s *scene) issued(typed, user, device string, sign int) {
	s.Helper()
	block, session := fmt.Sprintf("block-of-sign-in-%d", sign), fmt.Sprintf("session-of-sign-in-%d", sign)
	s.begin(typed, nil, asks("PASSWORD_VERIFIER", "", block, user))
	s.prove(user, block, nil, challenge("SOFTWARE_TOKEN_MFA", session, object{}))
	s.code(user, session, nil, issues(sign, device))
}

// refresh is a REFRESH_TOKEN_AUTH.
func (s *scene) refresh(token string, more, answer object) {
	s.Helper()
	s.add("InitiateAuth", object{"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": with(object{"REFRESH_TOKEN": token}, more)}, answer)
}

// renew is a GetTokensFromRefreshToken.
func (s *scene) renew(token string, more, answer object) {
	s.Helper()
	s.add("GetTokensFromRefreshToken", with(object{"RefreshToken": token}, more), answer)
}

// refusal is an answer by an exception.
func refusal(name, message string) object { return object{"__type": name, "message": message} }

var (
	noDevice = refusal("ResourceNotFoundException", "Device does not exist.")
	wrongOne = refusal("NotAuthorizedException", "Incorrect username or password.")
)

// concluded is what the judge says of the calls of a client, and why.
func concluded(t *testing.T, calls []referee.Exchange) *report.Client {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.HAR, Gate: spec.Observed})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range calls {
		judge.Add(e)
	}
	return explain.Conclude(judge)
}

// accused are the rules that were violated, with the judge's reasons.
func accused(c *report.Client) map[string]string {
	broken := map[string]string{}
	for _, rule := range c.Rules {
		if rule.Outcome == report.Violated {
			broken[rule.ID] = fmt.Sprintf("%s in %v", rule.Message, rule.Exchanges)
		}
	}
	return broken
}

// blamed are the diagnoses of what is the client's fault.
func blamed(c *report.Client) []string {
	var ids []string
	for _, cause := range explain.Causes() {
		found := slices.ContainsFunc(c.Diagnoses, func(d report.ClientDiagnosis) bool { return d.ID == cause.ID })
		if found && len(cause.Rules) > 0 {
			ids = append(ids, cause.ID)
		}
	}
	return ids
}

// rightWays are what right clients do, and what comes of it, that looks wrong from afar.
func rightWays() map[string]func(s *scene) {
	return map[string]func(s *scene){
		"a service whose Session stays": func(s *scene) {
			const session = "one-session"
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", session, "block", "ann"))
			s.respond("ann", "PASSWORD_VERIFIER", session, s.proves("block"), challenge("SELECT_MFA_TYPE", session, object{"MFAS_CAN_CHOOSE": `["SOFTWARE_TOKEN_MFA"]`}))
			s.respond("ann", "SELECT_MFA_TYPE", session, object{"ANSWER": "SOFTWARE_TOKEN_MFA"}, challenge("SOFTWARE_TOKEN_MFA", session, object{}))
			s.code("ann", session, nil, tokens("access-1", "refresh-1"))
		},
		"a service with one Session for all": func(s *scene) {
			for i := range 2 {
				s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", fmt.Sprint("block", i), "ann"))
				s.prove("ann", fmt.Sprint("block", i), nil, challenge("SOFTWARE_TOKEN_MFA", "session", object{}))
				s.code("ann", "session", nil, tokens("access-1", "refresh-1"))
			}
		},
		"Sessions alike, and an answer lost": func(s *scene) {
			s.prefer("ann", asks("PASSWORD_VERIFIER", "AYABe-a-made-up-session-of-a-test-number-1", "block", "ann"))
			lose(s.respond("ann", "PASSWORD_VERIFIER", "AYABe-a-made-up-session-of-a-test-number-1", s.proves("block"), object{}))
			s.code("ann", "AYABe-a-made-up-session-of-a-test-number-2", nil, tokens("access-1", "refresh-1"))
		},
		"short Sessions alike, and two sign-ins": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, challenge("SOFTWARE_TOKEN_MFA", "session-1", object{}))
			s.code("ann", "session-1", nil, tokens("access-1", "refresh-1"))
			s.code("ann", "session-2", nil, tokens("access-2", "refresh-2"))
		},
		"a Session that stays, and an answer lost": func(s *scene) {
			s.prefer("ann", asks("PASSWORD_VERIFIER", "session", "block", "ann"))
			lose(s.respond("ann", "PASSWORD_VERIFIER", "session", s.proves("block"), object{}))
			s.code("ann", "session", nil, tokens("access-1", "refresh-1"))
		},
		"blocks alike, and an answer lost": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "secret-block-1", "ann"))
			lose(s.begin("ann", nil, object{}))
			s.prove("ann", "secret-block-2", nil, tokens("access-1", "refresh-1"))
		},
		"a code that was sent twice at once": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, challenge("SOFTWARE_TOKEN_MFA", "session", object{}))
			first := s.code("ann", "session", object{"SOFTWARE_TOKEN_MFA_CODE": "123456"}, tokens("access-1", "refresh-1"))
			first.Ended = first.Started.Add(5 * time.Second)
			s.code("ann", "session", object{"SOFTWARE_TOKEN_MFA_CODE": "123456"}, refusal("NotAuthorizedException", "Invalid session for the user, session can only be used once."))
		},
		"the user's own name where the challenges gave the sub": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "sub-1"))
			access := accessToken(object{"username": "ann", "sub": "sub-1"})
			s.prove("ann", "block", nil, tokens(access, "refresh-1"))
		},
		"a device missed in two windows": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-1", "ann"))
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-2", "ann"))
			s.prove("ann", "block-1", object{"DEVICE_KEY": deviceOne}, noDevice)
			s.prove("ann", "block-2", object{"DEVICE_KEY": deviceOne}, noDevice)
			s.prove("ann", "block-1", nil, tokens("access-1", "refresh-1"))
			s.prove("ann", "block-2", nil, tokens("access-2", "refresh-2"))
		},
		"tokens of a device that was missed since": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-2", "ann"))
			s.prove("ann", "block-2", object{"DEVICE_KEY": deviceOne}, noDevice)
			s.refresh("refresh-1", object{"DEVICE_KEY": deviceOne}, wrongOne)
		},
		"tokens without a device that was missed since": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-2", "ann"))
			s.prove("ann", "block-2", object{"DEVICE_KEY": deviceOne}, noDevice)
			s.refresh("refresh-1", nil, wrongOne)
		},
		"an app client that does not exist": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-1", "ann"))
			s.prove("ann", "block-1", object{"DEVICE_KEY": deviceOne}, refusal("ResourceNotFoundException", "User pool client client does not exist."))
			s.onDevice("ann", "ann", deviceOne, 2)
		},
		"a device forgotten from another browser": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.registered("ann", "ann", deviceTwo, 2)
			s.add("ForgetDevice", object{"AccessToken": "access-2", "DeviceKey": deviceOne}, object{})
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-3", "ann"))
			s.prove("ann", "block-3", object{"DEVICE_KEY": deviceOne}, noDevice)
			for i := range s.calls {
				agent := map[bool]string{true: "Firefox", false: "Chrome"}[i >= 4 && i < 9]
				s.calls[i].Header = map[string]string{"User-Agent": agent}
			}
		},
		"a sign-in under way while the device is forgotten": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-2", "ann"))
			s.add("ForgetDevice", object{"AccessToken": "access-1", "DeviceKey": deviceOne}, object{})
			s.prove("ann", "block-2", object{"DEVICE_KEY": deviceOne}, noDevice)
		},
		"a device whose sign-ins expired": func(s *scene) {
			for i := range 2 {
				block := fmt.Sprint("block-", i)
				s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", block, "ann"))
				s.prove("ann", block, object{"DEVICE_KEY": deviceOne}, challenge("DEVICE_SRP_AUTH", "", object{}))
				s.respond("ann", "DEVICE_SRP_AUTH", "", object{"DEVICE_KEY": deviceOne, "SRP_A": s.power().Text(16)}, asks("DEVICE_PASSWORD_VERIFIER", "", "device-"+block, "ann"))
				s.respond("ann", "DEVICE_PASSWORD_VERIFIER", "", with(s.proves("device-"+block), object{"DEVICE_KEY": deviceOne}), refusal("NotAuthorizedException", "Invalid session for the user, session is expired."))
			}
		},
		"a device refused in two windows": func(s *scene) {
			for i := range 2 {
				block := fmt.Sprint("block-", i)
				s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", block, "ann"))
				s.prove("ann", block, object{"DEVICE_KEY": deviceOne}, challenge("DEVICE_SRP_AUTH", "", object{}))
			}
			for i := range 2 {
				block := fmt.Sprint("block-", i)
				session := fmt.Sprint("AYABe-another-beginning-"[i:], i)
				s.calls[2*i+1].Response.Session = session
				s.respond("ann", "DEVICE_SRP_AUTH", session, object{"DEVICE_KEY": deviceOne, "SRP_A": s.power().Text(16)}, asks("DEVICE_PASSWORD_VERIFIER", session, "device-"+block, "ann"))
			}
			for i := range 2 {
				s.respond("ann", "DEVICE_PASSWORD_VERIFIER", "", with(s.proves(fmt.Sprint("device-block-", i)), object{"DEVICE_KEY": deviceOne}), wrongOne)
			}
		},
		"a hash that nobody asks for": func(s *scene) {
			s.begin("ann", object{"SECRET_HASH": number(s.power())}, asks("PASSWORD_VERIFIER", "", "block", "ann")).Request.AuthParameters["SECRET_HASH"] = base64.StdEncoding.EncodeToString(make([]byte, 32))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
		},
		"a client secret in the place of the hash, which the service took": func(s *scene) {
			const secret = "1abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmno"
			hash := srp.SecretHash("ann", "client", secret)
			s.begin("ann", object{"SECRET_HASH": hash}, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", object{"SECRET_HASH": hash}, tokens("access-1", "refresh-1"))
			s.refresh("refresh-1", object{"SECRET_HASH": secret}, tokens("access-2", ""))
			for i := range s.calls {
				s.calls[i].Known = &referee.Known{ClientSecret: secret}
			}
		},
		"a device key as a server issued it": func(s *scene) {
			s.registered("ann", "ann", "Device Key 1", 1)
			s.refresh("refresh-1", object{"DEVICE_KEY": "Device Key 1"}, tokens("access-2", ""))
		},
		"a user that was deleted and made anew under an address": func(s *scene) {
			s.registered("ann@example.com", "sub-1", deviceOne, 1)
			s.begin("ann@example.com", object{"DEVICE_KEY": deviceOne}, asks("PASSWORD_VERIFIER", "", "block-2", "sub-2"))
			s.prove("sub-2", "block-2", object{"DEVICE_KEY": deviceOne}, noDevice)
			s.prove("sub-2", "block-2", nil, tokens("access-2", "refresh-2"))
		},
		"a device in another app client of the pool": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.clientID = "other client"
			s.onDevice("ann", "ann", deviceOne, 2)
		},
		"two windows that refresh in the grace period": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
			s.renew("refresh-1", nil, tokens("access-2", "refresh-2"))
			s.renew("refresh-1", nil, tokens("access-3", "refresh-3"))
			s.renew("refresh-2", nil, refusal("NotAuthorizedException", "Refresh Token has been revoked"))
		},
		"windows that refresh at once, and are refused": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
			for range 5 {
				s.refresh("refresh-1", nil, refusal("NotAuthorizedException", "Refresh Token has expired"))
				last := &s.calls[len(s.calls)-1]
				last.Ended = last.Started.Add(10 * time.Second)
			}
		},
		"a device that comes with a refresh": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.renew("refresh-1", object{"DeviceKey": deviceOne}, issues(2, deviceTwo))
			s.confirm(2, deviceTwo, object{})
			s.renew("refresh-2", object{"DeviceKey": deviceTwo}, tokens("access-3", "refresh-3"))
			s.renew("refresh-3", object{"DeviceKey": deviceTwo}, wrongOne)
			s.onDevice("ann", "ann", deviceOne, 4)
		},
		"a refresh that came too often": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
			s.renew("refresh-1", nil, tokens("access-2", "refresh-2"))
			s.renew("refresh-1", nil, refusal("TooManyRequestsException", "Rate exceeded"))
		},
		"a server that returns the refresh token": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
			s.refresh("refresh-1", nil, tokens("access-2", "refresh-1"))
			s.refresh("refresh-1", nil, refusal("NotAuthorizedException", "Refresh Token has expired"))
		},
		"a token that rotated and was revoked then": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
			s.renew("refresh-1", nil, tokens("access-2", "refresh-2"))
			s.add("RevokeToken", object{"Token": "refresh-1"}, object{})
			s.renew("refresh-2", nil, tokens("access-3", "refresh-3"))
		},
		"a call made twice whose challenge nobody answers": func(s *scene) {
			first := s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-1", "ann"))
			A := first.Request.AuthParameters["SRP_A"]
			s.begin("ann", object{"SRP_A": A}, asks("PASSWORD_VERIFIER", "", "block-2", "ann"))
			s.prove("ann", "block-2", nil, tokens("access-1", "refresh-1"))
		},
		"a recorder whose clock is wrong": func(s *scene) {
			for i := range 2 {
				s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", fmt.Sprint("block-", i), "ann"))
				s.prove("ann", fmt.Sprint("block-", i), nil, map[bool]object{true: wrongOne, false: tokens("access-1", "refresh-1")}[i == 1])
			}
			for i := range s.calls {
				s.calls[i].Started, s.calls[i].Ended = s.calls[i].Started.Add(2*time.Hour), s.calls[i].Ended.Add(2*time.Hour)
			}
		},
		"a server whose Date stands still": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1")).Date = noon.AddDate(-20, 0, 0)
		},
		"a device set not_remembered, in a call without an answer, and remembered then": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			status := func(status string) *referee.Exchange {
				return s.add("UpdateDeviceStatus", object{"AccessToken": "access-1", "DeviceKey": deviceOne, "DeviceRememberedStatus": status}, object{})
			}
			lose(status("not_remembered"))
			status("remembered")
		},
		"a sign-in on another computer, of a device that nobody confirmed": func(s *scene) {
			s.issued("ann", "ann", deviceOne, 1)
			s.registered("ann", "ann", deviceTwo, 2)
			for i := range s.calls {
				s.calls[i].Header = map[string]string{"User-Agent": map[bool]string{true: "Firefox", false: "Chrome"}[i >= 3]}
			}
		},
		"codes by e-mail in place of a password": func(s *scene) {
			byEmail := func(sign int, answer object) {
				session := fmt.Sprint(sign, "-session-of-a-sign-in-by-email")
				s.add("InitiateAuth", object{"AuthFlow": "USER_AUTH", "AuthParameters": object{"USERNAME": "ann", "PREFERRED_CHALLENGE": "EMAIL_OTP"}}, challenge("EMAIL_OTP", session, object{}))
				s.respond("ann", "EMAIL_OTP", session, object{"EMAIL_OTP_CODE": "12345678"}, answer)
			}
			byEmail(1, issues(1, deviceOne))
			s.confirm(1, deviceOne, object{})
			byEmail(2, tokens("access-2", "refresh-2"))
			byEmail(3, tokens("access-3", "refresh-3"))
		},
		"custom challenges in place of a password": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			for sign := 2; sign <= 3; sign++ {
				session := fmt.Sprint(sign, "-session-of-a-custom-sign-in")
				s.add("InitiateAuth", object{"AuthFlow": "CUSTOM_AUTH", "AuthParameters": object{"USERNAME": "ann"}}, challenge("CUSTOM_CHALLENGE", session, object{"USERNAME": "ann"}))
				s.respond("ann", "CUSTOM_CHALLENGE", session, object{"ANSWER": "link"}, tokens(fmt.Sprint("access-", sign), fmt.Sprint("refresh-", sign)))
			}
		},
		"custom challenges in place of a password, once": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.add("InitiateAuth", object{"AuthFlow": "CUSTOM_AUTH", "AuthParameters": object{"USERNAME": "ann"}}, challenge("CUSTOM_CHALLENGE", "custom-session", object{"USERNAME": "ann"}))
			s.respond("ann", "CUSTOM_CHALLENGE", "custom-session", object{"ANSWER": "link"}, issues(2, deviceTwo))
			s.confirm(2, deviceTwo, object{})
		},
		"a ForgetDevice that was refused": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.add("ForgetDevice", object{"AccessToken": "access-1", "DeviceKey": deviceOne}, refusal("NotAuthorizedException", "Access Token has expired"))
			for i := range 2 {
				s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", fmt.Sprint("block-", i), "ann"))
				s.prove("ann", fmt.Sprint("block-", i), nil, tokens("access-2", "refresh-2"))
			}
		},
		"a sign-in by choice, on a device": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.add("InitiateAuth", object{"AuthFlow": "USER_AUTH", "AuthParameters": object{"USERNAME": "ann", "DEVICE_KEY": deviceOne}}, object{"ChallengeName": "SELECT_CHALLENGE", "Session": "chosen-1", "AvailableChallenges": []string{"PASSWORD_SRP", "EMAIL_OTP"}})
			s.respond("ann", "SELECT_CHALLENGE", "chosen-1", object{"ANSWER": "PASSWORD_SRP", "SRP_A": s.power().Text(16), "DEVICE_KEY": deviceOne}, asks("PASSWORD_VERIFIER", "chosen-2", "block-2", "ann"))
			s.respond("ann", "PASSWORD_VERIFIER", "chosen-2", with(s.proves("block-2"), object{"DEVICE_KEY": deviceOne}), challenge("DEVICE_SRP_AUTH", "chosen-3", nil))
			s.respond("ann", "DEVICE_SRP_AUTH", "chosen-3", object{"DEVICE_KEY": deviceOne, "SRP_A": s.power().Text(16)}, asks("DEVICE_PASSWORD_VERIFIER", "", "device-block-2", "ann"))
			s.respond("ann", "DEVICE_PASSWORD_VERIFIER", "chosen-3", with(s.proves("device-block-2"), object{"DEVICE_KEY": deviceOne}), tokens("access-2", "refresh-2"))
		},
		"a passkey": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			for i := range 3 {
				session := fmt.Sprint(i, "-session-of-a-passkey")
				s.add("InitiateAuth", object{"AuthFlow": "USER_AUTH", "AuthParameters": object{"USERNAME": "ann", "PREFERRED_CHALLENGE": "WEB_AUTHN"}}, challenge("WEB_AUTHN", session, object{"CREDENTIAL_REQUEST_OPTIONS": "{}"}))
				s.respond("ann", "WEB_AUTHN", session, object{"CREDENTIAL": "{}"}, tokens(fmt.Sprint("access-", i+2), fmt.Sprint("refresh-", i+2)))
			}
		},
		"a custom flow with SRP, whose answers are wrong at first": func(s *scene) {
			s.add("InitiateAuth", object{"AuthFlow": "CUSTOM_AUTH", "AuthParameters": object{"USERNAME": "ann", "CHALLENGE_NAME": "SRP_A", "SRP_A": s.power().Text(16)}}, asks("PASSWORD_VERIFIER", "custom-1", "block-1", "ann"))
			s.respond("ann", "PASSWORD_VERIFIER", "custom-1", s.proves("block-1"), challenge("CUSTOM_CHALLENGE", "custom-2", object{"USERNAME": "ann"}))
			s.respond("ann", "CUSTOM_CHALLENGE", "custom-2", object{"ANSWER": "wrong"}, challenge("CUSTOM_CHALLENGE", "custom-3", object{"USERNAME": "ann"}))
			s.respond("ann", "CUSTOM_CHALLENGE", "custom-3", object{"ANSWER": ""}, challenge("CUSTOM_CHALLENGE", "custom-4", object{"USERNAME": "ann"}))
			s.respond("ann", "CUSTOM_CHALLENGE", "custom-4", object{"ANSWER": "right"}, issues(1, deviceOne))
			s.confirm(1, deviceOne, object{})
			s.renew("refresh-1", object{"DeviceKey": deviceOne}, tokens("access-2", ""))
		},
		"a stale key, and the same answer without it": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-1", "ann"))
			proof := s.proves("block-1")
			s.respond("ann", "PASSWORD_VERIFIER", "", with(proof, object{"DEVICE_KEY": deviceOne}), noDevice)
			s.respond("ann", "PASSWORD_VERIFIER", "", with(proof, object{"DEVICE_KEY": nil}), challenge("SOFTWARE_TOKEN_MFA", "session-1", nil))
			s.code("ann", "session-1", nil, issues(1, deviceTwo))
			s.confirm(1, deviceTwo, object{})
			s.onDevice("ann", "ann", deviceTwo, 2)
		},
		"a confirmation whose answer did not arrive, and its repetition": func(s *scene) {
			s.issued("ann", "ann", deviceOne, 1)
			lose(s.confirm(1, deviceOne, object{}))
			s.confirm(1, deviceOne, refusal("DeviceKeyExistsException", "Device already exists"))
			s.refresh("refresh-1", object{"DEVICE_KEY": deviceOne}, tokens("access-2", ""))
			s.onDevice("ann", "ann", deviceOne, 2)
		},
		"a call that came too often, and its repetition": func(s *scene) {
			A := s.begin("ann", nil, refusal("TooManyRequestsException", "Rate exceeded")).Request.AuthParameters["SRP_A"]
			s.begin("ann", object{"SRP_A": A}, asks("PASSWORD_VERIFIER", "", "block-1", "ann"))
			s.prove("ann", "block-1", nil, tokens("access-1", "refresh-1"))
		},
		"a name in other letters": func(s *scene) {
			s.registered("Ann@Example.com", "sub-1", deviceOne, 1)
			s.onDevice("ann@example.com", "sub-1", deviceOne, 2)
		},
		"a user who said no, and later yes": func(s *scene) {
			s.issued("ann", "ann", deviceOne, 1)
			s.confirm(1, deviceOne, object{"UserConfirmationNecessary": true})
			for i := range 2 {
				s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", fmt.Sprint("block-", i), "ann"))
				s.prove("ann", fmt.Sprint("block-", i), object{"DEVICE_KEY": deviceOne}, challenge("SOFTWARE_TOKEN_MFA", fmt.Sprint("session-", i), nil))
				s.code("ann", fmt.Sprint("session-", i), object{"DEVICE_KEY": deviceOne}, tokens(fmt.Sprint("access-", i+2), fmt.Sprint("refresh-", i+2)))
			}
			s.add("UpdateDeviceStatus", object{"AccessToken": "access-3", "DeviceKey": deviceOne, "DeviceRememberedStatus": "remembered"}, object{})
			s.onDevice("ann", "ann", deviceOne, 9)
		},
		"two names of which nobody says that they are two people's": func(s *scene) {
			begin := func(name, key string, answer object) {
				s.add("InitiateAuth", object{"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": object{"USERNAME": name, "PASSWORD": "p", "DEVICE_KEY": key}}, answer)
			}
			begin("ann", "", issues(1, deviceOne))
			s.confirm(1, deviceOne, object{})
			begin("ann@example.com", deviceOne, challenge("DEVICE_SRP_AUTH", "session", nil))
		},
		"one computer, two people, a device each": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.registered("bob", "bob", deviceTwo, 2)
			s.onDevice("ann", "ann", deviceOne, 3)
			s.onDevice("bob", "bob", deviceTwo, 4)
			s.refresh("refresh-3", object{"DEVICE_KEY": deviceOne}, tokens("access-5", ""))
		},
		"values that another tool has masked": func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.refresh("refresh-1", object{"DEVICE_KEY": deviceOne}, tokens("access-2", ""))
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block-2", "ann"))
			s.prove("ann", "block-2", object{"DEVICE_KEY": deviceOne}, noDevice)
			s.prove("ann", "block-2", nil, challenge("SOFTWARE_TOKEN_MFA", "session-2", nil))
			s.code("ann", "session-2", nil, issues(3, deviceTwo))
			s.confirm(3, deviceTwo, object{})
			s.onDevice("ann", "ann", deviceTwo, 4)
			s.registered("bob", "bob", "eu-west-1_33333333-3333-4333-8333-333333333333", 5)
			for range 4 {
				s.refresh("refresh-5", object{"DEVICE_KEY": deviceTwo}, refusal("NotAuthorizedException", "Refresh Token has expired"))
			}
			s.mask()
		},
		"a software token that is verified twice": func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, challenge("MFA_SETUP", "setup-0", object{"MFAS_CAN_SETUP": `["SOFTWARE_TOKEN_MFA"]`}))
			s.add("AssociateSoftwareToken", object{"Session": "setup-0"}, object{"SecretCode": "AAAA", "Session": "setup-1"})
			s.add("VerifySoftwareToken", object{"Session": "setup-1", "UserCode": "111111"}, object{"Status": "SUCCESS", "Session": "setup-2"})
			s.add("VerifySoftwareToken", object{"Session": "setup-1", "UserCode": "111111"}, object{"Status": "SUCCESS", "Session": "setup-3"})
			s.respond("ann", "MFA_SETUP", "setup-2", nil, tokens("access-1", "refresh-1"))
		},
	}
}

// mask replaces all secrets as tools do that know no protocol.
func (s *scene) mask() {
	s.Helper()
	secret := regexp.MustCompile(`"(DEVICE_KEY|DeviceKey|DeviceGroupKey|Session|SRP_A|SRP_B|SALT|Salt|PasswordVerifier|SECRET_BLOCK|PASSWORD_CLAIM_\w+|AccessToken|RefreshToken|REFRESH_TOKEN|\w+_CODE)":"[^"]+"`)
	masked := func(members map[string]json.RawMessage) []byte {
		body, err := json.Marshal(members)
		if err != nil {
			s.Fatal(err)
		}
		return secret.ReplaceAll(body, []byte(`"$1":"[REDACTED]"`))
	}
	var err error
	for i := range s.calls {
		e := &s.calls[i]
		if e.Request, err = referee.ParseRequest(masked(e.Request.Members)); err != nil {
			s.Fatal(err)
		}
		if e.Response, err = referee.ParseResponse(masked(e.Response.Members), ""); err != nil {
			s.Fatal(err)
		}
	}
}

// lose has the answer to a call not recorded.
func lose(e *referee.Exchange) { e.Status, e.Response = 0, referee.Response{} }

func TestRightWaysAreAccusedOfNothing(t *testing.T) {
	for name, walk := range rightWays() {
		t.Run(name, func(t *testing.T) {
			s := &scene{T: t}
			walk(s)
			c := concluded(t, s.calls)
			for id, why := range accused(c) {
				t.Errorf("%s: %s", id, why)
			}
			for _, id := range blamed(c) {
				t.Errorf("explained by %s", id)
			}
		})
	}
}

// A device that the client had forgotten while a sign-in was under way is not said to have been
// forgotten by somebody else.
func TestAForgettingInTheMeantimeIsTheClientsOwn(t *testing.T) {
	s := &scene{T: t}
	rightWays()["a sign-in under way while the device is forgotten"](s)
	for _, d := range concluded(t, s.calls).Diagnoses {
		t.Errorf("explained by %s", d.ID)
	}
}

// The tokens of a sign-in whose device the service did not know are of no device.
func TestAMissedDeviceIsNotThatOfTheTokens(t *testing.T) {
	s := &scene{T: t}
	s.add("InitiateAuth", object{"AuthFlow": "CUSTOM_AUTH", "AuthParameters": object{"USERNAME": "ann", "CHALLENGE_NAME": "SRP_A", "SRP_A": s.power().Text(16)}}, asks("PASSWORD_VERIFIER", "", "block", "ann"))
	s.prove("ann", "block", object{"DEVICE_KEY": deviceOne}, noDevice)
	s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
	s.refresh("refresh-1", nil, refusal("NotAuthorizedException", "Invalid Refresh Token."))
	var ids []string
	for _, d := range concluded(t, s.calls).Diagnoses {
		ids = append(ids, d.ID)
	}
	if want := []string{"device-forgotten-elsewhere", "custom-auth-without-device"}; !slices.Equal(ids, want) {
		t.Errorf("explained by %q, want %q", ids, want)
	}
}

// What looks like one of the right ways, and is none.
func TestWrongWaysBesideThemAreAccused(t *testing.T) {
	for name, c := range map[string]struct {
		id   string
		walk func(s *scene)
	}{
		"a key in another member": {"CLI-REF-01", func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.refresh("refresh-1", nil, refusal("NotAuthorizedException", "Invalid Refresh Token."))
			last := &s.calls[len(s.calls)-1]
			last.Request.DeviceKey = deviceOne
		}},
		"a Session of the service's own, used twice": {"CLI-AUTH-03", func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, challenge("SOFTWARE_TOKEN_MFA", "session-1", nil))
			s.code("ann", "session-1", nil, challenge("SMS_MFA", "session-2", nil))
			s.respond("ann", "SMS_MFA", "session-1", object{"SMS_MFA_CODE": "1"}, refusal("NotAuthorizedException", "Invalid session for the user."))
		}},
		"a Session that was cut": {"CLI-AUTH-02", func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, challenge("SOFTWARE_TOKEN_MFA", "AYABe-a-session-that-is-long-enough-to-be-told", nil))
			s.code("ann", "AYABe-a-session-that-is-long-enough-to", nil, refusal("NotAuthorizedException", "Invalid session for the user."))
		}},
		"a device missed, and sent in the next sign-in": {"CLI-DEV-02", func(s *scene) {
			for i := range 2 {
				s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", fmt.Sprint("block-", i), "ann"))
				s.prove("ann", fmt.Sprint("block-", i), object{"DEVICE_KEY": deviceOne}, noDevice)
			}
		}},
		"a device refused in one sign-in after another": {"CLI-DEV-03", func(s *scene) {
			for i := range 2 {
				block := fmt.Sprint("block-", i)
				s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", block, "ann"))
				s.prove("ann", block, object{"DEVICE_KEY": deviceOne}, challenge("DEVICE_SRP_AUTH", "", nil))
				s.respond("ann", "DEVICE_SRP_AUTH", "", object{"DEVICE_KEY": deviceOne, "SRP_A": s.power().Text(16)}, asks("DEVICE_PASSWORD_VERIFIER", "", "device-"+block, "ann"))
				s.respond("ann", "DEVICE_PASSWORD_VERIFIER", "", with(s.proves("device-"+block), object{"DEVICE_KEY": deviceOne}), wrongOne)
			}
		}},
		"a device forgotten, and sent": {"CLI-DEV-04", func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.add("ForgetDevice", object{"AccessToken": "access-1", "DeviceKey": deviceOne}, object{})
			s.begin("ann", object{"DEVICE_KEY": deviceOne}, asks("PASSWORD_VERIFIER", "", "block-2", "ann"))
		}},
		"a device of another person": {"CLI-KEY-06", func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.begin("bob", object{"DEVICE_KEY": deviceOne}, asks("PASSWORD_VERIFIER", "", "block-2", "bob"))
		}},
		"a device of another pool": {"CLI-KEY-06", func(s *scene) {
			s.registered("ann", "sub-1", deviceOne, 1)
			s.clientID = "client of another pool"
			s.begin("ann", object{"DEVICE_KEY": deviceOne}, asks("PASSWORD_VERIFIER", "", "block-2", "sub-2"))
		}},
		"a key made of another": {"CLI-KEY-05", func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			s.refresh("refresh-1", object{"DEVICE_KEY": deviceOne[len("eu-west-1_"):]}, refusal("NotAuthorizedException", "Invalid Refresh Token."))
		}},
		"one A for all": {"CLI-SRP-05", func(s *scene) {
			s.begin("ann", object{"SRP_A": "abcdef"}, asks("PASSWORD_VERIFIER", "", "block-0", "ann"))
			for i := 1; i <= 2; i++ {
				s.begin("ann", object{"SRP_A": "abcdef"}, asks("PASSWORD_VERIFIER", "", fmt.Sprint("block-", i), "ann"))
				s.prove("ann", fmt.Sprint("block-", i), nil, tokens(fmt.Sprint("access-", i), fmt.Sprint("refresh-", i)))
			}
		}},
		"a device that no custom sign-in with SRP sends": {"CLI-DEV-01", func(s *scene) {
			s.registered("ann", "ann", deviceOne, 1)
			for i := range 2 {
				s.add("InitiateAuth", object{"AuthFlow": "CUSTOM_AUTH", "AuthParameters": object{"USERNAME": "ann", "CHALLENGE_NAME": "SRP_A", "SRP_A": s.power().Text(16)}}, asks("PASSWORD_VERIFIER", "", fmt.Sprint("block-", i), "ann"))
				s.prove("ann", fmt.Sprint("block-", i), nil, tokens(fmt.Sprint("access-", i+2), fmt.Sprint("refresh-", i+2)))
			}
		}},
		"a refresh token that was replaced": {"CLI-REF-06", func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
			s.renew("refresh-1", nil, tokens("access-2", "refresh-2"))
			s.renew("refresh-1", nil, refusal("RefreshTokenReuseException", ""))
		}},
		"a client secret in the place of the hash, which the service refused": {"CLI-HASH-02", func(s *scene) {
			s.begin("ann", object{"SECRET_HASH": srp.SecretHash("ann", "client", "secret")}, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", object{"SECRET_HASH": srp.SecretHash("ann", "client", "secret")}, tokens("access-1", "refresh-1"))
			s.refresh("refresh-1", object{"SECRET_HASH": "secret"}, refusal("NotAuthorizedException", "SecretHash does not match for the client: client"))
		}},
		"a custom flow with SRP, and without SRP_A": {"CLI-AUTH-07", func(s *scene) {
			s.add("InitiateAuth", object{"AuthFlow": "CUSTOM_AUTH", "AuthParameters": object{"USERNAME": "ann", "CHALLENGE_NAME": "SRP_A"}}, refusal("InvalidParameterException", "Missing required parameter SRP_A"))
		}},
		"SRP that is chosen without SRP_A": {"CLI-AUTH-09", func(s *scene) {
			s.add("InitiateAuth", object{"AuthFlow": "USER_AUTH", "AuthParameters": object{"USERNAME": "ann"}}, object{"ChallengeName": "SELECT_CHALLENGE", "Session": "session", "AvailableChallenges": []string{"PASSWORD_SRP", "PASSWORD"}})
			s.respond("ann", "SELECT_CHALLENGE", "session", object{"ANSWER": "PASSWORD_SRP"}, refusal("InvalidParameterException", "Missing required parameter SRP_A"))
		}},
		"a password that is chosen and not sent": {"CLI-AUTH-09", func(s *scene) {
			s.add("InitiateAuth", object{"AuthFlow": "USER_AUTH", "AuthParameters": object{"USERNAME": "ann"}}, object{"ChallengeName": "SELECT_CHALLENGE", "Session": "session", "AvailableChallenges": []string{"PASSWORD_SRP", "PASSWORD"}})
			s.respond("ann", "SELECT_CHALLENGE", "session", object{"ANSWER": "PASSWORD"}, refusal("InvalidParameterException", "Missing required parameter PASSWORD"))
		}},
		"a refresh that is refused again and again": {"CLI-SAFE-04", func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
			for range 3 {
				s.refresh("refresh-1", nil, refusal("NotAuthorizedException", "Refresh Token has expired"))
			}
		}},
		"another flow where tokens rotate": {"CLI-REF-07", func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
			s.renew("refresh-1", nil, tokens("access-2", "refresh-2"))
			s.refresh("refresh-2", nil, refusal("InvalidParameterException", ""))
		}},
		"a token that was revoked": {"CLI-REF-08", func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			s.prove("ann", "block", nil, tokens("access-1", "refresh-1"))
			s.add("RevokeToken", object{"Token": "refresh-1"}, object{})
			s.renew("refresh-1", nil, refusal("NotAuthorizedException", "Refresh Token has been revoked"))
		}},
		"a clock that is wrong by the server's": {"CLI-TIME-05", func(s *scene) {
			s.begin("ann", nil, asks("PASSWORD_VERIFIER", "", "block", "ann"))
			e := s.prove("ann", "block", nil, wrongOne)
			e.Date = e.Started.Add(time.Hour)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := &scene{T: t}
			c.walk(s)
			if broken := accused(concluded(t, s.calls)); broken[c.id] == "" {
				t.Errorf("%s is not violated, but %v", c.id, broken)
			}
		})
	}
}
