package target

import (
	"bytes"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// textDateReader is the SDK's way to the wire. It turns times that a server writes as
// text into the numbers of the protocol: the SDK for Go refuses the whole answer, while
// amazon-cognito-identity-js takes every member as it comes, and a client of it goes on.
// Records of calls, and raw ones, have the answer as it was.
type textDateReader struct{ wire *wire }

// textDate matches a member that holds a time, written as text.
var textDate = regexp.MustCompile(`("(?:User|Device)?(?:Create|Creation|LastModified|LastAuthenticated)Date"\s*:\s*)"([^"\\]*)"`)

// Do implements the SDK's HTTPClient.
func (r textDateReader) Do(request *http.Request) (*http.Response, error) {
	response, err := r.wire.Do(request)
	if err != nil || response.StatusCode/100 != 2 {
		return response, err
	}
	body, whole := response.Body.(*answer)
	if !whole || !bytes.Contains(body.data, []byte("Date")) || !textDate.Match(body.data) {
		return response, nil
	}
	mended := textDate.ReplaceAllFunc(body.data, func(member []byte) []byte {
		parts := textDate.FindSubmatch(member)
		number, ok := epochSeconds(string(parts[2]))
		if !ok {
			return member
		}
		return append(bytes.Clone(parts[1]), number...)
	})
	response.Body = &answer{Reader: bytes.NewReader(mended), data: body.data, asked: body.asked}
	return response, nil
}

// epochSeconds is the time in a text, as the protocol writes it.
func epochSeconds(text string) (number string, ok bool) {
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text, true
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return "", false
	}
	return strconv.FormatFloat(float64(at.UnixMilli())/1000, 'f', -1, 64), true
}
