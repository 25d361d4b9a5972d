package catalog

import (
	"context"
	"strings"
)

// Form says in which form the values of a column are copied.
type Form uint8

const (
	// Native values have the binary form of the column's own type.
	Native Form = iota
	// TextCast values are written as text by the query, because the type has
	// no binary form that means the same in another database.
	TextCast
)

// dataType is a type that a column has, directly or inside of another type.
type dataType struct {
	OID       uint32   `db:"oid"`
	Schema    string   `db:"schema"`
	Name      string   `db:"name"`
	Type      byte     `db:"type"`    // typtype: b, c, d, e, m, p or r
	Array     bool     `db:"array"`   // sent by array_send: with the OID of its element type
	Parts     []uint32 `db:"parts"`   // base, element, subtype or attribute types
	Columns   []uint32 `db:"columns"` // of a composite type, in order, without dropped ones
	Binary    bool     `db:"binary"`
	Extension string   `db:"extension"`
	TextCast  bool     `db:"text_cast"` // pg_cast has a cast to text: col::text is not the output function

	traits     *traits // nil: not known yet; see dataTypes.traits
	value      *ValueType
	valueKnown bool // value has been looked for
}

// traits is what decides about the form of a column.
type traits struct {
	portable bool // the binary form means the same in every database and server version
	floats   bool // text would lose the payload of a NaN
	refers   bool // the stored form has OIDs of objects
	hashes   bool // the hash is of OIDs: those of objects or of an enum's labels
}

// Types are followed from the columns of tables down, since every table has
// two types of its own that mostly nobody uses.
var dataTypeQuery = &query{
	name: "types of columns",
	columns: []column{
		{"oid", all("t.oid")},
		{"schema", all("n.nspname")},
		{"name", all("t.typname")},
		{"type", all("t.typtype")},
		{"array", all("t.typsend = 'pg_catalog.array_send'::pg_catalog.regproc")},
		{"parts", all("u.parts")},
		{"columns", all(`ARRAY(SELECT a.atttypid FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped
         ORDER BY a.attnum)`)},
		{"binary", all("t.typsend <> 0 AND t.typreceive <> 0")},
		{"extension", all(`COALESCE((SELECT e.extname FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
         WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid
           AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'), '')`)},
		{"text_cast", all(`EXISTS (SELECT FROM pg_catalog.pg_cast c
         WHERE c.castsource = t.oid AND c.casttarget = 'pg_catalog.text'::pg_catalog.regtype)`)},
	},
	from: from(14, dataTypeFrom("IN (r.rngtypid, r.rngmultitypid)"), 0, dataTypeFrom("= r.rngtypid")),
}

// dataTypeFrom gives the FROM of dataTypeQuery; is says whether t.oid is the
// type of the range r.
func dataTypeFrom(is string) string {
	return `FROM (
  WITH RECURSIVE used (whole, part) AS (
    SELECT DISTINCT 0::oid, a.atttypid
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r'
       AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    UNION
    SELECT t.oid, x.part
      FROM used
      JOIN pg_catalog.pg_type t ON t.oid = used.part
     CROSS JOIN LATERAL (
       SELECT t.typbasetype WHERE t.typbasetype <> 0
        UNION ALL
       SELECT t.typelem WHERE t.typsend = 'pg_catalog.array_send'::pg_catalog.regproc AND t.typtype = 'b'
        UNION ALL
       SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE t.oid ` + is + `
        UNION ALL
       SELECT a.atttypid FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped
     ) x (part))
  SELECT DISTINCT used.part AS oid,
         ARRAY(SELECT p.part FROM used p WHERE p.whole = used.part) AS parts
    FROM used) u
  JOIN pg_catalog.pg_type t ON t.oid = u.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace`
}

// dataTypes are all types of columns by OID.
type dataTypes map[uint32]*dataType

// traits finds out about a type. A type that contains itself (a composite
// with an array of itself) is taken as portable while it is looked at.
func (types dataTypes) traits(oid uint32) traits {
	t := types[oid]
	if t == nil {
		return traits{}
	}
	if t.traits != nil {
		return *t.traits
	}
	t.traits = &traits{portable: true}
	found := types.judge(t)
	t.traits = &found
	return found
}

func (types dataTypes) judge(t *dataType) traits {
	if len(t.Parts) == 0 && t.Type != 'c' {
		return traits{portable: t.Type == 'e' || portableBase(t), floats: isFloat(t),
			refers: isReference(t), hashes: t.Type == 'e' || isReference(t)}
	}
	out := traits{portable: t.Binary}
	for _, part := range t.Parts {
		p := types.traits(part)
		out.portable = out.portable && p.portable
		out.floats = out.floats || p.floats
		out.refers = out.refers || p.refers
		out.hashes = out.hashes || p.hashes
	}
	return out
}

// firstUserOID is the first OID that initdb does not give
// (src/include/access/transam.h, FirstNormalObjectId).
const firstUserOID = 16384

func isFloat(t *dataType) bool {
	const float4, float8 = 700, 701
	return t.OID == float4 || t.OID == float8
}

// portableExtensionTypes are base types of extensions whose send and receive
// functions were read and found to give every value back exactly.
var portableExtensionTypes = map[string]bool{
	"citext.citext":   true, // text
	"hstore.hstore":   true, // counted strings
	"ltree.ltree":     true, // version 1 and text
	"ltree.lquery":    true,
	"ltree.ltxtquery": true,
}

// portableBase judges a type that is made of no other types.
func portableBase(t *dataType) bool {
	switch {
	case !t.Binary:
		return false // aclitem, for example
	case t.Extension != "":
		return portableExtensionTypes[t.Extension+"."+t.Name] || timescaleType(t) || promscaleType(t)
	case t.OID >= firstUserOID:
		return false // made by a user: nobody knows what its functions do
	case isReference(t):
		return false // the binary form is the bare OID
	case t.Name == "xml":
		return false // the binary form changes the encoding declaration (xml_send)
	}
	return true
}

// dataTypes loads the types of all columns of tables, once.
func (r *reader) dataTypes(ctx context.Context) (dataTypes, error) {
	if r.types != nil {
		return r.types, nil
	}
	list, err := load[dataType](ctx, r.server, dataTypeQuery)
	if err != nil {
		return nil, err
	}
	r.types = make(dataTypes, len(list))
	for _, t := range list {
		r.types[t.OID] = t
	}
	return r.types, nil
}

// form decides how a column of a type is copied. Arrays and records that name
// types by the OIDs of this database are binary, too: a restore into a server
// that minds (one without ForeignElementOID) puts its own in.
func (types dataTypes) form(oid uint32) Form {
	if types.traits(oid).portable {
		return Native
	}
	return TextCast
}

// reference reports whether values of a type are names of objects.
func (types dataTypes) reference(oid uint32) bool {
	t := types[oid]
	return t != nil && isReference(t)
}

func isReference(t *dataType) bool {
	return t.OID < firstUserOID && strings.HasPrefix(t.Name, "reg")
}

// textExpression writes a column as its type's output function does. A cast
// that somebody has defined may differ from it; xml's gives the stored text,
// where the output function drops the encoding declaration.
func textExpression(ownCast bool, column string) string {
	if ownCast {
		return "CASE WHEN pg_catalog.num_nulls(" + column + ") = 0 THEN pg_catalog.format('%s', " + column + ") END"
	}
	return column + "::pg_catalog.text"
}

// hasOwnCast reports whether somebody has defined a cast to text.
func (types dataTypes) hasOwnCast(oid uint32) bool {
	t := types[oid]
	return t != nil && t.TextCast && t.OID >= firstUserOID
}
