// Package redact takes the secrets out of what a judge of clients saw, before anything of
// it is shown or written.
//
// It promises that of a call only what is known to be harmless leaves it as it was: the
// names of operations, challenges and members, times, and what the service says in its own
// words. Every other value becomes a pseudonym, the same wherever the value was, so that a
// reader sees which key, token or name is which. In a report it is a label, such as
// "device-key-1"; in a recording it has the form of what it stands for, so that the
// recording is judged as the original was, wherever no secret is needed for that.
package redact
