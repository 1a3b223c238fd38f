package target

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/cogbench/cogbench/internal/jsonvalue"
)

// Signing says how a raw call is signed.
type Signing int

// The ways to sign. The zero value sends none.
const (
	Unsigned     Signing = iota
	Signed               // as an administrative call is
	WrongSecret          // with another secret key
	UnknownKey           // with an access key that nobody has
	StaleSigning         // an hour ago
)

// service is the signing name of the service.
const service = "cognito-idp"

// RawCall is a call that the SDK's types cannot say.
type RawCall struct {
	// Operation is what X-Amz-Target names.
	Operation string
	// JSON is encoded as the body, if Body is nil. An empty object without both.
	JSON any
	// Body is sent as it is.
	Body []byte
	// Header replaces headers that the call would have; an empty value leaves
	// the header out.
	Header map[string]string
	// Signing tells whether and how the call is signed.
	Signing Signing
	// Method is POST if empty.
	Method string
}

// RawResponse is what came back, whatever it was.
type RawResponse struct {
	Status int
	Header http.Header
	Body   []byte
	// JSON is the body's value, numbers as json.Number; nil if it is not JSON.
	JSON any
	// ErrorName, Message and ReasonCode are those of an error, else "".
	ErrorName, Message, ReasonCode string
	// Kind is "" for a success.
	Kind Kind
}

// Err is nil for a success, else the answer as an error.
func (r *RawResponse) Err(operation string) error {
	if r.Kind == "" {
		return nil
	}
	return &Error{
		Kind: r.Kind, Operation: operation, Status: r.Status, Name: r.ErrorName, Message: r.Message,
		ReasonCode: r.ReasonCode, Header: r.Header, Body: r.Body,
		Err: fmt.Errorf("status %d is not an answer of the protocol", r.Status),
	}
}

// Object is the body as a JSON object; nil if it is none.
func (r *RawResponse) Object() map[string]any {
	object, _ := r.JSON.(map[string]any)
	return object
}

// Raw sends a call as it is described. The error is one of the connection
// (an *Error), never of the status.
func (t *Target) Raw(ctx context.Context, call RawCall) (*RawResponse, error) {
	request, body, err := t.rawRequest(ctx, call)
	if err != nil {
		return nil, &Error{Kind: Unsent, Operation: call.Operation, Err: err}
	}
	if call.Signing != Unsigned {
		if err := t.sign(ctx, request, body, call.Signing); err != nil {
			return nil, &Error{Kind: Unsent, Operation: call.Operation, Err: err}
		}
	}
	response, err := t.wire.Do(request)
	if err != nil {
		return nil, rawError(ctx, call.Operation, err)
	}
	return newRawResponse(call.Operation, response), nil
}

func (t *Target) rawRequest(ctx context.Context, call RawCall) (*http.Request, []byte, error) {
	body := call.Body
	if body == nil {
		value := call.JSON
		if value == nil {
			value = struct{}{}
		}
		var err error
		if body, err = json.Marshal(value); err != nil {
			return nil, nil, fmt.Errorf("encode the call: %w", err)
		}
	}
	method := call.Method
	if method == "" {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(ctx, method, t.Config.Endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", targetPrefix+call.Operation)
	for name, value := range call.Header {
		if value == "" {
			request.Header.Del(name)
		} else {
			request.Header.Set(name, value)
		}
	}
	return request, body, nil
}

// sign signs with the SDK's own signer, rightly or wrongly as asked.
func (t *Target) sign(ctx context.Context, request *http.Request, body []byte, how Signing) error {
	key, err := t.credentials.Retrieve(ctx)
	if err != nil {
		return fmt.Errorf("credentials: %w", err)
	}
	at := time.Now()
	switch how {
	case WrongSecret:
		key.SecretAccessKey = "wrong" + key.SecretAccessKey
	case UnknownKey:
		key = aws.Credentials{AccessKeyID: "AKIACOGBENCHUNKNOWN0", SecretAccessKey: "of-a-key-that-nobody-has"}
	case StaleSigning:
		at = at.Add(-time.Hour)
	}
	digest := sha256.Sum256(body)
	return v4.NewSigner().SignHTTP(ctx, key, request, hex.EncodeToString(digest[:]), service, t.Config.Region, at)
}

func rawError(ctx context.Context, operation string, err error) *Error {
	e := &Error{Operation: operation, Err: err}
	if broken, ok := asBroken(err); ok {
		e.Status = broken.Status
	}
	switch {
	case ctx.Err() != nil:
		e.Kind = Canceled
	case e.Status == 0:
		e.Kind = Unreachable
		if k := classifyUnanswered(err); k == TimedOut || k == Malformed {
			e.Kind = k
		}
	default:
		e.Kind = e.classify(nil, false)
	}
	return e
}

func newRawResponse(operation string, response *http.Response) *RawResponse {
	r := &RawResponse{Status: response.StatusCode, Header: response.Header, Body: bodyOf(response)}
	r.JSON, _ = jsonvalue.Decode(r.Body)
	if r.Status/100 != 2 {
		r.ErrorName, r.Message, r.ReasonCode = readError(r.Header, r.Body)
		r.Kind = answered{
			operation: operation, asked: askedBy(response),
			status: r.Status, name: r.ErrorName, message: r.Message, body: r.Body,
			absent: isAbsent(response),
		}.kind()
	}
	return r
}
