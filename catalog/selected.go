package catalog

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// reads reports whether a relation's definition is read.
func (sel *selection) reads(oid uint32) bool {
	rel := sel.relations[oid]
	return sel.all || rel != nil && rel.read
}

func (sel *selection) chosen(oid uint32) bool {
	rel := sel.relations[oid]
	return sel.all || rel != nil && rel.chosen
}

// sift parts the objects into those that are dumped and those that are not.
func (sel *selection) sift(objects []Object, members map[ID]string) (kept, left []Object) {
	byID := make(map[ID]Object, len(objects))
	for _, o := range objects {
		byID[o.common().ID] = o
	}
	for _, o := range objects {
		if sel.keeps(o, members, byID) && sel.keepsKind(o) {
			kept = append(kept, o)
		} else {
			left = append(left, o)
		}
	}
	return kept, left
}

// unreadConstraintQuery finds the constraints of relations that are not read:
// the sweep must know them, since triggers of other tables are parts of them.
var unreadConstraintQuery = &query{
	name:    "constraints that are left out",
	columns: []column{{"oid", all("o.oid")}},
	from: all(`FROM pg_catalog.pg_constraint o
  JOIN pg_catalog.pg_class c ON c.oid = o.conrelid
 WHERE NOT (` + readRelation + `)`),
}

// leftOut names all rows that the selection leaves out, for the sweep: what
// hangs on these is left out with them. Members of extensions are among them,
// as the sweep has them.
func (r *reader) leftOut(ctx context.Context, members map[ID]string, left []Object) (map[ID]string, error) {
	out := maps.Clone(members)
	add := func(id ID) {
		if _, known := out[id]; !known && id.OID != 0 {
			out[id] = ""
		}
	}
	for _, o := range left {
		add(o.common().ID)
		if a, ok := o.(aliaser); ok {
			for _, id := range a.aliases() {
				add(id)
			}
		}
	}
	for _, rel := range r.selection.order {
		if !rel.chosen {
			add(ID{Class: classClass, OID: rel.OID})
			add(ID{Class: classType, OID: rel.RowType})
			add(ID{Class: classType, OID: rel.ArrayType})
		}
	}
	if r.selection.filter.whole() {
		return out, nil
	}
	constraints, err := load[Common](ctx, r.server, unreadConstraintQuery)
	for _, c := range constraints {
		add(ID{Class: classConstraint, OID: c.OID})
	}
	return out, err
}

// keeps decides about an object: parts of a relation follow it, members of
// an extension follow that, the rest follows its schema.
func (sel *selection) keeps(o Object, members map[ID]string, byID map[ID]Object) bool {
	c := o.common()
	switch o := o.(type) {
	case *Extension:
		return sel.extensions[o.Name]
	case *Schema:
		return sel.contains(o.Name) || sel.brought.schemas[o.Name] && members[o.ID] == "" && !o.stands()
	case *TableData:
		return sel.keepsRows(o)
	case *SequenceValue:
		return sel.keepsValue(o)
	case *IndexNames:
		return sel.keepsRowsOf(o.OID)
	case *Refresh:
		return sel.keepsRowsOf(o.OID) && !sel.filter.NoData
	case *StatisticsData:
		// Those of an extension's own tables are about rows that are left out, and name relations that are.
		return sel.keepsRowsOf(o.table.OID) && !sel.filter.NoData && (sel.all || sel.config.entries[o.table.OID] == nil)
	case *LargeObject, *LargeObjectData:
		return sel.filter.largeObjects()
	case *DefaultACL:
		return sel.keepsSchema(o.InSchema)
	case *Statistics:
		return sel.keepsSchema(o.Schema) && sel.chosen(o.TableOID)
	case *SequenceOwner:
		return sel.chosen(o.OID) && sel.chosen(o.sequence.OwnerTable)
	}
	if c.MemberOf != (ID{}) {
		return sel.keepsWhole(c.MemberOf, members, byID)
	}
	if c.ID.Class == classClass {
		return sel.chosen(c.OID)
	}
	if extension := members[c.ID]; extension != "" {
		return sel.extensions[extension]
	}
	return sel.keepsSchema(c.Schema)
}

// keepsWhole decides about what an object is a part of.
func (sel *selection) keepsWhole(id ID, members map[ID]string, byID map[ID]Object) bool {
	if whole := byID[id]; whole != nil {
		return sel.keeps(whole, members, byID)
	}
	return id.Class == classClass && sel.chosen(id.OID)
}

// keepsSchema decides about what is in a schema, or in none.
func (sel *selection) keepsSchema(schema string) bool {
	if schema == "" {
		return sel.filter.everything()
	}
	return sel.contains(schema)
}

// keepsRows decides about a table's rows. Those that make hypertables of
// tables, or metrics of Promscale, are definitions, whatever the catalog calls
// them.
func (sel *selection) keepsRows(d *TableData) bool {
	rel := sel.relations[d.OID]
	switch {
	case d.Configof == "":
		return sel.keepsRowsOf(d.OID) && !sel.filter.NoData
	case d.Configof == timescaleName && !sel.filter.definitions():
		return false
	case sel.leavesRows(d.OID) && d.Definition == "":
		return false
	}
	return sel.all || rel != nil && sel.keepsConfig(rel)
}

// leavesRows reports whether the rows of a table are left out.
func (sel *selection) leavesRows(oid uint32) bool {
	rel := sel.relations[oid]
	return sel.filter.NoData || rel != nil && rel.withoutData
}

// restrict leaves out some rows of a configuration table.
func (sel *selection) restrict(d *TableData) {
	switch {
	case d.Configof == timescaleName && d.Name == "tablespace" && sel.filter.NoTablespaces:
		d.Only = "false" // new chunks go where the old ones are
	case d.Configof == timescaleName:
		if d.Only = sel.rows[d.OID]; d.Only == "true" {
			d.Only = ""
		}
	case d.Definition != "" && d.Definition != "true" && sel.leavesRows(d.OID):
		d.Only = d.Definition
	}
}

// keepsValue decides about where a sequence stands.
func (sel *selection) keepsValue(v *SequenceValue) bool {
	if v.Definition() {
		return sel.chosen(v.OID) && sel.filter.definitions()
	}
	return sel.keepsRowsOf(v.OID) && (!sel.filter.NoData || sel.filter.SequenceData)
}

func (sel *selection) keepsRowsOf(oid uint32) bool {
	rel := sel.relations[oid]
	return sel.all || rel != nil && rel.chosen && !rel.withoutData
}

// keepsKind decides about the kinds that have options of their own.
func (sel *selection) keepsKind(o Object) bool {
	kind, f := o.common().Kind.Name, sel.filter
	switch {
	case strings.HasPrefix(kind, "PUBLICATION"):
		return !f.NoPublications
	case strings.HasPrefix(kind, "SUBSCRIPTION"):
		return !f.NoSubscriptions
	case kind == "POLICY", kind == "ROW SECURITY":
		return !f.NoPolicies
	}
	return true
}

// inSection decides about an object by its place in a restore, once that is
// known. Large objects are data, although statements make them.
func (f *Filter) inSection(o Object) bool {
	section := sectionOf(o)
	_, isObject := o.(*LargeObject)
	if isObject {
		section = Data
	}
	if f.NoSchema && section != Data {
		return false
	}
	return f.hasSection(section)
}

// keepsPart decides about a statement of an object.
func (f *Filter) keepsPart(p Part) bool {
	switch p {
	case Owner:
		return !f.NoOwner
	case Privilege:
		return !f.NoPrivileges
	case Comment:
		return !f.NoComments
	case Label:
		return !f.NoSecurityLabels
	case TablespacePart:
		return !f.NoTablespaces
	case AccessMethodPart:
		return !f.NoTableAccessMethod
	}
	return true
}

func (f *Filter) keepParts(statements []Statement) []Statement {
	for i := range statements {
		if s := &statements[i]; f.NoSecrets && s.Redacted != "" {
			s.SQL, s.Redacted = s.Redacted, ""
		}
	}
	return slices.DeleteFunc(statements, func(s Statement) bool { return !f.keepsPart(s.Part) })
}

// without removes the clauses of a relation that a filter leaves out.
func (f *Filter) without(rel *Relation) {
	if f.NoToastCompression {
		for _, c := range rel.Columns {
			c.Compression = 0
		}
	}
}
