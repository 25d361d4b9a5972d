package catalog

import (
	"context"
	"fmt"
	"strings"
)

// Sequence is a relation of kind S: a sequence of its own, one that belongs
// to a column ([SequenceOwner]), or the one behind an identity column.
type Sequence struct {
	Common
	Persistence byte   `db:"persistence"`
	Type        string `db:"type"` // smallint, integer or bigint
	Start       int64  `db:"start"`
	Increment   int64  `db:"increment"`
	Min         int64  `db:"min"`
	Max         int64  `db:"max"`
	Cache       int64  `db:"cache"`
	Cycle       bool   `db:"cycle"`
	OwnerTable  uint32 `db:"owner_table"`  // OID of the table whose column it belongs to, or 0
	OwnerColumn int32  `db:"owner_column"` //
	OwnedAs     string `db:"owned_as"`     // a: OWNED BY, i: identity, "": not owned
	table       *Relation
	column      *Column
	unloggable  bool // sequences of the server, or of the target meant, can be unlogged
}

var sequenceQuery = &query{
	name: "sequences",
	columns: append([]column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"owner", all("pg_catalog.pg_get_userbyid(c.relowner)")},
		{"persistence", all("c.relpersistence")},
		{"type", all("pg_catalog.format_type(q.seqtypid, NULL)")},
		{"start", all("q.seqstart")},
		{"increment", all("q.seqincrement")},
		{"min", all("q.seqmin")},
		{"max", all("q.seqmax")},
		{"cache", all("q.seqcache")},
		{"cycle", all("q.seqcycle")},
		{"owner_table", all("COALESCE(d.refobjid, 0)")},
		{"owner_column", all("COALESCE(d.refobjsubid, 0)")},
		{"owned_as", all("COALESCE(d.deptype::text, '')")},
	}, aclColumns('s', "c.relacl", "c.relowner", "pg_class", "c.oid")...),
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_sequence q ON q.seqrelid = c.oid
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
 WHERE c.relkind = 'S' AND ` + userRelation),
}

// sequences loads them once: for their own kind and for their owners.
func (r *reader) sequences(ctx context.Context) ([]*Sequence, error) {
	if r.sequenceList != nil {
		return r.sequenceList, nil
	}
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
	}
	list, err := load[Sequence](ctx, r.server, sequenceQuery)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		s.unloggable = r.server.Has(UnloggedSequences)
		if s.OwnedAs == "" {
			continue
		}
		s.table = rels.byOID[s.OwnerTable]
		if s.table != nil {
			s.column = s.table.columnByNum(int16(s.OwnerColumn))
		}
		if s.column == nil {
			return nil, vanished(s)
		}
		if s.isIdentity() {
			s.MemberOf = ID{Class: classClass, OID: s.OwnerTable}
		}
	}
	r.sequenceList = append([]*Sequence{}, list...)
	return r.sequenceList, nil
}

func readSequences(ctx context.Context, r *reader) ([]Object, error) {
	list, err := r.sequences(ctx)
	return objects(list), err
}

func (s *Sequence) isIdentity() bool { return s.OwnedAs == "i" }

// Address implements Object.
func (s *Sequence) Address() string { return "SEQUENCE " + s.qualified() }

// listed implements lister.
func (s *Sequence) listed() string { return s.qualified() }

func (s *Sequence) qualified() string { return Qualified(s.Schema, s.Name) }

// noOwnerStatement implements ownerless: an identity's follows its table.
func (s *Sequence) noOwnerStatement() bool { return s.isIdentity() }

// Drop implements dropper.
func (s *Sequence) Drop() string {
	if s.isIdentity() {
		return fmt.Sprintf("%s%s ALTER COLUMN %s DROP IDENTITY", s.table.alterWords(), s.table.qualified(), Ident(s.column.Name))
	}
	if s.table != nil {
		return "DROP SEQUENCE IF EXISTS " + s.qualified() // goes with its column
	}
	return "DROP " + s.Address()
}

func (s *Sequence) tableName() string {
	if s.table == nil {
		return ""
	}
	return s.table.Name
}

func (s *Sequence) needs() []ID {
	if s.isIdentity() {
		return []ID{{Class: classClass, OID: s.OwnerTable}}
	}
	return nil
}

func (s *Sequence) locks() []ID { return s.needs() }

// Define implements Object. The limits are always said: the usual ones
// depend on the type and the direction.
func (s *Sequence) Define() []string {
	switch {
	case s.differs() && s.unloggable:
		return []string{s.addIdentity(), s.setLogged()}
	case s.isIdentity():
		return []string{s.addIdentity()}
	}
	create := "CREATE SEQUENCE "
	if s.Persistence == 'u' {
		create = "CREATE UNLOGGED SEQUENCE "
	}
	return []string{create + s.qualified() + "\n    AS " + s.Type + s.numbers()}
}

func (s *Sequence) numbers() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n    START WITH %d\n    INCREMENT BY %d\n    MINVALUE %d\n    MAXVALUE %d\n    CACHE %d",
		s.Start, s.Increment, s.Min, s.Max, s.Cache)
	if s.Cycle {
		b.WriteString("\n    CYCLE")
	}
	return b.String()
}

// addIdentity makes the column an identity column, with this sequence. It
// has no ONLY: the partitions of a partitioned table share it (since 17).
func (s *Sequence) addIdentity() string {
	when := "ALWAYS"
	if s.column.Identity == 'd' {
		when = "BY DEFAULT"
	}
	return fmt.Sprintf("%s%s ALTER COLUMN %s ADD GENERATED %s AS IDENTITY (\n    SEQUENCE NAME %s%s\n)",
		s.table.alterWords(), s.table.qualified(), Ident(s.column.Name), when, s.qualified(), s.numbers())
}

// differs is true for the sequence of an identity column that is logged while
// its table is not, or the other way round; before 15 all are logged.
func (s *Sequence) differs() bool {
	return s.isIdentity() && s.Persistence != s.table.Persistence
}

// setLogged makes up for what ADD GENERATED cannot say on all servers (the
// word LOGGED in its list came with the minor releases of November 2024).
func (s *Sequence) setLogged() string {
	if s.Persistence == 'u' {
		return "ALTER " + s.Address() + " SET UNLOGGED"
	}
	return "ALTER " + s.Address() + " SET LOGGED"
}

// variant implements varier: before 15 there is nothing to set.
func (s *Sequence) variant() (int, Object) {
	if s.unloggable || !s.differs() {
		return 0, nil
	}
	v := *s
	v.unloggable = true
	return UnloggedSequences.versionNum(), &v
}

// SequenceOwner says that a sequence belongs to a column. It comes after the
// owners of both are set, which must be the same.
type SequenceOwner struct {
	Common
	sequence *Sequence
}

func readSequenceOwners(ctx context.Context, r *reader) ([]Object, error) {
	list, err := r.sequences(ctx)
	if err != nil {
		return nil, err
	}
	var out []Object
	for _, s := range list {
		if s.OwnedAs != "a" {
			continue
		}
		o := &SequenceOwner{sequence: s}
		o.OID, o.Schema, o.Name = s.OID, s.Schema, s.Name
		o.ID = ID{Class: synOwnedBy, OID: s.OID}
		o.MemberOf = ID{Class: classClass, OID: s.OID}
		out = append(out, o)
	}
	return out, nil
}

// Address implements Object.
func (o *SequenceOwner) Address() string { return "" }

// Drop implements dropper.
func (o *SequenceOwner) Drop() string { return "" }

func (o *SequenceOwner) tableName() string { return o.sequence.table.Name }

func (o *SequenceOwner) needs() []ID {
	return []ID{o.MemberOf, {Class: classClass, OID: o.sequence.OwnerTable}}
}

func (o *SequenceOwner) locks() []ID { return o.needs() }

// Define implements Object.
func (o *SequenceOwner) Define() []string {
	s := o.sequence
	return []string{fmt.Sprintf("ALTER SEQUENCE %s OWNED BY %s.%s", s.qualified(),
		s.table.qualified(), Ident(s.column.Name))}
}
