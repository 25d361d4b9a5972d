package catalog

import (
	"context"
	"fmt"
)

// What users change on indexes, constraints, triggers and their like that an
// extension has made on its own tables. What they have added themselves is not
// there yet when this is asked; it has all that in its own entry.

// notesByID reads comments and labels of objects and their parts.
func (r *reader) notesByID(ctx context.Context) (map[ID][]*note, error) {
	comments, labels, err := readNotes(ctx, r)
	if err != nil {
		return nil, err
	}
	byID := map[ID][]*note{}
	for _, n := range append(comments, labels...) {
		id := ID{Class: n.Class, OID: n.OID}
		byID[id] = append(byID[id], n)
	}
	return byID, nil
}

// hanging compares comments, and which index a table is clustered by or
// identified by in replication.
func (c *MemberChanges) hanging(o Object, notes []*note) {
	find, catalogName := findHanging(o)
	if find == "" {
		return
	}
	for _, n := range notes {
		if address := noteAddress(o, n); address != "" && n.Provider == "" && n.Sub == 0 {
			c.comments = append(c.comments, memberChange{commentMissing(o, n, find, catalogName), n.statement(address).SQL, address})
		}
	}
	if k, ok := o.(*Constraint); ok {
		c.check(k, find)
	}
	x, ok := o.(*Index)
	if !ok {
		return
	}
	for _, sql := range x.tableSettings() {
		c.definitions = append(c.definitions, memberChange{
			fmt.Sprintf("EXISTS (SELECT FROM pg_catalog.pg_index x WHERE x.indexrelid = %s AND (x.indisclustered, x.indisreplident) <> (%t, %t))",
				find, x.Clustered, x.ReplicaIdentity), sql, o.Address()})
	}
}

// check adds a check to a table that has children, before these are made: it
// must be theirs as well. It fails if it calls what is made later.
func (c *MemberChanges) check(k *Constraint, find string) {
	if k.Type != 'c' || k.apart || k.Text == nil || !k.IsLocal || len(k.table.Children) == 0 {
		return
	}
	c.definitions = append(c.definitions, memberChange{
		regclass(k.Schema, k.table.Name) + " IS NOT NULL AND " + find + " IS NULL",
		"DO LANGUAGE plpgsql " + dollarQuote("BEGIN\n "+k.add()+";\nEXCEPTION WHEN OTHERS THEN\n RAISE WARNING '%: %', "+
			Literal("constraint "+Ident(k.Name)+" of "+k.table.qualified()+" is not kept")+", SQLERRM;\nEND"), k.Name})
}

// findHanging gives SQL for the OID, NULL if there is none, and the catalog.
func findHanging(o Object) (find, catalogName string) {
	p := o.common()
	named := func(catalogName, table, name string) (string, string) {
		return fmt.Sprintf("(SELECT x.oid FROM pg_catalog.%s x WHERE x.%s = %s AND x.%s = %s)",
			catalogName, table, regclass(p.Schema, tableOf(o)), name, Literal(p.Name)), catalogName
	}
	switch o.(type) {
	case *Index:
		return regclass(p.Schema, p.Name), "pg_class"
	case *Constraint:
		return named("pg_constraint", "conrelid", "conname")
	case *Trigger:
		return named("pg_trigger", "tgrelid", "tgname")
	case *Rule:
		return named("pg_rewrite", "ev_class", "rulename")
	case *Policy:
		return named("pg_policy", "polrelid", "polname")
	}
	return "", ""
}

// labelMissing is true where the member exists and does not have the label.
func labelMissing(o Object, n *note, find, catalogName string) string {
	part := "0"
	if n.Sub != 0 {
		rel := relationOf(o)
		if rel == nil {
			return "false"
		}
		part = fmt.Sprintf("(SELECT a.attnum FROM pg_catalog.pg_attribute a WHERE a.attrelid = %s AND a.attname = %s)",
			find, Literal(rel.columnByNum(int16(n.Sub)).Name))
	}
	return fmt.Sprintf("%s IS NOT NULL AND %s IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.pg_seclabel l WHERE l.objoid = %[1]s::oid"+
		" AND l.classoid = 'pg_catalog.%[3]s'::pg_catalog.regclass AND l.objsubid = %[2]s AND l.provider = %[4]s AND l.label = %[5]s)",
		find, part, catalogName, Literal(n.Provider), Literal(n.Text))
}
