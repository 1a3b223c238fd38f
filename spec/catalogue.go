package spec

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed rules/*.yaml rules/client/*.yaml
var ruleFiles embed.FS

// Catalogue is all rules of one subject, in the order of the protocol.
type Catalogue struct {
	Areas []Area
	Rules []Rule
}

// Has reports whether there is a rule with the id.
func (c *Catalogue) Has(id string) bool {
	return slices.ContainsFunc(c.Rules, func(rule Rule) bool { return rule.ID == id })
}

// AreaOf is the id of a rule's area: its own without the number.
func AreaOf(id string) string {
	if i := strings.LastIndexByte(id, '-'); i >= 0 {
		return id[:i]
	}
	return id
}

// areaFiles lists the files of a subject's rules in the order of the protocol: what
// every call shares, the path of a device from sign-in to its removal, then what
// holds across the steps.
func areaFiles(subject Subject) []string {
	if subject == Client {
		return []string{
			"cli-srp", "cli-time", "cli-auth", "cli-hash", "cli-mfa", "cli-key", "cli-conf", "cli-dev", "cli-ref", "cli-safe",
		}
	}
	return []string{
		"wire", "cors", "srp", "auth", "user", "mfa", "pool",
		"dev-new", "dev-conf", "dev-stat", "dev-srp", "dev-get", "dev-list", "dev-forget",
		"ref", "tok", "pwd", "adm", "sec", "asf", "trust",
	}
}

// Load returns the embedded catalogue of rules for servers, each caller a copy. An error
// means a defect of the data.
func Load() (*Catalogue, error) { return copyOf(embedded()) }

// LoadClient returns the embedded catalogue of rules for clients, as Load does.
func LoadClient() (*Catalogue, error) { return copyOf(embeddedClient()) }

func copyOf(all *Catalogue, err error) (*Catalogue, error) {
	if err != nil {
		return nil, err
	}
	return &Catalogue{Areas: slices.Clone(all.Areas), Rules: slices.Clone(all.Rules)}, nil
}

// Reading a catalogue takes a tenth of a second: once a process.
var (
	embedded       = sync.OnceValues(func() (*Catalogue, error) { return readEmbedded("rules", Server) })
	embeddedClient = sync.OnceValues(func() (*Catalogue, error) { return readEmbedded("rules/client", Client) })
)

func readEmbedded(folder string, subject Subject) (*Catalogue, error) {
	rules, err := fs.Sub(ruleFiles, folder)
	if err != nil {
		return nil, fmt.Errorf("open the embedded rules: %w", err)
	}
	return LoadFrom(rules, subject)
}

// Rules returns the rules of the embedded catalogue, in its order.
func Rules() ([]Rule, error) {
	catalogue, err := Load()
	if err != nil {
		return nil, err
	}
	return catalogue.Rules, nil
}

// LoadFrom reads the catalogue of a subject from the top folder of files, which must hold
// one file for every area, and validates it. An unknown key in a file is an error.
func LoadFrom(files fs.FS, subject Subject) (*Catalogue, error) {
	present, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the rules: %w", err)
	}
	if got, want := len(present), len(areaFiles(subject)); got != want {
		return nil, fmt.Errorf("%d files of rules, want the %d that are listed", got, want)
	}
	reader, err := newReader(subject)
	if err != nil {
		return nil, err
	}
	names := areaFiles(subject)
	areas, rules, errs := make([]Area, len(names)), make([][]Rule, len(names)), make([]error, len(names))
	var group sync.WaitGroup
	for i, name := range names {
		group.Go(func() {
			if areas[i], rules[i], errs[i] = reader.area(files, name+".yaml"); errs[i] != nil {
				errs[i] = fmt.Errorf("rules of %s.yaml: %w", name, errs[i])
			}
		})
	}
	group.Wait()
	if err := cmp.Or(errs...); err != nil {
		return nil, err
	}
	catalogue := &Catalogue{Areas: areas, Rules: slices.Concat(rules...)}
	return catalogue, catalogue.validate()
}

// areaFile is the shape of a file of rules.
type areaFile struct {
	Area  string     `yaml:"area"`
	Title string     `yaml:"title"`
	Rules []ruleYAML `yaml:"rules"`
}

// ruleYAML is a rule as its file has it; the area stands once at the file's top.
type ruleYAML struct {
	ID        string          `yaml:"id"`
	Step      string          `yaml:"step"`
	Level     Level           `yaml:"level"`
	Profile   Profile         `yaml:"profile"`
	Features  []Feature       `yaml:"features"`
	Statement string          `yaml:"statement"`
	Sources   []referenceYAML `yaml:"sources"`
	Evidence  []string        `yaml:"evidence"`
	Reports   []referenceYAML `yaml:"reports"`
	Changes   []changeYAML    `yaml:"changes"`
	Unchecked string          `yaml:"unchecked"`
	Since     string          `yaml:"since"`
}

// reader makes rules of what their files say.
type reader struct {
	subject  Subject
	sources  *bibliography
	evidence map[string]Evidence
}

func newReader(subject Subject) (*reader, error) {
	sources, err := readBibliography()
	if err != nil {
		return nil, err
	}
	evidence, err := readEvidence(evidenceFiles, sources)
	if err != nil {
		return nil, err
	}
	return &reader{subject: subject, sources: sources, evidence: evidence}, nil
}

// area decodes one file of rules.
func (r *reader) area(files fs.FS, name string) (Area, []Rule, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return Area{}, nil, err
	}
	var file areaFile
	if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
		return Area{}, nil, err
	}
	rules := make([]Rule, len(file.Rules))
	for i, written := range file.Rules {
		if rules[i], err = r.rule(file.Area, written); err != nil {
			return Area{}, nil, fmt.Errorf("rule %s: %w", written.ID, err)
		}
	}
	return Area{ID: file.Area, Title: file.Title}, rules, nil
}

// rule resolves what a rule names.
func (r *reader) rule(area string, written ruleYAML) (Rule, error) {
	rule := Rule{
		ID: written.ID, Subject: r.subject, Area: area, Step: written.Step, Level: written.Level, Profile: written.Profile,
		Features: written.Features, Statement: written.Statement, Unchecked: written.Unchecked, Since: written.Since,
	}
	var err error
	if rule.Sources, err = r.sources.resolve(written.Sources); err != nil {
		return Rule{}, err
	}
	if rule.Reports, err = r.sources.resolve(written.Reports); err != nil {
		return Rule{}, err
	}
	for _, id := range written.Evidence {
		evidence, known := r.evidence[id]
		if !known {
			return Rule{}, fmt.Errorf("there is no evidence %q", id)
		}
		rule.Evidence = append(rule.Evidence, evidence)
	}
	for _, c := range written.Changes {
		rule.Changes = append(rule.Changes, Change{
			Version: c.Version, Level: c.Was.Level, Statement: c.Was.Statement, Because: c.Because,
		})
	}
	return rule, nil
}
