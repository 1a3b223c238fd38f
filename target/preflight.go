package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/spec"
)

// preflightTimeout bounds the whole preflight, whatever the timeout of a call.
const preflightTimeout = 8 * time.Second

// Reason says why a target cannot be tested at all.
type Reason string

// The reasons.
const (
	CannotReach   Reason = "unreachable"
	NotTheService Reason = "not such a service"
	NoAnswer      Reason = "silent: it accepts connections and does not answer"
	KeyRefused    Reason = "refusing the credentials"
)

// PreflightError tells that there is nothing to test.
type PreflightError struct {
	Reason   Reason
	Endpoint string
	Err      error
}

func (e *PreflightError) Error() string {
	return fmt.Sprintf("%s is %s: %v", e.Endpoint, e.Reason, e.Err)
}

func (e *PreflightError) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (e *PreflightError) Hint() string {
	if e.Reason == KeyRefused {
		return "give credentials in a target file or as COGBENCH_ACCESS_KEY_ID and COGBENCH_SECRET_ACCESS_KEY, or use a pool that exists"
	}
	return "nothing was judged; is the endpoint the base URL of the service?"
}

// Findings are what the preflight saw of a target.
type Findings struct {
	// Found are the features that the target has, Claimed those that its
	// target file says it has; both sorted.
	Found, Claimed []string
	// ClockOffered tells whether the time of pools can be moved.
	ClockOffered bool
	// CodesReadable tells whether codes sent by SMS and e-mail can be read.
	CodesReadable bool
	// CallTime is the least that a call took.
	CallTime time.Duration
	// KeyRefused is the name of the error by which the target refused the
	// credentials, "" if it took them.
	KeyRefused string
}

// Has tells whether the feature was found.
func (f *Findings) Has(feature spec.Feature) bool { return slices.Contains(f.Found, string(feature)) }

// Missing are the features claimed and not found.
func (f *Findings) Missing() []string {
	return slices.DeleteFunc(slices.Clone(f.Claimed), func(c string) bool { return slices.Contains(f.Found, c) })
}

// refusedKeys are the errors of common AWS services about credentials.
var refusedKeys = []string{
	"AccessDenied", "AccessDeniedException", "ExpiredTokenException", "IncompleteSignatureException",
	"InvalidClientTokenId", "InvalidSignatureException", "MissingAuthenticationTokenException",
	"SignatureDoesNotMatch", "UnrecognizedClientException",
}

// ofTheKey matches texts about the credentials of a call.
var ofTheKey = regexp.MustCompile(`(?i)\b(admin|api|security|authorization|auth|bearer) ?(token|key|header)\b|\b(credentials?|signature|access ?key)\b`)

// refusesKey tells whether an administrator's call was refused for its credentials, in
// any wording.
func refusesKey(e *Error) bool {
	if slices.Contains(refusedKeys, e.Name) {
		return true
	}
	if e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden {
		return false
	}
	return e.Name == "NotAuthorizedException" || e.Name == "" || ofTheKey.MatchString(e.Message)
}

// Preflight finds out with a handful of calls whether the target can be tested
// and which features it has. It ends within ten seconds. The error is a
// *PreflightError, or the context's.
func (t *Target) Preflight(outer context.Context) (*Findings, error) {
	ctx, cancel := context.WithTimeout(outer, preflightTimeout)
	defer cancel()
	first, err := t.introduction(ctx)
	if err == nil && !speaksProtocol(first) {
		return nil, &PreflightError{NotTheService, t.Config.Endpoint, describeStranger(first)}
	}
	findings := &Findings{Claimed: slices.Sorted(slices.Values(t.Config.Features))}
	if err == nil {
		err = t.findFeatures(ctx, findings)
	}
	switch {
	case err == nil && findings.KeyRefused != "" && t.Config.Pool.Existing == nil:
		return nil, &PreflightError{KeyRefused, t.Config.Endpoint, errors.New(findings.KeyRefused)}
	case err == nil:
		return findings, nil
	case outer.Err() != nil:
		return nil, outer.Err()
	}
	return nil, &PreflightError{reasonOf(err), t.Config.Endpoint, rootCause(err)}
}

func reasonOf(err error) Reason {
	switch AsError(err).Kind {
	case TimedOut, Canceled:
		return NoAnswer
	case Malformed:
		return NotTheService
	}
	return CannotReach
}

// introduction is the answer that shows what the target is: to an empty
// InitiateAuth, or to another operation where the target speaks the protocol but
// breaks down at that.
func (t *Target) introduction(ctx context.Context) (*RawResponse, error) {
	first, err := t.Raw(ctx, RawCall{Operation: "InitiateAuth"})
	if err != nil || speaksProtocol(first) || first.Status < 500 {
		return first, err
	}
	if second, err := t.Raw(ctx, RawCall{Operation: "AssociateSoftwareToken"}); err == nil && speaksProtocol(second) {
		return second, nil
	}
	return first, nil
}

// speaksProtocol tells whether an answer to an empty request is one of this
// protocol: an error as a JSON object, with a name or the protocol's type.
func speaksProtocol(r *RawResponse) bool {
	if r.Object() == nil || r.Status/100 == 3 {
		return false
	}
	return r.ErrorName != "" || strings.Contains(r.Header.Get("Content-Type"), "amz-json")
}

func describeStranger(r *RawResponse) error {
	kind := r.Header.Get("Content-Type")
	if kind == "" {
		kind = "no content type"
	}
	return fmt.Errorf("an empty InitiateAuth was answered with status %d, %s", r.Status, kind)
}

// findFeatures calls one operation of each feature without parameters: the
// refusal tells whether the target knows it. AdminInitiateAuth would not do:
// servers that know it call an empty AuthFlow unsupported.
func (t *Target) findFeatures(ctx context.Context, findings *Findings) error {
	knows := make(map[string]bool)
	var refused []string // signed operations, for their credentials
	for _, operation := range []string{"AdminGetUser", "SetUserPoolMfaConfig", "AssociateSoftwareToken", "GetTokensFromRefreshToken"} {
		asked := time.Now()
		response, err := t.probe(ctx, operation)
		if err != nil {
			return err
		}
		if took := time.Since(asked); findings.CallTime == 0 || took < findings.CallTime {
			findings.CallTime = took
		}
		knows[operation] = response.Kind != Unsupported
		if e := AsError(response.Err(operation)); e != nil && refusesKey(e) {
			refused = append(refused, operation)
			findings.KeyRefused = cmp.Or(e.Name, fmt.Sprintf("HTTP %d", e.Status))
		}
	}
	administers := !slices.Contains(refused, "AdminGetUser")
	if len(refused) == 1 && t.Config.Pool.Existing == nil {
		findings.KeyRefused = "" // some operations are closed, and the credentials are good
	}
	findings.ClockOffered = t.clock.Offered(ctx)
	findings.CodesReadable = t.NewInbox().Readable(ctx)
	_, noTriggers := t.triggers(ctx)
	sendable := findings.CodesReadable
	has := map[spec.Feature]bool{
		spec.Administration:  knows["AdminGetUser"] && administers && findings.KeyRefused == "",
		spec.TOTP:            knows["AssociateSoftwareToken"] && t.Config.Pool.mayHaveTokens(),
		spec.SMS:             sendable && (!t.AWS || t.Config.SMS != nil),
		spec.Email:           sendable && (!t.AWS || slices.Contains(findings.Claimed, string(spec.Email))),
		spec.CustomAuth:      noTriggers == nil,
		spec.RefreshRotation: knows["GetTokensFromRefreshToken"],
	}
	for _, feature := range spec.Features() {
		if has[feature] {
			findings.Found = append(findings.Found, string(feature))
		}
	}
	slices.Sort(findings.Found)
	return nil
}

// probe calls an operation without parameters, signed where the model says so.
func (t *Target) probe(ctx context.Context, operation string) (*RawResponse, error) {
	call := RawCall{Operation: operation}
	if strings.HasPrefix(operation, "Admin") || operation == "SetUserPoolMfaConfig" {
		call.Signing = Signed
	}
	return t.Raw(ctx, call)
}
