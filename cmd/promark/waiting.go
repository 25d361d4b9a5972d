package main

import (
	"context"
	"io"
)

// A read of a pipe to which nobody writes, and a write to one that nobody reads, return when they like. The
// command has to end all the same when it is told to: such calls are made in a goroutine of their own, which is
// left behind.

// waitingReader reads until its context ends.
type waitingReader struct {
	ctx context.Context
	r   io.Reader
	buf []byte
}

// waitingStep is what one call reads or writes at most.
const waitingStep = 1 << 20

func (w *waitingReader) Read(p []byte) (int, error) {
	if len(w.buf) < min(len(p), waitingStep) {
		w.buf = make([]byte, min(len(p), waitingStep))
	}
	buf := w.buf[:min(len(p), waitingStep)]
	n, err := apart(w.ctx, func() (int, error) { return w.r.Read(buf) })
	return copy(p, buf[:n]), err
}

// waitingWriter writes until its context ends. What is written is copied: a call that was left behind still has it.
type waitingWriter struct {
	ctx context.Context
	w   io.Writer
	buf []byte
}

func (w *waitingWriter) Write(p []byte) (written int, err error) {
	for len(p) > 0 && err == nil {
		w.buf = append(w.buf[:0], p[:min(len(p), waitingStep)]...)
		var n int
		n, err = apart(w.ctx, func() (int, error) { return w.w.Write(w.buf) })
		written += n
		p = p[n:]
		if err == nil && n < len(w.buf) {
			err = io.ErrShortWrite
		}
	}
	return written, err
}

// apart makes a call and waits for it or for the end of the context, whichever is first. After that no further
// call is made, so that the one that was left behind has the buffer for itself.
func apart(ctx context.Context, call func() (int, error)) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	type answer struct {
		n   int
		err error
	}
	answered := make(chan answer, 1)
	go func() {
		n, err := call()
		answered <- answer{n, err}
	}()
	select {
	case a := <-answered:
		return a.n, a.err
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}
