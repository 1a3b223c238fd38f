package suites

import (
	"slices"

	"github.com/cogbench/cogbench/target"
)

// A refusal is any client error, unless a document closes the list of its names: the
// operations model more of them with each release (InvalidUserPoolConfigurationException,
// UnsupportedOperationException, OperationNotEnabledException), and a firewall in front
// adds ForbiddenException. So checks use c.Refused without names, or one of the
// families below.

// invalidNames are the exceptions that refuse a request for what it holds: the one that
// each operation models, and those of AWS's pages of common errors.
func invalidNames() []string {
	return []string{
		invalidParameter, "InvalidParameterValue", "InvalidParameterCombination", "MissingParameter",
		"ValidationError", "ValidationException",
	}
}

// unreadableNames are the exceptions that refuse a request that cannot be read, or for
// what it holds.
func unreadableNames() []string {
	return append([]string{"SerializationException", "MalformedHttpRequestException", "MalformedQueryString"}, invalidNames()...)
}

// unsignedNames are the exceptions that refuse a request because it is not signed.
func unsignedNames() []string {
	return []string{
		"MissingAuthenticationTokenException", "MissingAuthenticationToken", "IncompleteSignatureException", "IncompleteSignature",
		"InvalidSignatureException", "UnrecognizedClientException", "InvalidClientTokenId", "AccessDeniedException",
	}
}

// closedNames are the exceptions that refuse an operation to the caller, whatever the
// request holds.
func closedNames() []string {
	return append([]string{"OperationNotEnabledException", "ForbiddenException", "OptInRequired", "NotAuthorized"}, unsignedNames()...)
}

// RefusedAsInvalid holds that a call is refused for what its request holds. what names
// the call.
func (c *Check) RefusedAsInvalid(err error, what string) { c.refusedBy(err, what, invalidNames()) }

// RefusedUnread holds that a call is refused because its request cannot be read, or for
// what it holds. what names the call.
func (c *Check) RefusedUnread(err error, what string) { c.refusedBy(err, what, unreadableNames()) }

// refusedBy is Refused for a family of names, of which a failure names the usual one.
func (c *Check) refusedBy(err error, what string, family []string) {
	if err == nil || !slices.Contains(family, target.AsError(err).Name) {
		c.Refused(err, what, family[0])
	}
}

// NotTaken holds that a call for what the service does not have is refused with a client
// error of any name, those included by which servers say that they lack an operation.
func (c *Check) NotTaken(response *target.RawResponse, what string) {
	if response.Status/100 != 4 {
		c.Fail(what+" to be refused with a client error", statusOf(response))
	}
}

// NotOffered holds that a flow is refused where the service does not have it, or the
// client does not allow it: that a target says that it lacks the flow there is what the
// rule asks for.
func (c *Check) NotOffered(err error, what string) {
	if err != nil && target.AsError(err).Kind == target.Unsupported {
		return
	}
	c.Refused(err, what)
}

// statusOf words how a raw call ended.
func statusOf(response *target.RawResponse) string {
	return resultOf(response.Err("the call"))
}

// isInvalid reports whether a call was refused for what its request holds.
func isInvalid(response *target.RawResponse) bool {
	return slices.Contains(invalidNames(), response.ErrorName)
}
