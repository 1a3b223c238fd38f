package target

import (
	"context"
	"net/url"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
	"github.com/aws/smithy-go/middleware"
)

// fixedEndpoint is where every call goes. The SDK's own resolver would evaluate
// its rules for AWS's partitions, and parse the URL, in each.
type fixedEndpoint struct{ uri url.URL }

// ResolveEndpoint implements the SDK's EndpointResolverV2.
func (f fixedEndpoint) ResolveEndpoint(context.Context, cip.EndpointParameters) (smithyendpoints.Endpoint, error) {
	return smithyendpoints.Endpoint{URI: f.uri}, nil
}

// withoutRetries takes out of the SDK's way to send a public call what serves to
// repeat it: a tenth of what the call costs. Signed calls keep it, because the SDK
// corrects signatures for a clock that is wrong by it.
func withoutRetries(stack *middleware.Stack) error {
	switch stack.ID() {
	case "InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken":
	default:
		return nil
	}
	for _, id := range []string{"Retry", "RetryMetricsHeader"} {
		if _, err := stack.Finalize.Remove(id); err != nil {
			return err
		}
	}
	if _, err := stack.Build.Remove("ClientRequestID"); err != nil {
		return err
	}
	_, err := stack.Deserialize.Remove("RecordResponseTiming")
	return err
}
