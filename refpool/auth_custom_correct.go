package refpool

import "strings"

// CustomAuthAnswer is the right ANSWER to the CUSTOM_CHALLENGE that the function
// CustomAuthARN sets.
const CustomAuthAnswer = "cogbench"

// The functions that are built in, by the end of their ARN in any region. A pool
// uses one by naming it in LambdaConfig; any other ARN is a function that cannot
// be called: UnexpectedLambdaException.
const (
	customAuthFunction  = ":000000000000:function:cogbench-custom-auth"
	narrowScopeFunction = ":000000000000:function:cogbench-narrow-scope"
)

// CustomAuthARN is the ARN of the built-in function that serves as
// DefineAuthChallenge, CreateAuthChallenge and VerifyAuthChallengeResponse
// alike. After the password proof, if the client began with
// CHALLENGE_NAME=SRP_A, or at once, if not, it sets one CUSTOM_CHALLENGE with
// the answer CustomAuthAnswer. A wrong answer fails the sign-in.
func CustomAuthARN(region string) string { return "arn:aws:lambda:" + region + customAuthFunction }

// NarrowScopeARN is the ARN of the built-in function for
// PreTokenGenerationConfig. It takes the scope aws.cognito.signin.user.admin out
// of access tokens, as a trigger of version V2_0 may with scopesToSuppress, so
// that they authorize no operation (DEV-CONF-09).
func NarrowScopeARN(region string) string { return "arn:aws:lambda:" + region + narrowScopeFunction }

func correctCustomAuth() CustomAuthBehaviour {
	return CustomAuthBehaviour{
		Define: func(arn string, results []ChallengeResult) (DefineResponse, error) {
			return define(results), checkFunction(arn, customAuthFunction)
		},
		Create: func(arn string) (map[string]string, error) {
			return map[string]string{"question": "What is this tool called?"}, checkFunction(arn, customAuthFunction)
		},
		Verify: func(arn, answer string) (bool, error) {
			return answer == CustomAuthAnswer, checkFunction(arn, customAuthFunction)
		},
	}
}

// define is the built-in DefineAuthChallenge.
func define(results []ChallengeResult) DefineResponse {
	if len(results) == 0 {
		return DefineResponse{Challenge: "CUSTOM_CHALLENGE"}
	}
	last := results[len(results)-1]
	switch {
	case !last.Passed:
		return DefineResponse{Fail: true}
	case last.Name == "SRP_A":
		return DefineResponse{Challenge: "PASSWORD_VERIFIER"}
	case last.Name == "PASSWORD_VERIFIER":
		return DefineResponse{Challenge: "CUSTOM_CHALLENGE"}
	}
	return DefineResponse{IssueTokens: true}
}

// checkFunction refuses an ARN that is not the built-in function's.
func checkFunction(arn, function string) error {
	switch {
	case arn == "":
		return invalidParameter("Custom auth lambda trigger is not configured for the user pool.")
	case !isFunction(arn, function):
		return refuse("UnexpectedLambdaException", "The function %s cannot be called.", arn)
	}
	return nil
}

func isFunction(arn, function string) bool {
	return strings.HasPrefix(arn, "arn:aws:lambda:") && strings.HasSuffix(arn, function)
}
