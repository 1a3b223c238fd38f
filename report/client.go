package report

import (
	"time"

	"github.com/cogbench/cogbench/spec"
)

// Client is what was found of a client by the calls that it made: the content of
// client.json. It holds no secret: values that could be one are pseudonyms, the same
// wherever the value was.
type Client struct {
	SchemaVersion int  `json:"schemaVersion"`
	Tool          Tool `json:"tool"`
	// Source is where the exchanges are from.
	Source ClientSource `json:"source"`
	// Recordings are the files or commands that were judged, as one history.
	Recordings []string `json:"recordings,omitempty"`
	// Clients are the libraries that the requests' headers name, such as
	// "aws-amplify/6.0.2".
	Clients []string `json:"clients,omitempty"`
	// Gate is the weakest level whose violation is a failure.
	Gate      spec.Level `json:"gate"`
	StartedAt time.Time  `json:"startedAt"`
	// DurationSeconds is the time from the first request to the last answer.
	DurationSeconds float64 `json:"durationSeconds"`
	// CutShort says why the exchanges end before the client's did; "" if they do not.
	CutShort string `json:"cutShort,omitempty"`
	// NotJudged says which calls were seen and passed over, and why.
	NotJudged []string      `json:"notJudged,omitempty"`
	Summary   ClientSummary `json:"summary"`
	// SignIns are in the order in which they began.
	SignIns []ClientSignIn `json:"signIns"`
	// Diagnoses are the causes behind violations and symptoms, the likeliest first. Their
	// Rules may be empty: a symptom can have its cause outside of the client.
	Diagnoses []ClientDiagnosis `json:"diagnoses"`
	// Rules holds every client rule once, in the catalogue's order.
	Rules     []ClientRule     `json:"rules"`
	Exchanges []ClientExchange `json:"exchanges"`
}

// ClientSource is where exchanges come from.
type ClientSource string

// The sources.
const (
	Live  ClientSource = "live"  // a pool in this process, which knows its users
	Proxy ClientSource = "proxy" // between a client and another server
	HAR   ClientSource = "har"   // recordings that were saved
)

// ClientSummary counts the rules by outcome.
type ClientSummary struct {
	ObservedOK   int `json:"observedOk"`
	Violated     int `json:"violated"`
	NotExercised int `json:"notExercised"`
}

// ClientOutcome is what came of a client's rule.
type ClientOutcome string

// The outcomes.
const (
	ObservedOK   ClientOutcome = "observed-ok"   // it applied, and the client kept it each time
	Violated     ClientOutcome = "violated"      // the client broke it, at least once
	NotExercised ClientOutcome = "not-exercised" // nothing that was seen falls under it
)

// ClientRule is what came of one rule.
type ClientRule struct {
	ID        string        `json:"id"`
	Level     spec.Level    `json:"level"`
	Step      string        `json:"step"`
	Statement string        `json:"statement"`
	Outcome   ClientOutcome `json:"outcome"`
	// Exchanges are the numbers of those that show it: all violations, or up to ten that
	// kept it.
	Exchanges []int `json:"exchanges,omitempty"`
	// Message says what was seen where the rule is violated. Where it was not exercised it may
	// say "not proved", and what it would take.
	Message string `json:"message,omitempty"`
	// Required is true for a rule that must be exercised; it fails if it was not.
	Required bool `json:"required,omitempty"`
}

// SignInOutcome is how a sign-in ended.
type SignInOutcome string

// The outcomes of a sign-in.
const (
	GotTokens  SignInOutcome = "tokens"
	Refused    SignInOutcome = "refused"
	Unfinished SignInOutcome = "unfinished"
)

// ClientSignIn is one sign-in, told for people.
type ClientSignIn struct {
	StartedAt time.Time `json:"startedAt"`
	// User is a pseudonym, "u1".
	User    string        `json:"user"`
	Flow    string        `json:"flow"`
	Outcome SignInOutcome `json:"outcome"`
	// MFAAsked is true if a code of a second factor was asked for.
	MFAAsked bool `json:"mfaAsked"`
	// DeviceUsed is true if the remembered device answered the device's challenges.
	DeviceUsed bool `json:"deviceUsed,omitempty"`
	// DeviceIssued is true if the answer carried a new device.
	DeviceIssued bool `json:"deviceIssued,omitempty"`
	// Exchanges are the numbers of its calls.
	Exchanges []int `json:"exchanges"`
	// Explanation is a paragraph: what the app did, what the service answered, where they
	// parted, and what to change.
	Explanation string `json:"explanation"`
	// Diagnoses are the ids of those that explain it.
	Diagnoses []string `json:"diagnoses,omitempty"`
	// Expected is the walk that the protocol has from here, where the client left it.
	Expected []ExpectedStep `json:"expected,omitempty"`
}

// ExpectedStep is a step of the protocol as it would be, for a picture beside what was.
type ExpectedStep struct {
	// Call is the request: "RespondToAuthChallenge SOFTWARE_TOKEN_MFA with DEVICE_KEY".
	Call string `json:"call"`
	// Answer is what the service answers it with.
	Answer string `json:"answer,omitempty"`
	// Exchange is the number of the one that stands for it; 0 if there was none.
	Exchange int `json:"exchange,omitempty"`
	// Differs says what was otherwise; "" if nothing was.
	Differs string `json:"differs,omitempty"`
}

// ClientDiagnosis is a symptom with its cause.
type ClientDiagnosis struct {
	// ID names the cause for machines, such as "device-key-missing-in-mfa-response".
	ID string `json:"id"`
	// Symptom is what the user saw: "MFA is asked although the device is remembered".
	Symptom string `json:"symptom"`
	// Summary is the cause in a sentence.
	Summary string `json:"summary"`
	// Advice is what to change, in the words of the library that was recognised.
	Advice string `json:"advice"`
	// Rules are the ids of the violations that it explains.
	Rules []string `json:"rules,omitempty"`
	// Exchanges are the numbers of those that show it.
	Exchanges []int `json:"exchanges"`
	// Reports are public ones of the same cause.
	Reports []string `json:"reports,omitempty"`
}

// ClientExchange is one call, without its secrets.
type ClientExchange struct {
	Number    int       `json:"number"`
	Operation string    `json:"operation"`
	Recording string    `json:"recording,omitempty"`
	StartedAt time.Time `json:"startedAt,omitzero"`
	// DurationSeconds is from the request to the end of the answer; 0 if unknown.
	DurationSeconds float64 `json:"durationSeconds,omitempty"`
	// SignIn is the place of its sign-in in SignIns, from 1; 0 if it belongs to none.
	SignIn int    `json:"signIn,omitempty"`
	User   string `json:"user,omitempty"`
	Status int    `json:"status,omitempty"`
	// Request and Answer are the members by name, those of AuthParameters,
	// ChallengeResponses and ChallengeParameters as "AuthParameters.SRP_A".
	Request map[string]string `json:"request"`
	Answer  map[string]string `json:"answer,omitempty"`
	// Error is the exception, as "NotAuthorizedException: Incorrect username or password.".
	Error string `json:"error,omitempty"`
}
