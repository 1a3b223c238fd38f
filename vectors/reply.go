package vectors

// Cause says in which way a case failed.
type Cause string

// The causes of failures.
const (
	WrongValue Cause = "wrong value"     // another output than the right one
	Refused    Cause = "refused"         // a valid input was rejected
	Accepted   Cause = "accepted"        // an invalid input was answered
	Unreadable Cause = "unreadable"      // an answer with this id, of no use
	Crashed    Cause = "crashed"         // the adapter ended on this request
	Garbage    Cause = "garbage"         // some other line in place of an answer
	Silent     Cause = "no answer"       // no answer within the time limit
	Oversized  Cause = "oversized"       // the adapter wrote a line without end
	Unasked    Cause = "adapter is gone" // the adapter answers nothing any more, or took too long
)

// reply is what came of one request: an answer, or why there is none.
type reply struct {
	answer Answer
	fault  Cause
	detail string
}
