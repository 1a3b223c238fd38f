package selftest_test

import (
	"encoding/json"
	"testing"

	"github.com/cogbench/cogbench/selftest"
)

// Both files of a self-test say which schema they follow.
func TestFilesHaveTheVersionOfTheirSchema(t *testing.T) {
	for name, encode := range map[string]func() ([]byte, error){
		"selftest.json": (&selftest.Matrix{}).JSON, "variations.json": (&selftest.VariationReport{}).JSON,
		"dialects.json": (&selftest.DialectReport{}).JSON,
	} {
		data, err := encode()
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			SchemaVersion int `json:"schemaVersion"`
		}
		if err := json.Unmarshal(data, &file); err != nil || file.SchemaVersion != selftest.SchemaVersion {
			t.Errorf("%s has schemaVersion %d, error %v", name, file.SchemaVersion, err)
		}
	}
}
