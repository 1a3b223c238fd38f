package spec

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed sources.yaml
var sourcesFile []byte

// Citation is a piece of a rule's source. A piece that names a known document,
// issue or pull request says which, and where it can be read.
type Citation struct {
	Text  string // as it stands in the source; the pieces make up the whole
	Title string // of the document; "" for plain text and issues
	URL   string // "" where there is none
}

// Bibliography knows the documents that sources name.
type Bibliography struct {
	titles       map[string]Citation
	repositories map[string]string
	names        *regexp.Regexp
}

// reference matches "owner/repo#1", "repo PR#2" and "#3".
var reference = regexp.MustCompile(`(?:([\w.-]+/[\w.-]+|[\w-]+)[ ]?)?(?:PR)?#(\d+)`)

// Sources returns the embedded bibliography. An error means a defect of the data.
func Sources() (*Bibliography, error) {
	var file struct {
		Documents []struct {
			Name  string `yaml:"name"`
			Title string `yaml:"title"`
			URL   string `yaml:"url"`
		} `yaml:"documents"`
		Repositories map[string]string `yaml:"repositories"`
	}
	if err := yaml.UnmarshalWithOptions(sourcesFile, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read the sources: %w", err)
	}
	b := &Bibliography{titles: map[string]Citation{}, repositories: file.Repositories}
	var names []string
	for _, d := range file.Documents {
		b.titles[d.Name] = Citation{Text: d.Name, Title: d.Title, URL: d.URL}
		names = append(names, regexp.QuoteMeta(d.Name))
	}
	// Longer names first: DG-old is not DG.
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	b.names = regexp.MustCompile(`\b(?:` + strings.Join(names, "|") + `)\b`)
	return b, nil
}

// Cite takes a source apart. Joined, the texts of the citations are the source.
func (b *Bibliography) Cite(source string) []Citation {
	var citations []Citation
	repository, end := "", 0
	for _, at := range reference.FindAllStringSubmatchIndex(source, -1) {
		name := ""
		if at[2] >= 0 {
			name = strings.TrimSuffix(source[at[2]:at[3]], "PR")
		}
		if name != "" {
			repository = b.repository(name)
		}
		if repository == "" {
			continue
		}
		number := source[at[4]:at[5]]
		citations = append(citations, b.documents(source[end:at[0]])...)
		citations = append(citations, Citation{
			Text: source[at[0]:at[1]],
			URL:  "https://github.com/" + repository + "/issues/" + number, // leads on to a pull request too
		})
		end = at[1]
	}
	return append(citations, b.documents(source[end:])...)
}

// repository is the full name of a repository, "" if it is not known.
func (b *Bibliography) repository(name string) string {
	if strings.Contains(name, "/") {
		return name
	}
	return b.repositories[name]
}

// documents takes the names of documents out of a text.
func (b *Bibliography) documents(text string) []Citation {
	var citations []Citation
	end := 0
	for _, at := range b.names.FindAllStringIndex(text, -1) {
		if at[0] > end {
			citations = append(citations, Citation{Text: text[end:at[0]]})
		}
		citations = append(citations, b.titles[text[at[0]:at[1]]])
		end = at[1]
	}
	if end < len(text) {
		citations = append(citations, Citation{Text: text[end:]})
	}
	return citations
}
