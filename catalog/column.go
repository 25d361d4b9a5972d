package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// isPrinted is true if CREATE TABLE lists the column. Columns that are only
// inherited come with INHERITS.
func (rel *Relation) isPrinted(c *Column) bool {
	return c.IsLocal || rel.standsAlone()
}

// columnElements are the columns in CREATE TABLE.
func (t *Table) columnElements() []string {
	var out []string
	for _, c := range t.Columns {
		if !t.isPrinted(c) {
			continue
		}
		element := t.columnElement(c)
		if element != "" {
			out = append(out, element)
		}
	}
	return out
}

// columnElement is a column in CREATE TABLE; "" in a typed table if the type
// says all about it.
func (t *Table) columnElement(c *Column) string {
	clauses := t.defaultClause(c) + t.notNullClause(c)
	if t.OfType != "" {
		if clauses == "" {
			return ""
		}
		return Ident(c.Name) + " WITH OPTIONS" + clauses
	}
	collate := ""
	if c.Collation != "" {
		collate = " COLLATE " + c.Collation
	}
	return Ident(c.Name) + " " + c.Type + genericOptions(c.Foreign) + collate + clauses
}

// defaultClause is the default or generation expression of a printed column.
func (t *Table) defaultClause(c *Column) string {
	switch {
	case c.attrDefault == nil && t.hidesInheritedDefault(c):
		return " DEFAULT NULL"
	case c.attrDefault == nil || !c.attrDefault.inline() || c.attrDefault.inherited:
		return ""
	case c.Generated == 's':
		return " GENERATED ALWAYS AS (" + *c.Default + ") STORED"
	case c.Generated != 0:
		return " GENERATED ALWAYS AS (" + *c.Default + ")"
	}
	return " DEFAULT " + *c.Default
}

// hidesInheritedDefault is true if a column has no default where a parent's
// has one: without saying so it would get the parent's. ATTACH PARTITION
// and INHERIT give nothing.
func (rel *Relation) hidesInheritedDefault(c *Column) bool {
	if rel.standsAlone() || c.DefaultOID != 0 {
		return false
	}
	for _, p := range rel.Parents {
		if pc := p.column(c.Name); pc != nil && pc.DefaultOID != 0 && pc.Generated == 0 {
			return true
		}
	}
	return false
}

// columnSettings are the statements for column properties that CREATE TABLE
// and CREATE MATERIALIZED VIEW cannot give, all in one ALTER TABLE.
func (rel *Relation) columnSettings() []string {
	return rel.alterColumns(rel.columnActions)
}

// columnSettings of a table also say what differs from an inherited column.
func (t *Table) columnSettings() []string {
	return t.alterColumns(func(c *Column) []string {
		return append(t.inheritedActions(c), t.columnActions(c)...)
	})
}

func (rel *Relation) alterColumns(actionsOf func(*Column) []string) []string {
	var actions []string
	for _, c := range rel.Columns {
		for _, a := range actionsOf(c) {
			actions = append(actions, "\n    ALTER COLUMN "+Ident(c.Name)+" "+a)
		}
	}
	if len(actions) == 0 {
		return nil
	}
	return []string{rel.alterWords() + "ONLY " + rel.qualified() + strings.Join(actions, ",")}
}

// inheritedActions make an inherited column what it is in this table.
func (t *Table) inheritedActions(c *Column) []string {
	var out []string
	if !t.isPrinted(c) && t.hidesInheritedDefault(c) {
		out = append(out, "SET DEFAULT NULL")
	}
	if !t.isPrinted(c) && len(c.Foreign) > 0 {
		out = append(out, "OPTIONS ("+optionList(c.Foreign, "ADD ")+")")
	}
	inherited := func(has func(*Column) bool) bool {
		return !t.standsAlone() && slices.ContainsFunc(t.Parents, func(p *Relation) bool {
			pc := p.column(c.Name)
			return pc != nil && has(pc)
		})
	}
	if c.Storage == 0 && inherited(func(pc *Column) bool { return pc.Storage != 0 }) {
		out = append(out, "SET STORAGE "+storageWords[c.TypeStorage])
	}
	if c.Compression == 0 && inherited(func(pc *Column) bool { return pc.Compression != 0 }) {
		out = append(out, "SET COMPRESSION default")
	}
	if t.hasNamedNotNulls {
		return out
	}
	switch inherits := t.inheritsNotNull(c); {
	case c.NotNull && !inherits && !t.isPrinted(c):
		out = append(out, "SET NOT NULL")
	case !c.NotNull && inherits && !t.standsAlone():
		out = append(out, "DROP NOT NULL")
	}
	return out
}

func (rel *Relation) columnActions(c *Column) []string {
	var out []string
	if c.StatsTarget >= 0 {
		out = append(out, fmt.Sprintf("SET STATISTICS %d", c.StatsTarget))
	}
	if word := storageWords[c.Storage]; word != "" {
		out = append(out, "SET STORAGE "+word)
	}
	if word := compressionWords[c.Compression]; word != "" {
		out = append(out, "SET COMPRESSION "+word)
	}
	if len(c.Options) > 0 {
		out = append(out, "SET ("+relationOptions(c.Options)+")")
	}
	return out
}

// Words for pg_attribute.attstorage and attcompression.
var (
	storageWords     = map[byte]string{'p': "PLAIN", 'e': "EXTERNAL", 'm': "MAIN", 'x': "EXTENDED"}
	compressionWords = map[byte]string{'p': "pglz", 'l': "lz4"}
)
