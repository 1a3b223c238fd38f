package render

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/junit"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// Client writes what was found of a client: the verdict, the causes, each sign-in as a
// paragraph, and each rule that speaks against it.
func (t Terminal) Client(c *report.Client) {
	v := c.Verdict()
	t.line("", t.tinted(clientState(v), ClientVerdict(c)), "  ")
	t.line("", clientCounts(c), "  ")
	t.line("", term.Printable(clientTitle(c))+" · source "+string(c.Source), "  ")
	for _, remark := range clientRemarks(c) {
		t.line(t.style().Yellow("note     "), term.Printable(remark), "  ")
	}
	for _, d := range c.Diagnoses {
		fmt.Fprintln(t.Out)
		t.paragraph(t.style().Yellow(undotted(d.Symptom)+": "), term.Printable(d.Summary), "  ")
		t.paragraph("  what to change: ", term.Printable(d.Advice), "  ")
		t.paragraph("  seen in: ", term.Printable(numbered(d.Exchanges)+reportsOf(d)), "  ")
	}
	for i, s := range c.SignIns {
		fmt.Fprintln(t.Out)
		fmt.Fprintln(t.Out, t.style().Bold(signInTitle(i+1, s)))
		t.paragraph("  ", term.Printable(s.Explanation), "  ")
	}
	for _, rule := range slices.Concat(v.Failed, v.Missed) {
		fmt.Fprintln(t.Out)
		t.paragraph(t.style().Red(term.Failed+" "+rule.ID+" "), fmt.Sprintf("(%s) %s", rule.Level, rule.Statement), "    ")
		t.paragraph("    ", term.Printable(clientMessage(rule)), "    ")
	}
	if unproved := clientUnproved(c); len(unproved) > 0 {
		fmt.Fprintln(t.Out)
		for _, remark := range unproved {
			t.paragraph("", term.Printable(remark), "  ")
		}
	}
	if t.Transcripts != "" {
		fmt.Fprintln(t.Out)
		t.line("reports  ", "report.html, summary.md and the others are in "+t.Transcripts, "         ")
	}
}

// paragraph writes a text that is read as one, wrapped where the output is no terminal too.
func (t Terminal) paragraph(label, text, indent string) {
	fmt.Fprint(t.Out, t.style().Wrap(label, text, indent))
}

// signInTitle is a sign-in in a line.
func signInTitle(number int, s report.ClientSignIn) string {
	parts := []string{fmt.Sprintf("sign-in %d", number), s.User, s.Flow, string(s.Outcome)}
	for _, one := range []struct {
		is   bool
		word string
	}{{s.MFAAsked, "MFA asked"}, {s.DeviceUsed, "remembered device used"}, {s.DeviceIssued, "new device issued"}} {
		if one.is {
			parts = append(parts, one.word)
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}

// clientMessage is what was seen of a rule, and where.
func clientMessage(rule report.ClientRule) string {
	switch {
	case rule.Outcome == report.NotExercised && rule.Message != "":
		return rule.Message + "; and it is required"
	case rule.Outcome == report.NotExercised:
		return "nothing that was seen falls under it, and it is required"
	case len(rule.Exchanges) > 0:
		return rule.Message + " (" + numbered(rule.Exchanges) + ")"
	default:
		return rule.Message
	}
}

// numbered names exchanges: "call 3", "calls 3, 4, 9 and 2 more".
func numbered(numbers []int) string {
	const shown = 8
	var texts []string
	for _, n := range numbers[:min(shown, len(numbers))] {
		texts = append(texts, fmt.Sprint(n))
	}
	text := "call "
	if len(numbers) > 1 {
		text = "calls "
	}
	text += strings.Join(texts, ", ")
	if more := len(numbers) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// undotted is a sentence that goes on behind it.
func undotted(sentence string) string { return strings.TrimSuffix(sentence, ".") }

// reportsOf names the public reports of a cause, if there are some.
func reportsOf(d report.ClientDiagnosis) string {
	if len(d.Reports) == 0 {
		return ""
	}
	return "; reported before: " + strings.Join(d.Reports, ", ")
}

// ClientMarkdown returns the content of summary.md.
func ClientMarkdown(c *report.Client) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "## %s: %s\n\n%s.\n", markdownText(clientTitle(c)), ClientVerdict(c), clientCounts(c))
	for _, remark := range clientRemarks(c) {
		fmt.Fprintf(&out, "\n> %s\n", markdownText(remark))
	}
	for _, d := range c.Diagnoses {
		fmt.Fprintf(&out, "\n> **%s:** %s\n>\n> What to change: %s %s%s\n", markdownText(undotted(d.Symptom)), markdownText(d.Summary),
			markdownText(d.Advice), markdownText("("+numbered(d.Exchanges)+")"), markdownText(reportsOf(d)))
	}
	if len(c.SignIns) > 0 {
		out.WriteString("\n### Sign-ins\n")
	}
	for i, s := range c.SignIns {
		fmt.Fprintf(&out, "\n**%s.** %s\n", markdownText(signInTitle(i+1, s)), markdownText(s.Explanation))
	}
	v := c.Verdict()
	against := slices.Concat(v.Failed, v.Missed)
	if len(against) > 0 {
		out.WriteString("\n### Rules that speak against the client\n\n")
	}
	for _, rule := range against {
		fmt.Fprintf(&out, "- **%s** (%s) %s — %s\n", rule.ID, rule.Level, markdownText(rule.Statement), markdownText(clientMessage(rule)))
	}
	for _, remark := range clientUnproved(c) {
		fmt.Fprintf(&out, "\n%s.\n", markdownText(remark))
	}
	fmt.Fprintf(&out, "\n%s %s, source %s, gate %s, %s\n", c.Tool.Name, c.Tool.Version, c.Source, c.Gate, c.StartedAt.UTC().Format("2006-01-02 15:04 UTC"))
	return out.Bytes()
}

// ClientJUnit returns the content of junit.xml: a rule that speaks against the client is a
// failure, one that was not exercised is skipped.
func ClientJUnit(c *report.Client) ([]byte, error) {
	catalogue, err := spec.LoadClient()
	if err != nil {
		return nil, err
	}
	file := junit.File{Name: c.Tool.Name + " client", Time: junit.Seconds(c.DurationSeconds)}
	v := c.Verdict()
	against := map[string]bool{}
	for _, rule := range slices.Concat(v.Failed, v.Missed) {
		against[rule.ID] = true
	}
	suites := map[string]*junit.Suite{}
	for _, area := range catalogue.Areas {
		suites[area.ID] = &junit.Suite{Name: area.ID + " " + area.Title, Timestamp: junit.Timestamp(c.StartedAt)}
	}
	for _, rule := range c.Rules {
		area := rule.ID[:strings.LastIndexByte(rule.ID, '-')]
		if suites[area] != nil {
			suites[area].Add(clientCase(rule, area, against[rule.ID]))
		}
	}
	for _, area := range catalogue.Areas {
		file.Add(*suites[area.ID])
	}
	return file.Encode()
}

// clientCase is a client's rule as a test case.
func clientCase(rule report.ClientRule, area string, against bool) junit.Case {
	one := junit.Case{Name: junit.Text(rule.ID + " " + rule.Statement), Classname: "cogbench." + area, Time: junit.Seconds(0)}
	message := &junit.Message{Message: junit.Text(clientMessage(rule)), Type: string(rule.Outcome), Text: junit.Text(clientMessage(rule))}
	switch {
	case against:
		one.Failure = message
	case rule.Outcome == report.Violated:
		message.Message = junit.Text(fmt.Sprintf("violated, and %s does not count at this gate: %s", rule.Level, rule.Message))
		one.Skipped = message
	case rule.Outcome == report.NotExercised:
		one.Skipped = &junit.Message{Message: junit.Text(cmp.Or(rule.Message, "not exercised"))}
	}
	return one
}

// sortedNames are the names of members in order.
func sortedNames(members map[string]string) []string {
	return slices.Sorted(maps.Keys(members))
}
