package refpool

import "fmt"

// Exception is an error of the service as it goes over the wire: `__type` and
// `message`, HTTP status 400 unless the name says otherwise (WIRE-04).
type Exception struct { //nolint:errname // the service's own word
	Name    string // e.g. NotAuthorizedException
	Message string
}

func (e *Exception) Error() string { return e.Name + ": " + e.Message }

// refuse makes the exception name with a formatted message.
func refuse(name, format string, args ...any) *Exception {
	return &Exception{Name: name, Message: fmt.Sprintf(format, args...)}
}

// The exceptions with the texts observed on the real service (docs/protocol.md §3.1).
func notAuthorized(format string, args ...any) *Exception {
	return refuse("NotAuthorizedException", format, args...)
}

func invalidParameter(format string, args ...any) *Exception {
	return refuse("InvalidParameterException", format, args...)
}

func resourceNotFound(format string, args ...any) *Exception {
	return refuse("ResourceNotFoundException", format, args...)
}

func userNotFound() *Exception {
	return refuse("UserNotFoundException", "User does not exist.")
}

func wrongCredentials() *Exception {
	return notAuthorized("Incorrect username or password.")
}

func deviceNotFound() *Exception {
	return resourceNotFound("Device does not exist.")
}
