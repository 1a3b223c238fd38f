// Command mathbig is the adapter of Go's math/big: what an application computes that
// uses nothing but the standard library.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

type request struct {
	ID    int    `json:"id"`
	Op    string `json:"op"`
	Input input  `json:"input"`
}

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mathbig:", err)
		os.Exit(1)
	}
}

// serve answers requests until there are no more.
func serve(in io.Reader, out io.Writer) error {
	requests, answers := json.NewDecoder(in), json.NewEncoder(out)
	o := operations{newFormulas()}
	for requests.More() {
		var r request
		if err := requests.Decode(&r); err != nil {
			return err
		}
		if err := answers.Encode(answer(o, r)); err != nil {
			return err
		}
	}
	return nil
}

func answer(o operations, r request) map[string]any {
	start := time.Now()
	output, err := o.compute(r.Op, r.Input)
	took := time.Since(start).Nanoseconds()
	switch {
	case errors.Is(err, errUnsupported):
		return map[string]any{"id": r.ID, "error": "unsupported"}
	case err != nil:
		return map[string]any{"id": r.ID, "error": "rejected", "reason": err.Error()}
	}
	return map[string]any{"id": r.ID, "output": output, "ns": took}
}
