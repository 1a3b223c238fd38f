package spec

import (
	_ "embed"
	"fmt"

	"github.com/goccy/go-yaml"
)

//go:embed questions.yaml
var questionsFile []byte

// QuestionArea is the area of the questions in reports.
const QuestionArea = "Q"

// Question is something that one run against the real service can tell and no document
// does.
type Question struct {
	ID         string   // stable, such as "Q-08"
	Step       string   // what it is about
	Asks       string   // the question, in a sentence
	Settles    []string // the rules that the answer bears on
	AnsweredBy []string // rules whose checks see the answer, or a part of it
	Needs      string   // what a part of the answer needs beside pools and users; "" for nothing
}

// questionYAML is a question as the file has it.
type questionYAML struct {
	ID         string   `yaml:"id"`
	Step       string   `yaml:"step"`
	Asks       string   `yaml:"asks"`
	Settles    []string `yaml:"settles"`
	AnsweredBy []string `yaml:"answeredBy"`
	Needs      string   `yaml:"needs"`
}

// Questions returns the questions, in their order. An error means a defect of the data.
func Questions() ([]Question, error) {
	var file struct {
		Questions []questionYAML `yaml:"questions"`
	}
	if err := yaml.UnmarshalWithOptions(questionsFile, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	var questions []Question
	for i, written := range file.Questions {
		if want := fmt.Sprintf("%s-%02d", QuestionArea, i+1); written.ID != want {
			return nil, fmt.Errorf("question %q: want %s in this place", written.ID, want)
		}
		if written.Step == "" || written.Asks == "" {
			return nil, fmt.Errorf("question %s has no step, or asks nothing", written.ID)
		}
		questions = append(questions, Question(written))
	}
	return questions, nil
}

// WithQuestions is the catalogue with the questions as open rules after its own, each
// with its question for a statement: they are asked and reported as rules are, and
// never judged.
func (c *Catalogue) WithQuestions(questions []Question) *Catalogue {
	asking := &Catalogue{
		Areas: append(c.Areas[:len(c.Areas):len(c.Areas)], Area{ID: QuestionArea, Title: "Questions for the real service"}),
		Rules: c.Rules[:len(c.Rules):len(c.Rules)],
	}
	for _, q := range questions {
		asking.Rules = append(asking.Rules, Rule{
			ID: q.ID, Area: QuestionArea, Step: q.Step, Level: Open, Profile: Ask, Statement: q.Asks, Since: FirstVersion,
		})
	}
	return asking
}
