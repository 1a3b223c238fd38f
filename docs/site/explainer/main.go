//go:build js && wasm

// Command explainer is the judge of recordings for a page. It sets the function
// explainRecordings of the global object, and waits to be called.
package main

import (
	"context"
	"errors"
	"runtime/debug"
	"syscall/js"

	"github.com/cogbench/cogbench/docs/site/internal/recording"
	"github.com/cogbench/cogbench/internal/buildinfo"
	"github.com/cogbench/cogbench/referee/har"
)

func main() {
	const percent = 40 // a page's memory is not given back: collect often
	debug.SetGCPercent(percent)
	js.Global().Set("explainRecordings", js.FuncOf(explain))
	select {}
}

// explain takes an array of {name, reader}, the reader that of a stream of bytes, and
// returns a promise of {html, verdict, calls}, or of {error, format}, where format is
// true for a file that is no HAR.
func explain(_ js.Value, arguments []js.Value) any {
	files := arguments[0]
	return promise(func() any {
		var recordings []recording.Recording
		for i := range files.Length() {
			file := files.Index(i)
			recordings = append(recordings, recording.Recording{Name: file.Get("name").String(), Source: &stream{reader: file.Get("reader")}})
		}
		found, err := recording.Explain(context.Background(), buildinfo.Version(), recordings...)
		if err != nil {
			return map[string]any{"error": err.Error(), "format": errors.Is(err, har.ErrFormat)}
		}
		return map[string]any{"html": string(found.HTML), "verdict": found.Verdict, "calls": found.Calls}
	})
}

// promise is a JavaScript promise of what work returns, which may block.
func promise(work func() any) js.Value {
	executor := js.FuncOf(func(_ js.Value, arguments []js.Value) any {
		resolve := arguments[0]
		go func() { resolve.Invoke(work()) }()
		return nil
	})
	defer executor.Release() // it is called before the constructor returns
	return js.Global().Get("Promise").New(executor)
}
