package spec

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed sources.yaml
var sourcesFile []byte

// Kind says what sort of document a reference leads to, and so how much weight it
// can bear.
type Kind string

// The kinds, from the weightiest.
const (
	AWSDocument  Kind = "aws"      // AWS's guides, API references and service models
	Standard     Kind = "standard" // an RFC, or the definition of a protocol
	AWSClient    Kind = "client"   // the source of AWS's own client libraries
	RealService  Kind = "test"     // tests and recordings that ran against the real service
	Report       Kind = "report"   // an issue or a pull request
	OtherSource  Kind = "other"    // others' libraries and texts
	DerivedRules Kind = "derived"  // other rules of the catalogue
)

// Reference is a place where a document says something.
type Reference struct {
	Document string // the document's short name, or a repository, such as "amplify-js"
	Section  string // the section, file and line, or the number of an issue; "" for the whole
	Says     string // what is said there, in short or in quotation marks; may be ""
	Read     string // when it was read for the catalogue, as 2026-11-29
	Kind     Kind
	Title    string // of the document; "" for an issue
	URL      string // "" where there is no stable address
}

// String is the reference on one line.
func (r Reference) String() string {
	text := r.Document
	switch {
	case strings.HasPrefix(r.Section, "#"):
		text += r.Section
	case r.Section != "":
		text += " " + r.Section
	}
	if r.Says != "" {
		text += " (" + r.Says + ")"
	}
	return text
}

// Join is references on one line.
func Join(references []Reference) string {
	texts := make([]string, len(references))
	for i, reference := range references {
		texts[i] = reference.String()
	}
	return strings.Join(texts, "; ")
}

// referenceYAML is a reference as the files have it. Without a date, the document was
// read on the day that sources.yaml states.
type referenceYAML struct {
	Document string `yaml:"document"`
	Section  string `yaml:"section"`
	Says     string `yaml:"says"`
	Read     string `yaml:"read"`
}

// bibliography knows the documents and repositories that references name.
type bibliography struct {
	documents    map[string]Reference
	repositories map[string]string
}

// readBibliography reads the embedded list of documents.
func readBibliography() (*bibliography, error) {
	var file struct {
		Documents []struct {
			Name  string `yaml:"name"`
			Kind  Kind   `yaml:"kind"`
			Read  string `yaml:"read"`
			Title string `yaml:"title"`
			URL   string `yaml:"url"`
		} `yaml:"documents"`
		Repositories map[string]string `yaml:"repositories"`
		ReportsRead  string            `yaml:"reportsRead"`
	}
	if err := yaml.UnmarshalWithOptions(sourcesFile, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read the sources: %w", err)
	}
	b := &bibliography{documents: map[string]Reference{}, repositories: file.Repositories}
	for _, d := range file.Documents {
		b.documents[d.Name] = Reference{Document: d.Name, Kind: d.Kind, Read: d.Read, Title: d.Title, URL: d.URL}
	}
	b.documents[""] = Reference{Kind: Report, Read: file.ReportsRead}
	return b, nil
}

// resolve finds the documents that references name.
func (b *bibliography) resolve(written []referenceYAML) ([]Reference, error) {
	references := make([]Reference, len(written))
	for i, w := range written {
		reference, known := b.documents[w.Document]
		if !known || w.Document == "" {
			var err error
			if reference, err = b.issue(w); err != nil {
				return nil, err
			}
		}
		reference.Section, reference.Says = w.Section, w.Says
		if w.Read != "" {
			reference.Read = w.Read
		}
		references[i] = reference
	}
	return references, nil
}

// issue is a place in a repository: an issue, a pull request, or a file.
func (b *bibliography) issue(w referenceYAML) (Reference, error) {
	repository := w.Document
	if !strings.Contains(repository, "/") {
		repository = b.repositories[repository]
	}
	if repository == "" {
		return Reference{}, fmt.Errorf("no document or repository %q is listed in sources.yaml", w.Document)
	}
	reference := b.documents[""]
	reference.Document, reference.URL = w.Document, "https://github.com/"+repository
	if _, number, found := strings.Cut(w.Section, "#"); found {
		reference.URL += "/issues/" + number // leads on to a pull request too
	}
	return reference, nil
}
