package restore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"promark/archive"
	"promark/catalog"
)

// pieces gives the COPY bytes of rows, without head and trailer, in pieces of any size.
type pieces interface {
	next() ([]byte, error) // valid until the next call; io.EOF after the last
	rows() int64           // rows given so far
}

// onePiece is pieces of rows that are in memory.
type onePiece struct {
	data  []byte
	count int64
	given bool
}

func (p *onePiece) next() ([]byte, error) {
	if p.given {
		return nil, io.EOF
	}
	p.given = true
	return p.data, nil
}

func (p *onePiece) rows() int64 { return p.count }

// metered tells of every piece that is taken.
type metered struct {
	pieces
	taken func(bytes int)
}

func (m metered) next() ([]byte, error) {
	piece, err := m.pieces.next()
	if len(piece) > 0 {
		m.taken(len(piece))
	}
	return piece, err
}

// Head and trailer of a binary COPY (src/backend/commands/copyfromparse.c): the signature, no
// flags, no header extension; a field count of -1.
const (
	binaryHead    = "PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000"
	binaryTrailer = "\377\377"
)

// copyReader turns pieces into the bytes of one COPY. pgconn reads it in a goroutine of its own,
// which may outlive a COPY that lost its connection: after stop it reads nothing any more.
type copyReader struct {
	mu      sync.Mutex
	source  pieces
	piece   []byte
	trailer string
	ended   bool
	bytes   int64
	err     error // why the rows ended before their end
}

func newCopyReader(p pieces, format archive.Format) *copyReader {
	if format == archive.FormatText {
		return &copyReader{source: p}
	}
	return &copyReader{source: p, piece: []byte(binaryHead), trailer: binaryTrailer}
}

func (c *copyReader) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.piece) == 0 {
		if c.err != nil {
			return 0, c.err
		}
		if c.ended {
			return 0, io.EOF
		}
		c.fill()
	}
	n := copy(p, c.piece)
	c.piece = c.piece[n:]
	return n, nil
}

func (c *copyReader) fill() {
	switch piece, err := c.source.next(); {
	case err == io.EOF:
		c.ended, c.piece = true, []byte(c.trailer)
	case err != nil:
		c.err = err
	default:
		c.piece = piece
		c.bytes += int64(len(piece))
	}
}

// stop waits for a read under way and makes all later ones fail.
func (c *copyReader) stop() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.err
	c.piece, c.err = nil, errors.New("the load has ended")
	return err
}

// loading is the rows of one relation that one COPY loads.
type loading struct {
	entry  *archive.Entry
	first  bool // nothing of the relation was loaded before, and all of it comes now
	source pieces
}

// loaded counts what a load brought.
type loaded struct{ rows, bytes int64 }

// loadAll loads in one transaction.
func (r *run) loadAll(ctx context.Context, s *session, list []loading) *Failure {
	if err := s.exec(ctx, "BEGIN"); err != nil {
		return newFailure("load", list[0].entry, "", err)
	}
	counts := make([]loaded, len(list))
	for i, l := range list {
		s.current = l.entry
		var failed *Failure
		if counts[i], failed = r.load(ctx, s, l); failed == nil {
			failed = s.afterLoad(ctx, l)
		}
		if failed != nil {
			failed.Err = errors.Join(failed.Err, s.rollback(ctx))
			return failed
		}
	}
	if err := s.exec(ctx, "COMMIT"); err != nil {
		return newFailure("load", list[0].entry, "", err)
	}
	for i, l := range list {
		r.count(l.entry, counts[i])
	}
	return nil
}

// load loads rows in the open transaction.
func (r *run) load(ctx context.Context, s *session, l loading) (loaded, *Failure) {
	l.source = metered{l.source, func(bytes int) { r.emit(Sent{l.entry, int64(bytes)}) }}
	if l.entry.Data.LargeObjects {
		return s.loadLargeObjects(ctx, l)
	}
	types, err := r.elementTypes(ctx, s, l.entry)
	if err != nil {
		return loaded{}, newFailure("load", l.entry, "", err)
	}
	if types != nil {
		l.source = &renumbered{pieces: l.source, columns: types}
	}
	before := r.beforeLoad(l)
	if condition := r.sifted[l.entry.ID]; condition != "" {
		return s.loadSifted(ctx, l, before, condition)
	}
	if casts(l.entry.Data) {
		return s.loadStaged(ctx, l, before)
	}
	return s.copyInto(ctx, l, before, copySQL(loadTarget(l.entry), l.entry.Data, freezes(l)))
}

// beforeLoad gives the statements that make a relation ready: COPY FREEZE wants a relation that
// the transaction itself has emptied.
func (r *run) beforeLoad(l loading) []string {
	var out []string
	if freezes(l) {
		out = append(out, "TRUNCATE TABLE ONLY "+relation(l.entry.Data))
	}
	if l.entry.Facts[archive.FactUnchecked] != "" {
		out = append(out, "SET LOCAL session_replication_role = replica")
	}
	return append(out, beforePromscaleLoad(l)...)
}

// afterLoad takes back what beforeLoad has set for one relation of several: others have triggers
// that must fire. Only tables of extensions have unchecked rows, and their triggers are never off
// (ownTriggers).
func (s *session) afterLoad(ctx context.Context, l loading) *Failure {
	if l.entry.Facts[archive.FactUnchecked] == "" {
		return nil
	}
	const sql = "SET LOCAL session_replication_role = origin"
	if err := s.exec(ctx, sql); err != nil {
		return newFailure("load", l.entry, sql, err)
	}
	return nil
}

// freezes says whether rows go in frozen: as old as if they had been vacuumed. Only one load of a
// relation may empty it.
func freezes(l loading) bool {
	d := l.entry.Data
	return l.first && d.Freeze && len(d.Streams) == 1 && !casts(d)
}

// copyInto runs one COPY, in one round trip with the statements that have to come before it, and
// compares the rows with those that were sent.
func (s *session) copyInto(ctx context.Context, l loading, before []string, copy string) (loaded, *Failure) {
	sql := strings.Join(append(before, copy), "; ")
	reader := newCopyReader(l.source, l.entry.Data.Format)
	tag, err := s.conn.CopyFrom(ctx, reader, sql)
	if cause := reader.stop(); cause != nil {
		return loaded{}, newFailure("load", l.entry, "", cause)
	}
	if err != nil {
		return loaded{}, newFailure("load", l.entry, sql, err)
	}
	count := loaded{l.source.rows(), reader.bytes}
	if got := tag.RowsAffected(); got != count.rows && !mergesRows(l.entry) {
		err := fmt.Errorf("the archive has %d rows, the server took %d", count.rows, got)
		return loaded{}, newFailure("load", l.entry, sql, err)
	}
	return count, nil
}

// copySQL names the columns: the target's may stand in another order. A relation whose rows have
// no columns gets no list, since an empty one is a syntax error.
func copySQL(target string, d *archive.Data, freeze bool) string {
	sql := "COPY " + target
	if len(d.Columns) > 0 {
		sql += " (" + columnList(d.Columns) + ")"
	}
	var options []string
	if d.Format == archive.FormatBinary {
		options = append(options, "FORMAT binary")
	}
	if freeze {
		options = append(options, "FREEZE")
	}
	sql += " FROM STDIN"
	if len(options) > 0 {
		sql += " (" + strings.Join(options, ", ") + ")"
	}
	return sql
}

func columnList(columns []archive.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return catalog.Idents(names)
}

func relation(d *archive.Data) string { return catalog.Qualified(d.Relation.Schema, d.Relation.Name) }

// loadTarget is the table that an entry's rows go into: their own, or the one that finds their
// partition.
func loadTarget(e *archive.Entry) string {
	if through := e.Facts[archive.FactThrough]; through != "" {
		return through
	}
	return relation(e.Data)
}
