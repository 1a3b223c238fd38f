package target

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// falses are the members of an operation's request that are sent where they are false as
// well, by the structure that has them, "" for the request itself. The SDK leaves out what
// is false, and a server need not take a member that is absent for false: a factor may
// stay as it was, and an empty DeviceConfiguration has no value for any property.
func falses(operation string) map[string][]string {
	switch operation {
	case "CreateUserPool", "UpdateUserPool":
		return map[string][]string{"DeviceConfiguration": {"ChallengeRequiredOnNewDevice", "DeviceOnlyRememberedOnUserPrompt"}}
	case "SetUserMFAPreference", "AdminSetUserMFAPreference":
		factor := []string{"Enabled", "PreferredMfa"}
		return map[string][]string{"SMSMfaSettings": factor, "SoftwareTokenMfaSettings": factor, "EmailMfaSettings": factor}
	case "AdminSetUserPassword":
		return map[string][]string{"": {"Permanent"}}
	}
	return nil
}

// sendFalses has the SDK's client send the falses of the operations that have any.
func sendFalses(stack *middleware.Stack) error {
	members := falses(stack.ID())
	if members == nil {
		return nil
	}
	return stack.Serialize.Insert(middleware.SerializeMiddlewareFunc("SendFalses",
		func(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (middleware.SerializeOutput, middleware.Metadata, error) {
			request, err := withFalses(in.Request, members)
			if err != nil {
				return middleware.SerializeOutput{}, middleware.Metadata{}, &smithy.SerializationError{Err: err}
			}
			in.Request = request
			return next.HandleSerialize(ctx, in)
		}), "OperationSerializer", middleware.After)
}

// withFalses is a request that the SDK has written, with the falses in its body.
func withFalses(written any, members map[string][]string) (*smithyhttp.Request, error) {
	request, ok := written.(*smithyhttp.Request)
	if !ok {
		return nil, fmt.Errorf("a request of type %T", written)
	}
	sent, err := io.ReadAll(request.GetStream())
	if err != nil {
		return nil, err
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(sent, &body); err != nil {
		return nil, err
	}
	for structure, names := range members {
		if err := addFalses(body, structure, names); err != nil {
			return nil, err
		}
	}
	if sent, err = asJSON(body); err != nil {
		return nil, err
	}
	return request.SetStream(bytes.NewReader(sent))
}

// addFalses adds the members that a structure of the body lacks, if the body has it.
func addFalses(body map[string]json.RawMessage, structure string, names []string) error {
	object := body
	if structure != "" {
		object = nil
		if body[structure] == nil {
			return nil
		}
		if err := json.Unmarshal(body[structure], &object); err != nil {
			return err
		}
	}
	for _, name := range names {
		if _, there := object[name]; !there {
			object[name] = json.RawMessage("false")
		}
	}
	if structure == "" {
		return nil
	}
	text, err := asJSON(object)
	body[structure] = text
	return err
}

// asJSON writes an object as the SDK does: every character of a text as it is.
func asJSON(object map[string]json.RawMessage) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(object)
	return bytes.TrimSpace(text.Bytes()), err
}
