package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
)

// Markdown returns the content of summary.md, fit for the step summary of a CI
// service: the verdict, its causes, what to mend first, a table of the steps and each
// failure.
func Markdown(c *report.Conformance, v report.Verdict) []byte {
	var out bytes.Buffer
	texts := newTexts(c)
	d := newDigest(c, v, texts)
	s := c.Summary
	fmt.Fprintf(&out, "## %s: %s\n\n", markdownText(c.Target.Name), d.Verdict)
	markdownLikely(&out, d.Likely)
	fmt.Fprintf(&out, "%s: **%d passed**, %d failed, %d unsupported, %d skipped, %d not run.\n\n", d.Judged, s.Pass, s.Fail, s.Unsupported, s.Skip, s.NotRun)
	markdownDigest(&out, d)
	out.WriteString("| Step | | Passed | Failed | Unsupported | Skipped | Not run |\n|---|---|--:|--:|--:|--:|--:|\n")
	for _, area := range areas(c, texts) {
		if len(area.Rules) > 0 {
			s := area.Summary
			fmt.Fprintf(&out, "| %s | %s | %d | %d | %d | %d | %d |\n",
				area.Title, sign(s), s.Pass, s.Fail, s.Unsupported, s.Skip, s.NotRun)
		}
	}
	markdownFailures(&out, c, v, d, texts)
	markdownChanges(&out, c.Previous)
	markdownNewer(&out, c, texts)
	for _, remark := range remarks(c) {
		fmt.Fprintf(&out, "\n### %s\n\n", remark.Title)
		for _, line := range remark.Lines {
			fmt.Fprintf(&out, "- %s\n", markdownText(line))
		}
	}
	fmt.Fprintf(&out, "\n%s %s, profile %s, gate %s%s, %s\n", c.Tool.Name, c.Tool.Version, c.Profile, c.Gate, judgedBy(c), c.StartedAt.UTC().Format("2006-01-02 15:04 UTC"))
	return out.Bytes()
}

// remark is what a run has to say besides its rules.
type remark struct {
	Title string
	Lines []string
}

// remarks are the defects and leftovers of a run, if it has some.
func remarks(c *report.Conformance) []remark {
	var list []remark
	for _, r := range []remark{{"Defects of cogbench", c.Defects}, {"Left behind on the target", c.Leftovers}} {
		if len(r.Lines) > 0 {
			list = append(list, r)
		}
	}
	return list
}

// markdownNewer lists the newer rules that did not pass.
func markdownNewer(out *bytes.Buffer, c *report.Conformance, texts texts) {
	line := newerLine(c)
	if line == "" {
		return
	}
	fmt.Fprintf(out, "\n### Newer rules\n\n%s.\n", line)
	for _, rule := range notPassed(newer(c)) {
		fmt.Fprintf(out, "\n- **%s** (%s, %s, %s) %s", rule.ID, rule.Level, rule.Outcome, uncounted(rule), markdownText(texts.statement(rule.ID)))
	}
	out.WriteString("\n")
}

// markdownText makes a text harmless within a paragraph or a table.
func markdownText(text string) string {
	text = strings.Join(strings.Fields(term.Printable(text)), " ")
	return strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "|", `\|`, "<", "&lt;", ">", "&gt;", "[", `\[`, "]", `\]`, "&", "&amp;", "#", `\#`,
	).Replace(text)
}

// markdownCode is a text in one line of code, cut where nobody reads on.
func markdownCode(text string) string {
	const limit = 300
	text = strings.ReplaceAll(strings.Join(strings.Fields(term.Printable(text)), " "), "`", "'")
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit]) + " …"
	}
	return "`" + text + "`"
}
