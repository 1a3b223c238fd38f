// Command modeldiff says what a newer model of the service changes in the one
// that the rules were read against:
//
//	go run ./spec/internal/modeldiff [--old FILE] NEW.json
//
// A model has the form of our model.json, or is a service-2.json of botocore; of
// the latter, operations that the older model does not hold are left out. It exits
// with 1 if anything changed.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/spec/internal/difference"
)

func main() {
	old := flag.String("old", "spec/model.json", "the older model")
	flag.Parse()
	changes, err := compare(*old, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "modeldiff:", err)
		os.Exit(2)
	}
	for _, change := range changes {
		fmt.Println(change)
	}
	if len(changes) > 0 {
		os.Exit(1)
	}
}

func compare(old string, newer []string) ([]string, error) {
	if len(newer) != 1 {
		return nil, errors.New("name one newer model")
	}
	before, _, err := read(old)
	if err != nil {
		return nil, err
	}
	after, whole, err := read(newer[0])
	if err != nil {
		return nil, err
	}
	if whole {
		maps.DeleteFunc(after, func(name string, _ *spec.Operation) bool { return before[name] == nil })
	}
	return difference.Between(before, after), nil
}

// read reads a model in either form; whole says that it has every operation of the
// service.
func read(name string) (model map[string]*spec.Operation, whole bool, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, false, err
	}
	var form struct {
		Shapes json.RawMessage `json:"shapes"`
	}
	if json.Unmarshal(data, &form) == nil && form.Shapes != nil {
		model, err = difference.FromBotocore(data)
		whole = true
	} else {
		model, err = spec.ParseModel(data)
	}
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", name, err)
	}
	return model, whole, nil
}
