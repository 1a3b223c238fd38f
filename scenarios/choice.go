package scenarios

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// Choose begins choice-based sign-in, USER_AUTH, with a preferred first factor and
// the secret that it needs; "" prefers none.
func (t *Attempt) Choose(ctx context.Context, preferred types.ChallengeNameType, edits ...Edit) (*Answer, error) {
	r := Request{Flow: types.AuthFlowTypeUserAuth, Parameters: t.parameters()}
	t.addDevice(&r)
	if preferred != "" {
		r.Parameters["PREFERRED_CHALLENGE"] = string(preferred)
	}
	if err := t.addFactor(&r, preferred); err != nil {
		return nil, err
	}
	return t.send(ctx, r, edits)
}

// SelectFactor answers SELECT_CHALLENGE with a first factor and the secret that it
// needs.
func (t *Attempt) SelectFactor(ctx context.Context, factor types.ChallengeNameType, edits ...Edit) (*Answer, error) {
	r := t.response(types.ChallengeNameTypeSelectChallenge)
	t.addDevice(&r)
	r.Parameters["ANSWER"] = string(factor)
	if err := t.addFactor(&r, factor); err != nil {
		return nil, err
	}
	return t.send(ctx, r, edits)
}

// addFactor adds the secret of a first factor; codes are asked for later.
func (t *Attempt) addFactor(r *Request, factor types.ChallengeNameType) error {
	switch factor {
	case types.ChallengeNameTypePassword:
		r.Parameters["PASSWORD"] = t.Password
	case types.ChallengeNameTypePasswordSrp:
		if err := t.startLeg(r.step()); err != nil {
			return err
		}
		r.Parameters["SRP_A"] = t.srpA(false)
	}
	return nil
}
