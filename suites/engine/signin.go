package engine

import (
	"context"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// SignInBySRP signs a user in for fixtures, on targets that have no other flow. It
// implements [target.SignInFunc].
func SignInBySRP(ctx context.Context, client *target.Client, user *target.User) (*target.SignedIn, error) {
	actor := &scenarios.Actor{User: user, Client: client, Plain: true}
	var last *scenarios.Answer
	prove := func() error {
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(ctx)
		if err == nil {
			last, err = attempt.AnswerPasswordVerifier(ctx)
		}
		return err
	}
	if _, err := anew(prove); err != nil {
		return nil, err
	}
	return &target.SignedIn{Result: last.Result, Challenge: last.Challenge, Session: &last.Session}, nil
}
