package refpool_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/refpool"
)

func TestListUsers(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	for i := range 7 {
		if err := s.create(p.Id, fmt.Sprint("user", i), attribute("name", fmt.Sprintf(`N"%d`, i%2))); err != nil {
			t.Fatal(err)
		}
	}
	s.setPassword(p.Id, "user3")
	for _, test := range []struct {
		filter string
		want   int // -1: refused
	}{
		{"", 7},
		{`username = "user3"`, 1},
		{`username ^= "user"`, 7},
		{`username = "user"`, 0},
		{`name = "N\"1"`, 3},
		{`cognito:user_status = "CONFIRMED"`, 1},
		{`"status"="Enabled"`, 7},
		{`custom:x = "y"`, -1},
		{`username`, -1},
		{`username = user3`, -1},
		{`username == "user3"`, -1},
	} {
		t.Run(test.filter, func(t *testing.T) {
			var names []string
			pager := idp.NewListUsersPaginator(s.Client, &idp.ListUsersInput{
				UserPoolId: p.Id, Filter: aws.String(test.filter), Limit: aws.Int32(2), AttributesToGet: []string{"name"},
			})
			for pager.HasMorePages() {
				page, err := pager.NextPage(t.Context())
				if test.want < 0 {
					refused(t, err, "InvalidParameterException", "")
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				for _, u := range page.Users {
					names = append(names, aws.ToString(u.Username))
					if len(u.Attributes) != 1 || value(u.Attributes, "name") == "" {
						t.Errorf("attributes %+v", u.Attributes)
					}
				}
			}
			if len(names) != test.want || !slices.IsSorted(names) {
				t.Errorf("found %v, want %d", names, test.want)
			}
		})
	}
}
