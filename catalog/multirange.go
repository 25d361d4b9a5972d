package catalog

import "context"

// Multirange is the type that comes with a range type, since 14. It has an
// owner and privileges of its own until 16: giving the range type to another
// leaves it behind. From 17 on both follow the range type, and GRANT and
// ALTER TYPE OWNER refuse it (tried on 14 to 18).
type Multirange struct {
	userType
	ConstructorOIDs []uint32 `db:"constructors"`
	RangeOID        uint32   `db:"range_oid"`
	RangeOwner      string   `db:"range_owner"`
	HasACL          bool     `db:"has_acl"` // GRANT or REVOKE has named it
	follows         bool     // it is written for targets where it follows its range type
}

var multirangeQuery = &query{
	name: "multirange types",
	columns: typeColumns(
		column{"constructors", all(constructors)},
		column{"range_oid", from(14, "x.oid", 0, "0")},
		column{"range_owner", from(14, "pg_catalog.pg_get_userbyid(x.typowner)", 0, "''")},
		column{"has_acl", all("t.typacl IS NOT NULL")},
	),
	from: from(14, `FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  JOIN pg_catalog.pg_range r ON r.rngmultitypid = t.oid
  JOIN pg_catalog.pg_type x ON x.oid = r.rngtypid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`, 0, typeFrom+"false"),
}

func readMultiranges(ctx context.Context, r *reader) ([]Object, error) {
	types, err := load[Multirange](ctx, r.server, multirangeQuery)
	for _, t := range types {
		t.MemberOf = ID{Class: classType, OID: t.RangeOID}
		if r.server.Has(MultirangesFollow) {
			t.follow()
		}
	}
	return objects(types), err
}

// follow leaves out what is the range type's.
func (t *Multirange) follow() {
	t.follows, t.ACL, t.ACLBase = true, nil, nil
}

func (t *Multirange) aliases() []ID {
	return append(t.userType.aliases(), functionIDs(t.ConstructorOIDs)...)
}

func (t *Multirange) needs() []ID { return []ID{t.MemberOf} }

func (t *Multirange) noOwnerStatement() bool { return t.follows }

// variant implements varier.
func (t *Multirange) variant() (int, Object) {
	if t.follows {
		return 0, nil
	}
	v := *t
	v.follow()
	return MultirangesFollow.versionNum(), &v
}

// obstacles implements hindered.
func (t *Multirange) obstacles() []Obstacle {
	if t.follows || t.Owner == t.RangeOwner && !t.HasACL {
		return nil
	}
	return []Obstacle{{Altered, MultirangesFollow.versionNum(), 0,
		"since PostgreSQL 17 a multirange type has the owner and the privileges of its range type, here it has its own"}}
}

// Drop implements dropper: it goes with its range type.
func (t *Multirange) Drop() string { return "" }

// Define implements Object.
func (t *Multirange) Define() []string { return nil }
