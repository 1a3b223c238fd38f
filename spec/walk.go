package spec

import (
	_ "embed"
	"fmt"

	"github.com/goccy/go-yaml"
)

//go:embed walk.yaml
var walkFile []byte

// Arrow is a step of the protocol as a picture shows it, between the app and the
// service.
type Arrow struct {
	// Area is the id of the area that has the step's rules.
	Area string `yaml:"area"`
	// Text names the step.
	Text string `yaml:"text"`
	// Reply is true if the service speaks, in answer to the step before.
	Reply bool `yaml:"reply"`
}

// Walk returns the path of a device through the protocol, from the first sign-in
// to its removal. An error means a defect of the data.
func Walk() ([]Arrow, error) {
	var arrows []Arrow
	if err := yaml.UnmarshalWithOptions(walkFile, &arrows, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read walk.yaml: %w", err)
	}
	return arrows, nil
}
