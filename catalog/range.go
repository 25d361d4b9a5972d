package catalog

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Range is a row of pg_range and its row of pg_type.
type Range struct {
	userType
	Subtype         string   `db:"subtype"`
	SubtypeOpclass  string   `db:"subtype_opclass"` // "" for the subtype's own default
	Collation       string   `db:"collation"`       // "" for the subtype's own
	Canonical       string   `db:"canonical"`       // function, "" if none
	SubtypeDiff     string   `db:"subtype_diff"`    // function, "" if none
	Multirange      string   `db:"multirange"`      // its name, since 14
	TakenNames      []string `db:"taken_names"`     // until 13: other types that are named like a multirange
	ConstructorOIDs []uint32 `db:"constructors"`    // functions that come with it, even if renamed
}

// constructors gives the OIDs of the functions that come with a type.
const constructors = `ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d
          WHERE d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid = t.oid
            AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'i' ORDER BY d.objid)`

var rangeQuery = &query{
	name: "range types",
	columns: typeColumns(slices.Concat([]column{
		{"subtype", all("pg_catalog.format_type(r.rngsubtype, NULL)")},
		{"subtype_opclass", all(`COALESCE((SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(oc.opcname)
           FROM pg_catalog.pg_opclass oc JOIN pg_catalog.pg_namespace cn ON cn.oid = oc.opcnamespace
          WHERE oc.oid = r.rngsubopc AND NOT (oc.opcdefault AND oc.opcintype = r.rngsubtype)), '')`)},
		{"collation", all("COALESCE(" + collationName("r.rngcollation", "st.typcollation") + ", '')")},
		{"multirange", from(14, `COALESCE((SELECT pg_catalog.quote_ident(mn.nspname) || '.' || pg_catalog.quote_ident(m.typname)
           FROM pg_catalog.pg_type m JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace
          WHERE m.oid = r.rngmultitypid), '')`, 0, "''")},
		{"taken_names", from(14, "NULL::text[]", 0, `ARRAY(SELECT o.typname::text FROM pg_catalog.pg_type o
          WHERE o.typnamespace = t.typnamespace AND o.typname ~ 'multi')`)},
		{"constructors", all(constructors)},
	}, functionColumns("canonical", "r.rngcanonical", "subtype_diff", "r.rngsubdiff"))...),
	from: all(`FROM pg_catalog.pg_range r
  JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
  JOIN pg_catalog.pg_type st ON st.oid = r.rngsubtype
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`),
}

func readRanges(ctx context.Context, r *reader) ([]Object, error) {
	ranges, err := load[Range](ctx, r.server, rangeQuery)
	return objects(ranges), err
}

func (t *Range) shell() Object { return shellOf(&t.userType) }

func (t *Range) aliases() []ID {
	return append(t.userType.aliases(), functionIDs(t.ConstructorOIDs)...)
}

func functionIDs(oids []uint32) []ID {
	ids := make([]ID, len(oids))
	for i, oid := range oids {
		ids[i] = ID{Class: classProc, OID: oid}
	}
	return ids
}

// Define implements Object.
func (t *Range) Define() []string {
	var c clauses
	c.set("SUBTYPE", t.Subtype)
	c.set("MULTIRANGE_TYPE_NAME", t.Multirange)
	c.set("SUBTYPE_OPCLASS", t.SubtypeOpclass)
	c.set("COLLATION", t.Collation)
	c.set("CANONICAL", t.Canonical)
	c.set("SUBTYPE_DIFF", t.SubtypeDiff)
	return []string{"CREATE TYPE " + Qualified(t.Schema, t.Name) + " AS RANGE " + c.list()}
}

// variant implements varier: servers since 14 give the multirange type a name
// that a type of an older server may have already.
func (t *Range) variant() (int, Object) {
	name := multirangeName(t.Name)
	if t.Multirange != "" || !slices.Contains(t.TakenNames, name) {
		return 0, nil
	}
	v := *t
	for n := 1; v.Multirange == ""; n++ {
		suffix := "_" + strconv.Itoa(n)
		if free := clip(name, nameLimit-len(suffix)) + suffix; !slices.Contains(t.TakenNames, free) {
			v.Multirange = Qualified(t.Schema, free)
		}
	}
	return Multiranges.versionNum(), &v
}

// nameLimit is the length of an identifier in bytes (NAMEDATALEN - 1).
const nameLimit = 63

// multirangeName is the name that the server gives (makeMultirangeTypeName in
// src/backend/catalog/pg_type.c). It cuts a name without "range" between bytes,
// not characters, which leaves an invalid string; no other type has that name.
func multirangeName(name string) string {
	const suffix = "_multirange"
	if before, after, found := strings.Cut(name, "range"); found {
		return clip(before+"multirange"+after, nameLimit)
	}
	return name[:min(len(name), nameLimit-len(suffix))] + suffix
}

// clip cuts a name to a length in bytes, between characters.
func clip(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	for limit > 0 && !utf8.RuneStart(name[limit]) {
		limit--
	}
	return name[:limit]
}
