// Package doctor says what is wrong with a machine or a target before a run does.
//
// It promises to go on where it can: a step that does not hold leaves the ones after it
// unknown, with the reason, and every step that does not hold has its cure.
package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// State is how a step fares.
type State string

// The states.
const (
	Good    State = "good"
	Worth   State = "worth knowing" // it works, and a run may suffer from it
	Bad     State = "bad"
	Unknown State = "unknown" // a step before it does not hold
)

// Finding is what one step found.
type Finding struct {
	Step  string `json:"step"` // such as "clock"
	State State  `json:"state"`
	Text  string `json:"text"`
	// Cure is what to do; "" where nothing is to be done.
	Cure string `json:"cure,omitempty"`
}

// Limits beyond which a step is worth knowing, or bad.
const (
	stepTimeout = 8 * time.Second
	// maxSkew is how far a signature's time may be off at AWS.
	maxSkew = 5 * time.Minute
	// someSkew is worth knowing: the Date header is in whole seconds.
	someSkew = 5 * time.Second
	// soonExpired is how long a certificate should last.
	soonExpired = 7 * 24 * time.Hour
	// fewFiles is the number of open files that a load can exhaust.
	fewFiles = 1024
)

// Machine examines the machine alone.
func Machine() []Finding { return []Finding{processor(), openFiles()} }

// Target examines the way to a target, the target's file and environment applied, and what
// it has.
func Target(ctx context.Context, config target.Config, options target.Options) []Finding {
	t, err := target.New(ctx, config, options)
	if err != nil {
		return []Finding{{"configuration", Bad, err.Error(), "correct the flag or the target file that the message names"}}
	}
	endpoint, err := url.Parse(t.Config.Endpoint)
	if err != nil { // target.New has read it
		return []Finding{{"configuration", Bad, err.Error(), "give the base URL of the service"}}
	}
	findings := []Finding{{"configuration", Good, fmt.Sprintf("%s, region %s", t.Config.Endpoint, t.Config.Region), ""}}
	reached := false
	for _, step := range []func(context.Context, *url.URL) Finding{resolve, connect} {
		found := step(ctx, endpoint)
		findings = append(findings, found)
		reached = found.State != Bad
		if !reached {
			break
		}
	}
	if !reached {
		return append(findings, unknown(append([]string{"TLS", "clock", "service"}, ofTheService(t)...)...)...)
	}
	findings = append(findings, secure(ctx, endpoint, options), clock(ctx, t))
	return append(findings, service(ctx, t)...)
}

// unknown are steps that could not be taken.
func unknown(steps ...string) []Finding {
	var findings []Finding
	for _, step := range steps {
		findings = append(findings, Finding{step, Unknown, "not examined: the target cannot be reached", ""})
	}
	return findings
}

// processor says which arithmetic SRP uses here.
func processor() Finding {
	name := srp.Arithmetic()
	if name == "big" || name == "portable" {
		return Finding{"processor", Worth, "SRP uses the arithmetic " + name + ", which is slow", "on amd64 with ADX and BMI2, or AVX-512 IFMA, a load needs a fraction of the time; see docs/performance.md"}
	}
	return Finding{"processor", Good, "SRP uses the arithmetic " + name, ""}
}

// resolve looks the host's name up.
func resolve(ctx context.Context, endpoint *url.URL) Finding {
	ctx, cancel := context.WithTimeout(ctx, stepTimeout)
	defer cancel()
	host := endpoint.Hostname()
	addresses, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return Finding{"name", Bad, fmt.Sprintf("%s cannot be resolved: %v", host, target.RootCause(err)), "check the endpoint's spelling, its region, and this machine's DNS"}
	}
	return Finding{"name", Good, host + " is " + strings.Join(addresses[:min(3, len(addresses))], ", "), ""}
}

// connect opens a connection.
func connect(ctx context.Context, endpoint *url.URL) Finding {
	ctx, cancel := context.WithTimeout(ctx, stepTimeout)
	defer cancel()
	address := addressOf(endpoint)
	began := time.Now()
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return Finding{"connection", Bad, fmt.Sprintf("%s takes no connection: %v", address, target.RootCause(err)), "is the server running, on that port, and is there no firewall or proxy between?"}
	}
	_ = connection.Close() // nothing was sent
	return Finding{"connection", Good, fmt.Sprintf("%s takes connections (%.1f ms)", address, float64(time.Since(began).Microseconds())/1000), ""}
}

// addressOf is the host and port of an endpoint.
func addressOf(endpoint *url.URL) string {
	if port := endpoint.Port(); port != "" {
		return net.JoinHostPort(endpoint.Hostname(), port)
	}
	port := "80"
	if endpoint.Scheme == "https" {
		port = "443"
	}
	return net.JoinHostPort(endpoint.Hostname(), port)
}

// secure looks at the certificate of an https endpoint.
func secure(ctx context.Context, endpoint *url.URL, options target.Options) Finding {
	if endpoint.Scheme != "https" {
		return Finding{"TLS", Good, "plain HTTP", ""}
	}
	config, err := target.Trust(options.CAFile)
	if err != nil {
		return Finding{"TLS", Bad, err.Error(), "give a PEM file of certificates as --ca-file"}
	}
	dialer := &tls.Dialer{Config: config}
	ctx, cancel := context.WithTimeout(ctx, stepTimeout)
	defer cancel()
	raw, err := dialer.DialContext(ctx, "tcp", addressOf(endpoint))
	if err != nil {
		return Finding{"TLS", Bad, target.RootCause(err).Error(), "give the authority that signed the server's certificate as --ca-file, and the host's name as the certificate has it"}
	}
	defer raw.Close() //nolint:errcheck // nothing was sent
	secured, ok := raw.(*tls.Conn)
	if !ok || len(secured.ConnectionState().PeerCertificates) == 0 {
		return Finding{"TLS", Unknown, "no certificate was seen", ""}
	}
	certificate := secured.ConnectionState().PeerCertificates[0]
	text := fmt.Sprintf("%s, certificate until %s", tls.VersionName(secured.ConnectionState().Version), certificate.NotAfter.UTC().Format(time.DateOnly))
	if time.Until(certificate.NotAfter) < soonExpired {
		return Finding{"TLS", Worth, text, "renew the server's certificate"}
	}
	return Finding{"TLS", Good, text, ""}
}

// clock compares this machine's time with the answer's Date header.
func clock(ctx context.Context, t *target.Target) Finding {
	ctx, cancel := context.WithTimeout(ctx, stepTimeout)
	defer cancel()
	asked := time.Now()
	answer, err := t.Raw(ctx, target.RawCall{Operation: "InitiateAuth"})
	if err != nil {
		return Finding{"clock", Unknown, "not compared: the target does not answer", ""}
	}
	theirs, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return Finding{"clock", Unknown, "not compared: the answer has no Date header", ""}
	}
	// Date is cut to the second: its middle is the best guess.
	skew := asked.Add(time.Since(asked) / 2).Sub(theirs.Add(500 * time.Millisecond)).Round(time.Second)
	text := fmt.Sprintf("%s ahead of the target", skew)
	if skew < 0 {
		text = fmt.Sprintf("%s behind the target", -skew)
	}
	cure := "set this machine's clock (NTP), or the server's: signatures and TIMESTAMP are judged by time"
	switch {
	case skew.Abs() > maxSkew:
		return Finding{"clock", Bad, text + ", and AWS takes no more than 5 minutes", cure}
	case skew.Abs() >= someSkew:
		return Finding{"clock", Worth, text, cure}
	default:
		return Finding{"clock", Good, "within a few seconds of the target's", ""}
	}
}

// ofTheService are the steps after the one in which the service was found.
func ofTheService(t *target.Target) []string {
	if t.Config.Pool.Existing != nil {
		return []string{"credentials", "features", "pool"}
	}
	return []string{"credentials", "features"}
}

// service asks the target what it is and has.
func service(ctx context.Context, t *target.Target) []Finding {
	found, err := t.Preflight(ctx)
	refused, ok := errors.AsType[*target.PreflightError](err)
	switch {
	case ok && refused.Reason == target.KeyRefused:
		return []Finding{
			{"service", Good, "it speaks the service's protocol", ""},
			{"credentials", Bad, "refused: " + refused.Err.Error(), refused.Hint()},
			{"features", Unknown, "not examined: the credentials are refused", ""},
		}
	case ok && refused.Reason != target.NotTheService:
		return append([]Finding{{"service", Bad, "it is " + string(refused.Reason), refused.Cure()}}, unknown(ofTheService(t)...)...)
	case err != nil:
		return append([]Finding{{"service", Bad, target.RootCause(err).Error(), "give the base URL of a server that speaks the service's JSON 1.1 protocol, without a path"}}, unknown(ofTheService(t)...)...)
	}
	findings := []Finding{{"service", Good, fmt.Sprintf("it speaks the service's protocol (%.1f ms a call)", float64(found.CallTime.Microseconds())/1000), ""}}
	findings = append(findings, credentials(t, found), features(found))
	if t.Config.Pool.Existing != nil {
		findings = append(findings, pool(ctx, t))
	}
	return findings
}

func credentials(t *target.Target, found *target.Findings) Finding {
	switch {
	case found.KeyRefused != "":
		return Finding{"credentials", Worth, "refused (" + found.KeyRefused + "): only what needs no administrator is judged", "give an access key to judge the administrator's operations too"}
	case t.Config.Credentials == nil:
		return Finding{"credentials", Good, "from the environment, and taken", ""}
	default:
		return Finding{"credentials", Good, "taken", ""}
	}
}

func features(found *target.Findings) Finding {
	text := "none beyond the core"
	if len(found.Found) > 0 {
		text = strings.Join(found.Found, ", ")
	}
	if missing := found.Missing(); len(missing) > 0 {
		return Finding{"features", Bad, fmt.Sprintf("%s; the target file claims %s, which were not found", text, strings.Join(missing, ", ")), "take them out of features in the target file, or give what they need (codes, triggers, sms)"}
	}
	return Finding{"features", Good, text, ""}
}
