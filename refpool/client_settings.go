package refpool

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// clientInput are the members of CreateUserPoolClient and
// UpdateUserPoolClient that sign-in acts on.
type clientInput struct {
	UserPoolId     string
	ClientId       string
	ClientName     string
	GenerateSecret bool
	ClientSecret   string

	RefreshTokenValidity int
	AccessTokenValidity  int
	IdTokenValidity      int
	TokenValidityUnits   struct {
		AccessToken  string
		IdToken      string
		RefreshToken string
	}
	AuthSessionValidity        int // minutes
	ExplicitAuthFlows          []string
	PreventUserExistenceErrors string
	EnableTokenRevocation      *bool
	RefreshTokenRotation       struct {
		Feature                 string
		RetryGracePeriodSeconds int
	}
	ReadAttributes  []string
	WriteAttributes []string
}

// decodeClient reads body, and apart from it the members as described.
func decodeClient(body []byte) (*clientInput, map[string]any, error) {
	settings := new(clientInput)
	if err := json.Unmarshal(body, settings); err != nil {
		return nil, nil, fmt.Errorf("decode client settings: %w", err)
	}
	raw := map[string]any{
		"RefreshTokenValidity":                     30,
		"EnableTokenRevocation":                    true,
		"EnablePropagateAdditionalUserContextData": false,
		"AllowedOAuthFlowsUserPoolClient":          false,
		"AuthSessionValidity":                      3,
	}
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, nil, fmt.Errorf("decode client settings: %w", err)
	}
	for _, name := range []string{"GenerateSecret", "ClientSecret"} {
		delete(raw, name)
	}
	if settings.RefreshTokenValidity == 0 {
		raw["RefreshTokenValidity"] = 30 // documented: 0 is replaced by the default
	}
	return settings, raw, nil
}

// The documented bounds and defaults of token lives.
const (
	day             = 24 * time.Hour
	minTokenLife    = 5 * time.Minute
	maxTokenLife    = day
	defaultLife     = time.Hour
	minRefreshLife  = time.Hour
	maxRefreshLife  = 10 * 365 * day
	defaultRefresh  = 30 * day
	defaultSession  = 3 * time.Minute
	defaultFlowList = "ALLOW_REFRESH_TOKEN_AUTH ALLOW_USER_SRP_AUTH ALLOW_CUSTOM_AUTH"
)

// configure sets what the settings say of c, with the default of whatever they
// leave out.
func (c *Client) configure(in *clientInput, raw map[string]any) error {
	var err error
	units := in.TokenValidityUnits
	if c.AccessTokenValidity, err = life("access token", in.AccessTokenValidity, cmp.Or(units.AccessToken, "hours"),
		minTokenLife, maxTokenLife, defaultLife); err != nil {
		return err
	}
	if c.IDTokenValidity, err = life("ID token", in.IdTokenValidity, cmp.Or(units.IdToken, "hours"),
		minTokenLife, maxTokenLife, defaultLife); err != nil {
		return err
	}
	if c.RefreshTokenValidity, err = life("refresh token", in.RefreshTokenValidity, cmp.Or(units.RefreshToken, "days"),
		minRefreshLife, maxRefreshLife, defaultRefresh); err != nil {
		return err
	}
	if c.RefreshTokenValidity < max(c.AccessTokenValidity, c.IDTokenValidity) {
		return invalidParameter("Invalid range for token validity: the refresh token must be valid for at least as long as the access and ID tokens.")
	}
	if c.AuthFlows, err = authFlows(in.ExplicitAuthFlows); err != nil {
		return err
	}
	c.Name = in.ClientName
	c.AuthSessionValidity = defaultSession
	if in.AuthSessionValidity > 0 {
		c.AuthSessionValidity = time.Duration(in.AuthSessionValidity) * time.Minute
	}
	c.PreventUserExistenceErrors = in.PreventUserExistenceErrors == "ENABLED"
	c.EnableTokenRevocation = in.EnableTokenRevocation == nil || *in.EnableTokenRevocation
	c.ReadAttributes, c.WriteAttributes = in.ReadAttributes, in.WriteAttributes
	c.Raw = raw
	c.Rotation = nil
	if in.RefreshTokenRotation.Feature == "ENABLED" {
		c.Rotation = &RefreshRotation{time.Duration(in.RefreshTokenRotation.RetryGracePeriodSeconds) * time.Second}
	}
	return nil
}

// life is a token's validity in its unit, within the documented bounds; 0 means
// the default.
func life(token string, value int, unit string, least, most, usual time.Duration) (time.Duration, error) {
	if value == 0 {
		return usual, nil
	}
	units := map[string]time.Duration{"seconds": time.Second, "minutes": time.Minute, "hours": time.Hour, "days": day}
	if int64(value) > int64(most/units[unit]) || time.Duration(value)*units[unit] < least {
		return 0, invalidParameter("Invalid range for token validity: the %s must be valid for %s to %s.", token, least, most)
	}
	return time.Duration(value) * units[unit], nil
}

// authFlows is what ExplicitAuthFlows allows. The legacy values do not mix with
// the others (SDK CreateUserPoolClient).
func authFlows(explicit []string) ([]string, error) {
	if len(explicit) == 0 {
		return strings.Fields(defaultFlowList), nil
	}
	isNew := func(flow string) bool { return strings.HasPrefix(flow, "ALLOW_") }
	if slices.ContainsFunc(explicit, isNew) && slices.ContainsFunc(explicit, func(flow string) bool { return !isNew(flow) }) {
		return nil, invalidParameter("You cannot use the legacy ExplicitAuthFlows together with flows that begin with ALLOW_.")
	}
	return explicit, nil
}
