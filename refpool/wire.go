package refpool

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool/internal/sigv4"
	"github.com/cogbench/cogbench/refpool/internal/validate"
)

const (
	contentType  = "application/x-amz-json-1.1"
	targetPrefix = "AWSCognitoIdentityProviderService."

	// bodyLimit bounds a request: the two longest members of the model, a
	// verifier and a salt of 131072 characters, fit in with room to spare.
	bodyLimit = 1 << 20
	// drainLimit is how much of a body that is too large is still read, so that
	// a client which sends it all first sees the refusal.
	drainLimit = 32 << 20
)

// ServeHTTP answers one request: an operation of the service, a public document
// of a pool, a browser's question whether a page may ask for either, or a control
// of this server under /_cogbench/.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Amzn-Requestid", uuid.NewString())
	switch {
	case isControl(r) && s.options.WithoutControl:
		http.NotFound(w, r)
	case isControl(r):
		s.serveControl(w, r)
	case r.Method == http.MethodOptions:
		s.servePreflight(w, r)
	case strings.Contains(r.URL.Path, "/.well-known/"):
		s.serveDocument(w, r)
	default:
		s.serveOperation(w, r)
	}
}

// serveOperation runs the operation that r names and writes its reply.
func (s *Server) serveOperation(w http.ResponseWriter, r *http.Request) {
	name, result, err := s.run(r)
	reply := s.reply(name, result, err)
	s.behaviour.Wire.Reply(name, reply)
	s.share(reply, r)
	reply.send(w)
}

// send writes the reply. Nobody is left to be told if the client is gone.
func (r *Reply) send(w http.ResponseWriter) {
	for field, values := range r.Header {
		w.Header()[field] = values
	}
	w.WriteHeader(r.Status)
	_, _ = bytes.NewReader(r.Body).WriteTo(w)
}

// run takes r through the service's order of checks: target, size, signature,
// JSON, constraints, operation. A panic becomes an InternalErrorException; its
// stack only goes to the log.
func (s *Server) run(r *http.Request) (name string, result any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			s.log.Error("operation panicked", "operation", name, "panic", cause, "stack", string(debug.Stack()))
			result, err = nil, refuse("InternalErrorException", "Internal server error.")
		}
	}()
	name, err = s.target(r)
	if err != nil {
		return name, nil, err
	}
	body, err := readBody(r)
	if err != nil {
		return name, nil, err
	}
	operation := s.model[name]
	if s.behaviour.Wire.NeedsSignature(name, operation != nil && operation.Unsigned) {
		if err := s.checkSignature(r, body); err != nil {
			if err := s.behaviour.Wire.Signature(name, err); err != nil {
				return name, nil, err
			}
		}
	}
	run := s.handlers[name]
	if operation == nil || run == nil { // only a fault knows it
		return name, struct{}{}, nil
	}
	body, err = s.validate(name, body)
	if err != nil {
		return name, nil, err
	}
	result, err = run(s.newRequest(r, name), body)
	return name, result, err
}

// target reads which operation r is for. The name comes with a refusal too, where the
// request has one.
func (s *Server) target(r *http.Request) (string, error) {
	name, named := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	listed := named && s.handlers[name] != nil
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/":
		return "", refuse("UnknownOperationException", "Operations are POST requests to /.")
	case err != nil || media != contentType:
		return "", refuse("UnknownOperationException", "The content type must be %s.", contentType)
	case !s.behaviour.Wire.Known(name, listed):
		if !named {
			name = ""
		}
		return name, s.behaviour.Wire.Unknown(name)
	}
	return name, nil
}

// readBody reads the body of r up to the limit.
func readBody(r *http.Request) ([]byte, error) {
	var body bytes.Buffer
	if n := r.ContentLength; n > 0 && n <= bodyLimit {
		body.Grow(int(n) + bytes.MinRead)
	}
	_, err := body.ReadFrom(io.LimitReader(r.Body, bodyLimit+1))
	switch {
	case err != nil:
		return nil, refuse("SerializationException", "The request body could not be read.")
	case body.Len() > bodyLimit:
		_, _ = io.CopyN(io.Discard, r.Body, drainLimit) // only to be heard: the answer is the same
		return nil, refuse("RequestEntityTooLargeException", "The request body is longer than %d bytes.", bodyLimit)
	}
	return body.Bytes(), nil
}

// checkSignature names a refused signature as AWS does (docs/protocol.md §3.2a).
func (s *Server) checkSignature(r *http.Request, body []byte) error {
	err := s.signatures.Verify(r, body, s.time())
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sigv4.ErrMissing):
		return refuse("MissingAuthenticationTokenException", "Missing Authentication Token")
	case errors.Is(err, sigv4.ErrUnknownKey):
		return refuse("UnrecognizedClientException", "The security token included in the request is invalid.")
	case errors.Is(err, sigv4.ErrIncomplete):
		return refuse("IncompleteSignatureException", "%v", err)
	default:
		return refuse("InvalidSignatureException", "%v", err)
	}
}

// validate returns body as the operation may read it.
func (s *Server) validate(name string, body []byte) ([]byte, error) {
	clean, violations, err := s.validator.Check(s.model[name].Input, body)
	if mismatch, ok := errors.AsType[*validate.TypeError](err); ok {
		return nil, refuse("SerializationException", "%s", mismatch.Reason)
	}
	if err != nil {
		return nil, err
	}
	if len(violations) > 0 {
		if err := s.behaviour.Wire.Invalid(name, violationsOf(violations)); err != nil {
			return nil, err
		}
	}
	return clean, s.behaviour.Wire.Accept(name, body)
}

func (s *Server) newRequest(r *http.Request, name string) *request {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return &request{
		server: s, behaviour: &s.behaviour, operation: name,
		witness: witnessOf(r.Context()), remoteIP: host, userAgent: r.UserAgent(),
	}
}

// reply encodes what an operation returned. An error that is not an exception of
// the service is a defect: the log has it, the client does not.
func (s *Server) reply(name string, result any, err error) *Reply {
	r := &Reply{Status: http.StatusOK, Header: http.Header{"Content-Type": {contentType}}}
	if err == nil && result != nil {
		r.Body, err = json.Marshal(result)
	}
	if err == nil {
		s.log.Debug("answered", "operation", name)
		return r
	}
	exception, ok := errors.AsType[*Exception](err)
	if !ok {
		s.log.Error("operation failed", "operation", name, "error", err)
		exception = refuse("InternalErrorException", "Internal server error.")
	}
	s.log.Debug("refused", "operation", name, "exception", exception.Name)
	r.Status = s.behaviour.Wire.Status(exception.Name)
	s.behaviour.Wire.ErrorHeader(r.Header, exception)
	r.Body, err = json.Marshal(s.behaviour.Wire.ErrorBody(exception))
	if err != nil {
		s.log.Error("exception not encoded", "operation", name, "error", err)
	}
	return r
}
