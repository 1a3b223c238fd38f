package suites

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// metadata signs in without a device and returns what was issued; both keys are
// there.
func metadata(c *Check, actor *scenarios.Actor) *types.NewDeviceMetadataType {
	signIn := c.SignedIn(actor, nil)
	issued := signIn.Result.NewDeviceMetadata
	c.hasDevices(actor, signIn)
	c.Expect(issued).NotTo(BeNil(), "NewDeviceMetadata of a sign-in without DEVICE_KEY")
	c.Expect(aws.ToString(issued.DeviceKey)).NotTo(BeEmpty(), "DeviceKey")
	c.Expect(aws.ToString(issued.DeviceGroupKey)).NotTo(BeEmpty(), "DeviceGroupKey")
	return issued
}

// hasDevices ends the case as unsupported if a sign-in was issued no device by a target
// that lacks the operations on devices: it has none to issue.
func (c *Check) hasDevices(actor *scenarios.Actor, signIn *scenarios.SignIn) {
	if signIn.Result.NewDeviceMetadata != nil {
		return
	}
	const operation = "GetDevice"
	response := c.raw(operation, map[string]any{"AccessToken": signIn.AccessToken(), "DeviceKey": neverIssuedKey(actor)})
	if response.Kind == target.Unsupported || response.Kind == target.ServerError && response.ErrorName == "" {
		c.Unsupported("devices: there is no " + operation + ": " + statusOf(response))
	}
}
