package pages

import (
	"fmt"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/spec"
)

// homeView is what the first page shows.
type homeView struct {
	Rules  int
	Walk   []homeStep
	Levels []spec.Level
}

// homeStep is a step of the protocol with its number of rules.
type homeStep struct {
	spec.Arrow
	Count string
}

func (s *Site) home() ([]file, error) {
	walk, err := spec.Walk()
	if err != nil {
		return nil, err
	}
	view := homeView{Rules: len(s.server.Rules) + len(s.client.Rules), Levels: spec.Levels()}
	for _, arrow := range walk {
		view.Walk = append(view.Walk, homeStep{arrow, plural.Count(len(s.server.of(arrow.Area)), "rule")})
	}
	return single("home.html", page{
		Path: "index.html", Title: "cogbench", Shown: view,
		Description: fmt.Sprintf("Checks servers, clients and SRP libraries against Amazon Cognito's remembered-device protocol by %d rules, and explains why MFA was asked again.", view.Rules),
	})
}

// of are the rules of an area.
func (b book) of(area string) []spec.Rule {
	var rules []spec.Rule
	for _, rule := range b.Rules {
		if rule.Area == area {
			rules = append(rules, rule)
		}
	}
	return rules
}
