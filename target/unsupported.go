package target

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// unsupportedNames are the errors by which servers say that they lack an
// operation.
var unsupportedNames = []string{
	"InvalidAction", "InvalidActionException", "NotImplemented",
	"NotImplementedException", "UnknownOperationException",
	"UnsupportedOperation", "UnsupportedOperationException",
}

// unsupportedPhrases in the text of a status 500 say the same, often as a web page.
var unsupportedPhrases = []string{"unsupported", "not supported", "not implemented", "not yet implemented"}

// scannedBytes bounds how much of an answer is searched for a phrase.
const scannedBytes = 64 << 10

var (
	// lacksOperation matches a refusal of the operation itself. What is said after it
	// ("... is not supported for this user") speaks of the case at hand.
	lacksOperation = regexp.MustCompile(`(?i)\b(unsupported|unknown|unrecognized|unimplemented) (cognito )?(operation|action|api)\b|` +
		`\b(operation|action|api)\b.{0,80}\bnot (been |yet )?(supported|implemented|recognized)( yet)?\W*$`)
	// lacksFlow matches a refusal of a flow itself: "Initiate Auth method not supported"
	// is the service's about a flow that belongs to another operation.
	lacksFlow = regexp.MustCompile(`(?i)\bunsupported (\w+ )?(auth|authentication)[ _-]?flow|` +
		`\b(auth|authentication)[ _-]?flow\b.{0,60}\bnot (yet )?(supported|implemented)\b|` +
		`\b(` + flowNames + `)\b.{0,30}\bnot (yet )?(supported|implemented)\b|` +
		`\bunsupported\b.{0,40}\b(` + flowNames + `)\b`)
	// ofTheClient matches a refusal of a flow that the client alone does not allow.
	ofTheClient = regexp.MustCompile(`(?i)\b(for|by|on|in) (this |the |your )?(app |user pool )?client\b`)
)

const flowNames = `(ALLOW_)?(USER_SRP_AUTH|USER_PASSWORD_AUTH|ADMIN_USER_PASSWORD_AUTH|ADMIN_NO_SRP_AUTH|CUSTOM_AUTH|REFRESH_TOKEN_AUTH|REFRESH_TOKEN|USER_AUTH)`

// answered is an answer with an error, and what it answers.
type answered struct {
	operation     string
	asked         []byte // the request's body, nil if it was not kept
	status        int
	name, message string
	body          []byte
	absent        bool // it is the answer to an operation that does not exist
}

// kind tells what the answer means.
func (a answered) kind() Kind {
	switch {
	case a.absent, slices.Contains(unsupportedNames, a.name),
		a.status == http.StatusNotFound && a.name == "",
		a.status == http.StatusNotImplemented,
		a.status == http.StatusInternalServerError && (saysUnsupported([]byte(a.message)) || saysUnsupported(a.body)):
		return Unsupported
	case a.name == limitExceeded, a.status == http.StatusTooManyRequests, saysLater(a.status, a.name, a.message):
		return Throttled
	case a.status >= 500:
		return ServerError
	case a.status >= 400 && a.name != "":
		if says(a.message, lacksOperation, "supported", "unknown", "recognized", "implemented") || a.refusesFlow() {
			return Unsupported
		}
		return Refused
	}
	return Malformed
}

// refusesFlow tells whether a flow of the service was asked for, where it belongs, and
// refused as one that the server does not have.
func (a answered) refusesFlow() bool {
	return says(a.message, lacksFlow, "supported", "implemented") && !ofTheClient.MatchString(a.message) && a.asksForFlows()
}

// asksForFlows tells whether every flow in the request is one that the service has for
// that operation: another is refused everywhere.
func (a answered) asksForFlows() bool {
	var request struct {
		AuthFlow          types.AuthFlowType
		ExplicitAuthFlows []types.ExplicitAuthFlowsType
	}
	if len(a.asked) == 0 || json.Unmarshal(a.asked, &request) != nil {
		return false
	}
	if request.AuthFlow == "" {
		return len(request.ExplicitAuthFlows) > 0 && !slices.ContainsFunc(request.ExplicitAuthFlows, func(flow types.ExplicitAuthFlowsType) bool {
			return !slices.Contains(flow.Values(), flow)
		})
	}
	if a.operation == "InitiateAuth" && strings.HasPrefix(string(request.AuthFlow), "ADMIN_") {
		return false
	}
	return slices.Contains(request.AuthFlow.Values(), request.AuthFlow)
}

func saysUnsupported(text []byte) bool {
	if len(text) > scannedBytes {
		text = text[:scannedBytes]
	}
	lower := bytes.ToLower(text)
	return slices.ContainsFunc(unsupportedPhrases, func(phrase string) bool {
		return strings.Contains(string(lower), phrase)
	})
}
