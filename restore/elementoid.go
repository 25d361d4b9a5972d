package restore

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"

	"promark/archive"
	"promark/catalog"
)

// Binary arrays and records hold OIDs of types (archive.ValueType). Servers since 14 do not mind those
// of another database; older ones refuse the row, so that on its way to them every such OID is
// replaced with the target's own.

// typesQuery lists the types of a relation's columns, and those that they are made of, by OID:
// what they are and their parts. Domains are what they are made of.
const typesQuery = `
WITH RECURSIVE used (oid) AS (
  SELECT a.atttypid FROM pg_catalog.pg_attribute a
   WHERE a.attrelid = $1::text::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped
  UNION
  SELECT p.oid FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.oid
   CROSS JOIN LATERAL (
     SELECT t.typbasetype WHERE t.typbasetype <> 0
      UNION ALL SELECT t.typelem WHERE t.typsend = 'pg_catalog.array_send'::pg_catalog.regproc
      UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid
      UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
       WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped
   ) p (oid))
SELECT t.oid, CASE WHEN t.typbasetype <> 0 THEN 'd' WHEN t.typsend = 'pg_catalog.array_send'::pg_catalog.regproc THEN 'a'
            ELSE t.typtype::text END,
       CASE WHEN t.typbasetype <> 0 THEN ARRAY[t.typbasetype]
            WHEN t.typsend = 'pg_catalog.array_send'::pg_catalog.regproc THEN ARRAY[t.typelem]
            WHEN t.typtype = 'r' THEN ARRAY(SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid)
            ELSE ARRAY(SELECT a.atttypid FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped
                        ORDER BY a.attnum) END
  FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.oid`

// typeRow is a row of typesQuery.
type typeRow struct {
	kind  string
	parts []uint32
}

// typeTree builds value types; one that is made of itself is a circle in the result.
type typeTree struct {
	rows map[uint32]typeRow
	done map[uint32]*archive.ValueType
}

// valueForms are the types that hold OIDs, by typesQuery's letters; these servers have no multiranges.
var valueForms = map[string]archive.ValueForm{
	"a": archive.ArrayForm, "c": archive.RecordForm, "r": archive.RangeForm,
}

func (t *typeTree) get(oid uint32) *archive.ValueType {
	if e, ok := t.done[oid]; ok {
		return e
	}
	row := t.rows[oid]
	if row.kind == "d" && len(row.parts) == 1 {
		return t.get(row.parts[0])
	}
	e := &archive.ValueType{Form: valueForms[row.kind]}
	t.done[oid] = e
	if e.Form == archive.PlainForm {
		return e
	}
	e.OIDs = row.parts
	for _, part := range row.parts {
		e.Parts = append(e.Parts, t.get(part))
	}
	return e
}

// elementTypes gives the types of a relation's columns by number, nil for columns that hold no
// OIDs of users' types; nil if there is none that does.
func (r *run) elementTypes(ctx context.Context, s *session, e *archive.Entry) ([]*archive.ValueType, error) {
	if r.target.Has(catalog.ForeignElementOID) || !hasShapes(e) {
		return nil, nil
	}
	tree := &typeTree{map[uint32]typeRow{}, map[uint32]*archive.ValueType{}}
	rows, err := s.pgx.Query(ctx, typesQuery, relation(e.Data))
	if err != nil {
		return nil, fmt.Errorf("read the target's types: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var oid uint32
		var row typeRow
		if err := rows.Scan(&oid, &row.kind, &row.parts); err != nil {
			return nil, fmt.Errorf("read the target's types: %w", err)
		}
		tree.rows[oid] = row
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the target's types: %w", err)
	}
	return s.columnTypes(ctx, e, tree)
}

func (s *session) columnTypes(ctx context.Context, e *archive.Entry, tree *typeTree) ([]*archive.ValueType, error) {
	out := make([]*archive.ValueType, len(e.Data.Columns))
	for i, c := range e.Data.Columns {
		if e.Facts[archive.FactColumnShape+strconv.Itoa(i+1)] == "" || c.Form != archive.FormNative {
			continue
		}
		oid, err := s.text(ctx, `SELECT atttypid::text FROM pg_catalog.pg_attribute
 WHERE attrelid = $1::text::pg_catalog.regclass AND attname = $2::text AND NOT attisdropped`, relation(e.Data), c.Name)
		if err != nil {
			return nil, fmt.Errorf("read the target's types: %w", err)
		}
		n, err := strconv.ParseUint(oid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("the target has no column %s", catalog.Ident(c.Name))
		}
		out[i] = tree.get(uint32(n))
	}
	return out, nil
}

func hasShapes(e *archive.Entry) bool {
	for i := range e.Data.Columns {
		if e.Facts[archive.FactColumnShape+strconv.Itoa(i+1)] != "" {
			return true
		}
	}
	return false
}

// renumbered is pieces whose rows get the target's OIDs. It gives whole rows: what is left of a
// row at the end of a piece waits for the next one.
type renumbered struct {
	pieces
	columns []*archive.ValueType
	rest    []byte
}

func (r *renumbered) next() ([]byte, error) {
	for {
		piece, err := r.pieces.next()
		if err != nil {
			if len(r.rest) > 0 && err == io.EOF {
				return nil, archive.ErrBrokenValue
			}
			return nil, err
		}
		r.rest = append(r.rest, piece...)
		n, err := r.whole()
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out := r.rest[:n:n]
			r.rest = append([]byte(nil), r.rest[n:]...)
			return out, nil
		}
	}
}

// whole puts OIDs into the whole rows at the beginning and gives their length.
func (r *renumbered) whole() (int, error) {
	for at := 0; ; {
		end, err := r.row(at)
		if err != nil || end < 0 {
			return at, err
		}
		at = end
	}
}

// row gives the end of the row that begins at an offset, -1 if it is not all there.
func (r *renumbered) row(at int) (int, error) {
	start := at
	if len(r.rest)-at < 2 {
		return -1, nil
	}
	if n := int(binary.BigEndian.Uint16(r.rest[at:])); n != len(r.columns) {
		return 0, archive.ErrBrokenValue
	}
	at += 2
	for range r.columns {
		if len(r.rest)-at < 4 {
			return -1, nil
		}
		at += 4 + max(0, int(int32(binary.BigEndian.Uint32(r.rest[at:]))))
		if at > len(r.rest) {
			return -1, nil
		}
	}
	return at, archive.Renumber(r.rest[start:at], r.columns)
}
