package refpool

import "fmt"

// apiError is an exception of the service as it goes over the wire: HTTP status
// 400 unless the name says otherwise (WIRE-04), `__type` and `message`.
type apiError struct {
	Name    string // e.g. NotAuthorizedException
	Message string
	Status  int    // 0: 400
	Reason  string // reasonCode of InvalidParameterException, may be empty
}

func (e *apiError) Error() string { return e.Name + ": " + e.Message }

// refuse makes the exception name with a formatted message.
func refuse(name, format string, args ...any) *apiError {
	return &apiError{Name: name, Message: fmt.Sprintf(format, args...)}
}

// The exceptions with the texts observed on the real service (protocol 3.1).
func notAuthorized(format string, args ...any) *apiError {
	return refuse("NotAuthorizedException", format, args...)
}

func invalidParameter(format string, args ...any) *apiError {
	return refuse("InvalidParameterException", format, args...)
}

func resourceNotFound(format string, args ...any) *apiError {
	return refuse("ResourceNotFoundException", format, args...)
}

func userNotFound() *apiError {
	return refuse("UserNotFoundException", "User does not exist.")
}

func wrongCredentials() *apiError {
	return notAuthorized("Incorrect username or password.")
}

func deviceNotFound() *apiError {
	return resourceNotFound("Device does not exist.")
}
