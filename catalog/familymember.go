package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// FamilyMembers are operators and functions that users have added to an
// operator family which is built in or belongs to an extension, or which a
// class of theirs has there.
type FamilyMembers struct {
	Common
	Method  string `db:"method"`
	Family  string `db:"family"` // name
	members []*opMember
}

var familyMembersQuery = &query{
	name: "families with members of users",
	columns: []column{
		{"oid", all("f.oid")},
		{"schema", all("n.nspname")},
		{"name", all("f.opfname || ' USING ' || a.amname")},
		{"family", all("f.opfname")},
		{"method", all("a.amname")},
	},
	from: all(`FROM pg_catalog.pg_opfamily f
  JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
  JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
 WHERE f.oid = ANY ($1)`),
}

func readFamilyMembers(ctx context.Context, r *reader) ([]Object, error) {
	members, err := r.opMembers(ctx)
	if err != nil || len(members.added)+len(members.unclear) == 0 {
		return nil, err
	}
	oids := slices.Concat(slices.Collect(maps.Keys(members.added)), slices.Collect(maps.Keys(members.unclear)))
	families, err := load[FamilyMembers](ctx, r.server, familyMembersQuery, oids)
	var out []Object
	for _, f := range families {
		if of := members.added[f.OID]; of != nil {
			whole := *f
			whole.ID, whole.members = ID{Class: synFamilyMembers, OID: f.OID}, of
			out = append(out, &whole)
		}
		for _, m := range members.unclear[f.OID] {
			single := &FamilyMember{FamilyMembers: *f}
			single.ID, single.members = m.id(), []*opMember{m}
			single.Name += " " + m.dropItem()
			out = append(out, single)
		}
	}
	return out, err
}

func (f *FamilyMembers) aliases() []ID { return memberIDs(f.members) }

func (f *FamilyMembers) needs() []ID { return []ID{{Class: classOpfamily, OID: f.OID}} }

// alone: what is made in the transaction that makes the extension is taken for
// the extension's, see broughtBy.
func (f *FamilyMembers) alone() {}

// Address implements Object: only the family can be named, and that is not
// ours.
func (f *FamilyMembers) Address() string { return "" }

func (f *FamilyMembers) alter() string {
	return "ALTER OPERATOR FAMILY " + Qualified(f.Schema, f.Family) + " USING " + Ident(f.Method)
}

// Define implements Object.
func (f *FamilyMembers) Define() []string {
	return []string{f.alter() + " ADD\n    " + memberList(f.members, (*opMember).item)}
}

// Drop implements dropper.
func (f *FamilyMembers) Drop() string {
	return f.alter() + " DROP\n    " + memberList(f.members, (*opMember).dropItem)
}

// FamilyMember is one such member that names nothing of the user's. It may be
// from an extension, of whose update script, if another has followed, no trace
// is left: it is made where the target lacks it.
type FamilyMember struct{ FamilyMembers }

// Drop implements dropper: where it stays, it is found again.
func (f *FamilyMember) Drop() string { return "" }

// unless implements conditional. Texts are compared without their quotes,
// which are a setting of the session.
func (f *FamilyMember) unless() string {
	m := f.members[0]
	catalogName, prefix, number, text := "pg_amop", "amop", "amopstrategy", amopText
	if m.Class != classAmop {
		catalogName, prefix, number, text = "pg_amproc", "amproc", "amprocnum", functionSignature("x.amproc")
	}
	return fmt.Sprintf(`SELECT CASE WHEN pg_catalog.replace(%s, '"', '') = pg_catalog.replace(%s, '"', '') THEN '=' ELSE %s END
  FROM pg_catalog.%s x
  JOIN pg_catalog.pg_opfamily f ON f.oid = x.%[5]sfamily AND f.opfname = %[6]s
  JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace AND n.nspname = %[7]s
  JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod AND a.amname = %[8]s
 WHERE x.%[9]s = %[10]d AND x.%[5]slefttype = pg_catalog.to_regtype(%[11]s) AND x.%[5]srighttype = pg_catalog.to_regtype(%[12]s)`,
		text, Literal(m.Text), Literal("operator family "+f.Schema+"."+f.Name+" stays as it is in the target: the source has another one"),
		catalogName, prefix, Literal(f.Family), Literal(f.Schema), Literal(f.Method),
		number, m.Number, Literal(m.Left), Literal(m.Right))
}
