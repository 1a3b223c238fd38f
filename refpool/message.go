package refpool

import "time"

// messageLimit bounds the messages that a pool remembers.
const messageLimit = 10_000

// send keeps code as sent to u by medium (SMS or EMAIL), dropping the oldest
// message beyond the limit. The lock is held.
func (p *Pool) send(u *User, medium, code string, now time.Time) {
	destination := u.Attributes["phone_number"]
	if medium == "EMAIL" {
		destination = u.Attributes["email"]
	}
	p.Messages = append(p.Messages, Message{
		Username: u.Username, Medium: medium, Destination: destination, Code: code, SentAt: now,
	})
	if len(p.Messages) > messageLimit {
		p.Messages = append(p.Messages[:0:0], p.Messages[len(p.Messages)-messageLimit/2:]...)
	}
}
