package variations

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// longestPage is the greatest Limit of the model.
const longestPage = 60

func devices() []Variation {
	return slices.Concat(devicePages(), deviceAttributes(), deviceDates(), deviceIssue(), deviceConfirmation(), deviceChallenges(), deviceEnds())
}

func devicePages() []Variation {
	return []Variation{
		{Name: "pages-of-one", Summary: "lists one device per page if no Limit is given", set: usualPage(1)},
		{Name: "pages-of-seven", Summary: "lists seven devices per page if no Limit is given", set: usualPage(7)},
		{Name: "short-pages", Summary: "lists half of Limit per page, with a token for the rest", set: func(b *refpool.Behaviour) {
			b.Device.Describe.PageSize = func(limit *int) int {
				if limit == nil || *limit == 0 {
					return longestPage / 2
				}
				return (*limit + 1) / 2
			}
		}},
		{Name: "page-token-long", Summary: "issues pagination tokens of over a kilobyte", set: longPageToken},
		{Name: "page-token-unknown-ignored", Summary: "lists the first page for a pagination token that it never gave", set: func(b *refpool.Behaviour) {
			open := b.Device.Describe.Open
			b.Device.Describe.Open = func(secret []byte, request, token string) (string, error) {
				if last, err := open(secret, request, token); err == nil {
					return last, nil
				}
				return "", nil
			}
		}},
		{Name: "last-page-empty", Summary: "gives a token with the last devices too, for a page without any", set: lastPageEmpty},
		{Name: "devices-in-another-order", Summary: "lists the devices on a page in another order", set: onDevices(func(list []any) { slices.Reverse(list) })},
	}
}

func deviceAttributes() []Variation {
	return []Variation{
		{Name: "attributes-in-another-order", Summary: "lists a device's attributes in another order, plus one more", set: onAttributes(func(_ bool, list []refpool.Attribute) []refpool.Attribute {
			list = append(list, refpool.Attribute{Name: "added_later", Value: "1"})
			slices.Reverse(list)
			return list
		})},
		{Name: "no-device-attributes", Summary: "shows no attributes of devices", set: onAttributes(func(_ bool, list []refpool.Attribute) []refpool.Attribute { return list[:0] })},
		{Name: "administrators-attributes-to-all", Summary: "shows the dev: attributes in the public operations too, as an example has them", set: func(b *refpool.Behaviour) {
			before := b.Device.Describe.Attributes
			b.Device.Describe.Attributes = func(p *refpool.Pool, u *refpool.User, d *refpool.Device, _ bool) []refpool.Attribute {
				return before(p, u, d, true)
			}
		}},
		{Name: "no-administrators-attributes", Summary: "shows the dev: attributes to no one", set: onAttributes(func(_ bool, list []refpool.Attribute) []refpool.Attribute {
			return slices.DeleteFunc(list, func(a refpool.Attribute) bool { return strings.HasPrefix(a.Name, "dev:") })
		})},
		{Name: "device-sdk-unknown", Summary: "names the SDK of every device as unknown", set: onAttributes(func(_ bool, list []refpool.Attribute) []refpool.Attribute {
			for i := range list {
				if list[i].Name == "dev:device_sdk" {
					list[i].Value = "aws-sdk-unknown-unknown"
				}
			}
			return list
		})},
	}
}

func deviceDates() []Variation {
	return []Variation{
		{Name: "dates-in-whole-seconds", Summary: "sends dates in whole seconds", set: func(b *refpool.Behaviour) {
			b.Wire.Date = func(t time.Time) any { return t.Unix() }
		}},
		{Name: "dates-with-exponent", Summary: "writes dates as JSON numbers with an exponent", set: func(b *refpool.Behaviour) {
			b.Wire.Date = func(t time.Time) any {
				const thousand = 1000
				return json.Number(strconv.FormatFloat(float64(t.UnixMilli())/thousand, 'E', -1, 64))
			}
		}},
		{Name: "authenticated-to-the-millisecond", Summary: "dates a device's last sign-in to the millisecond", set: func(b *refpool.Behaviour) {
			b.Device.SignIn.Authenticated = func(d *refpool.Device, ip string, now time.Time) {
				d.LastAuthenticated, d.LastIP = now.Truncate(time.Millisecond), ip
			}
		}},
		{Name: "created-when-issued", Summary: "dates a device from the issue of its key, not from ConfirmDevice", set: func(b *refpool.Behaviour) {
			b.Device.Confirm.Dated = func(d *refpool.Device, now time.Time) { d.LastModified = now }
		}},
		{Name: "no-authenticated-date-at-first", Summary: "has no DeviceLastAuthenticatedDate until the device signs in", set: noDateAtFirst},
		{Name: "no-device-dates", Summary: "leaves out the dates of devices, which the model requires of none", set: onDevice(func(device map[string]any) {
			maps.DeleteFunc(device, func(name string, _ any) bool { return strings.HasSuffix(name, "Date") })
		})},
	}
}

func deviceIssue() []Variation {
	return []Variation{
		{Name: "no-metadata-after-password-flows", Summary: "issues no device keys in password flows without MFA", set: notDue(func(s *refpool.SignIn) bool {
			return len(s.Passed) == 1 && s.Passed[0] == "PASSWORD"
		})},
		{Name: "no-metadata-in-custom-auth", Summary: "issues no device keys in CUSTOM_AUTH", set: notDue(func(s *refpool.SignIn) bool { return s.Flow == "CUSTOM_AUTH" })},
		{Name: "no-metadata-in-custom-srp", Summary: "issues no device keys in CUSTOM_AUTH with SRP", set: notDue(func(s *refpool.SignIn) bool {
			return s.Flow == "CUSTOM_AUTH" && s.HasPassed("PASSWORD_VERIFIER")
		})},
		{Name: "tracking-needs-a-member", Summary: "tracks no devices where DeviceConfiguration is empty: a value for any property turns it on", set: func(b *refpool.Behaviour) {
			b.Pool.Tracks = func(members int) bool { return members > 0 }
		}},
		{Name: "group-key-of-another-form", Summary: "draws DeviceGroupKeys of another form", set: func(b *refpool.Behaviour) {
			b.Device.Issue.NewGroupKey = func(random io.Reader) (string, error) { return opaque(random, 24) }
		}},
		{Name: "no-device-claim", Summary: "leaves device_key out of access tokens", set: func(b *refpool.Behaviour) {
			before := b.Token.AccessClaims
			b.Token.AccessClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
				claims := before(p, g, at)
				delete(claims, "device_key")
				return claims
			}
		}},
	}
}

func deviceConfirmation() []Variation {
	return []Variation{
		{Name: "confirmation-left-out", Summary: "leaves UserConfirmationNecessary out where it is false", set: func(b *refpool.Behaviour) {
			onAnswerOf(b, "ConfirmDevice", func(object map[string]any) {
				if object["UserConfirmationNecessary"] == false {
					delete(object, "UserConfirmationNecessary")
				}
			})
		}},
		{Name: "unpadded-base64", Summary: "takes a salt and verifier in base64 without padding, as an example has them", set: func(b *refpool.Behaviour) {
			parse := b.Device.Confirm.ParseInteger
			b.Device.Confirm.ParseInteger = func(member, text string) (*big.Int, error) {
				if raw, err := base64.RawStdEncoding.DecodeString(text); err == nil {
					text = base64.StdEncoding.EncodeToString(raw)
				}
				return parse(member, text)
			}
		}},
		{Name: "minimal-salts-only", Summary: "refuses a salt or verifier with more leading zeros than its sign needs", set: func(b *refpool.Behaviour) {
			parse := b.Device.Confirm.ParseInteger
			b.Device.Confirm.ParseInteger = func(member, text string) (*big.Int, error) {
				if raw, err := base64.StdEncoding.DecodeString(text); err == nil && len(raw) > 1 && raw[0] == 0 && raw[1]&0x80 == 0 {
					return nil, &refpool.Exception{Name: "InvalidParameterException", Message: member + " is not in its shortest form."}
				}
				return parse(member, text)
			}
		}},
		{Name: "unknown-devices-by-other-names", Summary: "refuses an unknown device with NotAuthorizedException", set: func(b *refpool.Behaviour) {
			b.Device.Unknown = func(string) error {
				return &refpool.Exception{Name: "NotAuthorizedException", Message: "No such device."}
			}
		}},
		{Name: "stale-device-key-ignored", Summary: "signs in without a device where DEVICE_KEY is unknown", set: func(b *refpool.Behaviour) {
			unknown := b.Device.Unknown
			b.Device.Unknown = func(operation string) error {
				if strings.HasSuffix(operation, "InitiateAuth") || strings.HasSuffix(operation, "RespondToAuthChallenge") {
					return nil
				}
				return unknown(operation)
			}
		}},
	}
}

func deviceChallenges() []Variation {
	return []Variation{
		{Name: "session-with-device-verifier", Summary: "sends a Session with DEVICE_PASSWORD_VERIFIER, as the reference has it", set: func(b *refpool.Behaviour) {
			sent := b.Auth.Sessions.Sent
			b.Auth.Sessions.Sent = func(flow, challenge string) bool {
				return challenge == "DEVICE_PASSWORD_VERIFIER" || sent(flow, challenge)
			}
		}},
		{Name: "device-verifier-bare", Summary: "sends no names with DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER", set: func(b *refpool.Behaviour) {
			before := b.Auth.SRP.Parameters
			b.Auth.SRP.Parameters = func(ch *refpool.Challenge, parameters map[string]string) map[string]string {
				parameters = before(ch, parameters)
				if strings.HasPrefix(ch.Name, "DEVICE_") {
					delete(parameters, "USERNAME")
					delete(parameters, "DEVICE_KEY")
				}
				return parameters
			}
		}},
		{Name: "device-by-secret-block", Summary: "finds the device by SECRET_BLOCK, whatever DEVICE_KEY says", set: func(b *refpool.Behaviour) {
			b.Device.SignIn.SameKey = func(*refpool.Challenge, string) bool { return true }
		}},
		{Name: "device-only-for-srp", Summary: "asks for devices in USER_SRP_AUTH and CUSTOM_AUTH alone", set: func(b *refpool.Behaviour) {
			before := b.Device.SignIn.AsksProof
			b.Device.SignIn.AsksProof = func(p *refpool.Pool, s *refpool.SignIn, d *refpool.Device) bool {
				return !slices.Contains(s.Passed, "PASSWORD") && before(p, s, d)
			}
		}},
		{Name: "device-only-instead-of-mfa", Summary: "asks for a device only where there is a second factor to replace", set: func(b *refpool.Behaviour) {
			before := b.Device.SignIn.AsksProof
			b.Device.SignIn.AsksProof = func(p *refpool.Pool, s *refpool.SignIn, d *refpool.Device) bool {
				return len(b.MFA.Factors(p, s.User)) > 0 && p.Config.MFA != "OFF" && before(p, s, d)
			}
		}},
	}
}

// deviceEnds are ways in which a device ends that no one forgot.
func deviceEnds() []Variation {
	return []Variation{
		{Name: "devices-end-with-password", Summary: "drops a user's devices when it demands a new password, and refuses their keys with it", set: devicesEndWithPassword},
		{Name: "newest-ten-devices", Summary: "keeps the newest ten devices of a user, and drops the oldest for another", set: newestDevices(10)},
	}
}

// devicesEndWithPassword looks at DEVICE_KEY only with the new password.
func devicesEndWithPassword(b *refpool.Behaviour) {
	var dropped sync.Map // their keys
	parameters, accept := b.Auth.SRP.Parameters, b.Wire.Accept
	b.Auth.SRP.Parameters = func(ch *refpool.Challenge, given map[string]string) map[string]string {
		if ch.Name == "NEW_PASSWORD_REQUIRED" {
			for key := range ch.SignIn.User.Devices {
				dropped.Store(key, true)
			}
			clear(ch.SignIn.User.Devices)
		}
		return parameters(ch, given)
	}
	b.Wire.Accept = func(operation string, text []byte) error {
		var body struct{ ChallengeResponses map[string]string }
		if json.Unmarshal(text, &body) == nil && body.ChallengeResponses["NEW_PASSWORD"] != "" {
			if _, was := dropped.Load(body.ChallengeResponses["DEVICE_KEY"]); was {
				return &refpool.Exception{Name: "ResourceNotFoundException", Message: "Device does not exist."}
			}
		}
		return accept(operation, text)
	}
}

// newestDevices drops the oldest device of a user who has kept of them, and confirms another.
func newestDevices(kept int) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Device.Confirm.Check
		b.Device.Confirm.Check = func(p *refpool.Pool, d *refpool.Device) error {
			if err := before(p, d); err != nil {
				return err
			}
			for _, u := range p.Users {
				if u.Devices[d.Key] == d {
					dropOldest(u, kept)
				}
			}
			return nil
		}
	}
}

// dropOldest drops the oldest device of a user who has kept of them.
func dropOldest(u *refpool.User, kept int) {
	var oldest *refpool.Device
	count := 0
	for _, d := range u.Devices {
		if !d.Confirmed {
			continue
		}
		count++
		if oldest == nil || d.Created.Before(oldest.Created) {
			oldest = d
		}
	}
	if count >= kept {
		delete(u.Devices, oldest.Key)
	}
}

// notDue issues no keys to some sign-ins.
func notDue(some func(*refpool.SignIn) bool) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Device.Issue.Due
		b.Device.Issue.Due = func(p *refpool.Pool, s *refpool.SignIn) bool { return before(p, s) && !some(s) }
	}
}

// onAttributes has change act on the attributes of a device.
func onAttributes(change func(admin bool, list []refpool.Attribute) []refpool.Attribute) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Device.Describe.Attributes
		b.Device.Describe.Attributes = func(p *refpool.Pool, u *refpool.User, d *refpool.Device, admin bool) []refpool.Attribute {
			return change(admin, before(p, u, d, admin))
		}
	}
}

// noDateAtFirst leaves out the date of a device that has not signed in since it got
// its key: only a sign-in with the device writes one.
func noDateAtFirst(b *refpool.Behaviour) {
	confirmed, date := b.Device.Confirm.Dated, b.Wire.Date
	b.Device.Confirm.Dated = func(d *refpool.Device, now time.Time) {
		confirmed(d, now)
		d.LastAuthenticated = time.Time{}
	}
	b.Wire.Date = func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return date(t)
	}
}

// usualPage is the page size if the request has no Limit.
func usualPage(size int) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Device.Describe.PageSize
		b.Device.Describe.PageSize = func(limit *int) int {
			if limit == nil {
				return size
			}
			return before(limit)
		}
	}
}

// longPageToken pads tokens, and wants the padding back.
func longPageToken(b *refpool.Behaviour) {
	padding := strings.Repeat("~", 1<<10)
	seal, open := b.Device.Describe.Seal, b.Device.Describe.Open
	b.Device.Describe.Seal = func(secret []byte, request, last string) string {
		return seal(secret, request, last) + padding
	}
	b.Device.Describe.Open = func(secret []byte, request, token string) (string, error) {
		short, padded := strings.CutSuffix(token, padding)
		if !padded {
			short = ""
		}
		return open(secret, request, short)
	}
}

// lastPageEmpty gives every page with devices a token, the last such by one of its own.
func lastPageEmpty(b *refpool.Behaviour) {
	const atTheEnd, afterAll = "at-the-end", "\U0010ffff"
	open := b.Device.Describe.Open
	b.Device.Describe.Open = func(secret []byte, request, token string) (string, error) {
		if token == atTheEnd {
			return afterAll, nil
		}
		return open(secret, request, token)
	}
	onAnswerOf(b, "ListDevices", func(object map[string]any) {
		if list, _ := object["Devices"].([]any); len(list) > 0 && object["PaginationToken"] == nil {
			object["PaginationToken"] = atTheEnd
		}
	})
}

// onDevice has change act on every device in answers.
func onDevice(change func(device map[string]any)) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		onAnswerOf(b, "GetDevice", func(object map[string]any) {
			if device, ok := object["Device"].(map[string]any); ok {
				change(device)
			}
		})
		onDevices(func(list []any) {
			for _, listed := range list {
				if device, ok := listed.(map[string]any); ok {
					change(device)
				}
			}
		})(b)
	}
}

// onDevices has change act on the lists of devices in answers.
func onDevices(change func([]any)) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		onAnswerOf(b, "ListDevices", func(object map[string]any) {
			if list, ok := object["Devices"].([]any); ok {
				change(list)
			}
		})
	}
}

// onAnswerOf has change act on the successful answers of an operation and its Admin twin.
func onAnswerOf(b *refpool.Behaviour, operation string, change func(object map[string]any)) {
	before := b.Wire.Reply
	b.Wire.Reply = func(called string, r *refpool.Reply) {
		before(called, r)
		object := map[string]any{}
		if !strings.HasSuffix(called, operation) || r.Status != http.StatusOK || json.Unmarshal(r.Body, &object) != nil {
			return
		}
		change(object)
		r.Body, _ = json.Marshal(object) // of what was JSON
	}
}
