package catalog

import "context"

// OperatorFamily is a row of pg_opfamily. Its members that belong to no class
// are added to it at once.
type OperatorFamily struct {
	Common
	Method string `db:"method"` // access method
	loose  []*opMember
}

var operatorFamilyQuery = &query{
	name: "operator families",
	columns: []column{
		{"oid", all("f.oid")},
		{"schema", all("n.nspname")},
		{"name", all("f.opfname")},
		{"owner", all("pg_catalog.pg_get_userbyid(f.opfowner)")},
		{"method", all("a.amname")},
	},
	from: all(`FROM pg_catalog.pg_opfamily f
  JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
  JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
 WHERE ` + userSchema),
}

func readOperatorFamilies(ctx context.Context, r *reader) ([]Object, error) {
	members, err := r.opMembers(ctx)
	if err != nil {
		return nil, err
	}
	families, err := load[OperatorFamily](ctx, r.server, operatorFamilyQuery)
	for _, f := range families {
		f.loose = members.ofFamily[f.OID]
	}
	return objects(families), err
}

func (f *OperatorFamily) aliases() []ID { return memberIDs(f.loose) }

// Address implements Object.
func (f *OperatorFamily) Address() string {
	return "OPERATOR FAMILY " + Qualified(f.Schema, f.Name) + " USING " + Ident(f.Method)
}

// Define implements Object.
func (f *OperatorFamily) Define() []string {
	out := []string{"CREATE " + f.Address()}
	if len(f.loose) > 0 {
		out = append(out, "ALTER "+f.Address()+" ADD\n    "+memberList(f.loose, (*opMember).item))
	}
	return out
}

// OperatorClass is a row of pg_opclass.
type OperatorClass struct {
	Common
	Method    string `db:"method"`
	Type      string `db:"type"`
	Stored    string `db:"stored"` // type; "": that of the class
	Default   bool   `db:"is_default"`
	Family    string `db:"family"` // qualified name
	FamilyOID uint32 `db:"family_oid"`
	members   []*opMember
}

var operatorClassQuery = &query{
	name: "operator classes",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.opcname")},
		{"owner", all("pg_catalog.pg_get_userbyid(c.opcowner)")},
		{"method", all("a.amname")},
		{"type", all("pg_catalog.format_type(c.opcintype, NULL)")},
		{"stored", all("CASE WHEN c.opckeytype <> 0 THEN pg_catalog.format_type(c.opckeytype, NULL) ELSE '' END")},
		{"is_default", all("c.opcdefault")},
		{"family", all("pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.opfname)")},
		{"family_oid", all("c.opcfamily")},
	},
	from: all(`FROM pg_catalog.pg_opclass c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
  JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod
  LEFT JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily
  LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
 WHERE ` + userSchema),
}

func readOperatorClasses(ctx context.Context, r *reader) ([]Object, error) {
	members, err := r.opMembers(ctx)
	if err != nil {
		return nil, err
	}
	classes, err := load[OperatorClass](ctx, r.server, operatorClassQuery)
	for _, c := range classes {
		c.members = members.ofClass[c.OID]
	}
	return objects(classes), err
}

func (c *OperatorClass) aliases() []ID { return memberIDs(c.members) }

// needs: an index may want members that are loose in the family.
func (c *OperatorClass) needs() []ID {
	return []ID{{Class: classOpfamily, OID: c.FamilyOID}, {Class: synFamilyMembers, OID: c.FamilyOID}}
}

// Address implements Object.
func (c *OperatorClass) Address() string {
	return "OPERATOR CLASS " + Qualified(c.Schema, c.Name) + " USING " + Ident(c.Method)
}

// Define implements Object. The grammar wants an item at least: storing what
// the column holds anyway says nothing.
func (c *OperatorClass) Define() []string {
	sql := "CREATE OPERATOR CLASS " + Qualified(c.Schema, c.Name)
	if c.Default {
		sql += "\n    DEFAULT"
	}
	sql += "\n    FOR TYPE " + c.Type + " USING " + Ident(c.Method) + " FAMILY " + c.Family + " AS\n    "
	stored := c.Stored
	if stored == "" && len(c.members) == 0 {
		stored = c.Type
	}
	switch {
	case stored == "":
		sql += memberList(c.members, (*opMember).item)
	case len(c.members) == 0:
		sql += "STORAGE " + stored
	default:
		sql += "STORAGE " + stored + ",\n    " + memberList(c.members, (*opMember).item)
	}
	return []string{sql}
}
