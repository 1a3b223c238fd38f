package difference_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/spec/internal/difference"
)

// sameAsUsual is the model usual in botocore's form.
const sameAsUsual = `{"metadata": {"protocol": "json"}, "operations": {
	"Sign": {"name": "Sign", "authtype": "none", "input": {"shape": "SignRequest"}, "errors": [{"shape": "Refused"}]}
}, "shapes": {
	"SignRequest": {"type": "structure", "required": ["Name"], "members": {
		"Name": {"shape": "Name", "documentation": "x"}, "Flow": {"shape": "Flow"}, "Limit": {"shape": "Limit"},
		"Tags": {"shape": "Tags"}, "Names": {"shape": "Names"}}},
	"Name": {"type": "string", "min": 1, "max": 8, "pattern": "[a-z]+"},
	"Flow": {"type": "string", "enum": ["SRP", "PASSWORD"]},
	"Limit": {"type": "integer", "min": 0, "max": 60},
	"Tags": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Short"}},
	"Names": {"type": "list", "member": {"shape": "Secret"}},
	"Text": {"type": "string"}, "Short": {"type": "string", "max": 9}, "Secret": {"type": "string", "sensitive": true},
	"Refused": {"type": "structure", "exception": true}
}}`

func TestFromBotocore(t *testing.T) {
	model, err := difference.FromBotocore([]byte(sameAsUsual))
	if err != nil {
		t.Fatal(err)
	}
	if changes := difference.Between(parse(t, usual), model); len(changes) > 0 {
		t.Errorf("the same model in the two forms differs: %q", changes)
	}
}

func TestFromBotocoreRefusesBadData(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"not JSON":      {`{`, "unexpected end"},
		"missing shape": {strings.Replace(sameAsUsual, `"Text": {`, `"Other": {`, 1), `Sign: shape "Text"`},
		"itself":        {strings.Replace(sameAsUsual, `"member": {"shape": "Secret"}`, `"member": {"shape": "Names"}`, 1), `Sign: shape "Names"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := difference.FromBotocore([]byte(c.data))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}
