package catalog

import (
	"context"
	"slices"
	"strings"
)

// Table is a relation of kind r, p or f: plain, inherited, partitioned, typed
// or foreign, or a partition, which is made as a table of its own and attached later
// ([TableAttach]), so that its columns may stand in their own order.
type Table struct {
	*Relation
	forNamed bool // for targets with NamedNotNull, see variant
}

func readTables(ctx context.Context, r *reader) ([]Object, error) {
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := r.constraints(ctx); err != nil {
		return nil, err
	}
	if _, err := r.defaults(ctx); err != nil {
		return nil, err
	}
	if err := r.missingValues(ctx, rels); err != nil {
		return nil, err
	}
	return rels.tables("rp"), nil
}

func readForeignTables(ctx context.Context, r *reader) ([]Object, error) {
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
	}
	return rels.tables("f"), nil
}

// tables makes those of some relkinds.
func (rels *relations) tables(relkinds string) []Object {
	var tables []Object
	for _, rel := range rels.all {
		if strings.IndexByte(relkinds, rel.Relkind) >= 0 {
			tables = append(tables, &Table{Relation: rel})
		}
	}
	return tables
}

// Address implements Object.
func (t *Table) Address() string { return t.word() + " " + t.qualified() }

func (t *Table) word() string {
	if t.Relkind == 'f' {
		return "FOREIGN TABLE"
	}
	return "TABLE"
}

// needs implements needer.
func (t *Table) needs() []ID {
	var ids []ID
	if !t.IsPartition {
		for _, p := range t.Parents {
			ids = append(ids, ID{Class: classClass, OID: p.OID})
		}
	}
	return ids
}

// apart implements aparter: CREATE TABLE with INHERITS locks the parent, against
// itself. A partition is attached later.
func (t *Table) apart() string {
	top := t.Relation
	for !top.IsPartition && len(top.Parents) > 0 {
		if len(top.Parents) > 1 {
			return ""
		}
		top = top.Parents[0]
	}
	return top.qualified()
}

// Define implements Object.
func (t *Table) Define() []string {
	return slices.Concat([]string{t.create()}, t.inherit(), t.columnSettings(), t.settings(), t.missingValues())
}

func (t *Table) create() string {
	var b strings.Builder
	b.WriteString("CREATE ")
	if t.Persistence == 'u' && (t.Relkind != 'p' || !t.forNamed) {
		b.WriteString("UNLOGGED ")
	}
	b.WriteString(t.word() + " " + t.qualified())
	if t.OfType != "" {
		b.WriteString(" OF " + t.OfType)
	}
	elements := append(t.columnElements(), t.constraintElements()...)
	switch {
	case len(elements) > 0:
		b.WriteString(" (\n    " + strings.Join(elements, ",\n    ") + "\n)")
	case t.OfType == "":
		b.WriteString(" ()")
	}
	b.WriteString(t.storageClauses())
	return b.String()
}

// storageClauses are what follows the list of columns.
func (t *Table) storageClauses() string {
	var b strings.Builder
	if len(t.Parents) > 0 && !t.standsAlone() {
		b.WriteString("\nINHERITS (" + strings.Join(relationNames(t.Parents), ", ") + ")")
	}
	if t.PartitionKey != nil {
		b.WriteString("\nPARTITION BY " + *t.PartitionKey)
	}
	if t.Relkind == 'f' {
		b.WriteString("\nSERVER " + Ident(t.ForeignServer) + genericOptions(t.ForeignOptions))
	}
	if len(t.Options)+len(t.ToastOptions) > 0 {
		b.WriteString("\nWITH (" + storageOptions(t.Options, t.ToastOptions) + ")")
	}
	return b.String()
}

// settings are the properties that CREATE TABLE and CREATE MATERIALIZED VIEW
// cannot give.
func (rel *Relation) settings() []string {
	alter := "ALTER TABLE ONLY " + rel.qualified() + " "
	var out []string
	switch {
	case rel.Relkind == 'f': // has NOTHING, and no statement to say so
	case rel.ReplicaIdentity == 'n':
		out = append(out, alter+"REPLICA IDENTITY NOTHING")
	case rel.ReplicaIdentity == 'f':
		out = append(out, alter+"REPLICA IDENTITY FULL")
	}
	if rel.ForceRowSec {
		out = append(out, alter+"FORCE ROW LEVEL SECURITY")
	}
	return out
}

func relationNames(rels []*Relation) []string {
	names := make([]string, len(rels))
	for i, rel := range rels {
		names[i] = rel.qualified()
	}
	return names
}
