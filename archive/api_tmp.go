package archive

import (
	"context"
	"errors"
	"io"
)

// Signatures only; the bodies follow.

var errTmp = errors.New("archive: not there yet")

var (
	ErrNotArchive = errors.New("not a promark archive")
	ErrVersion    = errors.New("archive of a newer format")
	ErrTruncated  = errors.New("archive is cut short")
	ErrChecksum   = errors.New("checksum mismatch")
	ErrLimit      = errors.New("limit exceeded")
	ErrInvalid    = errors.New("invalid content")
	ErrAborted    = errors.New("archive aborted")
)

// Digest is the sum modulo 2^128 of the xxh3-128 of each row's COPY bytes.
type Digest [16]byte

// StreamInfo describes a finished stream.
type StreamInfo struct {
	Stream      uint32
	Blocks      int64
	Rows        int64
	RawBytes    int64
	StoredBytes int64
	Digest      Digest
}

// Summary describes a finished archive.
type Summary struct {
	Bytes, RawBytes, Rows int64
	Streams, Entries      int
}

// Progress holds counters of a writer at work.
type Progress struct {
	Bytes, RawBytes, Rows, Streams int64
}

type Options struct {
	Level int // zstd level, 0 = 1
}

type Writer struct{}

func NewWriter(w io.Writer, m *Manifest, entries []Entry, o Options) (*Writer, error) {
	return nil, errTmp
}
func (w *Writer) NewEncoder() *Encoder    { return nil }
func (w *Writer) Progress() Progress      { return Progress{} }
func (w *Writer) Close() (Summary, error) { return Summary{}, errTmp }
func (w *Writer) Abort()                  {}

// Encoder writes streams; one per goroutine.
type Encoder struct{}

func (e *Encoder) Begin(stream uint32) error { return errTmp }

// Row adds one row: the bytes of one CopyData message without COPY head or trailer.
func (e *Encoder) Row(row []byte) error     { return errTmp }
func (e *Encoder) End() (StreamInfo, error) { return StreamInfo{}, errTmp }
func (e *Encoder) Flush() error             { return errTmp }

type Reader struct{}

func Open(r io.ReaderAt, size int64) (*Reader, error)                               { return nil, errTmp }
func (r *Reader) Manifest() *Manifest                                               { return nil }
func (r *Reader) Entries() []Entry                                                  { return nil }
func (r *Reader) Info(stream uint32) (StreamInfo, bool)                             { return StreamInfo{}, false }
func (r *Reader) Check(ctx context.Context, progress func(done, total int64)) error { return errTmp }
func (r *Reader) Verify(ctx context.Context, progress func(done, total int64)) (*Report, error) {
	return nil, errTmp
}

// Stream reads one stream's blocks; d holds the scratch.
func (r *Reader) Stream(id uint32, d *Decoder) *StreamReader { return nil }

type StreamReader struct{}

// Next gives the next block (valid until the next use of the decoder), io.EOF after the last.
func (s *StreamReader) Next() (*Block, error) { return nil, errTmp }

// Decoder decodes blocks; one per goroutine.
type Decoder struct{}

func NewDecoder() *Decoder { return nil }

// Block is a piece of a stream: whole rows, or a piece of one large row.
type Block struct {
	Stream    uint32
	Sequence  uint32
	Rows      int    // rows that begin in this block
	Data      []byte // COPY bytes
	Continued bool   // the block goes on with the row of the block before it
	Continues bool   // the next block goes on with this block's (only) row
}

// Pipe reads an archive front to back.
type Pipe struct{}

func NewPipe(r io.Reader) (*Pipe, error) { return nil, errTmp }
func (p *Pipe) Manifest() *Manifest      { return nil }
func (p *Pipe) Entries() []Entry         { return nil }

// Next gives the next frame (its checksum verified, not decoded); io.EOF after a whole archive.
func (p *Pipe) Next() (*Frame, error) { return nil, errTmp }

type FrameKind uint8

const (
	FrameBlock FrameKind = iota + 2
	FramePack
	FrameEnd
)

// Frame is a stored frame. The caller owns it until Release.
type Frame struct {
	Kind      FrameKind
	Stream    uint32 // block, end
	Sequence  uint32 // block
	Rows      int    // block, pack
	Continued bool
	Continues bool
	End       StreamInfo // end record
}

func (f *Frame) Release() {}

// Block decodes a FrameBlock; the block is valid until the next use of d.
func (d *Decoder) Block(f *Frame) (*Block, error) { return nil, errTmp }

// Pack decodes a FramePack: whole small streams; valid until the next use of d.
func (d *Decoder) Pack(f *Frame) ([]PackedStream, error) { return nil, errTmp }

// PackedStream is a whole small stream.
type PackedStream struct {
	StreamInfo
	Data []byte
}

// Report is what Verify found.
type Report struct {
	Bytes, RawBytes, Rows, Frames int64
	Streams                       int
	Damage                        []Damage
}

// Damage is one damaged place.
type Damage struct {
	Offset, Length int64
	What           string
	Streams        []uint32
	Relations      []Relation
	Err            error
}

// FileSystem is what File needs of a file system; nil means the real one.
type FileSystem interface {
	Create(path string) (Handle, error)
	Rename(from, to string) error
	Remove(path string) error
	SyncFolder(path string) error
}

type Handle interface {
	io.WriteCloser
	Sync() error
}

type File struct{}

func CreateFile(fs FileSystem, path string) (*File, error) { return nil, errTmp }
func (f *File) Write(p []byte) (int, error)                { return 0, errTmp }
func (f *File) Commit() error                              { return errTmp }
func (f *File) Abort() error                               { return errTmp }
