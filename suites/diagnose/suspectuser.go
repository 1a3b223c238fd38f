package diagnose

import (
	"context"
	"encoding/base64"
	"errors"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
)

// resetFailures makes sure that no failure counts any more: a sign-in with the password
// succeeds, or another user is taken.
func (s *suspectLeg) resetFailures(ctx context.Context) error {
	if s.actor == nil || !s.passwordSucceeds(ctx) {
		return s.takeUser(ctx)
	}
	s.attempts = 0
	return nil
}

// passwordSucceeds signs in with the password, which ends the count of failures.
func (s *suspectLeg) passwordSucceeds(ctx context.Context) bool {
	_, err := s.byPassword().SignIn(ctx, nil)
	return err == nil
}

// learnLockout exceeds the lock-out limit, then checks whether the password still
// works: failures of a device need not count.
func (s *suspectLeg) learnLockout(ctx context.Context) error {
	s.lockless = true
	for range 2 * attemptsPerUser {
		l, err := s.atProof(ctx)
		if err != nil {
			return err
		}
		e := s.exchange(l)
		if _, err := s.accepts(ctx, l, e, shortEphemeral().Bytes()); err != nil && !errors.Is(err, errLocked) {
			return err
		}
	}
	if s.lockless = s.attempts == 2*attemptsPerUser && s.passwordSucceeds(ctx); !s.lockless {
		return s.takeUser(ctx)
	}
	return nil
}

// byPassword is the actor with USER_PASSWORD_AUTH.
func (s *suspectLeg) byPassword() *scenarios.Actor {
	actor := *s.actor
	actor.Flow = types.AuthFlowTypeUserPasswordAuth
	return &actor
}

// takeUser takes another user.
func (s *suspectLeg) takeUser(ctx context.Context) error {
	user, err := s.inquiry.user(ctx, s.pool)
	if err != nil {
		return err
	}
	s.attempts = 0
	s.actor = &scenarios.Actor{User: user, Client: s.client}
	switch {
	case s.neutral:
		s.actor = s.byPassword()
		s.registered, err = s.registerNeutralDevice(ctx)
	case s.device:
		s.registered, _, err = s.actor.RememberedDevice(ctx)
	}
	return err
}

// registerNeutralDevice registers a device with v = 1, that is with x = 0.
func (s *suspectLeg) registerNeutralDevice(ctx context.Context) (*scenarios.Device, error) {
	signIn, err := s.actor.SignIn(ctx, nil)
	if err != nil {
		return nil, err
	}
	device, err := s.actor.NewDevice(signIn.Result.NewDeviceMetadata)
	if err != nil {
		return nil, err
	}
	_, err = s.actor.ConfirmDevice(ctx, signIn.AccessToken(), device, func(in *cip.ConfirmDeviceInput) {
		one := base64.StdEncoding.EncodeToString([]byte{1})
		in.DeviceSecretVerifierConfig.PasswordVerifier = &one
	})
	return device, err
}
