package explain_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
)

// The headers are those that the libraries' sources have them send.
func TestALibraryIsNamedByItsHeaders(t *testing.T) {
	for _, test := range []struct{ agent, amz, want string }{
		{"", "aws-amplify/5.0.4 js", "aws-amplify/5.0.4"},
		{"node", "aws-amplify/6.22.1 auth/4 framework/100", "aws-amplify/6.22.1"},
		{"aws-sdk-kotlin/1.0.20 md/amplify-android#2.14.5 lib/amplify-android#2.14.5", "", "amplify-android/2.14.5"},
		{"amplify-android:1.38.0 (Android 13; Google Pixel; en_US)", "", "amplify-android/1.38.0"},
		{"aws-sdk-swift/1.0 api/cognito-identity-provider lib/amplify-swift#2.37.0", "", "amplify-swift/2.37.0"},
		{"", "amplify-flutter/2.4.1 ios/17.0", "amplify-flutter/2.4.1"},
		{"aws-sdk-dotnet-coreclr/3.7.0.1 AWSDotNetCognito/2.5.2", "", "awsdotnetcognito/2.5.2"},
		{"Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux lang/python#3.11", "", "boto3/1.34.0"},
		{"aws-sdk-js/3.1168.0 ua/2.1 os/linux", "aws-sdk-js/3.1168.0", "aws-sdk-js/3.1168.0"},
		{"aws-sdk-go-v2/1.30.0 os/linux", "", "aws-sdk-go-v2/1.30.0"},
		{"Mozilla/5.0 (X11; Linux x86_64)", "", ""},
	} {
		c := concluded(t, calls{{Operation: "InitiateAuth", Header: map[string]string{"User-Agent": test.agent, "X-Amz-User-Agent": test.amz}}})
		want := []string{test.want}
		if test.want == "" {
			want = nil
		}
		if !slices.Equal(c.Clients, want) {
			t.Errorf("%q, %q: named %q, want %q", test.agent, test.amz, c.Clients, want)
		}
	}
}

// Advice for Amplify JS is for 6 and later: what calls itself so before is another library.
func TestAmplifyBefore6IsTheOldLibrary(t *testing.T) {
	for version, want := range map[string]string{
		"0.1.x": "identity-js", "1.2.3": "identity-js", "5.0.4": "identity-js", "6.0.0": "amplify-js", "10.1.0": "amplify-js",
	} {
		e := &referee.Exchange{Header: map[string]string{"X-Amz-User-Agent": "aws-amplify/" + version + " js"}}
		if got := explain.Library(e); got != want {
			t.Errorf("aws-amplify/%s is %q, want %q", version, got, want)
		}
	}
}

// Who leaves DEVICE_KEY out of the response with the code is told what to do in that library.
func TestALibrarysUserIsToldHowToSendTheKeyWithTheCode(t *testing.T) {
	for agent, want := range map[string]string{
		"aws-sdk-dotnet-coreclr/3.7.0.1 AWSDotNetCognito/2.5.2": "RespondToAuthChallengeAsync",
		"aws-amplify/6.10.0 auth/4":                             "aws-amplify/amplify-js#14626",
	} {
		list := readCalls(t, filepath.Join("testdata", "misused", "device-key-missing-in-mfa-response.cognito-srp-helper.har"))
		for i := range list {
			list[i].Header = map[string]string{"User-Agent": agent}
		}
		c := concluded(t, list)
		if len(c.Diagnoses) != 1 || !strings.Contains(c.Diagnoses[0].Advice, want) {
			t.Errorf("%s: %+v, want %q in the advice", agent, c.Diagnoses, want)
		}
	}
}
