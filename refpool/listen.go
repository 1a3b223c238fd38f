package refpool

import (
	"net/http"

	"github.com/cogbench/cogbench/internal/serving"
)

// Running is a server on a port of this machine.
type Running = serving.Running

// Listen serves s at addr, a HOST:PORT. An empty addr or host means the loopback
// interface, port 0 a free port.
func (s *Server) Listen(addr string) (*Running, error) {
	var handler http.Handler = s
	if s.options.Around != nil {
		handler = s.options.Around(s)
	}
	return serving.Listen(handler, addr, s.log)
}
