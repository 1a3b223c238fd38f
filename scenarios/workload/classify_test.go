package workload_test

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/target"
)

func TestClassify(t *testing.T) {
	operation := func(err error) error { return &smithy.OperationError{OperationName: "InitiateAuth", Err: err} }
	tests := map[string]struct {
		err  error
		want string
	}{
		"exception":       {&target.Error{Kind: target.Refused, Name: "NotAuthorizedException", Status: 400}, "NotAuthorizedException"},
		"without a name":  {&target.Error{Kind: target.Throttled, Status: 429}, "http-429"},
		"an odd name":     {&target.Error{Kind: target.Refused, Name: "Bad Name<script>", Status: 400}, "BadNamescript"},
		"no letters":      {&target.Error{Kind: target.Refused, Name: "<>", Status: 400}, "unnamed"},
		"timeout":         {&target.Error{Kind: target.TimedOut}, "timeout"},
		"broken":          {&target.Error{Kind: target.Malformed}, "broken-answer"},
		"unreachable":     {operation(&smithyhttp.RequestSendError{Err: errors.New("?")}), "unreachable"},
		"canceled call":   {operation(context.Canceled), "canceled"},
		"no descriptors":  {operation(&smithyhttp.RequestSendError{Err: os.NewSyscallError("socket", syscall.EMFILE)}), "no-descriptors"},
		"no ports":        {operation(&smithyhttp.RequestSendError{Err: os.NewSyscallError("connect", syscall.EADDRNOTAVAIL)}), "no-ports"},
		"canceled":        {context.Canceled, "canceled"},
		"not expected":    {&scenarios.ProtocolError{Step: "sign-in", Reason: "no tokens"}, "unexpected"},
		"unknown trouble": {errors.New("?"), "unexpected"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := workload.Classify(test.err); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestRetryable(t *testing.T) {
	for kind, want := range map[target.Kind]bool{
		target.Throttled: true, target.ServerError: true, target.Unreachable: true, target.TimedOut: true, target.Malformed: true,
		target.Refused: false, target.Unsupported: false, target.Canceled: false, target.Unsent: false,
	} {
		if got := workload.Retryable(&target.Error{Kind: kind}); got != want {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
	if workload.Retryable(&scenarios.ProtocolError{Step: "sign-in", Reason: "no tokens"}) || workload.Retryable(errors.New("no device")) {
		t.Error("what the journey made of an answer is retryable")
	}
}
