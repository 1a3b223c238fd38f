package target

import (
	"net/http"
	"slices"
	"sync"
)

// Lack is an operation that a target was found not to have, in whatever words it says so.
type Lack struct {
	Operation string `json:"operation"`
	// Status, Kind and Text are the answer to whatever is asked of it: the HTTP status,
	// the media type, and the body less what differs from call to call.
	Status int    `json:"status"`
	Kind   string `json:"kind,omitempty"`
	Text   string `json:"text,omitempty"`
}

// lack notes an operation that is lacking: the same answer says so from then on.
func (t *Target) lack(l Lack) {
	t.wire.absence.lacks.Store(l.Operation, page{l.Status, l.Kind, l.Text})
}

// Lacks tells whether an exploration found the target not to have the operation.
func (t *Target) Lacks(operation string) bool {
	_, lacks := t.wire.absence.lacks.Load(operation)
	return lacks
}

// deaf is an operation that answers alike whatever is asked of it.
type deaf struct {
	operation string
	answer    page
	status    string // that answer in words
}

// findLacking finds out which of the operations of a part the target lacks, if the part
// was not seen at work. members are what their requests have if they are right, but for
// what they name. An operation is lacking that answers such a request and an empty one
// alike, in the words in which the target answers an operation that does not exist, or
// all of these operations: one that breaks down, among others that work, is there.
func (e *explorer) findLacking(part string, members map[string]any, operations ...string) {
	if found, known := e.found[part]; known && (found.Has || found.Unknown) {
		return
	}
	heard := e.deafAmong(members, operations)
	if len(heard) == 0 {
		return
	}
	together := len(operations) > 1 && len(heard) == len(operations) &&
		!slices.ContainsFunc(heard, func(d deaf) bool { return d.answer != heard[0].answer })
	usual := e.usualRefusals(members)
	nothing := e.target.wire.absence.ofNothing()
	for _, d := range heard {
		if slices.Contains(usual, d.answer) || d.answer != nothing && !together && !e.saysLacking(d.answer) {
			continue
		}
		e.lack(part, d)
	}
}

// findLackingDevices asks for the operations on devices, with a key that nobody has.
func (e *explorer) findLackingDevices() {
	const key = "us-east-1_00000000-0000-4000-8000-000000000000"
	e.findLacking(partDevices, map[string]any{"AccessToken": e.accessToken(), "DeviceKey": key},
		"ConfirmDevice", "ForgetDevice", "GetDevice", "ListDevices", "UpdateDeviceStatus")
	if !e.target.Lacks("ConfirmDevice") {
		return
	}
	e.findLacking(partDevices, map[string]any{"UserPoolId": e.pool.ID, "Username": e.user.ID, "DeviceKey": key},
		"AdminForgetDevice", "AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus")
}

// findLackingRest asks for the operations of the other parts that may be lacking.
func (e *explorer) findLackingRest() {
	e.findLacking(partTOTP, map[string]any{"AccessToken": e.accessToken(), "UserCode": "000000"},
		"AssociateSoftwareToken", "VerifySoftwareToken")
	e.findLacking(partAdministrator, map[string]any{"UserPoolId": e.pool.ID, "Username": "nobody-of-this-name"},
		"AdminConfirmSignUp", "AdminGetUser", "AdminUserGlobalSignOut")
	e.findLacking(partRotation, map[string]any{"ClientId": e.client.ID, "RefreshToken": "none"},
		"GetTokensFromRefreshToken")
}

// accessToken is that of a sign-in, or in a given pool, where nothing may be changed by it,
// and where none came to tokens, none that is good.
func (e *explorer) accessToken() string {
	if e.pool.Given || e.tokens == nil || e.tokens.AccessToken == nil {
		return "none"
	}
	return *e.tokens.AccessToken
}

// lack notes an operation that is lacking, as evidence that its part is.
func (e *explorer) lack(part string, d deaf) {
	lack := Lack{d.operation, d.answer.status, d.answer.kind, d.answer.text}
	e.target.lack(lack)
	e.absent = append(e.absent, lack)
	found := e.found[part]
	if len(found.Lacks) == 0 {
		found.Evidence += "; whatever is asked, " + e.scrub(d.status)
	}
	found.Lacks = append(found.Lacks, d.operation)
	e.found[part] = found
}

// saysLacking tells whether another operation was found to be lacking by the same answer.
func (e *explorer) saysLacking(answer page) bool {
	return slices.ContainsFunc(e.absent, func(l Lack) bool { return page{l.Status, l.Kind, l.Text} == answer })
}

// deafAmong are the operations that answer a right request and an empty one alike.
func (e *explorer) deafAmong(members map[string]any, operations []string) []deaf {
	answers := make([]*deaf, len(operations))
	var group sync.WaitGroup
	for i, operation := range operations {
		group.Go(func() {
			right, status, refused := e.refusal(operation, members)
			if !refused {
				return
			}
			if empty, _, refused := e.refusal(operation, nil); refused && empty == right {
				answers[i] = &deaf{operation, right, status}
			}
		})
	}
	group.Wait()
	var heard []deaf
	for _, d := range answers {
		if d != nil {
			heard = append(heard, *d)
		}
	}
	return heard
}

// usualRefusals are answers of an operation that every target has to requests as those
// that were made: a target that refuses everything alike says nothing by it.
func (e *explorer) usualRefusals(members map[string]any) []page {
	var usual []page
	for _, ask := range []struct {
		operation string
		members   map[string]any
	}{{"GetUser", nil}, {"GetUser", map[string]any{"AccessToken": members["AccessToken"]}}, {"InitiateAuth", nil}} {
		if answer, _, refused := e.refusal(ask.operation, ask.members); refused {
			usual = append(usual, answer)
		}
	}
	return usual
}

// refusal is how an operation refuses what is asked of it, in words too; false if it does
// not, or if the answer is about the credentials, or of a limit or a gateway.
func (e *explorer) refusal(operation string, members map[string]any) (page, string, bool) {
	call := RawCall{Operation: operation, Signing: signingOf(operation)}
	if members != nil {
		call.JSON = members
	}
	response, err := e.target.Raw(e.ctx, call)
	if err != nil || response.Kind == "" || response.Kind == Throttled {
		return page{}, "", false
	}
	if response.Kind == ServerError && response.Status != http.StatusInternalServerError {
		return page{}, "", false // it is the word of a gateway
	}
	refused := AsError(response.Err(operation))
	if refusesKey(refused) {
		return page{}, "", false
	}
	return pageOf(operation, response.Status, response.Header, response.Body), refused.Error(), true
}
