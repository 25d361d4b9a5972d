package restore

import (
	"context"
	"errors"
	"io"
	"strings"

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

// pieceReader reads pieces.
type pieceReader struct {
	source pieces
	piece  []byte
	bytes  int64
}

func (p *pieceReader) Read(to []byte) (int, error) {
	for len(p.piece) == 0 {
		var err error
		if p.piece, err = p.source.next(); err != nil {
			return 0, err
		}
		p.bytes += int64(len(p.piece))
	}
	n := copy(to, p.piece)
	p.piece = p.piece[n:]
	return n, nil
}

// loading is the rows of one relation that one COPY loads.
type loading struct {
	entry  *archive.Entry
	stream uint32
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
	counts, failed := r.loadList(ctx, s, list)
	if failed != nil {
		failed.Err = errors.Join(failed.Err, s.rollback(ctx))
		return failed
	}
	if err := s.exec(ctx, behind("COMMIT", s.ledger.loads(list))); err != nil {
		return newFailure("load", list[0].entry, "", errors.Join(err, s.rollback(ctx)))
	}
	for i, l := range list {
		r.count(l.entry, counts[i])
	}
	return nil
}

// loadList loads in the open transaction: what takes a COPY and nothing else together.
func (r *run) loadList(ctx context.Context, s *session, list []loading) ([]loaded, *Failure) {
	counts := make([]loaded, 0, len(list))
	var together []copyIn
	for i, l := range list {
		s.current = l.entry
		l.source = metered{l.source, func(bytes int) { r.emit(Sent{l.entry, int64(bytes)}) }}
		if types, err := r.elementTypes(ctx, s, l.entry); err != nil {
			return nil, newFailure("load", l.entry, "", err)
		} else if types != nil {
			l.source = &renumbered{pieces: l.source, columns: types}
		}
		alone := r.loadsAlone(l.entry)
		if !alone {
			together = append(together, copyIn{l, r.beforeLoad(l), copySQL(loadTarget(l.entry), l.entry.Data, freezes(l))})
		}
		if alone || i == len(list)-1 {
			some, failed := s.copyTogether(ctx, together)
			if failed != nil {
				return nil, failed
			}
			counts, together = append(counts, some...), nil
		}
		if alone {
			count, failed := r.loadAlone(ctx, s, l)
			if failed != nil {
				return nil, failed
			}
			counts = append(counts, count)
		}
	}
	return counts, nil
}

// loadsAlone says that rows need more than a COPY.
func (r *run) loadsAlone(e *archive.Entry) bool {
	return e.Data.LargeObjects || r.sifted[e.ID] != "" || casts(e.Data) || r.unchecked(e)
}

// unchecked says that rows are loaded while no trigger fires.
func (r *run) unchecked(e *archive.Entry) bool {
	return e.Facts[archive.FactUnchecked] != "" || r.again[e.ID] && !r.opts.DisableTriggers
}

func (r *run) loadAlone(ctx context.Context, s *session, l loading) (count loaded, failed *Failure) {
	before, condition := r.beforeLoad(l), r.sifted[l.entry.ID]
	switch {
	case l.entry.Data.LargeObjects:
		return s.loadLargeObjects(ctx, l)
	case condition != "":
		count, failed = s.loadSifted(ctx, l, before, condition)
	case casts(l.entry.Data):
		count, failed = s.loadStaged(ctx, l, before)
	default:
		count, failed = s.copyOne(ctx, copyIn{l, before, copySQL(loadTarget(l.entry), l.entry.Data, freezes(l))})
	}
	if failed == nil {
		failed = r.afterLoad(ctx, s, l)
	}
	return count, failed
}

// beforeLoad gives the statements that make a relation ready: COPY FREEZE wants a relation that
// the transaction itself has emptied.
func (r *run) beforeLoad(l loading) []string {
	var out []string
	if freezes(l) {
		out = append(out, "TRUNCATE TABLE ONLY "+relation(l.entry.Data))
	}
	if r.unchecked(l.entry) {
		out = append(out, "SET LOCAL session_replication_role = replica")
	}
	return append(out, beforePromscaleLoad(l)...)
}

// afterLoad takes back what beforeLoad has set for one relation of several: others have triggers
// that must fire. Only tables of extensions have unchecked rows, and their triggers are never off
// (ownTriggers).
func (r *run) afterLoad(ctx context.Context, s *session, l loading) *Failure {
	if !r.unchecked(l.entry) {
		return nil
	}
	const sql = "SET LOCAL session_replication_role = origin"
	if err := s.exec(ctx, sql); err != nil {
		return newFailure("load", l.entry, sql, err)
	}
	return nil
}

// freezeBytes is how large a relation is that is loaded frozen. The TRUNCATE that FREEZE wants makes
// a new file and updates catalogs, three times the work of a COPY of a few rows; what it saves is
// that a vacuum writes the pages once more.
const freezeBytes = 64 << 10

// freezes says whether rows go in frozen: as old as if they had been vacuumed. Only one load of a
// relation may empty it.
func freezes(l loading) bool {
	d := l.entry.Data
	return l.first && d.Freeze && len(d.Streams) == 1 && !casts(d) && d.EstimatedBytes >= freezeBytes
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
