package spec

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"github.com/goccy/go-yaml"
)

//go:embed rules/*.yaml
var ruleFiles embed.FS

// Catalogue is all rules, in the order of the protocol.
type Catalogue struct {
	Areas []Area
	Rules []Rule
}

// Has reports whether there is a rule with the id.
func (c *Catalogue) Has(id string) bool {
	return slices.ContainsFunc(c.Rules, func(rule Rule) bool { return rule.ID == id })
}

// areaFiles lists the files of the catalogue in the order of the protocol: what
// every call shares, the path of a device from sign-in to its removal, then what
// holds across the steps.
func areaFiles() []string {
	return []string{
		"wire", "srp", "auth", "mfa", "pool",
		"dev-new", "dev-conf", "dev-stat", "dev-srp", "dev-get", "dev-list", "dev-forget",
		"ref", "tok", "adm", "sec", "asf", "trust",
	}
}

// Load returns the embedded catalogue. An error means a defect of the data.
func Load() (*Catalogue, error) {
	rules, err := fs.Sub(ruleFiles, "rules")
	if err != nil {
		return nil, fmt.Errorf("open the embedded rules: %w", err)
	}
	return LoadFrom(rules)
}

// Rules returns the rules of the embedded catalogue, in its order.
func Rules() ([]Rule, error) {
	catalogue, err := Load()
	if err != nil {
		return nil, err
	}
	return catalogue.Rules, nil
}

// LoadFrom reads a catalogue from the top folder of files, which must hold one
// file for every area, and validates it. An unknown key in a file is an error.
func LoadFrom(files fs.FS) (*Catalogue, error) {
	present, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the rules: %w", err)
	}
	if got, want := len(present), len(areaFiles()); got != want {
		return nil, fmt.Errorf("%d files of rules, want the %d that are listed", got, want)
	}
	catalogue := &Catalogue{}
	for _, name := range areaFiles() {
		area, rules, err := readArea(files, name+".yaml")
		if err != nil {
			return nil, fmt.Errorf("rules of %s.yaml: %w", name, err)
		}
		catalogue.Areas = append(catalogue.Areas, area)
		catalogue.Rules = append(catalogue.Rules, rules...)
	}
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
	ID        string    `yaml:"id"`
	Step      string    `yaml:"step"`
	Level     Level     `yaml:"level"`
	Profile   Profile   `yaml:"profile"`
	Features  []Feature `yaml:"features"`
	Statement string    `yaml:"statement"`
	Source    string    `yaml:"source"`
	Unchecked string    `yaml:"unchecked"`
	Since     string    `yaml:"since"`
}

// readArea decodes one file of rules.
func readArea(files fs.FS, name string) (Area, []Rule, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return Area{}, nil, err
	}
	var file areaFile
	if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
		return Area{}, nil, err
	}
	rules := make([]Rule, len(file.Rules))
	for i, r := range file.Rules {
		rules[i] = Rule{
			ID: r.ID, Area: file.Area, Step: r.Step, Level: r.Level, Profile: r.Profile,
			Features: r.Features, Statement: r.Statement, Source: r.Source,
			Unchecked: r.Unchecked, Since: r.Since,
		}
	}
	return Area{ID: file.Area, Title: file.Title}, rules, nil
}
