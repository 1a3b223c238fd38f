package target_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
)

// pools is a fake of the operations that fixtures are made with: it remembers
// what was made and keeps no rule.
type pools struct {
	*fake
	mu   sync.Mutex
	made map[string]map[string]any // pools by id, as CreateUserPool had them
	next int
}

func newPools(t *testing.T) *pools {
	t.Helper()
	p := &pools{made: make(map[string]map[string]any)}
	answers := withExtension(always(200, map[string]any{}))
	for operation, answer := range map[string]func(call) (int, any){
		"CreateUserPool":            p.create,
		"DeleteUserPool":            p.remove,
		"DescribeUserPool":          p.describe,
		"ListUserPools":             p.list,
		"SetUserPoolMfaConfig":      always(200, map[string]any{}),
		"CreateUserPoolClient":      p.client,
		"AdminCreateUser":           p.user,
		"AdminSetUserPassword":      always(200, map[string]any{}),
		"AdminSetUserMFAPreference": always(200, map[string]any{}),
		"AdminUpdateUserAttributes": always(200, map[string]any{}),
		"InitiateAuth":              always(200, map[string]any{"ChallengeName": "MFA_SETUP", "Session": "session-one-0123456789"}),
		"AssociateSoftwareToken":    always(200, map[string]any{"SecretCode": totpSecret, "Session": "session-two-0123456789"}),
		"VerifySoftwareToken":       always(200, map[string]any{"Status": "SUCCESS", "Session": "session-three-01234567"}),
		"RespondToAuthChallenge":    always(200, map[string]any{"AuthenticationResult": map[string]any{"AccessToken": "t"}}),
	} {
		answers[operation] = answer
	}
	p.fake = newFake(t, answers)
	return p
}

// answer replaces the answer to an operation.
func (p *pools) answer(operation string, with func(call) (int, any)) {
	p.fake.mu.Lock()
	defer p.fake.mu.Unlock()
	p.answers[operation] = with
}

func (p *pools) id(kind string) string {
	p.next++
	return fmt.Sprintf("%s%d", kind, p.next)
}

func (p *pools) create(c call) (int, any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := p.id("us-east-1_")
	p.made[id] = c.Body
	return http.StatusOK, map[string]any{"UserPool": map[string]any{"Id": id}}
}

func (p *pools) remove(c call) (int, any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made[c.text("UserPoolId")] == nil {
		return http.StatusBadRequest, refusal("ResourceNotFoundException", "no such pool")
	}
	delete(p.made, c.text("UserPoolId"))
	return http.StatusOK, map[string]any{}
}

func (p *pools) describe(c call) (int, any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pool := p.made[c.text("UserPoolId")]
	if pool == nil {
		return http.StatusBadRequest, refusal("ResourceNotFoundException", "no such pool")
	}
	return http.StatusOK, map[string]any{"UserPool": map[string]any{
		"UserPoolTags": pool["UserPoolTags"], "DeviceConfiguration": pool["DeviceConfiguration"], "MfaConfiguration": pool["MfaConfiguration"],
		"SmsConfiguration": pool["SmsConfiguration"], "AccountRecoverySetting": pool["AccountRecoverySetting"],
	}}
}

// list gives one pool a page.
func (p *pools) list(c call) (int, any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := 1; i <= p.next; i++ {
		id := fmt.Sprintf("us-east-1_%d", i)
		if pool := p.made[id]; pool != nil && id > c.text("NextToken") {
			return http.StatusOK, map[string]any{
				"UserPools": []any{map[string]any{"Id": id, "Name": pool["PoolName"]}}, "NextToken": id,
			}
		}
	}
	return http.StatusOK, map[string]any{}
}

func (p *pools) client(c call) (int, any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	client := map[string]any{"ClientId": p.id("client")}
	if c.Body["GenerateSecret"] == true {
		client["ClientSecret"] = "secret-of-" + client["ClientId"].(string)
	}
	return http.StatusOK, map[string]any{"UserPoolClient": client}
}

func (p *pools) user(c call) (int, any) {
	return http.StatusOK, map[string]any{"User": map[string]any{
		"Username": c.Body["Username"], "Attributes": []any{map[string]any{"Name": "sub", "Value": "sub-of-" + c.text("Username")}},
	}}
}

func (p *pools) left() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.made)
}
