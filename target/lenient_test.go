package target_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/target"
)

// The SDK's client goes on with values of other types; a raw call sees them.
func TestOtherTypesAreRead(t *testing.T) {
	const body = `{"Device":{"DeviceKey":17,"DeviceCreateDate":"2026-08-01T12:00:00.500Z","DeviceLastModifiedDate":"1785585600"}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
	defer server.Close()
	on, err := target.New(t.Context(), target.Config{Endpoint: server.URL}, target.Options{Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	out, err := on.API().GetDevice(t.Context(), &cip.GetDeviceInput{AccessToken: aws.String("a"), DeviceKey: aws.String("r_1")})
	if err != nil {
		t.Fatal(err)
	}
	device := out.Device
	if key := aws.ToString(device.DeviceKey); key != "17" {
		t.Errorf("DeviceKey %q", key)
	}
	if made := device.DeviceCreateDate; made == nil || made.UnixMilli() != 1785585600500 {
		t.Errorf("DeviceCreateDate %v", made)
	}
	if moved := device.DeviceLastModifiedDate; moved == nil || moved.Unix() != 1785585600 {
		t.Errorf("DeviceLastModifiedDate %v", moved)
	}
	raw, err := on.Raw(t.Context(), target.RawCall{Operation: "GetDevice"})
	if err != nil || string(raw.Body) != body {
		t.Errorf("raw: %s, %v", raw.Body, err)
	}
}
