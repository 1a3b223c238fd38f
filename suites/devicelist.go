package suites

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerDeviceList lists the checks of ListDevices and AdminListDevices.
func registerDeviceList(s registry) {
	s.Rule("DEV-LIST-01", listsRememberedOnly, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-LIST-02", listLimitBounds, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-LIST-03", pagesVisitEachOnce, engine.DependsOn("DEV-CONF-02"))
	s.Rule("DEV-LIST-04", pagesKeepTheLimit, engine.DependsOn("DEV-CONF-02"))
	s.Rule("DEV-LIST-05", badPaginationToken, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-LIST-06", foreignPaginationToken, engine.DependsOn("DEV-LIST-03"))
	s.Rule("DEV-LIST-07", listWithoutLimit, engine.DependsOn("DEV-CONF-02"), engine.Limit(2*engine.UsualLimit))
	s.Rule("DEV-LIST-08", tokenNeverGiven, engine.DependsOn("DEV-NEW-01"))
}

func listsRememberedOnly(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		before := keysBefore(c, actor)
		kept, signIn := c.RememberedDevice(actor)
		left, _ := c.RememberedDevice(actor)
		c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), left.Key), "UpdateDeviceStatus(not_remembered)")
		devices, err := actor.ListDevices(c.Context(), signIn.AccessToken(), 0)
		c.Succeeds(err, "ListDevices")
		c.Expect(without(keysOf(devices), before)).To(ConsistOf(kept.Key), "keys listed by ListDevices")
	})
}

// listCall is one call of ListDevices or AdminListDevices.
type listCall func(limit *int32, token *string) ([]types.DeviceType, *string, error)

// listings are the ways to list an actor's devices, by operation.
func listings(c *Check, actor *scenarios.Actor, accessToken string) map[string]listCall {
	api := c.Target().API()
	ways := map[string]listCall{
		"ListDevices": func(limit *int32, token *string) ([]types.DeviceType, *string, error) {
			out, err := api.ListDevices(c.Context(), &cip.ListDevicesInput{AccessToken: &accessToken, Limit: limit, PaginationToken: token})
			if err != nil {
				return nil, nil, err
			}
			return out.Devices, out.PaginationToken, nil
		},
	}
	if c.Has(spec.Administration) {
		ways["AdminListDevices"] = func(limit *int32, token *string) ([]types.DeviceType, *string, error) {
			out, err := api.AdminListDevices(c.Context(), &cip.AdminListDevicesInput{
				UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID, Limit: limit, PaginationToken: token,
			})
			if err != nil {
				return nil, nil, err
			}
			return out.Devices, out.PaginationToken, nil
		}
	}
	return ways
}

// keysOf are the keys of a list of devices.
func keysOf(devices []types.DeviceType) []string {
	keys := make([]string, len(devices))
	for i, device := range devices {
		keys[i] = aws.ToString(device.DeviceKey)
	}
	return keys
}

// keysBefore are the keys of the devices that an actor's user has before the check makes
// its own: a user who was there before may have some.
func keysBefore(c *Check, actor *scenarios.Actor) []string {
	if !actor.User.Given {
		return nil
	}
	devices, err := actor.ListDevices(c.Context(), c.SignedIn(actor, nil).AccessToken(), 0)
	c.Given(err, "ListDevices before the check's own devices are made")
	keys := keysOf(devices)
	slices.Sort(keys)
	return slices.Compact(keys)
}

// without are the keys that are not among the others. A key that is there twice stays so.
func without(keys, others []string) []string {
	return slices.DeleteFunc(keys, func(key string) bool { return slices.Contains(others, key) })
}

func listLimitBounds(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	_, signIn := c.RememberedDevice(actor)
	for operation, list := range sorted(listings(c, actor, signIn.AccessToken())) {
		for _, limit := range []int32{1, 2, 59, 60} {
			c.Case(fmt.Sprintf("%s with Limit %d", operation, limit), func() {
				_, _, err := list(&limit, nil)
				c.Succeeds(err, operation)
			})
		}
		for _, limit := range []int32{61, -1, 1000} {
			c.Case(fmt.Sprintf("%s with Limit %d", operation, limit), func() {
				_, _, err := list(&limit, nil)
				c.Refused(err, operation)
			})
		}
	}
}

// manyDevices is more than a page can hold.
const manyDevices = 63

// registerDevices registers n devices for one user of an Always pool without MFA, one
// after the other.
func registerDevices(c *Check, n int) ownDevices {
	actor := c.Actor(always().pool, target.ClientSpec{})
	own := ownDevices{actor: actor, before: keysBefore(c, actor), keys: make([]string, n)}
	for i := range n {
		device, signIn, err := actor.RegisterDevice(c.Context())
		c.Given(err, fmt.Sprintf("registering %d devices for one user", n))
		own.keys[i], own.signIn = device.Key, signIn
	}
	return own
}

// registerMany registers manyDevices for one user: where calls take long many at a time,
// so that it is for checks that judge nothing.
func registerMany(c *Check) ownDevices {
	own := registerDevices(c, 1)
	more := make([]string, manyDevices-1)
	c.InLanes(len(more), func(i int) {
		device, _, err := own.actor.RegisterDevice(c.Context())
		c.Given(err, fmt.Sprintf("registering %d devices for one user", manyDevices))
		more[i] = device.Key
	})
	own.keys = append(own.keys, more...)
	return own
}

// ownDevices are the devices that a check registered for one user.
type ownDevices struct {
	actor  *scenarios.Actor
	signIn *scenarios.SignIn // the newest
	keys   []string
	before []string // the keys that the user had already
}

// all are the keys of all devices that the user has.
func (o ownDevices) all() []string { return slices.Concat(o.before, o.keys) }

// listings are the ways to list the user's devices, by operation.
func (o ownDevices) listings(c *Check) map[string]listCall {
	return listings(c, o.actor, o.signIn.AccessToken())
}

// keysByPage follows the pages to their end, and returns the keys of each.
func keysByPage(c *Check, operation string, list listCall, limit *int32) [][]string {
	var pages [][]string
	var token *string
	for range 4 * manyDevices {
		devices, next, err := list(limit, token)
		c.Succeeds(err, operation)
		pages = append(pages, keysOf(devices))
		if aws.ToString(next) == "" {
			return pages
		}
		token = next
	}
	c.Fail(operation+" to reach a last page", "a PaginationToken on every page")
	return nil
}

func pagesVisitEachOnce(c *Check) {
	const count = 11 // more than ten, to which some cut a list; how many devices a user may have is TRUST-04
	own := registerDevices(c, count)
	for operation, list := range sorted(own.listings(c)) {
		_, _, err := list(nil, nil)
		c.Given(err, operation)
		c.Case(operation+" without Limit", func() {
			own.areVisited(c, keysByPage(c, operation, list, nil))
		})
		for _, limit := range []int32{60, widestPage, 2} {
			c.Case(fmt.Sprintf("%s of %d devices by %d", operation, count, limit), func() {
				own.areVisited(c, keysByPage(c, operation, list, &limit))
			})
		}
	}
	pagesVisitBesideNotRemembered(c, own)
}

// widestPage is the greatest Limit by which many pages are visited.
const widestPage = 3

// pagesVisitBesideNotRemembered sets two devices in the middle to not_remembered. Whether
// these are listed is DEV-LIST-01 and ADM-02.
func pagesVisitBesideNotRemembered(c *Check, own ownDevices) {
	hidden := []string{own.keys[4], own.keys[7]}
	hide := engine.Once(c.Check, func(keys []string) {
		for _, key := range keys {
			c.Given(own.actor.Unremember(c.Context(), own.signIn.AccessToken(), key), "UpdateDeviceStatus(not_remembered)")
		}
	})
	for operation, list := range sorted(own.listings(c)) {
		c.CaseIn("not_remembered", operation+" with two devices not_remembered", func() {
			hide(hidden)
			limit := int32(widestPage)
			own.areVisited(c, keysByPage(c, operation, list, &limit), hidden...)
		})
	}
}

// areVisited holds that pages list every device that the user has once, those aside that
// are hidden.
func (o ownDevices) areVisited(c *Check, pages [][]string, hidden ...string) {
	visited := slices.Concat(pages...)
	there := without(o.existing(c, visited), hidden)
	if len(there) <= widestPage {
		c.Skip("the user has fewer devices left than pages are needed for")
	}
	c.Expect(without(visited, hidden)).To(ConsistOf(there), "keys over all pages")
}

// existing are the keys of all devices but those that are not listed, and that GetDevice
// does not find: how many devices a user may have is TRUST-04.
func (o ownDevices) existing(c *Check, listed []string) []string {
	return slices.DeleteFunc(o.all(), func(key string) bool {
		if slices.Contains(listed, key) {
			return false
		}
		_, err := o.actor.GetDevice(c.Context(), o.signIn.AccessToken(), key)
		return err != nil && target.AsError(err).Kind == target.Refused
	})
}

func pagesKeepTheLimit(c *Check) {
	const count = 5
	own := registerDevices(c, count)
	for operation, list := range sorted(own.listings(c)) {
		_, _, err := list(nil, nil)
		c.Given(err, operation)
		for _, limit := range []int32{1, 2, 4} {
			c.Case(fmt.Sprintf("%s of %d devices by %d", operation, count, limit), func() {
				for _, keys := range keysByPage(c, operation, list, &limit) {
					c.Expect(len(keys)).To(BeNumerically("<=", limit), "devices on a page")
				}
			})
		}
		c.Case(operation+" with a Limit above the count", func() {
			limit := int32(len(own.all()) + 1)
			if limit > 60 {
				c.Skip("a user of the target file has more devices than a page can hold")
			}
			for _, keys := range keysByPage(c, operation, list, &limit) {
				c.Expect(len(keys)).To(BeNumerically("<=", limit), "devices on a page")
			}
		})
	}
}

func badPaginationToken(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	_, signIn := c.RememberedDevice(actor)
	tokens := map[string]string{"empty": "", "with white space": "a b", "of white space": "\t"}
	for operation, list := range sorted(listings(c, actor, signIn.AccessToken())) {
		taken := engine.Once(c.Check, func(string) {
			_, _, err := list(nil, nil)
			c.Given(err, operation)
		})
		for name, token := range sorted(tokens) {
			c.Case(operation+", token "+name, func() {
				_, _, err := list(nil, &token)
				c.Refused(err, operation+" with a PaginationToken "+name)
				taken(operation)
			})
		}
	}
}

func tokenNeverGiven(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	_, signIn := c.RememberedDevice(actor)
	for operation, list := range sorted(listings(c, actor, signIn.AccessToken())) {
		devices, _, err := list(nil, aws.String("AAAAnevergivenAAAA"))
		c.Observe("%s with a PaginationToken never given: %s, %d listed", operation, c.resultOf(err), len(devices))
	}
}

func foreignPaginationToken(c *Check) {
	owner := registerDevices(c, 3)
	other := c.another(owner.actor)
	_, otherSignIn := c.RememberedDevice(other)
	others := listings(c, other, otherSignIn.AccessToken())
	for operation, list := range sorted(owner.listings(c)) {
		c.Case(operation, func() {
			limit := int32(1)
			_, token, err := list(&limit, nil)
			c.Given(err, operation)
			if aws.ToString(token) == "" {
				c.Skip("the first page had no PaginationToken")
			}
			devices, _, err := others[operation](&limit, token)
			if err != nil {
				c.Refused(err, operation+" with another user's token")
				return
			}
			for _, key := range keysOf(devices) {
				c.Expect(owner.keys).NotTo(ContainElement(key), "devices of the token's owner")
			}
		})
	}
}

func listWithoutLimit(c *Check) {
	own := registerMany(c)
	for operation, list := range sorted(own.listings(c)) {
		devices, token, err := list(nil, nil)
		c.Observe("%s without Limit, %d devices: %s, %d on the first page, token %s", operation, len(own.all()), c.resultOf(err), len(devices), presence(token != nil))
		devices, token, err = list(aws.Int32(0), nil)
		c.Observe("%s with Limit 0: %s, %d on the first page, token %s", operation, c.resultOf(err), len(devices), presence(token != nil))
	}
}
