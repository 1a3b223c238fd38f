package pages

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/cogbench/cogbench/docs/site/internal/checks"
	"github.com/cogbench/cogbench/docs/site/internal/published"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/spec"
)

// Site is what the pages tell of.
type Site struct {
	repository fs.FS
	server     book
	client     book
	results    *published.Results
	causes     []explain.Cause
	guides     []guide
}

// book is the catalogue of a subject, with what is known of its rules from elsewhere.
type book struct {
	*spec.Catalogue
	checks     map[string]checks.Check
	mistakes   []mistake
	dependents map[string][]string // by rule, those that take it for granted
}

// mistake is a fault or a flaw.
type mistake struct {
	Name, Summary, Seen string
	breaks, also        []string
}

// New reads what the pages tell of, in part from the files of the repository.
func New(repository fs.FS) (*Site, error) {
	s := &Site{repository: repository, causes: explain.Causes()}
	var err error
	if s.server.Catalogue, err = spec.Load(); err != nil {
		return nil, err
	}
	if s.client.Catalogue, err = spec.LoadClient(); err != nil {
		return nil, err
	}
	if s.server.checks, err = checks.Server(repository); err != nil {
		return nil, err
	}
	if s.client.checks, err = checks.Client(repository); err != nil {
		return nil, err
	}
	if s.results, err = published.Read(repository); err != nil {
		return nil, err
	}
	for _, fault := range faults.All() {
		s.server.mistakes = append(s.server.mistakes, mistake{fault.Name, fault.Summary, fault.Seen, fault.Breaks, fault.Also})
	}
	for _, flaw := range flaws.All() {
		s.client.mistakes = append(s.client.mistakes, mistake{Name: flaw.Name, Summary: flaw.Summary, breaks: flaw.Breaks, also: flaw.Also})
	}
	s.server.dependents = dependents(s.server)
	s.client.dependents = dependents(s.client)
	if s.guides, err = s.readGuides(); err != nil {
		return nil, err
	}
	return s, nil
}

// dependents turns the checks' dependencies round.
func dependents(b book) map[string][]string {
	turned := map[string][]string{}
	for _, rule := range b.Rules {
		for _, id := range b.checks[rule.ID].DependsOn {
			turned[id] = append(turned[id], rule.ID)
		}
	}
	return turned
}

// has reports whether a rule's page exists.
func (s *Site) has(id string) bool { return s.server.Has(id) || s.client.Has(id) }

// Write writes all pages, and what they load but for the judge, into a directory, which is
// made if it is not there.
func (s *Site) Write(directory string) error {
	var files []file
	for _, kind := range []func() ([]file, error){s.home, s.rules, s.matrices, s.documents, s.search, s.explanation, assets} {
		made, err := kind()
		if err != nil {
			return err
		}
		files = append(files, made...)
	}
	for _, f := range files {
		if err := f.write(directory); err != nil {
			return err
		}
	}
	return nil
}

// file is one of the site's.
type file struct {
	path string // from the site's top, with slashes
	data []byte
}

func (f file) write(directory string) error {
	name := filepath.Join(directory, filepath.FromSlash(f.path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, f.data, 0o644)
}

// rulePage is the address of a rule's page from a page of the site; "" for an id that no
// rule has.
func (s *Site) rulePage(from, id string) string {
	if !s.has(id) {
		return ""
	}
	return upward(from) + "rules/" + id + ".html"
}

// upward leads from a page to the site's top: "", or "../" for each folder.
func upward(from string) string {
	up := ""
	for folder := path.Dir(from); folder != "."; folder = path.Dir(folder) {
		up += "../"
	}
	return up
}

// missing is the error of something that the site cannot do without.
func missing(what, of string) error { return fmt.Errorf("there is no %s of %s", what, of) }
