package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// maxPages bounds a listing, should a target never end it.
const maxPages = 1000

// Cleanup deletes the pools that a run made, or those of all runs if run is "",
// and returns how many. A pool counts by its tag; off AWS, where servers may keep no
// tags, one without any counts by a name such as only [Fixtures] give.
func (t *Target) Cleanup(ctx context.Context, run string) (int, error) {
	return t.cleanup(ctx, run, namePrefix+run)
}

// cleanup is Cleanup of the pools alone whose names begin with a text.
func (t *Target) cleanup(ctx context.Context, run, beginning string) (int, error) {
	pools, err := t.leftovers(ctx, run, beginning)
	if err != nil {
		return 0, fmt.Errorf("look for leftovers: %w", err)
	}
	var entries []undo
	for _, id := range pools {
		entries = append(entries, undo{what: "pool " + id, remove: func(ctx context.Context) error { return t.deletePool(ctx, id) }})
	}
	failed := removePools(ctx, entries, t.countdown(len(entries)))
	return len(pools) - len(failed), leftBehind(failed)
}

// leftovers are the ids of the pools that runs made. Only pools named as ours are
// asked for their tags, which takes a call each.
func (t *Target) leftovers(ctx context.Context, run, beginning string) ([]string, error) {
	var found []string
	var token *string
	for range maxPages {
		out, err := t.api.ListUserPools(ctx, &cip.ListUserPoolsInput{MaxResults: aws.Int32(60), NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, pool := range out.UserPools {
			if !strings.HasPrefix(aws.ToString(pool.Name), beginning) {
				continue
			}
			ours, err := t.isLeftover(ctx, pool, run)
			if err != nil {
				return nil, err
			}
			if ours {
				found = append(found, aws.ToString(pool.Id))
			}
		}
		if token = out.NextToken; aws.ToString(token) == "" {
			return found, nil
		}
	}
	return nil, fmt.Errorf("ListUserPools: more than %d pages", maxPages)
}

func (t *Target) isLeftover(ctx context.Context, pool types.UserPoolDescriptionType, run string) (bool, error) {
	out, err := t.api.DescribeUserPool(ctx, &cip.DescribeUserPoolInput{UserPoolId: pool.Id})
	if gone(err) {
		return false, nil
	}
	named := !t.AWS && namesRun(aws.ToString(pool.Name), run)
	switch {
	case err != nil && AsError(err).Kind == Unsupported:
		return named, nil
	case err != nil:
		return false, err
	}
	if out.UserPool == nil || len(out.UserPool.UserPoolTags) == 0 {
		return named, nil
	}
	tag, tagged := out.UserPool.UserPoolTags[runTag]
	return tagged && (run == "" || tag == run), nil
}

// deletePool deletes a pool with all that is in it; one already gone is no error. A
// target that lacks the operation is asked once.
func (t *Target) deletePool(ctx context.Context, id string) error {
	if lacks := t.noRemoval.Load(); lacks != nil {
		return *lacks
	}
	_, err := t.api.DeleteUserPool(ctx, &cip.DeleteUserPoolInput{UserPoolId: &id})
	switch {
	case gone(err):
		return nil
	case err != nil && AsError(err).Kind == Unsupported:
		t.noRemoval.Store(&err)
	}
	return err
}

func gone(err error) bool {
	return err != nil && AsError(err).Name == "ResourceNotFoundException"
}
