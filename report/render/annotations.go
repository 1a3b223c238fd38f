package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
)

// Annotations returns the failures as workflow commands of GitHub Actions, which shows them
// beside a job: the likely causes, then each rule that counts, the one that most rules wait
// for first. GitHub shows the first ten of a step.
func Annotations(c *report.Conformance, v report.Verdict) []byte {
	var out bytes.Buffer
	texts := newTexts(c)
	d := newDigest(c, v, texts)
	for _, one := range d.Likely {
		if one.Kind != report.Broken { // which is among the rules below
			annotate(&out, "error", "likely cause", one.told())
		}
	}
	counting := idsAmong(v.Failed)
	annotated := map[string]bool{}
	for _, failure := range failuresByWeight(d.Causes, counting) {
		annotated[failure.ID] = true
		annotate(&out, "error", failure.ID, texts.statement(failure.ID)+"\n"+failure.Message)
	}
	for _, rule := range v.Failed {
		if !annotated[rule.ID] {
			annotate(&out, "error", rule.ID, fmt.Sprintf("%s: %s", rule.Outcome, firstLine(rule.Message)))
		}
	}
	for _, rule := range v.Unjudged {
		annotate(&out, "warning", rule.ID, "not judged: "+firstLine(rule.Message))
	}
	return out.Bytes()
}

// annotate writes one workflow command. What could begin another is escaped.
func annotate(out *bytes.Buffer, kind, title, message string) {
	const limit = 1000 // characters; GitHub cuts longer ones
	text := bounded(strings.TrimSpace(printableLines(message)), limit)
	text = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
	title = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(term.Printable(title))
	fmt.Fprintf(out, "::%s title=%s::%s\n", kind, title, text)
}

// printableLines is a text without what a terminal obeys, its lines kept.
func printableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = term.Printable(line)
	}
	return strings.Join(lines, "\n")
}
