// Package embeddedpool runs the reference pools on a port of this machine, in this
// process or in one of its own, and describes them as a target.
package embeddedpool

import (
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/target"
)

// Name is what reports call the reference pools of this program.
const Name = "embedded reference pool"

// Access is how a running server of pools is reached. Its JSON is the line that a
// server prints when it is ready.
type Access struct {
	// Endpoint is the base URL, such as http://127.0.0.1:9229.
	Endpoint string `json:"endpoint"`
	// Region is that of pool ids and signatures.
	Region string `json:"region"`
	// AccessKeyID and SecretAccessKey sign the administrator's operations.
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
}

// Config describes the server as a target with the name that reports give it.
func (a Access) Config(name string) target.Config {
	return target.Config{
		Name: name, Endpoint: a.Endpoint, Region: a.Region,
		Credentials: &target.Credentials{AccessKeyID: a.AccessKeyID, SecretAccessKey: a.SecretAccessKey},
	}
}

// Server is a server of reference pools that listens.
type Server struct {
	*refpool.Running
	Access
}

// Start serves pools of the options at address, a HOST:PORT; on a free loopback
// port if address is "". The error is that of the options or of listening.
func Start(options refpool.Options, address string) (*Server, error) {
	server, err := refpool.New(options)
	if err != nil {
		return nil, err
	}
	running, err := server.Listen(address)
	if err != nil {
		return nil, err
	}
	id, secret := server.Credentials()
	return &Server{Running: running, Access: Access{
		Endpoint: running.Endpoint, Region: server.Region(), AccessKeyID: id, SecretAccessKey: secret,
	}}, nil
}
