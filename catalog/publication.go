package catalog

import (
	"context"
	"strings"
)

// Publication is a row of pg_publication. Its tables and schemas are objects
// of their own, which are added when it has its owner.
type Publication struct {
	Common
	superuserOwned
	AllTables bool   `db:"all_tables"`
	Insert    bool   `db:"insert"`
	Update    bool   `db:"update"`
	Delete    bool   `db:"delete"`
	Truncate  bool   `db:"truncate"`
	ViaRoot   bool   `db:"via_root"`  // publish_via_partition_root, since 13
	Generated string `db:"generated"` // publish_generated_columns, since 18; "" for the default
}

var publicationQuery = &query{
	name: "publications",
	columns: []column{
		{"oid", all("p.oid")},
		{"name", all("p.pubname")},
		{"owner", all("pg_catalog.pg_get_userbyid(p.pubowner)")},
		{"owner_superuser", all(isSuperuser("p.pubowner"))},
		{"all_tables", all("p.puballtables")},
		{"insert", all("p.pubinsert")},
		{"update", all("p.pubupdate")},
		{"delete", all("p.pubdelete")},
		{"truncate", all("p.pubtruncate")},
		{"via_root", from(13, "p.pubviaroot", 0, "false")},
		{"generated", from(18, "CASE p.pubgencols WHEN 's' THEN 'stored' ELSE '' END", 0, "''")},
	},
	from: all("FROM pg_catalog.pg_publication p"),
}

func readPublications(ctx context.Context, r *reader) ([]Object, error) {
	publications, err := load[Publication](ctx, r.server, publicationQuery)
	return objects(publications), err
}

// Address implements Object.
func (p *Publication) Address() string { return "PUBLICATION " + Ident(p.Name) }

// noOwnerStatement implements ownerless: who is no superuser may own a
// publication, but not be given one FOR ALL TABLES.
func (p *Publication) noOwnerStatement() bool { return p.AllTables && !p.OwnerIsSuperuser }

// ownerCreates implements creating (AlterPublicationOwner_internal).
func (p *Publication) ownerCreates() bool { return !p.noOwnerStatement() }

// notices implements noticer.
func (p *Publication) notices() []string {
	if !p.noOwnerStatement() {
		return nil
	}
	return p.lostOwner(p)
}

// Define implements Object.
func (p *Publication) Define() []string {
	create := "CREATE " + p.Address()
	if p.AllTables {
		create += " FOR ALL TABLES"
	}
	create += " WITH (publish = " + Literal(p.publish())
	if p.ViaRoot {
		create += ", publish_via_partition_root = true"
	}
	if p.Generated != "" {
		create += ", publish_generated_columns = " + p.Generated
	}
	return []string{create + ")"}
}

// publish lists the commands; none at all is possible.
func (p *Publication) publish() string {
	var words []string
	for _, c := range []struct {
		on   bool
		word string
	}{{p.Insert, "insert"}, {p.Update, "update"}, {p.Delete, "delete"}, {p.Truncate, "truncate"}} {
		if c.on {
			words = append(words, c.word)
		}
	}
	return strings.Join(words, ", ")
}

// PublicationTable is a row of pg_publication_rel: a table in a publication.
type PublicationTable struct {
	Common
	Table          string  `db:"table"` // name; the schema is Common's
	TableOID       uint32  `db:"table_oid"`
	PublicationOID uint32  `db:"publication_oid"`
	Columns        *string `db:"columns"` // quoted list, since 15; nil: all
	Filter         *string `db:"filter"`  // row filter, since 15
}

// The expression of a filter comes without parentheses around it, so that
// they are added.
var publicationTableQuery = &query{
	name: "tables of publications",
	columns: []column{
		{"oid", all("m.oid")},
		{"name", all("p.pubname")},
		{"schema", all("n.nspname")},
		{"table", all("c.relname")},
		{"table_oid", all("c.oid")},
		{"publication_oid", all("p.oid")},
		{"columns", from(15, `CASE WHEN m.prattrs IS NOT NULL THEN (
         SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY k.i)
           FROM pg_catalog.unnest(m.prattrs::smallint[]) WITH ORDINALITY k(num, i)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = m.prrelid AND a.attnum = k.num) END`)},
		{"filter", from(15, "pg_catalog.pg_get_expr(m.prqual, m.prrelid)")},
	},
	from: all(`FROM pg_catalog.pg_publication_rel m
  JOIN pg_catalog.pg_publication p ON p.oid = m.prpubid
  JOIN pg_catalog.pg_class c ON c.oid = m.prrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`),
}

func readPublicationTables(ctx context.Context, r *reader) ([]Object, error) {
	tables, err := load[PublicationTable](ctx, r.server, publicationTableQuery)
	for _, t := range tables {
		t.MemberOf = ID{Class: classPublication, OID: t.PublicationOID}
	}
	return objects(tables), err
}

// Address implements Object.
func (t *PublicationTable) Address() string { return "" }

// Drop implements dropper: it goes with the publication.
func (t *PublicationTable) Drop() string { return "" }

func (t *PublicationTable) tableName() string { return t.Table }

func (t *PublicationTable) needs() []ID {
	return []ID{t.MemberOf, {Class: classClass, OID: t.TableOID}}
}

// locks implements locker: ADD TABLE takes SHARE UPDATE EXCLUSIVE, which
// another ADD TABLE or VALIDATE of the same table waits for.
func (t *PublicationTable) locks() []ID { return []ID{{Class: classClass, OID: t.TableOID}} }

// Define implements Object. ONLY: children are members of their own.
func (t *PublicationTable) Define() []string {
	add := "ALTER PUBLICATION " + Ident(t.Name) + " ADD TABLE ONLY " + Qualified(t.Schema, t.Table)
	if t.Columns != nil {
		add += " (" + *t.Columns + ")"
	}
	if t.Filter != nil {
		add += " WHERE (" + *t.Filter + ")"
	}
	return []string{add}
}

// PublicationSchema is a row of pg_publication_namespace: all tables of a
// schema are in a publication.
type PublicationSchema struct {
	Common
	SchemaOID      uint32 `db:"schema_oid"`
	PublicationOID uint32 `db:"publication_oid"`
}

var publicationSchemaQuery = &query{
	name: "schemas of publications",
	columns: []column{
		{"oid", all("m.oid")},
		{"name", all("p.pubname")},
		{"schema", all("n.nspname")},
		{"schema_oid", all("n.oid")},
		{"publication_oid", all("p.oid")},
	},
	from: all(`FROM pg_catalog.pg_publication_namespace m
  JOIN pg_catalog.pg_publication p ON p.oid = m.pnpubid
  JOIN pg_catalog.pg_namespace n ON n.oid = m.pnnspid`),
}

func readPublicationSchemas(ctx context.Context, r *reader) ([]Object, error) {
	if !r.server.Has(PublicationSchemas) {
		return nil, nil
	}
	schemas, err := load[PublicationSchema](ctx, r.server, publicationSchemaQuery)
	for _, s := range schemas {
		s.MemberOf = ID{Class: classPublication, OID: s.PublicationOID}
	}
	return objects(schemas), err
}

// Address implements Object.
func (s *PublicationSchema) Address() string { return "" }

// Drop implements dropper.
func (s *PublicationSchema) Drop() string { return "" }

func (s *PublicationSchema) needs() []ID {
	return []ID{s.MemberOf, {Class: classNamespace, OID: s.SchemaOID}}
}

// Define implements Object.
func (s *PublicationSchema) Define() []string {
	return []string{"ALTER PUBLICATION " + Ident(s.Name) + " ADD TABLES IN SCHEMA " + Ident(s.Schema)}
}
