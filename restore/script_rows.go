package restore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"promark/archive"
	"promark/catalog"
	"promark/restore/pgtext"
)

// scriptRows is how the rows of one relation become text.
type scriptRows struct {
	text    *pgtext.Rows // nil: they are text
	partial []byte       // of a row that spans blocks
	begun   bool         // some rows have been written
}

// rowsOf gives the state of a relation's rows, new at first.
func (s *scripter) rowsOf(e *archive.Entry) (*scriptRows, error) {
	if rows := s.rows[e.ID]; rows != nil {
		return rows, nil
	}
	rows := &scriptRows{}
	if e.Data.Format == archive.FormatBinary && !e.Data.LargeObjects {
		var err error
		if rows.text, err = textRows(e, s.r.target.Major); err != nil {
			return nil, err
		}
	}
	s.rows[e.ID] = rows
	return rows, nil
}

// blockRows writes the rows of a block.
func (s *scripter) blockRows(e *archive.Entry, b *archive.Block) error {
	rows, err := s.rowsOf(e)
	if err != nil {
		return err
	}
	s.rowCount += int64(b.Rows)
	data := b.Data
	if b.Continued || b.Continues {
		rows.partial = append(rows.partial, data...)
		if b.Continues {
			return nil
		}
		data, rows.partial = rows.partial, nil
	}
	if e.Data.LargeObjects {
		return s.putPages(data)
	}
	if err := s.beginRows(e, rows); err != nil {
		return err
	}
	if rows.text == nil {
		return s.textRows(e, data)
	}
	return s.binaryRows(e, rows.text, data)
}

// beginRows opens a COPY, unless it is open.
func (s *scripter) beginRows(e *archive.Entry, rows *scriptRows) error {
	if s.copying == e {
		return nil
	}
	for _, sql := range beforePromscaleLoad(loading{entry: e, first: !rows.begun}) {
		if err := s.statement(sql); err != nil {
			return err
		}
	}
	s.endRows()
	text, target := *e.Data, loadTarget(e)
	text.Format = archive.FormatText
	if s.r.sifted[e.ID] != "" {
		target = stage
		if !rows.begun {
			if err := s.statement(stageSQL(asTexts(e.Data))); err != nil {
				return err
			}
		}
	}
	if e.Facts[archive.FactUnchecked] != "" {
		s.out.raw("SET session_replication_role = replica;\n")
	}
	rows.begun = true
	s.r.emit(EntryStarted{e})
	s.out.comment("rows of " + describe(e))
	sql, err := forPsql(copySQL(target, &text, false))
	if err != nil {
		return fmt.Errorf("write rows of %s: %w", relation(e.Data), err)
	}
	s.out.raw(sql + ";\n")
	s.copying = e
	return nil
}

// endRows ends the COPY that is open, and writes pages that wait.
func (s *scripter) endRows() {
	if e := s.copying; e != nil {
		s.copying = nil
		s.out.raw("\\.\n")
		if e.Facts[archive.FactUnchecked] != "" {
			s.out.raw("RESET session_replication_role;\n")
		}
	}
	s.pages.flush(&s.out)
}

// textRows writes lines as they are. The server has escaped whatever is in them; a line that ends
// the COPY for psql is forged.
func (s *scripter) textRows(e *archive.Entry, data []byte) error {
	for rest := data; len(rest) > 0; {
		line, after, _ := bytes.Cut(rest, []byte{'\n'})
		if string(line) == `\.` || bytes.IndexByte(line, '\r') >= 0 {
			return fmt.Errorf("write rows of %s: a line that no server writes: %w", relation(e.Data), archive.ErrInvalid)
		}
		rest = after
	}
	s.out.buf = append(s.out.buf, data...)
	s.out.spill()
	return nil
}

func (s *scripter) binaryRows(e *archive.Entry, rows *pgtext.Rows, data []byte) error {
	before := rows.Lost
	var err error
	for len(data) > 0 {
		s.out.buf, data, err = rows.AppendLine(s.out.buf, data)
		if err != nil {
			return rowError(e, err)
		}
		s.out.spill()
	}
	if n := rows.Lost - before; n > 0 {
		s.lose(e, int64(n))
	}
	return nil
}

// rowError names relation and column.
func rowError(e *archive.Entry, err error) error {
	var c *pgtext.ColumnError
	if errors.As(err, &c) {
		column := e.Data.Columns[c.Column]
		return fmt.Errorf("write rows of %s: column %s (%s): %w", relation(e.Data), catalog.Ident(column.Name), column.Type, c.Err)
	}
	return fmt.Errorf("write rows of %s: %w", relation(e.Data), err)
}

// lose counts values that text does not carry. From the first on nothing more is written, unless
// that is accepted, but all are counted.
func (s *scripter) lose(e *archive.Entry, n int64) {
	if s.lost[e.ID] += n; s.opts.Lossy || s.abandoned {
		return
	}
	s.abandon()
	s.out.w = io.Discard
}

// losses lists relations in the archive's order.
func (s *scripter) losses() []LostValues {
	var out []LostValues
	for i := range s.r.entries {
		if n := s.lost[s.r.entries[i].ID]; n > 0 {
			out = append(out, LostValues{s.r.entries[i].Data.Relation, n})
		}
	}
	return out
}

// data writes rows of extensions, all other rows, and what comes after rows.
func (s *scripter) data(ctx context.Context) error {
	if err := s.extensionData(ctx); err != nil {
		return err
	}
	if err := s.phase(PhaseData, s.r.isEarly); err != nil {
		return err
	}
	if err := s.allRows(ctx); err != nil {
		return err
	}
	for _, e := range s.r.pick(s.r.isParallel) {
		if e.Data == nil {
			if err := s.entry(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// allRows writes the rows of everything that is no extension's.
func (s *scripter) allRows(ctx context.Context) error {
	if s.r.pipe != nil {
		for {
			err := s.frame(ctx)
			if isEnd(err) {
				return s.complete()
			}
			if err != nil {
				return err
			}
		}
	}
	for _, e := range s.r.pick(s.r.isParallel) {
		if e.Data == nil {
			continue
		}
		for _, id := range e.Data.Streams {
			if err := s.fileStream(ctx, e, id); err != nil {
				return err
			}
		}
		if err := s.entryRows(e); err != nil {
			return err
		}
	}
	return nil
}

// entryRows ends an entry's rows.
func (s *scripter) entryRows(e *archive.Entry) error {
	rows := s.rows[e.ID]
	delete(s.rows, e.ID)
	s.entries++
	s.r.emit(EntryDone{e})
	if condition := s.r.sifted[e.ID]; condition != "" && rows != nil && rows.begun {
		return s.siftedRows(e, condition)
	}
	return nil
}

// siftedRows takes what a condition leaves in of the rows in the temporary table.
func (s *scripter) siftedRows(e *archive.Entry, condition string) error {
	if condition == "false" {
		return fmt.Errorf("write rows of %s: %w", relation(e.Data), errUnknownRows)
	}
	exprs := make([]string, len(e.Data.Columns))
	for i, c := range e.Data.Columns {
		exprs[i] = catalog.Ident(c.Name) + "::" + c.Type
	}
	if err := s.statement(unstageSQL(e, exprs, condition)); err != nil {
		return err
	}
	return s.statement("DROP TABLE " + stage)
}

// fileStream writes one stream of the file.
func (s *scripter) fileStream(ctx context.Context, e *archive.Entry, id uint32) error {
	s.r.loadedStreams[id] = true
	reader, digest := s.r.opts.File.Stream(id, s.decoder), newDigester(e.Data)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := reader.Next()
		if isEnd(err) {
			info, _ := s.r.opts.File.Info(id)
			return digest.compare(info.Digest)
		}
		if err == nil {
			err = digest.add(b)
		}
		if err == nil {
			err = s.blockRows(e, b)
		}
		if err == nil {
			err = s.out.err
		}
		if err != nil {
			return err
		}
		s.progress(e, b)
	}
}

func (s *scripter) progress(e *archive.Entry, b *archive.Block) {
	s.r.emit(Sent{e, int64(len(b.Data))})
	s.r.emit(Loaded{e, int64(b.Rows), int64(len(b.Data))})
}

// frame writes the rows of the pipe's next frame.
func (s *scripter) frame(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f, err := s.r.pipe.peek()
	if err != nil {
		return err
	}
	s.r.pipe.drop()
	defer f.Release()
	if f.Kind == archive.FramePack {
		packed, err := s.decoder.Pack(f)
		for i := 0; i < len(packed) && err == nil; i++ {
			if !s.r.skipsStream(packed[i].Stream) {
				err = s.packed(&packed[i])
			}
		}
		return err
	}
	if s.r.skipsStream(f.Stream) {
		return nil
	}
	if f.Kind == archive.FrameEnd {
		return s.endStream(f)
	}
	return s.blockFrame(f)
}

// blockFrame writes the rows of a block that comes from the pipe.
func (s *scripter) blockFrame(f *archive.Frame) error {
	c, err := s.coming(f.Stream)
	if err != nil {
		return err
	}
	b, err := s.decoder.Block(f)
	if err != nil {
		return err
	}
	if int64(f.Sequence) != c.blocks {
		return fmt.Errorf("block %d of stream %d came as number %d: %w", f.Sequence, f.Stream, c.blocks, archive.ErrInvalid)
	}
	c.blocks++
	return s.arrived(c, b)
}

func (s *scripter) arrived(c *comingStream, b *archive.Block) error {
	c.rows += int64(b.Rows)
	if err := c.digest.add(b); err != nil {
		return err
	}
	if err := s.blockRows(c.entry, b); err != nil {
		return err
	}
	s.progress(c.entry, b)
	return s.out.err
}

func (s *scripter) coming(id uint32) (*comingStream, error) {
	if c := s.streams[id]; c != nil {
		return c, nil
	}
	e := s.r.notLoaded(id)
	if e == nil {
		return nil, fmt.Errorf("the archive has rows of stream %d, which is unknown or complete", id)
	}
	c := &comingStream{entry: e, digest: newDigester(e.Data)}
	s.streams[id] = c
	return c, nil
}

func (s *scripter) packed(p *archive.PackedStream) error {
	c, err := s.coming(p.Stream)
	if err != nil {
		return err
	}
	c.blocks = p.Blocks
	if err := s.arrived(c, &archive.Block{Rows: int(p.Rows), Data: p.Data}); err != nil {
		return err
	}
	return s.streamDone(p.Stream, c, p.StreamInfo)
}

func (s *scripter) endStream(f *archive.Frame) error {
	c, err := s.coming(f.Stream)
	if err != nil {
		return err
	}
	return s.streamDone(f.Stream, c, f.End)
}

func (s *scripter) streamDone(id uint32, c *comingStream, want archive.StreamInfo) error {
	if err := c.compare(want); err != nil {
		return fmt.Errorf("write rows of %s: %w", relation(c.entry.Data), err)
	}
	delete(s.streams, id)
	s.r.loadedStreams[id] = true
	for _, other := range c.entry.Data.Streams {
		if !s.r.loadedStreams[other] {
			return nil
		}
	}
	return s.entryRows(c.entry)
}

// complete makes sure that all streams have come.
func (s *scripter) complete() error {
	for id, e := range s.r.streams {
		if !s.r.loadedStreams[id] && !s.r.skip[e.ID] {
			return fmt.Errorf("rows of %s have not come: %w", relation(e.Data), archive.ErrInvalid)
		}
	}
	return nil
}
