package engine

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"syscall"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// Fail ends the case: the target did not do what the rule says.
func (c *Check) Fail(expected, actual string) {
	panic(failed(expected, actual))
}

// Unsupported ends the case: the target lacks what the rule speaks of.
func (c *Check) Unsupported(what string) {
	panic(&ending{outcome: report.Unsupported, message: what})
}

// Skip ends the case: it cannot be judged. because names what it stands on.
func (c *Check) Skip(because string) {
	panic(skipped(because, because, false))
}

// Given holds a step that the rule does not speak of, but that its check stands
// on. When it failed the rule cannot be judged: the case is a skip whose reason
// is the step and err, or unsupported if the target lacks the step.
func (c *Check) Given(err error, step string) {
	if err == nil {
		return
	}
	defer about(err)
	e := target.AsError(err)
	if e.Kind == target.Unsupported {
		c.Unsupported(step + ": " + e.Error())
	}
	because := "set-up failed at " + step + ": " + cause(e, err)
	panic(skipped(because, because, silent(e)))
}

// cause is what went wrong in a step, without its place: rules that lack the same
// thing for the same cause are reported together.
func cause(e *target.Error, err error) string {
	if e.Operation != "" {
		return e.Error()
	}
	return err.Error()
}

// Succeeds holds that the rule wants the call to succeed. what names the call.
func (c *Check) Succeeds(err error, what string) {
	if err == nil {
		return
	}
	defer about(err)
	if stuck, ok := errors.AsType[*scenarios.ProtocolError](err); ok {
		c.Fail(what+" to succeed", stuck.Error())
	}
	c.unexpected(target.AsError(err), what+" to succeed", what)
}

// Refused holds that the rule wants the call refused with an exception of one of
// the names; with any client error when none is given. what names the call.
func (c *Check) Refused(err error, what string, names ...string) {
	expected := what + " to be refused"
	if len(names) > 0 {
		expected += " with " + strings.Join(names, " or ")
	}
	if err == nil {
		c.Fail(expected, "success")
	}
	e := target.AsError(err)
	c.notLockedOut(e, what)
	c.notOfTheClient(e)
	if !isRefusal(e, names) {
		c.unexpected(e, expected, what)
	}
}

// notLockedOut ends the case if a call was refused because its user is locked out, of
// which only checks of locks speak: the lock may be another check's doing.
func (c *Check) notLockedOut(e *target.Error, what string) {
	if !c.registered.locks && e.LockedOut() {
		because := "the user was locked out at " + what + ": " + e.Error()
		panic(skipped(because, because, false))
	}
}

// notOfTheClient ends the case if a call was refused because the target file's client is
// not configured for the flow.
func (c *Check) notOfTheClient(e *target.Error) {
	if c.session.given() && e.FlowNotAllowed() {
		because := "the client of the target file does not allow it: " + e.Error()
		panic(skipped(because, because, false))
	}
}

// GivenRefused holds that a call is refused that the rule does not speak of, but
// that its check stands on: if it succeeds, or is refused with an exception of
// another name, the rule cannot be judged. what names the call.
func (c *Check) GivenRefused(err error, what string, names ...string) {
	if err == nil {
		c.Skip(what + " was not refused")
	}
	c.notOfTheClient(target.AsError(err))
	if !isRefusal(target.AsError(err), names) {
		c.Given(err, what)
	}
}

// isRefusal reports whether an error is an exception of one of the names, any
// client error when there are none.
func isRefusal(e *target.Error, names []string) bool {
	return slices.Contains(names, e.Name) || len(names) == 0 && (e.Kind == target.Refused || declined(e))
}

// declined reports whether an error says that the service has the operation and
// declines what was asked: elsewhere the name says that the operation is lacking.
func declined(e *target.Error) bool {
	return e.Name == "UnsupportedOperationException" && e.Status/100 == 4 &&
		slices.Contains([]string{"InitiateAuth", "AdminInitiateAuth", "RevokeToken"}, e.Operation)
}

// Says holds that the call is refused and that its message is one of the texts,
// to the letter. what names the call.
func (c *Check) Says(err error, what string, texts ...string) {
	expected := fmt.Sprintf("%s to be refused with the text %q", what, texts[0])
	for _, text := range texts[1:] {
		expected += fmt.Sprintf(" or %q", text)
	}
	if err == nil {
		c.Fail(expected, "success")
	}
	e := target.AsError(err)
	if slices.Contains(texts, e.Message) {
		return
	}
	c.unexpected(e, expected, what)
}

// unexpected ends the case over an error that the rule does not want. No rule allows a
// server to hang up on a call; one that cannot be reached, is too slow or throttles
// shows nothing.
func (c *Check) unexpected(e *target.Error, expected, what string) {
	c.notLockedOut(e, what)
	c.notOfTheClient(e)
	switch {
	case c.session.given() && e.LockedOut():
		because := "a user of the target file may have failed before: " + e.Error()
		panic(skipped(because, because, false))
	case HungUp(e):
		panic(&ending{
			outcome: report.Fail, unanswered: true, message: "no answer to " + what + ": " + e.Error(),
			expected: "an answer to " + what, actual: "the connection was closed",
		})
	case silent(e), e.Kind == target.Throttled, e.Kind == target.Unsent, OfGateway(e):
		because := "no usable answer to " + what + ": " + e.Error()
		panic(skipped(because, because, silent(e)))
	case e.Kind == target.Unsupported:
		c.Unsupported(what + ": " + e.Error())
	}
	c.Fail(expected, Answer(e))
}

// OfGateway reports whether an answer is that of a proxy before the target, which could
// not be reached just then.
func OfGateway(e *target.Error) bool {
	return e.Name == "" && (e.Status == http.StatusBadGateway || e.Status == http.StatusServiceUnavailable || e.Status == http.StatusGatewayTimeout)
}

// silent reports whether there was no answer at all.
func silent(e *target.Error) bool {
	return e.Kind == target.Unreachable || e.Kind == target.TimedOut || e.Kind == target.Canceled
}

// HungUp reports whether the target accepted the connection and then closed it.
func HungUp(e *target.Error) bool {
	return e.Kind == target.Unreachable &&
		(errors.Is(e, io.EOF) || errors.Is(e, io.ErrUnexpectedEOF) || errors.Is(e, syscall.ECONNRESET))
}

// Answer is an error of the target as the actual side of a failure.
func Answer(e *target.Error) string {
	if e.Name == "" {
		return e.Error()
	}
	return strings.TrimSpace(fmt.Sprintf("%s (HTTP %d) %s", e.Name, e.Status, e.Message))
}
