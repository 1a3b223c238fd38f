package target

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
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
	Throttles     Reason = "throttling every call"
	KeyRefused    Reason = "refusing the credentials"
	PoolUnknown   Reason = "not telling how the given pool is configured"
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

// Hint says what to do about it, and that nothing was judged where that is not plain.
func (e *PreflightError) Hint() string {
	if e.Reason == KeyRefused || e.Reason == PoolUnknown {
		return e.Cure()
	}
	return "nothing was judged; " + e.Cure()
}

// Cure says what to do about it.
func (e *PreflightError) Cure() string {
	switch e.Reason {
	case KeyRefused:
		return e.hintAtKey()
	case PoolUnknown:
		return e.hintAtPool()
	case CannotReach:
		return e.hintAtWay()
	case NoAnswer:
		return "is the server ready, is it this port, and is --timeout long enough?"
	case Throttles:
		return "try again when its limit is over, or raise that"
	default:
		return "is the endpoint the base URL of the service? check its port and path, and http against https"
	}
}

// hintAtPool tells a pool and a client that do not exist from a pool that cannot be read.
func (e *PreflightError) hintAtPool() string {
	switch missing := gone(e.Err); {
	case missing && AsError(e.Err).Operation == "InitiateAuth":
		return "there is no such client: compare `clientId` of the pool in the target file, and the endpoint and region, with the server's"
	case missing:
		return "there is no such pool: compare `id` of the pool in the target file, and the endpoint and region, with the server's"
	default:
		return "give `devices` and `mfa` of the pool in the target file; or accessKeyId and secretAccessKey there, as COGBENCH_ACCESS_KEY_ID and COGBENCH_SECRET_ACCESS_KEY or by AWS's own ways, of a key that may call DescribeUserPool"
	}
}

// hintAtKey tells a wrong secret or region, which break signatures, from a wrong key.
func (e *PreflightError) hintAtKey() string {
	switch e.Err.Error() {
	case "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignatureException":
		return "compare the secret access key, and the region (in the target file or COGBENCH_REGION), with the server's"
	default:
		return "give credentials in a target file or as COGBENCH_ACCESS_KEY_ID and COGBENCH_SECRET_ACCESS_KEY, or use a pool that exists"
	}
}

// hintAtWay speaks of TLS where it was TLS that failed.
func (e *PreflightError) hintAtWay() string {
	if _, plain := errors.AsType[tls.RecordHeaderError](e.Err); plain {
		return "the server does not speak TLS there: write http:// in place of https://"
	}
	if _, another := errors.AsType[x509.HostnameError](e.Err); another {
		return "the certificate is for another name: write the endpoint with one that it has, or give it this one"
	}
	_, unknown := errors.AsType[x509.UnknownAuthorityError](e.Err)
	if _, invalid := errors.AsType[x509.CertificateInvalidError](e.Err); unknown || invalid {
		return "if the certificate is the server's own, trust it with --ca-file FILE"
	}
	return "is the server running, and is the endpoint its base URL, host and port spelt right?"
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

	knowsCalls bool // of those that were probed, at least one
}

// Has tells whether the feature was found.
func (f *Findings) Has(feature spec.Feature) bool { return slices.Contains(f.Found, string(feature)) }

// standsFor is the operation that stands for a feature.
var standsFor = map[spec.Feature]string{
	spec.Administration: "AdminGetUser", spec.TOTP: "AssociateSoftwareToken", spec.RefreshRotation: "GetTokensFromRefreshToken",
}

// Correct takes back the features whose operation an exploration of the target found to be
// lacking.
func (f *Findings) Correct(explored *Target) {
	f.Found = slices.DeleteFunc(f.Found, func(feature string) bool {
		operation, known := standsFor[spec.Feature(feature)]
		return known && explored.Lacks(operation)
	})
}

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
	first, unknown, err := t.introduction(ctx)
	if err == nil && !speaksProtocol(first) {
		return nil, &PreflightError{NotTheService, t.Config.Endpoint, describeStranger(first)}
	}
	findings := &Findings{Claimed: slices.Sorted(slices.Values(t.Config.Features))}
	if err == nil {
		err = t.findFeatures(ctx, findings)
	}
	switch {
	case err == nil && !findings.knowsCalls && unknown:
		return nil, &PreflightError{NotTheService, t.Config.Endpoint, errors.New("it speaks the protocol, and knows none of InitiateAuth, " + strings.Join(probed, ", "))}
	case err == nil && findings.KeyRefused != "" && t.Config.Pool.Existing == nil:
		return nil, &PreflightError{KeyRefused, t.Config.Endpoint, errors.New(findings.KeyRefused)}
	case err == nil:
		return findings, nil
	case outer.Err() != nil:
		return nil, outer.Err()
	case t.Throttled():
		return nil, &PreflightError{Throttles, t.Config.Endpoint, fmt.Errorf("none came through within %s", preflightTimeout)}
	}
	return nil, &PreflightError{reasonOf(err), t.Config.Endpoint, RootCause(err)}
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
// breaks down at that. unknown tells that it does not know InitiateAuth.
func (t *Target) introduction(ctx context.Context) (answer *RawResponse, unknown bool, err error) {
	first, err := t.Raw(ctx, RawCall{Operation: "InitiateAuth"})
	if err != nil {
		return nil, false, err
	}
	unknown = first.Kind == Unsupported
	if speaksProtocol(first) || first.Status < 500 {
		return first, unknown, nil
	}
	if second, err := t.Raw(ctx, RawCall{Operation: "AssociateSoftwareToken"}); err == nil && speaksProtocol(second) {
		return second, unknown, nil
	}
	return first, unknown, nil
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

// probed are the operations that stand for features.
var probed = []string{"AdminGetUser", "SetUserPoolMfaConfig", "AssociateSoftwareToken", "GetTokensFromRefreshToken"}

// findFeatures calls one operation of each feature without parameters: the
// refusal tells whether the target knows it. AdminInitiateAuth would not do:
// servers that know it call an empty AuthFlow unsupported.
func (t *Target) findFeatures(ctx context.Context, findings *Findings) error {
	answers, err := t.probeAll(ctx)
	if err != nil {
		return err
	}
	knows := make(map[string]bool)
	var refused []string // signed operations, for their credentials
	for i, operation := range probed {
		answer := answers[i]
		if findings.CallTime == 0 || answer.took < findings.CallTime {
			findings.CallTime = answer.took
		}
		knows[operation] = answer.Kind != Unsupported
		findings.knowsCalls = findings.knowsCalls || knows[operation]
		if e := AsError(answer.Err(operation)); e != nil && refusesKey(e) {
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

// probeAnswer is the answer to a probe, and how long it took.
type probeAnswer struct {
	*RawResponse
	took time.Duration
}

// probeAll calls the probed operations and returns their answers in order: the first
// alone, since what a page of status 500 says of an operation is known once another was
// answered well, and the others side by side.
func (t *Target) probeAll(ctx context.Context) ([]probeAnswer, error) {
	answers, errs := make([]probeAnswer, len(probed)), make([]error, len(probed))
	ask := func(i int) {
		asked := time.Now()
		response, err := t.probe(ctx, probed[i])
		answers[i], errs[i] = probeAnswer{response, time.Since(asked)}, err
	}
	ask(0)
	var group sync.WaitGroup
	for i := 1; i < len(probed) && errs[0] == nil; i++ {
		group.Go(func() { ask(i) })
	}
	group.Wait()
	return answers, cmp.Or(errs...)
}

// probe calls an operation without parameters, signed where the model says so.
func (t *Target) probe(ctx context.Context, operation string) (*RawResponse, error) {
	return t.Raw(ctx, RawCall{Operation: operation, Signing: signingOf(operation)})
}

// signingOf tells whether an operation that is probed is signed.
func signingOf(operation string) Signing {
	if strings.HasPrefix(operation, "Admin") || operation == "SetUserPoolMfaConfig" {
		return Signed
	}
	return Unsigned
}
