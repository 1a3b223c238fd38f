package render

import (
	"strings"

	"github.com/cogbench/cogbench/report"
)

// walkRow is one row of a sign-in's sequence: a call and its answer, as they were seen, as
// the protocol has them, or both.
type walkRow struct {
	State   string // the class: "pass", "fail" for a difference, "skip" for what was not sent
	Sign    string
	Number  int    // of the exchange; 0 for what was not sent
	Call    string // what was sent, or would have been
	Answer  string // what came back, or would have
	Differs string // what was otherwise
	Note    string // "expected here", "not part of the protocol's walk"
}

// walk lays a sign-in out beside what the protocol says: every exchange once, in order,
// with the steps that were expected and not seen in their places.
func walk(signIn report.ClientSignIn, exchanges map[int]report.ClientExchange) []walkRow {
	var rows []walkRow
	left := signIn.Exchanges
	seen := func(before int) {
		for len(left) > 0 && (before == 0 || left[0] < before) {
			row := seenRow(exchanges[left[0]])
			if len(signIn.Expected) > 0 {
				row.Note = "beside the walk of the protocol"
			}
			rows, left = append(rows, row), left[1:]
		}
	}
	for _, step := range signIn.Expected {
		if step.Exchange == 0 {
			rows = append(rows, missingRow(step))
			continue
		}
		seen(step.Exchange)
		if len(left) > 0 && left[0] == step.Exchange {
			left = left[1:]
		}
		rows = append(rows, expectedRow(step, exchanges[step.Exchange]))
	}
	seen(0)
	return rows
}

// seenRow is an exchange by itself.
func seenRow(e report.ClientExchange) walkRow {
	row := walkRow{State: "pass", Sign: "·", Number: e.Number, Call: wordCall(e), Answer: wordAnswer(e)}
	if e.Error != "" {
		row.State, row.Sign = "skip", "!"
	}
	return row
}

// expectedRow is an exchange that stands for a step of the protocol.
func expectedRow(step report.ExpectedStep, e report.ClientExchange) walkRow {
	row := seenRow(e)
	row.Sign = "✓"
	if step.Differs != "" {
		row.State, row.Sign, row.Differs = "fail", "✗", step.Differs
		row.Note = "the protocol has here: " + step.Call
	}
	return row
}

// missingRow is a step of the protocol that nothing stands for.
func missingRow(step report.ExpectedStep) walkRow {
	return walkRow{State: "fail missing", Sign: "✗", Call: step.Call, Answer: step.Answer, Differs: step.Differs, Note: "not sent"}
}

// wordCall is a request in a line: the operation, its flow or challenge, and the members
// that matter to devices.
func wordCall(e report.ClientExchange) string {
	words := []string{e.Operation}
	for _, name := range []string{"AuthFlow", "ChallengeName"} {
		if value := e.Request[name]; value != "" {
			words = append(words, value)
		}
	}
	var with []string
	for _, name := range []string{"DEVICE_KEY", "SRP_A", "SECRET_HASH"} {
		for _, parent := range []string{"AuthParameters.", "ChallengeResponses."} {
			if _, sent := e.Request[parent+name]; sent {
				with = append(with, name)
			}
		}
	}
	if len(with) > 0 {
		words = append(words, "with", strings.Join(with, ", "))
	}
	return strings.Join(words, " ")
}

// wordAnswer is an answer in a line.
func wordAnswer(e report.ClientExchange) string {
	switch {
	case e.Status == 0 && e.Error == "":
		return "no answer was seen"
	case e.Error != "":
		return e.Error
	case e.Answer["ChallengeName"] != "":
		return e.Answer["ChallengeName"]
	}
	var parts []string
	for _, one := range []struct{ member, word string }{
		{"AuthenticationResult.AccessToken", "tokens"},
		{"AuthenticationResult.NewDeviceMetadata.DeviceKey", "a new device"},
	} {
		if _, there := e.Answer[one.member]; there {
			parts = append(parts, one.word)
		}
	}
	if e.Answer["UserConfirmationNecessary"] == "true" {
		parts = append(parts, "UserConfirmationNecessary")
	}
	if len(parts) == 0 {
		return "done"
	}
	return strings.Join(parts, " and ")
}
