package catalog

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// opMember is a row of pg_amop or pg_amproc: an operator or a support
// function of an operator family. It is no object of its own, but part of a
// class, of a family, or of what users add to a family that is not theirs
// ([FamilyMembers]).
type opMember struct {
	Class     uint32 `db:"class"` // pg_amop or pg_amproc
	OID       uint32 `db:"oid"`
	Family    uint32 `db:"family"`
	OpClass   uint32 `db:"op_class"` // that it belongs to; 0: loose in the family
	Number    int16  `db:"number"`   // strategy, or number of the support function
	Left      string `db:"left_type"`
	Right     string `db:"right_type"`
	Text      string `db:"text"` // operator or function, with what follows it
	PartClass uint32 `db:"part_class"`
	Part      uint32 `db:"part"`   // OID of the operator or function
	System    bool   `db:"system"` // its class or family is the user's, but in a schema of the server
	Xmin      string `db:"xmin"`   // the transaction that made the row
}

// opMemberPart selects the rows of one of the two catalogs, whose columns
// begin with prefix. The number is that of the row, part its operator or
// function, and text is made of it.
func opMemberPart(catalogName, prefix, number, part, partCatalog, text string) string {
	return `SELECT 'pg_catalog.` + catalogName + `'::pg_catalog.regclass::oid AS class, x.oid, x.` + prefix + `family AS family,
       COALESCE(c.oid, 0::oid) AS op_class, x.` + number + ` AS number,
       pg_catalog.format_type(x.` + prefix + `lefttype, NULL) AS left_type,
       pg_catalog.format_type(x.` + prefix + `righttype, NULL) AS right_type, ` + text + ` AS text,
       'pg_catalog.` + partCatalog + `'::pg_catalog.regclass::oid AS part_class, x.` + part + `::oid AS part,
       COALESCE(cn.nspname, CASE WHEN f.oid >= 16384 THEN n.nspname END, '') ~ '^(pg_|information_schema$)' AS system,
       x.xmin::text AS xmin
  FROM pg_catalog.` + catalogName + ` x
  JOIN pg_catalog.pg_opfamily f ON f.oid = x.` + prefix + `family
  JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.` + catalogName + `'::pg_catalog.regclass AND d.objid = x.oid
        AND d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
  LEFT JOIN pg_catalog.pg_opclass c ON c.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.opcnamespace
 WHERE x.oid >= 16384`
}

const amopText = `COALESCE((SELECT pg_catalog.quote_ident(opn.nspname) || '.' || op.oprname || '(' ||
               CASE WHEN op.oprleft <> 0 THEN pg_catalog.format_type(op.oprleft, NULL) ELSE 'NONE' END || ', ' ||
               CASE WHEN op.oprright <> 0 THEN pg_catalog.format_type(op.oprright, NULL) ELSE 'NONE' END || ')'
          FROM pg_catalog.pg_operator op JOIN pg_catalog.pg_namespace opn ON opn.oid = op.oprnamespace
         WHERE op.oid = x.amopopr), x.amopopr::oid::text) ||
       COALESCE((SELECT ' FOR ORDER BY ' || pg_catalog.quote_ident(sfn.nspname) || '.' || pg_catalog.quote_ident(sf.opfname)
          FROM pg_catalog.pg_opfamily sf JOIN pg_catalog.pg_namespace sfn ON sfn.oid = sf.opfnamespace
         WHERE sf.oid = x.amopsortfamily), '')`

// The order is that of the statements: operators first.
var opMemberQuery = &query{
	name: "members of operator families",
	columns: []column{
		{"class", all("m.class")}, {"oid", all("m.oid")}, {"family", all("m.family")}, {"op_class", all("m.op_class")},
		{"number", all("m.number")}, {"left_type", all("m.left_type")}, {"right_type", all("m.right_type")},
		{"text", all("m.text")}, {"part_class", all("m.part_class")}, {"part", all("m.part")},
		{"system", all("m.system")}, {"xmin", all("m.xmin")},
	},
	from: all("FROM (" +
		opMemberPart("pg_amop", "amop", "amopstrategy", "amopopr", "pg_operator", amopText) + "\nUNION ALL\n" +
		opMemberPart("pg_amproc", "amproc", "amprocnum", "amproc", "pg_proc", functionSignature("x.amproc")) + `) m
 ORDER BY m.class, m.number, m.left_type COLLATE "C", m.right_type COLLATE "C", m.text COLLATE "C"`),
}

// opMembers are the members by what they are written with.
type opMembers struct {
	ofClass  map[uint32][]*opMember // by the OID of the class
	ofFamily map[uint32][]*opMember // by the OID of the user's family
	added    map[uint32][]*opMember // by the OID of a family that is built in or an extension's
	unclear  map[uint32][]*opMember // the same, of those that an extension may have added
}

// opMembers loads the members once. Those that come with an extension are
// marked as its members: no row of pg_depend says so.
func (r *reader) opMembers(ctx context.Context) (*opMembers, error) {
	if r.operatorMembers != nil {
		return r.operatorMembers, nil
	}
	members, err := r.members(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := load[opMember](ctx, r.server, opMemberQuery)
	if err != nil {
		return nil, err
	}
	made, err := r.extensionTransactions(ctx)
	if err != nil {
		return nil, err
	}
	sorted := &opMembers{map[uint32][]*opMember{}, map[uint32][]*opMember{}, map[uint32][]*opMember{}, map[uint32][]*opMember{}}
	for _, m := range rows {
		if extension, ok := m.broughtBy(members, made); ok {
			members[m.id()] = extension
			continue
		}
		sorted.add(m, members)
	}
	r.operatorMembers = sorted
	return sorted, nil
}

func (s *opMembers) add(m *opMember, members map[ID]string) {
	_, classBrought := members[ID{Class: classOpclass, OID: m.OpClass}]
	_, familyBrought := members[ID{Class: classOpfamily, OID: m.Family}]
	_, partBrought := members[ID{Class: m.PartClass, OID: m.Part}]
	switch {
	case m.OpClass != 0 && !classBrought:
		s.ofClass[m.OpClass] = append(s.ofClass[m.OpClass], m)
	case m.Family >= 16384 && !familyBrought: // src/include/access/transam.h, FirstNormalObjectId
		s.ofFamily[m.Family] = append(s.ofFamily[m.Family], m)
	case m.Part < 16384 || partBrought:
		s.unclear[m.Family] = append(s.unclear[m.Family], m)
	default:
		s.added[m.Family] = append(s.added[m.Family], m)
	}
}

// broughtBy gives the extension that a member came with; "" for one of a
// class or family that users put into a schema of the server, which the sweep
// tells of. Members of an extension's class that are loose by the will of the
// access method, and what an extension adds to a family, are not marked in
// pg_depend. They refer to nothing of the user's, and they are as old as
// other parts of the extension.
func (m *opMember) broughtBy(members map[ID]string, made map[string]map[string]bool) (string, bool) {
	if m.System {
		return "", true
	}
	ofPart, brought := members[ID{Class: m.PartClass, OID: m.Part}]
	if m.Part >= 16384 && !brought {
		return "", false
	}
	for _, extension := range []string{
		members[ID{Class: classOpclass, OID: m.OpClass}], members[ID{Class: classOpfamily, OID: m.Family}], ofPart,
	} {
		if made[extension][m.Xmin] {
			return extension, true
		}
	}
	return "", false
}

// extensionTransactionsQuery gives the transactions that made or updated
// extensions, as far as their rows still tell.
const extensionTransactionsQuery = `
SELECT e.extname, d.xmin::text
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
 WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
 UNION
SELECT e.extname, e.xmin::text FROM pg_catalog.pg_extension e`

func (r *reader) extensionTransactions(ctx context.Context) (map[string]map[string]bool, error) {
	rows, err := r.server.Conn.Query(ctx, extensionTransactionsQuery)
	if err != nil {
		return nil, fmt.Errorf("read transactions of extensions: %w", err)
	}
	made := map[string]map[string]bool{}
	var extension, xmin string
	_, err = pgx.ForEachRow(rows, []any{&extension, &xmin}, func() error {
		if made[extension] == nil {
			made[extension] = map[string]bool{}
		}
		made[extension][xmin] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read transactions of extensions: %w", err)
	}
	return made, nil
}

func (m *opMember) id() ID { return ID{Class: m.Class, OID: m.OID} }

func memberIDs(members []*opMember) []ID {
	ids := make([]ID, len(members))
	for i, m := range members {
		ids[i] = m.id()
	}
	return ids
}

// item is the member in CREATE OPERATOR CLASS and in ALTER OPERATOR FAMILY
// ADD. The types of an operator are its own.
func (m *opMember) item() string {
	if m.Class == classAmop {
		return fmt.Sprintf("OPERATOR %d %s", m.Number, m.Text)
	}
	return fmt.Sprintf("FUNCTION %d (%s, %s) %s", m.Number, m.Left, m.Right, m.Text)
}

// dropItem is the member in ALTER OPERATOR FAMILY DROP.
func (m *opMember) dropItem() string {
	word := "FUNCTION"
	if m.Class == classAmop {
		word = "OPERATOR"
	}
	return fmt.Sprintf("%s %d (%s, %s)", word, m.Number, m.Left, m.Right)
}

// memberList writes members with one of the functions above, one a line.
func memberList(members []*opMember, write func(*opMember) string) string {
	items := make([]string, len(members))
	for i, m := range members {
		items[i] = write(m)
	}
	return strings.Join(items, ",\n    ")
}
