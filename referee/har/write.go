package har

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/redact"
)

// Write writes calls as a HAR in which pseudonyms stand for what is secret. Of each call it
// has what the judge reads and no more: no cookie, no query and no other header. version is
// that of this program.
func Write(w io.Writer, calls []*referee.Exchange, pseudonyms *redact.Pseudonyms, version string) error {
	pseudonyms.Learn(calls)
	document := written{Log: writtenLog{
		Version: "1.2", Creator: writtenTool{"cogbench", version}, Entries: make([]writtenEntry, len(calls)),
		Comment: "Calls of the service alone. Pseudonyms stand for secrets and names, the same wherever the value was.",
	}}
	for i, e := range calls {
		entry, err := entryOf(e, pseudonyms)
		if err != nil {
			return fmt.Errorf("call %d: %w", i+1, err)
		}
		document.Log.Entries[i] = entry
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("write the recording: %w", err)
	}
	return nil
}

// The members of a HAR that is written; those that the format demands are there though they
// say nothing.
type (
	written struct {
		Log writtenLog `json:"log"`
	}
	writtenLog struct {
		Version string         `json:"version"`
		Creator writtenTool    `json:"creator"`
		Entries []writtenEntry `json:"entries"`
		Comment string         `json:"comment"`
	}
	writtenTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	writtenEntry struct {
		Started  string          `json:"startedDateTime"`
		Time     float64         `json:"time"` // milliseconds
		Request  writtenRequest  `json:"request"`
		Response writtenResponse `json:"response"`
		Cache    struct{}        `json:"cache"`
		Timings  writtenTimings  `json:"timings"`
	}
	writtenRequest struct {
		Method      string          `json:"method"`
		URL         string          `json:"url"`
		HTTPVersion string          `json:"httpVersion"`
		Cookies     []struct{}      `json:"cookies"`
		Headers     []writtenHeader `json:"headers"`
		QueryString []struct{}      `json:"queryString"`
		PostData    writtenContent  `json:"postData"`
		HeadersSize int             `json:"headersSize"`
		BodySize    int             `json:"bodySize"`
	}
	writtenResponse struct {
		Status      int             `json:"status"`
		StatusText  string          `json:"statusText"`
		HTTPVersion string          `json:"httpVersion"`
		Cookies     []struct{}      `json:"cookies"`
		Headers     []writtenHeader `json:"headers"`
		Content     writtenContent  `json:"content"`
		RedirectURL string          `json:"redirectURL"`
		HeadersSize int             `json:"headersSize"`
		BodySize    int             `json:"bodySize"`
	}
	writtenHeader struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	writtenContent struct {
		Size     int    `json:"size,omitempty"`
		MimeType string `json:"mimeType"`
		Text     string `json:"text"`
	}
	writtenTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
)

const (
	mimeType    = "application/x-amz-json-1.1"
	httpVersion = "HTTP/1.1"
	unknownSize = -1
)

// entryOf is the entry of a call.
func entryOf(e *referee.Exchange, pseudonyms *redact.Pseudonyms) (writtenEntry, error) {
	sent, err := pseudonyms.Body(e.Request.Members)
	if err != nil {
		return writtenEntry{}, fmt.Errorf("the request: %w", err)
	}
	received, err := pseudonyms.Body(e.Response.Members)
	if err != nil {
		return writtenEntry{}, fmt.Errorf("the answer: %w", err)
	}
	entry := writtenEntry{
		Request: writtenRequest{
			Method: http.MethodPost, URL: addressOf(e.Host), HTTPVersion: httpVersion, Cookies: []struct{}{}, QueryString: []struct{}{},
			Headers: sentHeaders(e, pseudonyms), PostData: writtenContent{MimeType: mimeType, Text: string(sent)},
			HeadersSize: unknownSize, BodySize: len(sent),
		},
		Response: writtenResponse{
			Status: e.Status, StatusText: http.StatusText(e.Status), HTTPVersion: httpVersion, Cookies: []struct{}{}, Headers: []writtenHeader{},
			Content:     writtenContent{Size: len(received), MimeType: mimeType, Text: string(received)},
			HeadersSize: unknownSize, BodySize: len(received),
		},
	}
	if e.Response.Error != "" {
		entry.Response.Headers = append(entry.Response.Headers, writtenHeader{"x-amzn-errortype", redact.ErrorName(e.Response.Error)})
	}
	if !e.Date.IsZero() {
		entry.Response.Headers = append(entry.Response.Headers, writtenHeader{"date", e.Date.UTC().Format(http.TimeFormat)})
	}
	if !e.Started.IsZero() {
		entry.Started = e.Started.UTC().Format("2006-01-02T15:04:05.000000Z07:00")
		entry.Time = max(float64(e.Ended.Sub(e.Started))/float64(time.Millisecond), 0)
		entry.Timings.Wait = entry.Time
	}
	return entry, nil
}

// sentHeaders are those of a request that are read.
func sentHeaders(e *referee.Exchange, pseudonyms *redact.Pseudonyms) []writtenHeader {
	headers := []writtenHeader{{"Content-Type", mimeType}, {"X-Amz-Target", referee.TargetPrefix + e.Operation}}
	for name, value := range e.Header {
		headers = append(headers, writtenHeader{name, pseudonyms.Header(value)})
	}
	if e.Signed {
		headers = append(headers, writtenHeader{"Authorization", "AWS4-HMAC-SHA256 removed"})
	}
	slices.SortFunc(headers, func(a, b writtenHeader) int { return strings.Compare(a.Name, b.Name) })
	return headers
}

// addressOf is the service's: plain HTTP is spoken on this machine alone.
func addressOf(hostAndPort string) string {
	host, _, err := net.SplitHostPort(hostAndPort)
	if err != nil {
		host = hostAndPort
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return "http://" + hostAndPort + "/"
	}
	return "https://" + hostAndPort + "/"
}
