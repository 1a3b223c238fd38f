package target

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/internal/tail"
)

const (
	// codeWait is how long a sent code is waited for.
	codeWait = 10 * time.Second
	// codePoll is the pause between two looks.
	codePoll = 100 * time.Millisecond
)

// ErrNoCodes says that nothing tells which codes the target sends: it has no
// /_cogbench/messages and the target file no `codes`.
var ErrNoCodes = errors.New("codes sent by SMS and e-mail cannot be read: give `codes` in the target file")

// ErrNoCode says that no new code came, though codes can be read.
var ErrNoCode = errors.New("no new code")

// Inbox hands out the codes that the target sends by SMS and e-mail, each once.
// It is safe for concurrent use.
type Inbox struct {
	target *Target

	mu   sync.Mutex
	seen map[string]string // what was handed out last, by pool, user and medium
	file int64             // how far the file was read
}

// NewInbox starts reading codes. Those sent before are ignored where the source
// tells (the target's own messages, a file).
func (t *Target) NewInbox() *Inbox {
	in := &Inbox{target: t, seen: make(map[string]string)}
	if c := t.Config.Codes; c != nil && c.File != "" {
		in.file = fileSize(c.File)
	}
	return in
}

// Readable tells whether codes can be read at all.
func (in *Inbox) Readable(ctx context.Context) bool {
	return in.target.Config.Codes != nil || in.target.offersExtension(ctx)
}

// Code waits for the next code sent to the user by medium, SMS or EMAIL.
func (in *Inbox) Code(ctx context.Context, poolID, username, medium string) (string, error) {
	if !in.Readable(ctx) {
		return "", ErrNoCodes
	}
	deadline := time.Now().Add(codeWait)
	for {
		code, err := in.look(ctx, poolID, username, medium)
		if err != nil {
			return "", fmt.Errorf("read the code sent to %s: %w", username, err)
		}
		if code != "" {
			return code, nil
		}
		if time.Now().After(deadline) {
			return "", fmt.Errorf("%w for %s by %s within %v", ErrNoCode, username, medium, codeWait)
		}
		if err := sleep(ctx, codePoll); err != nil {
			return "", err
		}
	}
}

// look returns a code not handed out before, "" if there is none yet.
func (in *Inbox) look(ctx context.Context, poolID, username, medium string) (string, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	source := in.target.Config.Codes
	switch {
	case source == nil:
		return in.fromMessages(ctx, poolID, username, medium)
	case source.File != "":
		return in.fromFile(source.File, username)
	case source.URL != "":
		text, err := in.fromURL(ctx, source.URL, poolID, username)
		return in.fresh(poolID+"/"+username, text), err
	default:
		text, err := runCommand(ctx, source.Command, poolID, username)
		return in.fresh(poolID+"/"+username, text), err
	}
}

// message is one entry of GET /_cogbench/messages.
type message struct {
	Username string `json:"username"`
	Medium   string `json:"medium"`
	Code     string `json:"code"`
	SentAt   string `json:"sentAt"`
}

// fromMessages gives the latest message's code, and forgets earlier ones: a
// newer code replaces an older.
func (in *Inbox) fromMessages(ctx context.Context, poolID, username, medium string) (string, error) {
	query := url.Values{"userPoolId": {poolID}, "username": {username}}
	body, err := in.target.extensionCall(ctx, http.MethodGet, "messages", query, nil)
	if err != nil {
		return "", err
	}
	messages, err := readMessages(body)
	if err != nil {
		return "", err
	}
	messages = slices.DeleteFunc(messages, func(m message) bool {
		return medium != "" && m.Medium != "" && !strings.EqualFold(m.Medium, medium)
	})
	if len(messages) == 0 {
		return "", nil
	}
	// A list that keeps its length may have lost its head; only a target that
	// tells no times is judged by the length.
	latest := messages[len(messages)-1]
	mark := latest.SentAt + " " + latest.Code
	if latest.SentAt == "" {
		mark = fmt.Sprint(len(messages))
	}
	return in.unlessSeen(poolID+"/"+username+"/"+medium, mark, latest.Code), nil
}

// unlessSeen is the code, or "" if what bears the mark was the last handed out.
func (in *Inbox) unlessSeen(key, mark, code string) string {
	if in.seen[key] == mark {
		return ""
	}
	in.seen[key] = mark
	return code
}

// readMessages reads a list of messages, bare or as the member "messages".
func readMessages(body []byte) ([]message, error) {
	var wrapped struct {
		Messages []message `json:"messages"`
	}
	if json.Unmarshal(body, &wrapped) == nil {
		return wrapped.Messages, nil
	}
	var bare []message
	if err := json.Unmarshal(body, &bare); err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	return bare, nil
}

func (in *Inbox) fromURL(ctx context.Context, template, poolID, username string) (string, error) {
	address := strings.NewReplacer("{userPoolId}", url.QueryEscape(poolID), "{username}", url.QueryEscape(username)).Replace(template)
	request, err := http.NewRequestWithContext(withoutRecord(ctx), http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	body, err := in.target.fetch(request)
	return string(body), err
}

// runCommand runs the target file's command and returns what it printed, bounded.
func runCommand(ctx context.Context, command, poolID, username string) (string, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.Env = append(cmd.Environ(), "COGBENCH_USER_POOL_ID="+poolID, "COGBENCH_USERNAME="+username)
	cmd.WaitDelay = time.Second
	out := tail.Writer{Limit: tailBytes}
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("codes command: %w", err)
	}
	return out.String(), nil
}

// codeDigits are the codes of the service: six digits, other servers four to eight.
var codeDigits = regexp.MustCompile(`\b[0-9]{4,8}\b`)

// fresh is the last code in the text unless it was the last one handed out.
func (in *Inbox) fresh(key, text string) string {
	found := codeDigits.FindAllString(text, -1)
	if len(found) == 0 {
		return ""
	}
	code := found[len(found)-1]
	return in.unlessSeen(key, code, code)
}
