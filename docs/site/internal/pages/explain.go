package pages

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
)

// explainPolicy lets the page run its own scripts, compile the judge and start it as a
// worker, which inherits the policy. It allows no connection.
const explainPolicy = "default-src 'none'; connect-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'"

// example is a recording that the page can be tried with.
type example struct{ File, Title string }

// examples lead into the folder of explain's recordings.
func examples() []example {
	return []example{
		{"misused/device-key-missing-in-mfa-response.cognito-srp-helper.har", "the key is left out with the code"},
		{"misused/device-not-confirmed.aws-amplify.har", "the device is never confirmed"},
		{"right/identity-js.always.har", "all is well"},
	}
}

// explanation is the page that explains recordings, with its examples.
func (s *Site) explanation() ([]file, error) {
	texts := map[string]string{}
	shown := examples()
	for i, e := range shown {
		data, err := fs.ReadFile(s.repository, "referee/explain/testdata/"+e.File)
		if err != nil {
			return nil, err
		}
		shown[i].File = path.Base(e.File)
		texts[shown[i].File] = string(data)
	}
	script, err := json.Marshal(texts)
	if err != nil {
		return nil, err
	}
	files, err := single("explain.html", page{
		Path: "explain.html", Title: "Why was MFA asked again?", Policy: explainPolicy, Scripts: []string{"explain.js"}, Shown: shown,
		Description: "Drop a HAR recording of your app's sign-ins with Amazon Cognito: it is explained in your browser, and nothing leaves the page.",
	})
	return append(files, file{"explain-examples.js", fmt.Appendf(nil, "globalThis.explainExamples = %s;\n", script)}), err
}
