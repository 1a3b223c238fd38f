package flaws

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// maxBody bounds what is read of an answer, in bytes.
const maxBody = 1 << 20

// call is a request that is about to be sent.
type call struct {
	operation string
	body      map[string]any
	walk      *attempt // the sign-in that it is a step of; nil for others
}

// parameters are the call's AuthParameters or ChallengeResponses; nil if it has neither.
func (k *call) parameters() map[string]string {
	for _, member := range []string{"AuthParameters", "ChallengeResponses"} {
		if parameters, ok := k.body[member].(map[string]string); ok {
			return parameters
		}
	}
	return nil
}

// challenge is the ChallengeName that the call responds to; "" for others.
func (k *call) challenge() string {
	name, _ := k.body["ChallengeName"].(string)
	return name
}

// RefusedError is an answer that is an error.
type RefusedError struct{ Operation, Name, Message string }

// Error implements error.
func (r *RefusedError) Error() string {
	return fmt.Sprintf("%s: %s: %s", r.Operation, r.Name, r.Message)
}

// answer is what the calls of a sign-in, of its set-up and of devices return.
type answer struct {
	ChallengeName             string
	ChallengeParameters       map[string]string
	Session                   string
	AuthenticationResult      *Result
	UserConfirmationNecessary bool
	SecretCode                string
	Status                    string

	unknown bool // whether there are members that are none of these
}

// Result is what a sign-in ends with.
type Result struct {
	AccessToken, IDToken, RefreshToken string
	NewDeviceMetadata                  *struct{ DeviceKey, DeviceGroupKey string }
}

// send makes a call. The error is a [*RefusedError] where the service refused it.
func (c *Client) send(ctx context.Context, k *call) (*answer, error) {
	if c.conduct.edit != nil {
		c.conduct.edit(c, k)
	}
	return c.post(ctx, c.HTTP, k)
}

// post sends a call as it is.
func (c *Client) post(ctx context.Context, client *http.Client, k *call) (*answer, error) {
	body, err := json.Marshal(k.body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.operation, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Pool.Endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.operation, err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+k.operation)
	request.Header.Set("User-Agent", "cogbench-flaws/1")
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.operation, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.operation, err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, refusal(k.operation, text, response.Header)
	}
	if c.conduct.read != nil {
		text = c.conduct.read(text)
	}
	a := &answer{}
	if len(text) > 0 {
		if err := json.Unmarshal(text, a); err != nil {
			return nil, fmt.Errorf("%s: %w", k.operation, err)
		}
		strict := json.NewDecoder(bytes.NewReader(text))
		strict.DisallowUnknownFields()
		a.unknown = a.ChallengeName != "" && strict.Decode(&answer{}) != nil
	}
	return a, nil
}

// refusal reads an error, whose name is in the body or in a header.
func refusal(operation string, text []byte, header http.Header) *RefusedError {
	var body struct {
		Type    string `json:"__type"`
		Message string `json:"message"` // in either case, as encoding/json matches names
	}
	_ = json.Unmarshal(text, &body) // what is no JSON has its name in the header
	name := body.Type
	if name == "" {
		name = header.Get("X-Amzn-Errortype")
	}
	name, _, _ = strings.Cut(name, ":")
	return &RefusedError{operation, name[strings.LastIndexByte(name, '#')+1:], body.Message}
}
