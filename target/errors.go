package target

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Kind tells what a failed call means, before any rule is asked.
type Kind string

// The kinds of failed calls.
const (
	// Refused: the service answered with a named error, status 4xx.
	Refused Kind = "refused"
	// Unsupported: the target lacks the operation or the feature.
	Unsupported Kind = "unsupported"
	// Throttled: too many calls; any status.
	Throttled Kind = "throttled"
	// ServerError: status 5xx.
	ServerError Kind = "server error"
	// Malformed: an answer that is not of the protocol, or was cut off.
	Malformed Kind = "malformed"
	// Unreachable: no answer: refused, reset, no such host, bad certificate.
	Unreachable Kind = "unreachable"
	// TimedOut: no full answer in time.
	TimedOut Kind = "timed out"
	// Canceled: the caller's context ended.
	Canceled Kind = "canceled"
	// Unsent: the SDK would not send it, a member was missing or no credentials
	// were found.
	Unsent Kind = "unsent"
)

// Error is a failed call, as seen on the wire.
type Error struct {
	Kind Kind
	// Operation is the name of what was called, if known.
	Operation string
	// Status is the HTTP status, 0 if no answer came.
	Status int
	// Name is the exception without prefix ("NotAuthorizedException"); "" if
	// the answer gave none.
	Name string
	// Message is the service's text.
	Message string
	// ReasonCode is InvalidParameterException's reasonCode.
	ReasonCode string
	Header     http.Header
	Body       []byte
	// Err is the error as it came: errors.As finds the SDK's modelled exception.
	Err error
}

// Error names what happened and leaves the body out: it could hold a secret.
func (e *Error) Error() string {
	switch {
	case e.Status == 0 || e.Kind == Malformed:
		return fmt.Sprintf("%s: %s: %v", e.Operation, e.Kind, RootCause(e.Err))
	case e.Name == "":
		return fmt.Sprintf("%s: HTTP %d without an error name", e.Operation, e.Status)
	case e.Message == "":
		return fmt.Sprintf("%s: HTTP %d %s", e.Operation, e.Status, e.Name)
	}
	return fmt.Sprintf("%s: HTTP %d %s: %s", e.Operation, e.Status, e.Name, e.Message)
}

func (e *Error) Unwrap() error { return e.Err }

// AsError explains the error of an SDK call, a raw one, or anything that wraps
// one. It is nil for nil, and never nil otherwise.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	e := &Error{Err: err}
	var asked []byte
	var absent bool
	if operation, ok := errors.AsType[*smithy.OperationError](err); ok {
		e.Operation = operation.Operation()
	}
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && response.Response != nil && response.HTTPStatusCode() != 0 {
		e.Status, e.Header = response.HTTPStatusCode(), response.Response.Header
		e.Body, asked = bodyOf(response.Response.Response), askedBy(response.Response.Response)
		absent = isAbsent(response.Response.Response)
		e.Name, e.Message, e.ReasonCode = readError(e.Header, e.Body)
	}
	if broken, ok := asBroken(err); ok {
		e.Status = broken.Status
	}
	e.Kind = e.classify(asked, absent)
	return e
}

// classify tells what the failure means; asked is the request's body, if it is known,
// and absent whether an operation that does not exist gets the same answer.
func (e *Error) classify(asked []byte, absent bool) Kind {
	if e.Status == 0 {
		return classifyUnanswered(e.Err)
	}
	if errors.Is(e.Err, errTimeout) {
		return TimedOut
	}
	if _, broken := asBroken(e.Err); broken {
		return Malformed
	}
	return answered{
		operation: e.Operation, asked: asked,
		status: e.Status, name: e.Name, message: e.Message, body: e.Body,
		absent: absent,
	}.kind()
}

func classifyUnanswered(err error) Kind {
	if errors.Is(err, errTimeout) {
		return TimedOut
	}
	if _, broken := asBroken(err); broken {
		return Malformed
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Canceled
	}
	if _, ok := errors.AsType[*smithyhttp.RequestSendError](err); ok {
		return Unreachable
	}
	return Unsent
}

// readError finds name, text and reason of an error where the protocol has them:
// x-amzn-errortype ("Name:uri"), __type ("prefix#Name") and message.
func readError(header http.Header, body []byte) (name, message, reason string) {
	var fields struct {
		Type    any `json:"__type"`
		Code    any `json:"code"`
		Message any `json:"message"`
		Reason  any `json:"reasonCode"`
	}
	_ = json.Unmarshal(body, &fields)
	name = bareName(header.Get("X-Amzn-Errortype"))
	for _, candidate := range []any{fields.Type, fields.Code} {
		if text, ok := candidate.(string); ok && name == "" {
			name = bareName(text)
		}
	}
	message, _ = fields.Message.(string)
	reason, _ = fields.Reason.(string)
	if message == "" {
		message = header.Get("X-Amzn-Errormessage")
	}
	return name, message, reason
}

func bareName(name string) string {
	name, _, _ = strings.Cut(name, ":")
	return strings.TrimSpace(name[strings.LastIndex(name, "#")+1:])
}

// RootCause is the innermost error: the outer ones repeat operation and host.
func RootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
