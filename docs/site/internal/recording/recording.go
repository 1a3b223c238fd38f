// Package recording explains recordings for a page: it is cogbench explain without a
// command line and without a file system.
//
// It promises to read its sources as streams, to keep of them no more than the calls of
// the service, and to give out no secret: values are pseudonyms. It builds for js/wasm.
package recording

import (
	"context"
	"fmt"
	"io"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/referee/redact"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
)

// Recording is a HAR file.
type Recording struct {
	Name   string
	Source io.Reader
}

// Explanation is what was found in recordings.
type Explanation struct {
	Verdict string
	Calls   int    // of the service, that were judged
	HTML    []byte // the whole report, report.html of cogbench explain
}

// Explain judges recordings of one client, which are one history. version is that of the
// tool, for the report. The error names the recording, and wraps [har.ErrFormat] where that
// is no HAR.
func Explain(ctx context.Context, version string, recordings ...Recording) (*Explanation, error) {
	judge, err := referee.New(referee.Options{Source: report.HAR})
	if err != nil {
		return nil, err
	}
	var reading har.Recordings
	var names []string
	for _, r := range recordings {
		if err := reading.Read(ctx, r.Source, r.Name); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name, err)
		}
		names = append(names, r.Name)
	}
	reading.Hand(judge)
	found := explain.Conclude(judge)
	found.Tool = report.Tool{Name: "cogbench", Version: version}
	found.Recordings = names
	redact.New().Fill(found, judge.History())
	html, err := render.ClientHTML(found)
	if err != nil {
		return nil, err
	}
	return &Explanation{Verdict: render.ClientVerdict(found), Calls: len(found.Exchanges), HTML: html}, nil
}
