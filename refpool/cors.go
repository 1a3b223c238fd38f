package refpool

import (
	"net"
	"net/http"
	"strings"
)

// servePreflight answers OPTIONS. Nothing else is looked at: a browser sends it
// without a signature, a target or a body.
func (s *Server) servePreflight(w http.ResponseWriter, r *http.Request) {
	status := s.behaviour.CORS.Preflight(w.Header(), Preflight{
		Origin:  r.Header.Get("Origin"),
		Method:  r.Header.Get("Access-Control-Request-Method"),
		Headers: strings.Join(r.Header.Values("Access-Control-Request-Headers"), ","),
	})
	w.WriteHeader(status)
}

// share lets the page that sent r read the reply.
func (s *Server) share(reply *Reply, r *http.Request) {
	s.behaviour.CORS.Answer(reply.Header, r.Header.Get("Origin"), reply.Status)
}

// isLocal reports whether r came from a program on this machine, and not from a page
// in its browser. A page of another origin that posts gives itself away by its
// Origin; one whose own name was made to point here (DNS rebinding) by the Host.
func isLocal(r *http.Request) bool {
	return fromLoopback(r) && namesLoopback(r.Host) && http.NewCrossOriginProtection().Check(r) == nil
}

// fromLoopback reports whether the request came over the loopback interface.
func fromLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && isLoopbackIP(host)
}

// namesLoopback reports whether a Host header, with or without a port, can mean
// nothing but this machine.
func namesLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.EqualFold(host, "localhost") || isLoopbackIP(strings.Trim(host, "[]"))
}

func isLoopbackIP(text string) bool {
	ip := net.ParseIP(text)
	return ip != nil && ip.IsLoopback()
}
