package archive

import (
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// compressor compresses whole rows and texts for all packers of a writer, with as many encoders of zstd as there
// are calls at the same time: those of LevelBest hold 34 MB each, and only workers at work should.
//
// A better level is no better where nearly nothing repeats, as in arrays of numbers or digits of hashes: what
// it finds there costs more than the bytes that it saves. The fastest makes up to 23 % less of such bytes,
// and up to 15 % more of others (measured), so a part of them is tried with both.
type compressor struct {
	level, fastest *encoders // fastest may be nil
}

const (
	// triedFrom is the least length that is tried with both levels.
	triedFrom = 16 << 10
	// triedBytes is how much of it is, from its middle on.
	triedBytes = 64 << 10
)

func newCompressor(level zstd.EncoderLevel) (c *compressor, err error) {
	c = &compressor{}
	if c.level, err = newEncoders(level); err == nil && level != zstd.SpeedFastest {
		c.fastest, err = newEncoders(zstd.SpeedFastest)
	}
	return c, err
}

// EncodeAll appends a zstd frame of src to dst.
func (c *compressor) EncodeAll(src, dst []byte) []byte {
	if c.fastest == nil || len(src) < triedFrom {
		return c.level.encode(src, dst)
	}
	part := src[max(0, len(src)-triedBytes)/2:]
	part = part[:min(len(part), triedBytes)]
	n := len(dst)
	dst = c.level.encode(part, dst)
	better := len(dst)
	dst = c.fastest.encode(part, dst[:n])
	e := c.fastest
	if better <= len(dst) {
		e = c.level
	}
	return e.encode(src, dst[:n])
}

// encoders are those of one level.
type encoders struct {
	options []zstd.EOption

	mu   sync.Mutex
	free []*zstd.Encoder
}

// newEncoders makes them with the first one.
func newEncoders(level zstd.EncoderLevel) (*encoders, error) {
	e := &encoders{options: []zstd.EOption{
		zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false),
		zstd.WithEncoderLevel(level),
		zstd.WithWindowSize(window(level)),
		zstd.WithLowerEncoderMem(true)}}
	z, err := zstd.NewWriter(nil, e.options...)
	if err != nil {
		return nil, fmt.Errorf("zstd encoder: %w", err)
	}
	e.free = append(e.free, z)
	return e, nil
}

func (e *encoders) encode(src, dst []byte) []byte {
	z := e.take()
	defer e.give(z)
	return z.EncodeAll(src, dst)
}

func (e *encoders) take() *zstd.Encoder {
	e.mu.Lock()
	defer e.mu.Unlock()
	if n := len(e.free) - 1; n >= 0 {
		z := e.free[n]
		e.free = e.free[:n]
		return z
	}
	z, err := zstd.NewWriter(nil, e.options...)
	if err != nil {
		panic(fmt.Sprintf("archive: zstd no longer takes the options that it took: %v", err))
	}
	return z
}

func (e *encoders) give(z *zstd.Encoder) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.free = append(e.free, z)
}

// window is how far back an encoder looks, in a buffer of that size. The fastest level finds no less in a
// quarter of a block: sizes of 16 tables are the same within 1 % (measured).
func window(level zstd.EncoderLevel) int {
	if level == zstd.SpeedFastest {
		return blockBytes / 4
	}
	return blockBytes
}
