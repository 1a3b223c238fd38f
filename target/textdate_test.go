package target_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/target"
)

// TestTimesAsText holds that an answer whose times are text is read, that raw calls see
// it as it was, and that a text which is no time is refused still.
func TestTimesAsText(t *testing.T) {
	for text, want := range map[string]int64{
		`"2026-11-30T10:00:00Z"`: 1796032800000, `"2026-11-30T10:00:00.250Z"`: 1796032800250, `"1796032800.5"`: 1796032800500, `1796032800`: 1796032800000, `"soon"`: 0,
	} {
		body := `{"Device":{"DeviceKey":"k","DeviceCreateDate":` + text + `,"DeviceAttributes":[{"Name":"n","Value":"DeviceCreateDate"}]}}`
		f := newFake(t, map[string]func(call) (int, any){"GetDevice": always(200, body)})
		made := newTarget(t, f.URL)
		out, err := made.API().GetDevice(t.Context(), &cip.GetDeviceInput{DeviceKey: aws.String("k"), AccessToken: aws.String("a")})
		switch {
		case want == 0 && err == nil:
			t.Errorf("%s was read", text)
		case want != 0 && (err != nil || out.Device.DeviceCreateDate.UnixMilli() != want):
			t.Errorf("%s: %v, %v", text, out, err)
		}
		r, err := made.Raw(t.Context(), target.RawCall{Operation: "GetDevice"})
		if err != nil || !strings.Contains(string(r.Body), text) {
			t.Errorf("raw: %s, %v", r.Body, err)
		}
	}
}
