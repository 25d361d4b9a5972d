package catalog

import (
	"context"
	"fmt"
	"strings"
)

// SequenceValue is where a sequence stands. Sequences are not transactional:
// the value may be newer than the snapshot, never older.
type SequenceValue struct {
	Common
	LastValue int64 `db:"last_value"`
	IsCalled  bool  `db:"is_called"`

	Unlogged  bool   `db:"unlogged"`
	Configof  string // the extension whose rows are numbered by it, or ""
	sequence  ID
	extension ID
}

var sequenceValueQuery = &query{
	name: "sequence values",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"unlogged", all("c.relpersistence = 'u'")},
		{"last_value", from(18, "COALESCE(v.last_value, -1)", 0, "0::bigint")},
		{"is_called", from(18, "v.is_called", 0, "false")},
	},
	from: from(
		18, sequencesFrom+`
 CROSS JOIN LATERAL pg_catalog.pg_get_sequence_data(c.oid) v
 WHERE `+sequencesWhere,
		0, sequencesFrom+`
 WHERE `+sequencesWhere),
}

const sequencesFrom = `FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`

const sequencesWhere = `c.relkind = 'S' AND ` + userRelation + `
   AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery())
   AND (NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
           AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e')
        OR EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig))
        OR (n.nspname = '_timescaledb_catalog' AND c.relname = 'tablespace_id_seq'))
 ORDER BY c.oid`

func readSequenceValues(ctx context.Context, r *reader) ([]Object, error) {
	values, err := load[SequenceValue](ctx, r.server, sequenceValueQuery)
	if err != nil {
		return nil, err
	}
	if !r.server.Has(SequenceDataFunction) {
		if err := r.readSequencesOneByOne(ctx, values); err != nil {
			return nil, err
		}
	}
	config, err := r.configuration(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		v.ID = ID{Class: synSequenceValue, OID: v.OID}
		v.sequence = ID{Class: classClass, OID: v.OID}
		if e := config.entries[v.OID]; e != nil {
			v.extension, v.Configof = ID{Class: classExtension, OID: e.ExtensionOID}, e.Extension
		} else if config.members[v.OID] {
			v.Configof = timescaleName // tablespace_id_seq
		}
	}
	return objects(values), nil
}

// sequencesPerQuery bounds the length of one UNION ALL (about 60 kB of SQL).
const sequencesPerQuery = 500

// readSequencesOneByOne reads the sequences themselves, many in one query.
func (r *reader) readSequencesOneByOne(ctx context.Context, values []*SequenceValue) error {
	most := sequencesPerQuery
	if budget := r.options.LockBudget; budget > 0 {
		most = min(most, budget)
	}
	for start := 0; start < len(values); start += most {
		batch := values[start:min(start+most, len(values))]
		var sql strings.Builder
		for i, v := range batch {
			if i > 0 {
				sql.WriteString("\nUNION ALL ")
			}
			fmt.Fprintf(&sql, "SELECT %d, last_value, is_called FROM %s", i, Qualified(v.Schema, v.Name))
		}
		err := r.unlocking(ctx, func() error { return readSequenceBatch(ctx, r.server, sql.String(), batch) })
		if err != nil {
			return fmt.Errorf("read sequence values: %w", err)
		}
	}
	return nil
}

func readSequenceBatch(ctx context.Context, s *Server, sql string, batch []*SequenceValue) error {
	rows, err := s.Conn.Query(ctx, sql)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var i int
		var last int64
		var called bool
		if err := rows.Scan(&i, &last, &called); err != nil {
			return err
		}
		batch[i].LastValue, batch[i].IsCalled = last, called
	}
	return rows.Err()
}

// Address implements Object: a value has none.
func (v *SequenceValue) Address() string { return "" }

// Define implements Object.
func (v *SequenceValue) Define() []string {
	return []string{fmt.Sprintf("SELECT pg_catalog.setval(%s, %d, %t)",
		Literal(Qualified(v.Schema, v.Name)), v.LastValue, v.IsCalled)}
}

// Definition reports whether the value stays although rows are left out: it
// numbers definitions, and the next number must be a new one.
func (v *SequenceValue) Definition() bool {
	return v.Configof == timescaleName || v.Configof == promscaleName
}

func (v *SequenceValue) needs() []ID { return []ID{v.sequence, v.extension} }
