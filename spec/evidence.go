package spec

import (
	"embed"
	"fmt"
	"io/fs"

	"github.com/goccy/go-yaml"
)

//go:embed evidence/*.yaml
var evidenceFiles embed.FS

// Evidence is something that was seen of the real service, and published. It names
// no person and no account.
type Evidence struct {
	ID        string      // stable, such as "swift-2588-sms"
	Seen      string      // what was seen, in a sentence or two
	When      string      // when it was seen or published, as 2023-01-17, 2023-01 or 2023; "by" the day of reading if undated
	Published []Reference // where it can be read, and when it was
}

// evidenceYAML is a piece of evidence as its file has it.
type evidenceYAML struct {
	ID        string          `yaml:"id"`
	Seen      string          `yaml:"seen"`
	When      string          `yaml:"when"`
	Published []referenceYAML `yaml:"published"`
}

// readEvidence reads every file of evidence, by id.
func readEvidence(files fs.FS, sources *bibliography) (map[string]Evidence, error) {
	names, err := fs.Glob(files, "evidence/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the evidence: %w", err)
	}
	all := map[string]Evidence{}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var file struct {
			Evidence []evidenceYAML `yaml:"evidence"`
		}
		if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, e := range file.Evidence {
			if _, doubled := all[e.ID]; doubled || e.ID == "" {
				return nil, fmt.Errorf("%s: evidence %q is listed twice", name, e.ID)
			}
			published, err := sources.resolve(e.Published)
			if err != nil {
				return nil, fmt.Errorf("%s: evidence %s: %w", name, e.ID, err)
			}
			all[e.ID] = Evidence{ID: e.ID, Seen: e.Seen, When: e.When, Published: published}
		}
	}
	return all, nil
}
