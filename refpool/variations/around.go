package variations

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// heldReply is an answer that is looked at before it is sent.
type heldReply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *heldReply) Header() http.Header         { return h.header }
func (h *heldReply) WriteHeader(status int)      { h.status = status }
func (h *heldReply) Write(b []byte) (int, error) { return h.body.Write(b) }

// held is what the handler answers. The request can be read again.
func held(h http.Handler, r *http.Request, body []byte) *heldReply {
	answer := &heldReply{header: http.Header{}, status: http.StatusOK}
	r.Body = io.NopCloser(bytes.NewReader(body))
	h.ServeHTTP(answer, r)
	return answer
}

// send sends the answer, its length told unless it is to end in another way. Nobody is left
// to be told if the client is gone.
func (h *heldReply) send(w http.ResponseWriter) {
	for name, values := range h.header {
		w.Header()[name] = values
	}
	if h.hasLength() {
		w.Header().Set("Content-Length", strconv.Itoa(h.body.Len()))
	}
	w.WriteHeader(h.status)
	_, _ = h.body.WriteTo(w)
}

func (h *heldReply) hasLength() bool { return h.header["Transfer-Encoding"] == nil }

// answersOfConnection is after how many answers a connection ends.
const answersOfConnection = 5

// endsConnections closes connections after some answers, of which none says so.
func endsConnections(h http.Handler) http.Handler {
	var answers atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // what could not be read is missing
		answer := held(h, r, body)
		answer.send(w)
		if flusher, ok := w.(http.Flusher); ok && answer.hasLength() && answers.Add(1)%answersOfConnection == 0 {
			flusher.Flush()
			panic(http.ErrAbortHandler) // as net/http has a handler end a connection
		}
	})
}

// seenThings are what a server was seen to make: ids of pools and clients, and device keys.
type seenThings struct {
	mu    sync.Mutex
	known map[string]bool
}

// thingsFirst answers a request that is not valid, or not signed, as one about what does not
// exist, if it names any such thing. ConfirmDevice, to which every unknown key is invalid, is
// left out.
func thingsFirst(h http.Handler) http.Handler {
	seen := &seenThings{known: map[string]bool{}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, _ := io.ReadAll(r.Body) // what could not be read is missing
		answer := held(h, r, asked)
		if answer.status == http.StatusOK {
			seen.note(decoded(answer.body.Bytes()))
		}
		named := seen.missing(decoded(asked))
		refused, _, _ := strings.Cut(answer.header.Get(typeHeader), ":")
		if slices.Contains(toldLater(), refused) && named != "" && !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".ConfirmDevice") {
			answer.header.Set(typeHeader, "ResourceNotFoundException:")
			answer.body.Reset()
			_ = json.NewEncoder(&answer.body).Encode(map[string]string{"__type": "ResourceNotFoundException", "message": named + " does not exist."})
		}
		answer.send(w)
	})
}

// toldLater are the exceptions for a request that is not valid, or not signed.
func toldLater() []string {
	return []string{
		"InvalidParameterException", "MissingAuthenticationTokenException", "UnrecognizedClientException", "InvalidSignatureException",
	}
}

// decoded is the value of JSON, nil if it is none.
func decoded(body []byte) (value any) {
	_ = json.Unmarshal(body, &value)
	return value
}

// note keeps the ids in an answer, at every level.
func (s *seenThings) note(value any) {
	object, _ := value.(map[string]any)
	for name, inner := range object {
		if id, ok := inner.(string); ok && slices.Contains([]string{"Id", "ClientId", "DeviceKey"}, name) {
			s.mu.Lock()
			s.known[id] = true
			s.mu.Unlock()
		}
		s.note(inner)
	}
}

// isDeviceKey reports whether the model allows a device's key: WIRE-10 has others refused as
// such.
func isDeviceKey(key string) bool {
	const longest = 55
	region, id, cut := strings.Cut(key, "_")
	return len(key) <= longest && cut && region != "" && id != "" && strings.Trim(id, "0123456789abcdef-") == ""
}

// missing is the member by which a request names what is not known, "" for none.
func (s *seenThings) missing(request any) string {
	members, _ := request.(map[string]any)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range []string{"UserPoolId", "ClientId", "DeviceKey"} {
		id, _ := members[name].(string)
		if id != "" && !s.known[id] && (name != "DeviceKey" || isDeviceKey(id)) {
			return name
		}
	}
	return ""
}
