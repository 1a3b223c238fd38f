// Package prom offers the figures of a running load to Prometheus, on a loopback
// address.
package prom

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// scrapeTimeout bounds how long a scraper may take.
const scrapeTimeout = 5 * time.Second

// Metrics offers the figures of a running run to Prometheus. It is safe for
// concurrent use.
type Metrics struct {
	journeys *prometheus.Desc
	inFlight *prometheus.Desc
	retries  *prometheus.Desc
	latency  *prometheus.Desc
	failed   *prometheus.Desc

	mu     sync.Mutex
	books  loadreport.Journeys
	series []loadreport.Series
}

// New returns metrics without a figure.
func New() *Metrics {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("cogbench_"+name, help, labels, nil)
	}
	return &Metrics{
		journeys: desc("journeys_total", "Journeys that ended, by outcome.", "outcome"),
		inFlight: desc("journeys_in_flight", "Journeys under way."),
		retries:  desc("retries_total", "Calls that were repeated."),
		latency:  desc("latency_seconds", "Latency of the run so far, by series.", "series"),
		failed:   desc("failures_total", "Steps that failed, by series.", "series"),
	}
}

// Show takes the figures of a second.
func (m *Metrics) Show(p load.Progress) {
	if p.Load == nil { // waiting, or warming up
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.books = p.Load.Journeys
	m.series = append(m.series[:0], p.Load.Series...)
}

// Describe implements prometheus.Collector.
func (m *Metrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.journeys, m.inFlight, m.retries, m.latency, m.failed} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (m *Metrics) Collect(out chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	counter := func(d *prometheus.Desc, n int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	counter(m.journeys, m.books.Succeeded, "succeeded")
	counter(m.journeys, m.books.Failed, "failed")
	counter(m.journeys, m.books.NotStarted+m.books.CutOff, "abandoned")
	counter(m.retries, m.books.Retries)
	out <- prometheus.MustNewConstMetric(m.inFlight, prometheus.GaugeValue, float64(m.books.InFlight))
	for _, s := range m.series {
		counter(m.failed, s.Failed, s.Name)
		seconds := func(ns int64) float64 { return float64(ns) / 1e9 }
		out <- prometheus.MustNewConstSummary(m.latency, uint64(s.Count), s.Mean*float64(s.Count)/1e9, map[float64]float64{
			0.5: seconds(s.P50), 0.9: seconds(s.P90), 0.95: seconds(s.P95), 0.99: seconds(s.P99), 0.999: seconds(s.P999), 1: seconds(s.Max),
		}, s.Name)
	}
}

// Listen serves the metrics at /metrics of a loopback address, until close is
// called, and returns the address of the page.
func (m *Metrics) Listen(address string) (url string, stop func(), err error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return "", nil, fmt.Errorf("metrics: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", nil, errors.New("metrics: they are served only on a loopback address, such as 127.0.0.1:9464")
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return "", nil, fmt.Errorf("metrics: %w", err)
	}
	registry := prometheus.NewRegistry()
	if err := registry.Register(m); err != nil {
		return "", nil, errors.Join(fmt.Errorf("metrics: %w", err), listener.Close())
	}
	routes := http.NewServeMux()
	routes.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: routes, ReadHeaderTimeout: scrapeTimeout, WriteTimeout: scrapeTimeout, MaxHeaderBytes: 16 << 10}
	go func() { _ = server.Serve(listener) }() // ends by Close
	return "http://" + listener.Addr().String() + "/metrics", func() { _ = server.Close() }, nil
}
