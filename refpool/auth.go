package refpool

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
	AvailableChallenges  []string              `json:",omitempty"` // of SELECT_CHALLENGE
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

func (r *request) initiateAuth(in *initiateInput) (*authOutput, error) {
	return withClient(r, in.ClientId, func(p *Pool, client *Client) (*authOutput, error) {
		return r.initiate(p, client, in, false)
	})
}

func (r *request) adminInitiateAuth(in *initiateInput) (*authOutput, error) {
	return withClientOf(r, in.UserPoolId, in.ClientId, func(p *Pool, client *Client) (*authOutput, error) {
		return r.initiate(p, client, in, true)
	})
}

func (r *request) initiate(p *Pool, client *Client, in *initiateInput, admin bool) (*authOutput, error) {
	flow := canonicalFlow(in.AuthFlow)
	if err := r.behaviour.Auth.FlowAllowed(client, flow, admin); err != nil {
		return nil, err
	}
	a := &authRequest{request: r, pool: p, client: client, name: flow, given: in.AuthParameters}
	if err := a.checkRequired(); err != nil {
		return nil, err
	}
	switch flow {
	case "USER_SRP_AUTH":
		return a.startSRP()
	case "USER_AUTH":
		return a.startChoice()
	case "CUSTOM_AUTH":
		return a.startCustom()
	case "REFRESH_TOKEN_AUTH":
		return a.refresh()
	}
	return a.startPassword()
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

func (r *request) respondToAuthChallenge(in *respondInput) (*authOutput, error) {
	return withClient(r, in.ClientId, func(p *Pool, client *Client) (*authOutput, error) {
		return r.respond(p, client, in)
	})
}

func (r *request) adminRespondToAuthChallenge(in *respondInput) (*authOutput, error) {
	return withClientOf(r, in.UserPoolId, in.ClientId, func(p *Pool, client *Client) (*authOutput, error) {
		return r.respond(p, client, in)
	})
}

func (r *request) respond(p *Pool, client *Client, in *respondInput) (*authOutput, error) {
	a := &authRequest{
		request: r, pool: p, client: client,
		name: in.ChallengeName, given: in.ChallengeResponses, session: in.Session,
	}
	if err := a.checkRequired(); err != nil {
		return nil, err
	}
	if err := a.checkSecretHash(a.given["USERNAME"]); err != nil {
		return nil, err
	}
	return a.answer()
}

// answer runs the response to the challenge that the request names.
func (a *authRequest) answer() (*authOutput, error) {
	switch a.name {
	case "PASSWORD_VERIFIER":
		return a.answerPasswordVerifier()
	case "DEVICE_SRP_AUTH":
		return a.answerDeviceSRP()
	case "DEVICE_PASSWORD_VERIFIER":
		return a.answerDeviceVerifier()
	case "SELECT_CHALLENGE":
		return a.answerChoice()
	case "PASSWORD", "PASSWORD_SRP":
		return a.answerFactor()
	case "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_OTP":
		return a.answerCode()
	case "SELECT_MFA_TYPE":
		return a.answerSelect()
	case "MFA_SETUP":
		return a.answerSetUp()
	case "NEW_PASSWORD_REQUIRED":
		return a.answerNewPassword()
	case "CUSTOM_CHALLENGE":
		return a.answerCustom()
	}
	return nil, invalidParameter("The challenge %s is not supported.", a.name)
}
