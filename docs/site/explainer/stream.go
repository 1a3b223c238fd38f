//go:build js && wasm

package main

import (
	"errors"
	"io"
	"syscall/js"
)

// stream reads what a ReadableStreamDefaultReader gives.
type stream struct {
	reader js.Value
	rest   []byte
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		result, err := await(s.reader.Call("read"))
		if err != nil {
			return 0, err
		}
		if result.Get("done").Bool() {
			return 0, io.EOF
		}
		chunk := result.Get("value")
		s.rest = make([]byte, chunk.Get("byteLength").Int())
		js.CopyBytesToGo(s.rest, chunk)
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// await blocks until a promise is settled.
func await(promised js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	fulfilled := js.FuncOf(func(_ js.Value, arguments []js.Value) any {
		settled <- outcome{value: arguments[0]}
		return nil
	})
	defer fulfilled.Release()
	rejected := js.FuncOf(func(_ js.Value, arguments []js.Value) any {
		settled <- outcome{err: errors.New(arguments[0].Call("toString").String())}
		return nil
	})
	defer rejected.Release()
	promised.Call("then", fulfilled, rejected)
	o := <-settled
	return o.value, o.err
}
