package catalog

import "strings"

// shape says what a type is made of, for whoever has its binary values and no
// server: a name of a type of PostgreSQL (text for enums), or [element],
// (column,...), <subtype of a range>, {subtype of a multirange}; a domain has
// its base type's shape (archive/FORMAT.md). It is "" for types whose name in
// PostgreSQL says it all, and for types that nobody can know.
func (types dataTypes) shape(oid uint32) string {
	if types.ownName(oid) {
		return ""
	}
	var b strings.Builder
	if !types.writeShape(&b, oid, 0) {
		return ""
	}
	return b.String()
}

// ownName says that a type is a base type or range of PostgreSQL itself, or an
// array of one.
func (types dataTypes) ownName(oid uint32) bool {
	t := types[oid]
	if t == nil || t.Schema != "pg_catalog" || t.OID >= firstUserOID {
		return false
	}
	if t.Array && t.Type == 'b' {
		return len(t.Parts) == 1 && types.ownName(t.Parts[0])
	}
	return t.Type == 'b' || t.Type == 'r' || t.Type == 'm'
}

// shapeDepth is deeper than anybody nests types, and ends a loop if there is one.
const shapeDepth = 50

// writeShape gives false if the shape is not known.
func (types dataTypes) writeShape(b *strings.Builder, oid uint32, depth int) bool {
	t := types[oid]
	if t == nil || depth > shapeDepth {
		return false
	}
	switch {
	case t.Type == 'd' && len(t.Parts) == 1:
		return types.writeShape(b, t.Parts[0], depth+1)
	case t.Type == 'e':
		b.WriteString("text")
		return true
	case t.Type == 'c':
		return types.writeParts(b, "()", t.Columns, depth)
	case t.Type == 'r':
		return types.writeParts(b, "<>", t.Parts, depth)
	case t.Type == 'm':
		return types.writeParts(b, "{}", t.Parts, depth)
	case t.Array:
		return types.writeParts(b, "[]", t.Parts, depth)
	}
	name := baseShape(t)
	b.WriteString(name)
	return name != ""
}

func (types dataTypes) writeParts(b *strings.Builder, brackets string, parts []uint32, depth int) bool {
	b.WriteByte(brackets[0])
	for i, part := range parts {
		if i > 0 {
			b.WriteByte(',')
		}
		if !types.writeShape(b, part, depth+1) {
			return false
		}
	}
	b.WriteByte(brackets[1])
	return true
}

// baseShape gives the name of a base type of PostgreSQL, or of the one whose
// form an extension's type has, or of an extension's type with a form of its own.
func baseShape(t *dataType) string {
	switch {
	case t.Extension == "":
		if t.OID < firstUserOID {
			return t.Name
		}
	case timescaleType(t):
		return t.Name
	case promscaleType(t) && t.Name == "trace_id":
		return "uuid"
	case promscaleType(t):
		return "jsonb"
	case portableExtensionTypes[t.Extension+"."+t.Name]:
		return t.Name
	}
	return ""
}
