package vectors

// Cause says in which way a case failed.
type Cause string

// The causes of failures.
const (
	WrongValue Cause = "wrong value"     // another output than the right one
	Refused    Cause = "refused"         // a valid input was rejected
	Accepted   Cause = "accepted"        // an invalid input was answered
	Unreadable Cause = "unreadable"      // an answer with this id that cannot be used
	Crashed    Cause = "crashed"         // the adapter ended on this request
	Garbage    Cause = "garbage"         // some other line in place of an answer
	Silent     Cause = "no answer"       // no answer within the timeout
	Misplaced  Cause = "out of order"    // the answer to another request than the one that is open
	Oversized  Cause = "oversized"       // the adapter wrote a line without end
	Unasked    Cause = "adapter is gone" // the adapter no longer answers, or took too long
)

// reply is what came of one request: an answer, or why there is none.
type reply struct {
	answer  Answer
	failure Cause
	detail  string
	unasked bool // the check was interrupted before it came to the request
}
