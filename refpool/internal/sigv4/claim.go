package sigv4

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// claim is what an Authorization header says.
type claim struct {
	accessKeyID                       string
	date, region, service, terminator string // the credential scope
	signedHeaders                     []string
	signature                         string
	timeText                          string // x-amz-date as sent
	time                              time.Time
}

// parse reads the Authorization header, and the time from x-amz-date or Date.
func parse(header http.Header) (claim, error) {
	lines := header.Values("Authorization")
	if len(lines) == 0 || !strings.HasPrefix(lines[0], algorithm) {
		return claim{}, ErrMissing
	}
	if len(lines) > 1 {
		return claim{}, fmt.Errorf("%w: more than one Authorization header", ErrIncomplete)
	}
	fields, err := parameters(strings.TrimPrefix(lines[0], algorithm))
	if err != nil {
		return claim{}, err
	}
	scope := strings.Split(fields["Credential"], "/")
	if len(scope) != 5 {
		return claim{}, fmt.Errorf("%w: Credential must be key/date/region/service/aws4_request", ErrIncomplete)
	}
	c := claim{
		accessKeyID: scope[0], date: scope[1], region: scope[2], service: scope[3], terminator: scope[4],
		signedHeaders: strings.Split(fields["SignedHeaders"], ";"),
		signature:     fields["Signature"],
	}
	c.timeText, c.time, err = signingTime(header)
	return c, err
}

// parameters reads "Credential=…, SignedHeaders=…, Signature=…", all of which
// must be there.
func parameters(text string) (map[string]string, error) {
	fields := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok {
			return nil, fmt.Errorf("%w: the Authorization header is not a list of name=value", ErrIncomplete)
		}
		fields[name] = value
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if fields[name] == "" {
			return nil, fmt.Errorf("%w: the Authorization header requires %s", ErrIncomplete, name)
		}
	}
	return fields, nil
}

// signingTime is the time that the signature is of: text as it was signed, and
// its value.
func signingTime(header http.Header) (string, time.Time, error) {
	if text := header.Get("X-Amz-Date"); text != "" {
		at, err := time.Parse(timeFormat, text)
		if err != nil {
			return "", time.Time{}, fmt.Errorf("%w: x-amz-date must be in ISO 8601 basic format", ErrIncomplete)
		}
		return text, at, nil
	}
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return "", time.Time{}, fmt.Errorf("%w: x-amz-date or Date is required", ErrIncomplete)
	}
	return at.UTC().Format(timeFormat), at, nil
}
