package record

import (
	"bytes"
	"net/http"

	"github.com/cogbench/cogbench/referee"
)

// answerWriter passes an answer on, and keeps it.
type answerWriter struct {
	http.ResponseWriter
	code     int
	body     bytes.Buffer
	tooLarge bool // for body
	whole    bool // the handler has ended it
	lost     bool // the client did not take all of it

	unanswered bool // the server gave none
}

// WriteHeader implements [http.ResponseWriter].
func (a *answerWriter) WriteHeader(code int) {
	if a.code == 0 && code >= http.StatusOK {
		a.code = code
	}
	a.ResponseWriter.WriteHeader(code)
}

// Write implements [http.ResponseWriter].
func (a *answerWriter) Write(piece []byte) (int, error) {
	if a.code == 0 {
		a.code = http.StatusOK
	}
	room := referee.MaxBody - a.body.Len()
	a.tooLarge = a.tooLarge || len(piece) > room
	a.body.Write(piece[:min(len(piece), room)])
	n, err := a.ResponseWriter.Write(piece)
	a.lost = a.lost || err != nil
	return n, err
}

// NoAnswer says that what the client gets is not the server's: it gave no answer.
func (a *answerWriter) NoAnswer() { a.unanswered = true }

// Unwrap lets http.ResponseController find what the server's writer can do.
func (a *answerWriter) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// status is that of the answer: a handler that says nothing says 200.
func (a *answerWriter) status() int {
	if a.code == 0 {
		return http.StatusOK
	}
	return a.code
}
