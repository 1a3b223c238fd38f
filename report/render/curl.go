package render

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/report"
)

// curl is the exchange as a command for a shell, with placeholders where secrets were
// taken out; a signature can be had with curl's --aws-sigv4.
func curl(e report.Exchange) string {
	parts := []string{"curl -sS " + shellQuote(e.URL)}
	if e.Method != "" && e.Method != http.MethodPost {
		parts = append(parts, "-X "+shellQuote(e.Method))
	}
	for _, name := range slices.Sorted(maps.Keys(e.RequestHeader)) {
		if name == "Authorization" {
			parts = append(parts, `--aws-sigv4 "aws:amz:$AWS_REGION:cognito-idp" -u "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`)
			continue
		}
		if name != "X-Amz-Date" {
			parts = append(parts, "-H "+shellQuote(placeholders(name+": "+e.RequestHeader[name])))
		}
	}
	if e.Request != "" {
		parts = append(parts, "--data-binary "+shellQuote(placeholders(e.Request)))
	}
	return strings.Join(parts, " \\\n  ")
}

// shellQuote makes any text one word of a POSIX shell.
func shellQuote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
