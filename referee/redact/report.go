package redact

import (
	"fmt"
	"time"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/report"
)

// Fill puts the calls of a history into what was found of the client, and when they were
// made; and it sees to it that no text there holds a value of them.
func (p *Pseudonyms) Fill(c *report.Client, h *referee.History) {
	p.Learn(h.Exchanges)
	c.Exchanges = make([]report.ClientExchange, len(h.Exchanges))
	for i, e := range h.Exchanges {
		c.Exchanges[i] = p.exchange(e)
		if s := h.SignInOf(e); s != nil {
			c.Exchanges[i].SignIn = s.Number
		}
		if user := h.UserOf(e); user != nil {
			c.Exchanges[i].User = fmt.Sprintf("u%d", user.Number)
		}
	}
	c.StartedAt, c.DurationSeconds = span(h.Exchanges)
	p.clean(c)
}

// exchange is a call for a reader.
func (p *Pseudonyms) exchange(e *referee.Exchange) report.ClientExchange {
	x := report.ClientExchange{
		Number: e.Number, Operation: e.Operation, Recording: e.Recording, StartedAt: e.Started, Status: e.Status,
		Request: map[string]string{}, Answer: map[string]string{},
	}
	if e.Ended.After(e.Started) && !e.Started.IsZero() {
		x.DurationSeconds = e.Ended.Sub(e.Started).Seconds()
	}
	p.members(x.Request, "", "", e.Request.Members, 0)
	if e.Response.Error == "" {
		p.members(x.Answer, "", "", e.Response.Members, 0)
		return x
	}
	x.Error = ErrorName(e.Response.Error)
	if e.Response.ErrorMessage != "" {
		x.Error += ": " + p.Text(e.Response.ErrorMessage)
	}
	return x
}

// span is when the first call began, and the seconds to the end of the last.
func span(calls []*referee.Exchange) (start time.Time, seconds float64) {
	var end time.Time
	for _, e := range calls {
		if e.Started.IsZero() {
			continue
		}
		if start.IsZero() || e.Started.Before(start) {
			start = e.Started
		}
		if e.Ended.After(end) {
			end = e.Ended
		}
	}
	return start, max(end.Sub(start).Seconds(), 0)
}

// clean is the second lock: what others wrote of the client is their own words, and holds no
// value, but for a mistake of theirs.
func (p *Pseudonyms) clean(c *report.Client) {
	if p.keep {
		return
	}
	texts := []*string{&c.CutShort}
	for i := range c.Clients {
		texts = append(texts, &c.Clients[i])
	}
	for i := range c.NotJudged {
		texts = append(texts, &c.NotJudged[i])
	}
	for i := range c.Rules {
		texts = append(texts, &c.Rules[i].Message)
	}
	for i := range c.Diagnoses {
		d := &c.Diagnoses[i]
		texts = append(texts, &d.Symptom, &d.Summary, &d.Advice)
	}
	for i := range c.SignIns {
		texts = append(texts, &c.SignIns[i].Explanation)
		for j := range c.SignIns[i].Expected {
			step := &c.SignIns[i].Expected[j]
			texts = append(texts, &step.Call, &step.Answer, &step.Differs)
		}
	}
	for _, text := range texts {
		*text = p.withoutKnown(*text)
	}
}
