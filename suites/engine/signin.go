package engine

import (
	"context"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// SignInBySRP signs a user in for fixtures, on targets that have no other flow. It
// implements [target.SignInFunc].
func SignInBySRP(ctx context.Context, client *target.Client, user *target.User) (*target.SignedIn, error) {
	attempt := (&scenarios.Actor{User: user, Client: client}).Begin(nil)
	if _, err := attempt.Initiate(ctx); err != nil {
		return nil, err
	}
	last, err := attempt.AnswerPasswordVerifier(ctx)
	if err != nil {
		return nil, err
	}
	return &target.SignedIn{Result: last.Result, Challenge: last.Challenge, Session: &last.Session}, nil
}
