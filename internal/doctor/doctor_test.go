package doctor_test

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/internal/doctor"
	"github.com/cogbench/cogbench/target"
)

// refusing speaks the protocol and refuses everything, by a clock that is off.
func refusing(skew time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(skew).UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"__type":"InvalidParameterException","message":"no"}`))
	})
}

// step is what was found at one.
func step(t *testing.T, findings []doctor.Finding, name string) doctor.Finding {
	t.Helper()
	for _, f := range findings {
		if f.Step == name {
			if (f.State == doctor.Bad) != (f.Cure != "") && f.State != doctor.Worth {
				t.Errorf("%s is %s with the cure %q", name, f.State, f.Cure)
			}
			return f
		}
	}
	t.Fatalf("no step %s in %v", name, findings)
	return doctor.Finding{}
}

func TestClockIsCompared(t *testing.T) {
	for skew, want := range map[time.Duration]doctor.State{0: doctor.Good, time.Minute: doctor.Worth, -time.Minute: doctor.Worth, time.Hour: doctor.Bad} {
		server := httptest.NewServer(refusing(skew))
		t.Cleanup(server.Close)
		found := doctor.Target(t.Context(), target.Config{Endpoint: server.URL}, target.Options{})
		if got := step(t, found, "clock"); got.State != want {
			t.Errorf("%v off: %+v, want %s", skew, got, want)
		}
	}
}

func TestCertificateIsExamined(t *testing.T) {
	server := httptest.NewTLSServer(refusing(0))
	t.Cleanup(server.Close)
	config := target.Config{Endpoint: server.URL}
	if got := step(t, doctor.Target(t.Context(), config, target.Options{}), "TLS"); got.State != doctor.Bad {
		t.Errorf("an unknown authority: %+v", got)
	}
	authority := filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(authority, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := step(t, doctor.Target(t.Context(), config, target.Options{CAFile: authority}), "TLS"); got.State != doctor.Good {
		t.Errorf("a trusted authority: %+v", got)
	}
}

func TestUnusableConfigurationIsSaid(t *testing.T) {
	found := doctor.Target(t.Context(), target.Config{Endpoint: "ftp://h"}, target.Options{})
	if got := step(t, found, "configuration"); got.State != doctor.Bad || len(found) != 1 {
		t.Errorf("%v", found)
	}
}

// A server that takes connections and does not answer is not said to be another service.
func TestMuteServerIsCalledSilent(t *testing.T) {
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(done) })
	found := doctor.Target(t.Context(), target.Config{Endpoint: server.URL}, target.Options{Timeout: 200 * time.Millisecond})
	if got := step(t, found, "service"); got.State != doctor.Bad || !strings.Contains(got.Text, "does not answer") || !strings.Contains(got.Cure, "--timeout") {
		t.Errorf("%+v", got)
	}
}

// TestGivenPoolIsLookedFor has a target file's pool be there, and be wanting in each way
// that would end a run, with its cure.
func TestGivenPoolIsLookedFor(t *testing.T) {
	const described = `{"UserPool":{"Id":"us-east-1_given","MfaConfiguration":"ON","DeviceConfiguration":{}}}`
	for name, c := range map[string]struct {
		status   int
		describe string // the answer to DescribeUserPool
		client   string // the refusal of InitiateAuth
		mfa      string // that the file gives
		state    doctor.State
		text     string // what is said or to be done
	}{
		"there":                           {200, described, "NotAuthorizedException", "", doctor.Good, "devices always"},
		"without tracking":                {200, `{"UserPool":{"Id":"us-east-1_given","MfaConfiguration":"ON"}}`, "NotAuthorizedException", "", doctor.Worth, "UpdateUserPool with DeviceConfiguration"},
		"without MFA":                     {200, `{"UserPool":{"Id":"us-east-1_given","DeviceConfiguration":{}}}`, "NotAuthorizedException", "", doctor.Worth, "SetUserPoolMfaConfig"},
		"told by the file":                {400, `{"__type":"AccessDeniedException"}`, "NotAuthorizedException", "on", doctor.Good, "MFA on"},
		"without rights":                  {400, `{"__type":"AccessDeniedException"}`, "NotAuthorizedException", "", doctor.Bad, "a key that may call DescribeUserPool"},
		"not there":                       {400, `{"__type":"ResourceNotFoundException"}`, "NotAuthorizedException", "", doctor.Bad, "there is no such pool"},
		"with another client":             {200, described, "ResourceNotFoundException", "", doctor.Bad, "there is no such client"},
		"told by the file, and not there": {400, `{"__type":"AccessDeniedException"}`, "ResourceNotFoundException", "on", doctor.Bad, "there is no such client"},
		"of a server that breaks down":    {500, `{"__type":"InternalErrorException"}`, "NotAuthorizedException", "", doctor.Unknown, "not examined"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/x-amz-json-1.1")
				switch _, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); operation {
				case "DescribeUserPool":
					w.WriteHeader(c.status)
					_, _ = w.Write([]byte(c.describe))
				default:
					w.WriteHeader(http.StatusBadRequest)
					_, _ = w.Write([]byte(`{"__type":"` + c.client + `"}`))
				}
			}))
			t.Cleanup(server.Close)
			given := &target.ExistingPool{ID: "us-east-1_given", ClientID: "1example23456789", MFA: c.mfa, Users: []target.ExistingUser{{Username: "u", Password: "p"}}}
			if c.mfa != "" {
				given.Devices = &target.ExistingDevice{Tracking: "always"}
			}
			found := doctor.Target(t.Context(), target.Config{Endpoint: server.URL, Pool: target.PoolChoice{Existing: given}}, target.Options{})
			if got := step(t, found, "pool"); got.State != c.state || !strings.Contains(got.Text+got.Cure, c.text) {
				t.Errorf("%+v, want %s with %q", got, c.state, c.text)
			}
		})
	}
}
