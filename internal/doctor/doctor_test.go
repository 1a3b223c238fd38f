package doctor_test

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
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
