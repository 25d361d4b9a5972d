package catalog

// What has storage names neither its tablespace nor its access method in its
// definition: settings of the session stand around that, as statements of
// their own, so that a restore can leave them out.

// stored puts the settings around the statements that define an object. The
// session is pinned to the defaults, which the last of them bring back.
func (d *ddl) stored(o Object, define []Statement) []Statement {
	if len(define) == 0 {
		return nil
	}
	var before, after []Statement
	around := func(part Part, setting, value, usual string) {
		before = append(before, Statement{Part: part, SQL: "SET " + setting + " = " + Literal(value)})
		after = append(after, Statement{Part: part, SQL: "SET " + setting + " = " + Literal(usual)})
	}
	if name := d.tablespace(o); name != "" {
		around(TablespacePart, "default_tablespace", name, "")
	}
	method, later := "", false
	if m, ok := o.(methoder); ok {
		method, later = m.accessMethod()
	}
	switch {
	case method == "":
	case later:
		after = append(after, Statement{Part: AccessMethodPart,
			SQL: "ALTER " + o.Address() + " SET ACCESS METHOD " + Ident(method)})
	default:
		around(AccessMethodPart, "default_table_access_method", method, "heap")
	}
	return append(append(before, define...), after...)
}

// tablespace gives the name of an object's tablespace, "" if that is the
// database's own, or left out.
func (d *ddl) tablespace(o Object) string {
	t, ok := o.(tablespacer)
	if !ok || o.common().Extension != "" || !d.filter.keepsPart(TablespacePart) {
		return ""
	}
	return t.tablespaceName()
}

// tablespaceName implements tablespacer.
func (rel *Relation) tablespaceName() string { return rel.Tablespace }

// accessMethod implements methoder. A partitioned table has one only if it was
// given, for its future partitions (since 17).
func (rel *Relation) accessMethod() (name string, later bool) {
	if rel.Relkind == 'p' {
		return rel.AccessMethod, true
	}
	if rel.AccessMethod == "heap" {
		return "", false
	}
	return rel.AccessMethod, false
}
