package refpool

// authOperations lists the operations that sign users in.
func authOperations() map[string]handler {
	return map[string]handler{
		"InitiateAuth":                operation((*call).initiateAuth),
		"AdminInitiateAuth":           operation((*call).adminInitiateAuth),
		"RespondToAuthChallenge":      operation((*call).respondToAuthChallenge),
		"AdminRespondToAuthChallenge": operation((*call).adminRespondToAuthChallenge),
	}
}

// initiateInput is the input of InitiateAuth and, with UserPoolId, of
// AdminInitiateAuth.
type initiateInput struct {
	UserPoolId     string
	ClientId       string
	AuthFlow       string
	AuthParameters map[string]string
}

// respondInput is the input of RespondToAuthChallenge and, with UserPoolId, of
// AdminRespondToAuthChallenge.
type respondInput struct {
	UserPoolId         string
	ClientId           string
	ChallengeName      string
	ChallengeResponses map[string]string
	Session            string
}

// authOutput is the output of all four: a challenge or a result.
type authOutput struct {
	ChallengeName        string `json:",omitempty"`
	ChallengeParameters  map[string]string
	Session              string                `json:",omitempty"`
	AuthenticationResult *authenticationResult `json:",omitempty"`
}

type authenticationResult struct {
	AccessToken       string
	IdToken           string
	RefreshToken      string             `json:",omitempty"`
	NewDeviceMetadata *newDeviceMetadata `json:",omitempty"`
	ExpiresIn         int
	TokenType         string
}

type newDeviceMetadata struct {
	DeviceKey      string
	DeviceGroupKey string
}

func (c *call) initiateAuth(in *initiateInput) (*authOutput, error) {
	p, client, err := c.server.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	return c.initiate(p, client, in, false)
}

func (c *call) adminInitiateAuth(in *initiateInput) (*authOutput, error) {
	p, client, err := c.server.clientOf(in.UserPoolId, in.ClientId)
	if err != nil {
		return nil, err
	}
	return c.initiate(p, client, in, true)
}

func (c *call) initiate(p *Pool, client *Client, in *initiateInput, admin bool) (*authOutput, error) {
	flow := canonicalFlow(in.AuthFlow)
	if err := c.server.behaviour.Auth.FlowAllowed(client, flow, admin); err != nil {
		return nil, err
	}
	t := &turn{call: c, pool: p, client: client, name: flow, given: in.AuthParameters}
	if err := t.checkRequired(); err != nil {
		return nil, err
	}
	switch flow {
	case "USER_SRP_AUTH":
		return t.startSRP()
	case "CUSTOM_AUTH":
		return t.startCustom()
	case "REFRESH_TOKEN_AUTH":
		return t.refresh()
	}
	return t.startPassword()
}

// canonicalFlow maps the older names of flows to the newer.
func canonicalFlow(flow string) string {
	switch flow {
	case "ADMIN_NO_SRP_AUTH":
		return "ADMIN_USER_PASSWORD_AUTH"
	case "REFRESH_TOKEN":
		return "REFRESH_TOKEN_AUTH"
	}
	return flow
}

func (c *call) respondToAuthChallenge(in *respondInput) (*authOutput, error) {
	p, client, err := c.server.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	return c.respond(p, client, in)
}

func (c *call) adminRespondToAuthChallenge(in *respondInput) (*authOutput, error) {
	p, client, err := c.server.clientOf(in.UserPoolId, in.ClientId)
	if err != nil {
		return nil, err
	}
	return c.respond(p, client, in)
}

func (c *call) respond(p *Pool, client *Client, in *respondInput) (*authOutput, error) {
	t := &turn{
		call: c, pool: p, client: client,
		name: in.ChallengeName, given: in.ChallengeResponses, session: in.Session,
	}
	if err := t.checkRequired(); err != nil {
		return nil, err
	}
	if err := t.checkSecretHash(t.given["USERNAME"]); err != nil {
		return nil, err
	}
	return t.answer()
}

// answer runs the response to the challenge that the turn names.
func (t *turn) answer() (*authOutput, error) {
	switch t.name {
	case "PASSWORD_VERIFIER":
		return t.answerPasswordVerifier()
	case "DEVICE_SRP_AUTH":
		return t.answerDeviceSRP()
	case "DEVICE_PASSWORD_VERIFIER":
		return t.answerDeviceVerifier()
	case "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP":
		return t.answerCode()
	case "SELECT_MFA_TYPE":
		return t.answerSelect()
	case "MFA_SETUP":
		return t.answerSetUp()
	case "NEW_PASSWORD_REQUIRED":
		return t.answerNewPassword()
	case "CUSTOM_CHALLENGE":
		return t.answerCustom()
	}
	return nil, invalidParameter("The challenge %s is not supported.", t.name)
}
