package node

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

// serveLogs answers the apiserver at the part of a kubelet's endpoint from which kubectl
// logs gets a container's output.
func (n *Node) serveLogs() (stop func(), err error) {
	listener, err := tls.Listen("tcp", net.JoinHostPort(address, strconv.Itoa(port)), n.TLS)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", n.answerLogs)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // until it is closed
	return func() { _ = server.Close() }, nil
}

// answerLogs sends all that there is.
func (n *Node) answerLogs(w http.ResponseWriter, request *http.Request) {
	for name := range request.URL.Query() {
		http.Error(w, fmt.Sprintf("the option %s is not supported here", name), http.StatusNotImplemented)
		return
	}
	run, err := n.find(request.PathValue("namespace"), request.PathValue("pod"))
	if err != nil || run.container().Name != request.PathValue("container") {
		http.Error(w, "no such container", http.StatusNotFound)
		return
	}
	log, err := os.Open(run.log())
	if err != nil {
		http.Error(w, "the container has no log", http.StatusNotFound)
		return
	}
	defer log.Close()
	w.Header().Set("Content-Type", "text/plain")
	http.ServeContent(w, request, "", time.Time{}, log)
}
