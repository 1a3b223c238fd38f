package workload

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/strictyaml"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// The bounds of a mix.
const (
	maxMixBytes = 1 << 20
	maxVisits   = 50
	maxJourneys = 20 // a visit
	maxThink    = time.Hour
)

//go:embed mixes
var mixes embed.FS

// Mix is a scenario of several kinds of visits, each with its share. Its YAML
// form is described by mixes/mix.schema.json.
type Mix struct {
	// Name is what reports call the scenario: a-z, 0-9 and "-".
	Name    string `yaml:"name"`
	Summary string `yaml:"summary"`
	// Notes are what a reader of the figures has to know; reports repeat them.
	Notes []string `yaml:"notes"`
	// Visits are drawn in proportion to their weights.
	Visits []Visit `yaml:"visits"`
}

// Visit is what one user does at a time.
type Visit struct {
	// Name sets the visit apart in the names of series.
	Name string `yaml:"name"`
	// Weight is the visit's share, relative to the others'; above 0.
	Weight float64 `yaml:"weight"`
	// Journeys are walked in order; the first that fails ends the visit.
	Journeys []string `yaml:"journeys"`
	// Think is the pause between two journeys.
	Think Think `yaml:"think"`
}

// Think is a pause, drawn evenly between two bounds.
type Think struct {
	From time.Duration `yaml:"from"`
	To   time.Duration `yaml:"to"`
}

// describe is what a report says of the visit.
func (v Visit) describe() loadreport.Visit {
	told := loadreport.Visit{Name: v.Name, Weight: v.Weight, Journeys: v.Journeys}
	if v.Think.To > 0 {
		told.ThinkSeconds = []float64{v.Think.From.Seconds(), v.Think.To.Seconds()}
	}
	return told
}

// Single is the mix of one journey alone.
func Single(j Journey) Mix {
	return Mix{Name: j.Name, Visits: []Visit{{Name: j.Name, Weight: 1, Journeys: []string{j.Name}}}}
}

// Mixes returns the mixes that come with the program.
func Mixes() ([]Mix, error) {
	entries, err := mixes.ReadDir("mixes")
	if err != nil {
		return nil, err
	}
	var list []Mix
	for _, entry := range entries {
		if path.Ext(entry.Name()) != ".yaml" {
			continue
		}
		data, err := mixes.ReadFile(path.Join("mixes", entry.Name()))
		if err != nil {
			return nil, err
		}
		mix, err := ParseMix(entry.Name(), data)
		if err != nil {
			return nil, err
		}
		list = append(list, mix)
	}
	return list, nil
}

// FindMix returns a scenario by its name, of a journey or of a mix that comes
// with the program, or reads it from a file: a name with a dot or a slash.
func FindMix(name string) (Mix, error) {
	if strings.ContainsAny(name, `./\`) {
		return ReadMix(name)
	}
	if j, err := FindJourney(name); err == nil {
		return Single(j), nil
	}
	list, err := Mixes()
	if err != nil {
		return Mix{}, err
	}
	var names []string
	for _, j := range Journeys() {
		names = append(names, j.Name)
	}
	for _, m := range list {
		if m.Name == name {
			return m, nil
		}
		names = append(names, m.Name)
	}
	return Mix{}, fmt.Errorf("unknown scenario %q: use one of %s, or a file's path", name, strings.Join(names, ", "))
}

// ReadMix reads the file of a mix.
func ReadMix(file string) (Mix, error) {
	f, err := os.Open(file)
	if err != nil {
		return Mix{}, fmt.Errorf("scenario: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxMixBytes+1))
	if err != nil {
		return Mix{}, fmt.Errorf("scenario %s: %w", file, err)
	}
	return ParseMix(file, data)
}

// ParseMix reads the text of a mix; file stands for it in errors. Unknown keys
// are refused.
func ParseMix(file string, data []byte) (Mix, error) {
	if len(data) > maxMixBytes {
		return Mix{}, fmt.Errorf("%s: larger than %d bytes", file, maxMixBytes)
	}
	var m Mix
	if err := strictyaml.Decode(file, data, &m); err != nil {
		return Mix{}, err
	}
	if err := m.validate(); err != nil {
		return Mix{}, fmt.Errorf("%s: %w", file, err)
	}
	return m, nil
}

var mixName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,59}$`)

func (m Mix) validate() error {
	if !mixName.MatchString(m.Name) {
		return fmt.Errorf("name %q: give 1 to 60 of a-z, 0-9 and \"-\"", m.Name)
	}
	if len(m.Visits) == 0 || len(m.Visits) > maxVisits {
		return fmt.Errorf("%d visits: give 1 to %d", len(m.Visits), maxVisits)
	}
	names := map[string]bool{}
	for i, v := range m.Visits {
		if !mixName.MatchString(v.Name) {
			return fmt.Errorf("visit %d: name %q: give 1 to 60 of a-z, 0-9 and \"-\"", i+1, v.Name)
		}
		if names[v.Name] {
			return fmt.Errorf("two visits are named %q", v.Name)
		}
		names[v.Name] = true
		if err := v.validate(); err != nil {
			return fmt.Errorf("visit %q: %w", v.Name, err)
		}
	}
	return nil
}

func (v Visit) validate() error {
	if !(v.Weight > 0 && v.Weight <= 1e6) { // so that NaN fails
		return fmt.Errorf("weight %v: must be above 0 and at most a million", v.Weight)
	}
	if len(v.Journeys) == 0 || len(v.Journeys) > maxJourneys {
		return fmt.Errorf("%d journeys: give 1 to %d", len(v.Journeys), maxJourneys)
	}
	codes := 0
	for _, name := range v.Journeys {
		j, err := FindJourney(name)
		if err != nil {
			return err
		}
		codes += j.Codes
	}
	if codes > 1 {
		return errors.New("its journeys take more than one second-factor code, and a user gets one every 30 s")
	}
	if v.Think.From < 0 || v.Think.To < v.Think.From || v.Think.To > maxThink {
		return fmt.Errorf("think from %v to %v: the bounds must rise and be at most %v", v.Think.From, v.Think.To, maxThink)
	}
	return nil
}
