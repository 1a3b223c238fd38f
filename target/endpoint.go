package target

import (
	"context"
	"net/url"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
)

// fixedEndpoint is where every call goes. The SDK's own resolver would evaluate
// its rules for AWS's partitions, and parse the URL, in each.
type fixedEndpoint struct{ uri url.URL }

// ResolveEndpoint implements the SDK's EndpointResolverV2.
func (f fixedEndpoint) ResolveEndpoint(context.Context, cip.EndpointParameters) (smithyendpoints.Endpoint, error) {
	return smithyendpoints.Endpoint{URI: f.uri}, nil
}
