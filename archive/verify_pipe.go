package archive

import (
	"context"
	"errors"
	"io"
)

// VerifyPipe is Verify for an archive that arrives through a pipe. It decodes every block, compares
// rows and digests, and ends at the first damage, which Report.Err gives; what is behind it is not
// looked at, and every stream that had not ended is lost. The error is about reading, the context,
// or an input that is no archive of a version that this program reads. progress (may be nil) gets
// the bytes read so far and 0.
func VerifyPipe(ctx context.Context, r io.Reader, progress func(done, total int64)) (*Report, error) {
	p, err := NewPipe(r)
	if err != nil {
		return nil, err
	}
	v := &verifier{report: &Report{Manifest: p.Manifest()}, catalog: &p.tracker.catalogReader,
		unpacker: p.tracker.unpacker, streams: map[uint32]*streamCheck{}}
	told := int64(0)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := p.Next()
		if err == nil {
			err = v.delivered(f)
		}
		if err != nil {
			return v.pipeReport(p, err)
		}
		if progress != nil && p.Offset()-told >= progressStep {
			told = p.Offset()
			progress(told, 0)
		}
	}
}

// delivered checks the rows of a frame; its order has been checked.
func (v *verifier) delivered(f *Frame) error {
	defer f.Release()
	v.report.Frames++
	switch f.Kind {
	case FrameBlock:
		return v.deliveredBlock(f)
	case FramePack:
		streams, err := unmarshalPack(f.payload, f.head.rows)
		if err != nil {
			return at(f.Offset, f.head.what(), err)
		}
		return at(f.Offset, f.head.what(), v.packed(f.Offset, streams))
	case FrameEnd:
		c := v.stream(f.Stream)
		c.end = &end{uint64(f.End.Blocks), uint64(f.End.Rows), uint64(f.End.RawBytes), f.End.Digest}
		return at(f.Offset, f.head.what(), c.verdict())
	}
	return nil
}

func (v *verifier) deliveredBlock(f *Frame) error {
	c := v.stream(f.Stream)
	raw, err := v.unpacker.unpack(&f.head, f.payload)
	if err == nil {
		err = c.order.accept(&f.head)
	}
	if err == nil {
		v.count(c, f.Offset, &f.head)
		if f.head.flags&(flagContinued|flagContinues) != 0 {
			c.addPiece(f.Offset, &f.head, raw)
		} else {
			err = c.rows(f.Offset, raw, int64(f.head.rows))
		}
	}
	err = at(f.Offset, f.head.what(), err)
	if err != nil {
		c.fail(err)
	}
	return err
}

// pipeReport ends the report with what ended the reading.
func (v *verifier) pipeReport(p *Pipe, err error) (*Report, error) {
	v.report.Bytes = p.Offset()
	if err != io.EOF {
		var e *Error
		if !errors.As(err, &e) {
			e = &Error{p.Offset(), "archive", err}
		}
		for _, known := range []error{ErrTruncated, ErrChecksum, ErrInvalid, ErrLimit, ErrVersion} {
			if errors.Is(err, known) {
				v.damage(Damage{Offset: e.Offset, What: e.What + " and what follows it", Err: e.Err})
			}
		}
		if len(v.report.Damage) == 0 {
			return nil, err
		}
	}
	v.finishStreams()
	return v.report, nil
}
