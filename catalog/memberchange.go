package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// MemberChanges is what the members of an extension are in the source and may
// not be after CREATE EXTENSION: columns that were added to its tables,
// options of tables and columns, owners, comments. Each is a condition, asked
// in the target, and a statement that runs if it holds; all of an extension's
// go in one round trip.
type MemberChanges struct {
	Common
	extension   ID
	owner       string // of the extension
	definitions []memberChange
	owners      []memberChange
	comments    []memberChange
	labels      []memberChange
	types       []ID     // of columns
	kept        []string // names of what hangs on tables, as hangingQuery gives them
	roles       []string
}

// memberChange is one condition and what to do. Both are SQL. key orders them:
// the address of the member.
type memberChange struct{ condition, statement, key string }

// memberFunction gives what to_regprocedure finds a function by.
type memberFunction struct {
	OID       uint32 `db:"oid"`
	Signature string `db:"signature"`
}

var memberFunctionQuery = &query{
	name: "functions of extensions",
	columns: []column{
		{"oid", all("d.objid")},
		{"signature", all("d.objid::pg_catalog.regprocedure::text")},
	},
	from: all(`FROM pg_catalog.pg_depend d
 WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'e'
   AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid >= 16384`),
}

// memberChanges makes one object for each extension that has members of which
// something can be changed.
func (r *reader) memberChanges(ctx context.Context, all []Object, members map[ID]string) ([]Object, error) {
	functions, err := load[memberFunction](ctx, r.server, memberFunctionQuery)
	if err != nil {
		return nil, err
	}
	r.signatures = map[uint32]string{}
	for _, f := range functions {
		r.signatures[f.OID] = f.Signature
	}
	byID, err := r.notesByID(ctx)
	if err != nil {
		return nil, err
	}
	changes := map[string]*MemberChanges{}
	var out []Object
	for _, o := range all {
		if e, ok := o.(*Extension); ok {
			c := &MemberChanges{extension: ID{Class: classExtension, OID: e.OID}}
			c.OID, c.Name, c.Kind, c.owner = e.OID, e.Name, kindOfClass(synMemberChanges), e.ExtensionOwner
			c.ID = ID{Class: synMemberChanges, OID: e.OID}
			changes[e.Name], out = c, append(out, c)
		}
	}
	inside := map[ID]bool{}
	for _, o := range all {
		if c := changes[members[o.common().MemberOf]]; c != nil {
			c.hanging(o, byID[o.common().ID])
		}
		if c := changes[members[o.common().ID]]; c != nil {
			c.add(o, r.signatures[o.common().OID], byID[o.common().ID])
			inside[o.common().ID] = true
			if a, ok := o.(aliaser); ok {
				for _, id := range a.aliases() {
					inside[id] = true
				}
			}
		}
	}
	if err := r.keptMembers(ctx, changes); err != nil {
		return nil, err
	}
	if err := r.otherNotes(ctx, changes); err != nil {
		return nil, err
	}
	for _, c := range changes {
		for _, list := range [][]memberChange{c.definitions, c.owners, c.comments, c.labels} {
			slices.SortStableFunc(list, func(a, b memberChange) int { return strings.Compare(a.key, b.key) })
		}
		c.types = slices.DeleteFunc(c.types, func(id ID) bool { return inside[id] })
	}
	return slices.DeleteFunc(out, func(o Object) bool { return o.(*MemberChanges).isEmpty() }), nil
}

// hangingParts names what hangs on tables of an extension (%s is its name) in
// a database: indexes, constraints, triggers, rules, policies and columns.
// NOT NULL constraints are not there on every version; TimescaleDB's blocker
// is made at the end of a restore.
const hangingParts = `
SELECT h.what || ' of ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid AND e.extname = %s
  JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind IN ('r', 'p')
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (
   SELECT 'index ' || pg_catalog.quote_ident(x.relname) FROM pg_catalog.pg_index i
     JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid
   UNION ALL SELECT 'constraint ' || pg_catalog.quote_ident(o.conname) FROM pg_catalog.pg_constraint o
     WHERE o.conrelid = c.oid AND o.contype <> 'n'
   UNION ALL SELECT 'trigger ' || pg_catalog.quote_ident(t.tgname) FROM pg_catalog.pg_trigger t
     WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgname <> 'ts_insert_blocker'
   UNION ALL SELECT 'rule ' || pg_catalog.quote_ident(r.rulename) FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid
   UNION ALL SELECT 'policy ' || pg_catalog.quote_ident(p.polname) FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid
   UNION ALL SELECT 'column ' || pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 ) h (what)
 WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'e'
   AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass`

// keptMembers reads what hangs on the tables of each extension.
func (r *reader) keptMembers(ctx context.Context, changes map[string]*MemberChanges) error {
	for name, c := range changes {
		if len(c.definitions) == 0 {
			continue // it has no tables
		}
		rows, err := r.server.Conn.Query(ctx, fmt.Sprintf(hangingParts, Literal(name))+" ORDER BY 1")
		if err != nil {
			return fmt.Errorf("read tables of extension %s: %w", name, err)
		}
		if c.kept, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return fmt.Errorf("read tables of extension %s: %w", name, err)
		}
	}
	return nil
}

// sayDropped warns of what the extension makes in the target and users have
// dropped from the source: it stays. Names are compared without quotes, since
// quoting is a setting of the session.
func (c *MemberChanges) sayDropped() string {
	kept := make([]string, len(c.kept))
	for i, name := range c.kept {
		kept[i] = strings.ReplaceAll(name, `"`, "")
	}
	return "DO LANGUAGE plpgsql " + dollarQuote("DECLARE\n what text;\nBEGIN\n FOR what IN SELECT * FROM ("+
		fmt.Sprintf(hangingParts, Literal(c.Name))+") h (what)\n"+
		"  WHERE pg_catalog.replace(h.what, '\"', '') <> ALL ("+textArray(kept)+") ORDER BY 1 LOOP\n"+
		"  RAISE WARNING '% comes with the extension and stays: the source does not have it', what;\n END LOOP;\nEND")
}

func (c *MemberChanges) isEmpty() bool {
	return len(c.owners)+len(c.comments)+len(c.labels)+len(c.definitions) == 0
}

// add compares what can be named: relations, functions, types, schemas.
func (c *MemberChanges) add(o Object, signature string, notes []*note) {
	p := o.common()
	find, owner, catalogName := "", "", ""
	switch p.ID.Class {
	case classClass:
		find, owner, catalogName = regclass(p.Schema, p.Name), "pg_class x WHERE x.oid = %s AND x.relowner", "pg_class"
	case classProc:
		find, owner, catalogName = "pg_catalog.to_regprocedure("+Literal(signature)+")", "pg_proc x WHERE x.oid = %s AND x.proowner", "pg_proc"
	case classType:
		find, owner, catalogName = "pg_catalog.to_regtype("+Literal(Qualified(p.Schema, p.Name))+")", "pg_type x WHERE x.oid = %s AND x.typowner", "pg_type"
	case classNamespace:
		find, owner, catalogName = "pg_catalog.to_regnamespace("+Literal(Ident(p.Name))+")", "pg_namespace x WHERE x.oid = %s AND x.nspowner", "pg_namespace"
	default:
		return
	}
	if p.ID.Class == classProc && signature == "" {
		return
	}
	if without, ok := o.(ownerless); p.Owner != "" && p.Owner != c.owner && !(ok && without.noOwnerStatement()) {
		c.owners = append(c.owners, memberChange{
			fmt.Sprintf("EXISTS (SELECT FROM pg_catalog."+owner+" <> (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = %s))",
				find, Literal(p.Owner)),
			"ALTER " + o.Address() + " OWNER TO " + Ident(p.Owner), o.Address()})
		c.roles = append(c.roles, p.Owner)
	}
	for _, n := range notes {
		address := noteAddress(o, n)
		switch {
		case address == "" || n.Class != p.ID.Class:
		case n.Provider != "":
			c.labels = append(c.labels, memberChange{labelMissing(o, n, find, catalogName), n.statement(address).SQL, address})
		default:
			c.comments = append(c.comments, memberChange{commentMissing(o, n, find, catalogName), n.statement(address).SQL, address})
		}
	}
	switch o := o.(type) {
	case *Table:
		c.table(o)
	case *MaterializedView:
		c.settings(o.Relation, o.columnSettings())
	}
}

// commentMissing is true where the member exists and its comment is another
// one.
func commentMissing(o Object, n *note, find, catalogName string) string {
	if n.Sub == 0 {
		return fmt.Sprintf("%s IS NOT NULL AND pg_catalog.obj_description(%s::oid, '%s') IS DISTINCT FROM %s",
			find, find, catalogName, Literal(n.Text))
	}
	rel := relationOf(o)
	if rel == nil {
		return "false"
	}
	return fmt.Sprintf("EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = %s AND a.attname = %s"+
		" AND pg_catalog.col_description(a.attrelid, a.attnum) IS DISTINCT FROM %s)",
		find, Literal(rel.columnByNum(int16(n.Sub)).Name), Literal(n.Text))
}

func relationOf(o Object) *Relation {
	switch o := o.(type) {
	case *Table:
		return o.Relation
	case *View:
		return o.Relation
	case *MaterializedView:
		return o.Relation
	}
	return nil
}

// table gathers columns and options of a table.
func (c *MemberChanges) table(t *Table) {
	for _, column := range t.Columns {
		if !t.isPrinted(column) || t.OfType != "" {
			continue
		}
		c.types = append(c.types, ID{Class: classType, OID: column.TypeOID})
		c.definitions = append(c.definitions, memberChange{
			fmt.Sprintf("%s IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = %[1]s AND a.attname = %s)",
				regclass(t.Schema, t.Name), Literal(column.Name)),
			t.addColumn(column), t.qualified()})
		if column.NotNull && column.Identity == 0 {
			c.definitions = append(c.definitions, t.setNotNull(column))
		}
	}
	c.settings(t.Relation, append(t.columnSettings(), t.settings()...))
	if len(t.Options)+len(t.ToastOptions) > 0 {
		c.options(t)
	}
}

// addColumn gives rows that the extension has made their default, as in the
// source. If the default needs what is made later, the column comes without
// it: its own entry sets it then.
func (t *Table) addColumn(column *Column) string {
	plain := t.addBareColumn(column)
	whole := plain
	if column.Generated == 0 && column.Identity == 0 && column.Default != nil {
		whole += " DEFAULT " + *column.Default
	}
	if column.NotNull && column.Identity == 0 {
		whole += " NOT NULL"
	}
	if whole == plain {
		return plain
	}
	return "DO LANGUAGE plpgsql " + dollarQuote("BEGIN\n "+whole+";\nEXCEPTION WHEN OTHERS THEN\n "+plain+";\nEND")
}

func (t *Table) addBareColumn(column *Column) string {
	sql := t.alterWords() + t.qualified() + " ADD COLUMN " + Ident(column.Name) + " " + column.Type + genericOptions(column.Foreign)
	if column.Collation != "" {
		sql += " COLLATE " + column.Collation
	}
	switch {
	case column.Generated == 's':
		sql += " GENERATED ALWAYS AS (" + *column.Default + ") STORED"
	case column.Generated != 0:
		sql += " GENERATED ALWAYS AS (" + *column.Default + ")"
	case column.Identity == 'a':
		sql += " GENERATED ALWAYS AS IDENTITY"
	case column.Identity == 'd':
		sql += " GENERATED BY DEFAULT AS IDENTITY"
	}
	return sql
}

// setNotNull warns where rows of the extension's own have no value.
func (t *Table) setNotNull(column *Column) memberChange {
	set := t.alterWords() + t.qualified() + " ALTER COLUMN " + Ident(column.Name) + " SET NOT NULL"
	return memberChange{
		fmt.Sprintf("EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = %s AND a.attname = %s AND NOT a.attnotnull)",
			regclass(t.Schema, t.Name), Literal(column.Name)),
		"DO LANGUAGE plpgsql " + dollarQuote("BEGIN\n "+set+";\nEXCEPTION WHEN not_null_violation THEN\n RAISE WARNING '%', "+
			Literal("column "+Ident(column.Name)+" of "+t.qualified()+" stays without NOT NULL: rows that the extension makes have no value")+";\nEND"), t.qualified()}
}

// settings of columns and the table are what the statement says if it changes
// nothing: the condition compares the catalog rows.
func (c *MemberChanges) settings(rel *Relation, statements []string) {
	if len(statements) == 0 {
		return
	}
	find := regclass(rel.Schema, rel.Name)
	var differs []string
	for _, col := range rel.Columns {
		for _, test := range columnDiffers(col) {
			differs = append(differs, "a.attname = "+Literal(col.Name)+" AND "+test)
		}
	}
	conditions := []string{fmt.Sprintf("x.relforcerowsecurity <> %t", rel.ForceRowSec)}
	if rel.ReplicaIdentity == 'n' || rel.ReplicaIdentity == 'f' {
		conditions = append(conditions, fmt.Sprintf("x.relreplident <> '%c'", rel.ReplicaIdentity))
	}
	if len(differs) > 0 {
		conditions = append(conditions, "EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.oid AND ("+
			strings.Join(differs, " OR ")+"))")
	}
	condition := "EXISTS (SELECT FROM pg_catalog.pg_class x WHERE x.oid = " + find + " AND (" + strings.Join(conditions, " OR ") + "))"
	for _, sql := range statements {
		c.definitions = append(c.definitions, memberChange{condition, sql, rel.qualified()})
	}
}

func columnDiffers(c *Column) []string {
	var out []string
	if c.StatsTarget >= 0 {
		out = append(out, fmt.Sprintf("a.attstattarget IS DISTINCT FROM %d", c.StatsTarget))
	}
	if c.Storage != 0 {
		out = append(out, fmt.Sprintf("a.attstorage <> '%c'", c.Storage))
	}
	if c.Compression != 0 {
		out = append(out, fmt.Sprintf("pg_catalog.to_jsonb(a) ->> 'attcompression' IS DISTINCT FROM '%c'", c.Compression))
	}
	if len(c.Options) > 0 {
		out = append(out, "NOT COALESCE(a.attoptions, '{}') @> "+textArray(c.Options))
	}
	return out
}

func (c *MemberChanges) options(t *Table) {
	var conditions []string
	if len(t.Options) > 0 {
		conditions = append(conditions, "NOT COALESCE(x.reloptions, '{}') @> "+textArray(t.Options))
	}
	if len(t.ToastOptions) > 0 {
		conditions = append(conditions, "NOT COALESCE((SELECT y.reloptions FROM pg_catalog.pg_class y WHERE y.oid = x.reltoastrelid), '{}') @> "+
			textArray(t.ToastOptions))
	}
	c.definitions = append(c.definitions, memberChange{
		"EXISTS (SELECT FROM pg_catalog.pg_class x WHERE x.oid = " + regclass(t.Schema, t.Name) + " AND (" + strings.Join(conditions, " OR ") + "))",
		"ALTER TABLE " + t.qualified() + " SET (" + storageOptions(t.Options, t.ToastOptions) + ")", t.qualified()})
}

func textArray(elements []string) string {
	quoted := make([]string, len(elements))
	for i, e := range elements {
		quoted[i] = Literal(e)
	}
	return "ARRAY[" + strings.Join(quoted, ", ") + "]::text[]"
}

// Address implements Object.
func (c *MemberChanges) Address() string { return "" }

func (c *MemberChanges) roleNames() []string { return c.roles }

func (c *MemberChanges) needs() []ID { return append([]ID{c.extension}, c.types...) }

// Drop implements dropper: it goes with the extension.
func (c *MemberChanges) Drop() string { return "" }

// Define implements Object.
func (c *MemberChanges) Define() []string { return nil }

// stands implements standing: the parts of the statements differ.
func (c *MemberChanges) stands() bool { return true }

func (c *MemberChanges) adjust(*ddl) ([]Statement, error) {
	var out []Statement
	if len(c.kept) > 0 {
		out = append(out, Statement{Part: Definition, SQL: c.sayDropped()})
	}
	for _, p := range []struct {
		part    Part
		changes []memberChange
	}{{Definition, c.definitions}, {Owner, c.owners}, {Comment, c.comments}, {Label, c.labels}} {
		if len(p.changes) > 0 {
			out = append(out, Statement{Part: p.part, SQL: memberBlock(p.changes)})
		}
	}
	return out, nil
}

// memberBlock asks each condition and runs the statements of those that hold.
// An extension's objects may be the bootstrap superuser's, though another user
// has created it: what he may not do is named.
func memberBlock(changes []memberChange) string {
	var rows []string
	for _, c := range changes {
		rows = append(rows, "("+Literal(c.condition)+", "+Literal(c.statement)+")")
	}
	return "DO LANGUAGE plpgsql " + dollarQuote("DECLARE\n c record;\n wanted boolean;\nBEGIN\n"+
		" FOR c IN SELECT * FROM (VALUES\n"+strings.Join(rows, ",\n")+") v (condition, statement) LOOP\n"+
		"  EXECUTE 'SELECT ' || c.condition INTO wanted;\n"+
		"  IF wanted THEN\n   BEGIN\n    EXECUTE c.statement;\n   EXCEPTION WHEN insufficient_privilege THEN\n"+
		"    RAISE WARNING '%: %', c.statement, SQLERRM;\n   END;\n  END IF;\n END LOOP;\nEND")
}
