// Package server has a reference pool for a proof to drive: cogbench serve, as a process.
package server

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// readyWithin is how long a server may take.
const readyWithin = time.Minute

// Server is one that runs.
type Server struct {
	Endpoint        string `json:"endpoint"`
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
	process         *exec.Cmd
}

// Start starts the program's server on a free port of loopback, and waits until it is
// ready, which it says in a file of the directory.
func Start(cogbench, directory string) (*Server, error) {
	ready := filepath.Join(directory, "ready.json")
	s := &Server{process: exec.Command(cogbench, "serve", "--listen", "127.0.0.1:0", "--ready-file", ready)}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	var err error
	for deadline := time.Now().Add(readyWithin); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var data []byte
		if data, err = os.ReadFile(ready); err != nil {
			continue
		}
		if err = json.Unmarshal(data, s); err == nil {
			return s, nil
		}
	}
	s.Stop()
	return nil, fmt.Errorf("the server did not get ready: %w", err)
}

// Environment has a program's calls be signed for the server.
func (s *Server) Environment() []string {
	return []string{"COGBENCH_ACCESS_KEY_ID=" + s.AccessKeyID, "COGBENCH_SECRET_ACCESS_KEY=" + s.SecretAccessKey}
}

// Stop ends the server.
func (s *Server) Stop() {
	_ = s.process.Process.Signal(syscall.SIGTERM) // it may have ended
	_ = s.process.Wait()
}
