package target

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// extensionPath is where an implementation may offer what helps a test: its
// clock and the codes that it sent.
const extensionPath = "/_cogbench/"

// extensionTimeout bounds the question whether there is an extension. With
// preflightTimeout it stays within ten seconds.
const extensionTimeout = 2 * time.Second

// extension remembers whether the target has one.
type extension struct {
	once    sync.Once
	offered bool
	about   about
}

// about is what GET /_cogbench/ tells. Every member is optional.
type about struct {
	Triggers *Triggers `json:"triggers"`
}

// offersExtension asks once whether the target has /_cogbench/.
func (t *Target) offersExtension(ctx context.Context) bool {
	t.extension.once.Do(func() {
		if t.AWS {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), extensionTimeout)
		defer cancel()
		body, err := t.extensionCall(ctx, http.MethodGet, "", nil, nil)
		if err != nil || json.Unmarshal(body, &t.extension.about) != nil {
			return
		}
		t.extension.offered = strings.Contains(strings.ToLower(string(body)), "cogbench")
	})
	return t.extension.offered
}

// extensionCall calls one endpoint of the extension and returns its body. Off
// loopback it is signed with the target's credentials.
func (t *Target) extensionCall(ctx context.Context, method, name string, query url.Values, value any) ([]byte, error) {
	target := t.Config.Endpoint + extensionPath + name
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	var body []byte
	if value != nil {
		var err error
		if body, err = json.Marshal(value); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(withoutRecord(ctx), method, target, strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if !isLoopback(request.URL.Hostname()) {
		if err := t.sign(ctx, request, body, Signed); err != nil {
			return nil, err
		}
	}
	return t.fetch(request)
}

// fetch returns the body of a request that is no operation of the service.
func (t *Target) fetch(request *http.Request) ([]byte, error) {
	response, err := t.wire.Do(request)
	if err != nil {
		return nil, err
	}
	body, ok := response.Body.(*answer)
	if !ok {
		return nil, errors.New("answer without a body")
	}
	if response.StatusCode/100 != 2 {
		return nil, fmt.Errorf("%s %s: HTTP %d", request.Method, request.URL.Path, response.StatusCode)
	}
	return body.data, nil
}
