package catalog

import (
	"context"
	"fmt"
)

// Comments and security labels of members that are no relations, functions,
// types or schemas: operators, casts, text search objects, languages and so
// on. They are found by what the server calls them, in the source as in the
// target (pg_identify_object), whose names are also what COMMENT ON takes.

type memberNote struct {
	Extension string `db:"extension"`
	Class     string `db:"class"`    // name of the catalog
	What      string `db:"what"`     // "operator", "text search dictionary", ...
	Identity  string `db:"identity"` // what follows that in COMMENT ON
	Text      string `db:"text"`
	Provider  string `db:"provider"` // of a label; "" for comments
}

var memberNoteQuery = &query{
	name: "comments on other members of extensions",
	columns: []column{
		{"extension", all("e.extname")},
		{"class", all("c.relname")},
		{"what", all("pg_catalog.upper(pg_catalog.replace(i.type, '-', ' '))")},
		{"identity", all("i.identity")},
		{"text", all("d.note")},
		{"provider", all("d.provider")},
	},
	from: all(`FROM (SELECT classoid, objoid, description, '' FROM pg_catalog.pg_description WHERE objsubid = 0
        UNION ALL SELECT classoid, objoid, label, provider FROM pg_catalog.pg_seclabel WHERE objsubid = 0)
         d (classoid, objoid, note, provider)
  JOIN pg_catalog.pg_depend m ON m.classid = d.classoid AND m.objid = d.objoid AND m.deptype = 'e'
        AND m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND m.refobjid >= 16384
  JOIN pg_catalog.pg_extension e ON e.oid = m.refobjid
  JOIN pg_catalog.pg_class c ON c.oid = d.classoid
 CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, 0) i
 WHERE c.relname NOT IN ('pg_class', 'pg_proc', 'pg_type', 'pg_namespace')
 ORDER BY e.extname, i.type, i.identity, d.provider`),
}

// otherNotes adds them to the changes of their extensions.
func (r *reader) otherNotes(ctx context.Context, changes map[string]*MemberChanges) error {
	notes, err := load[memberNote](ctx, r.server, memberNoteQuery)
	for _, n := range notes {
		c := changes[n.Extension]
		if c == nil {
			continue
		}
		statement := (&note{Text: n.Text, Provider: n.Provider}).statement(n.What + " " + n.Identity)
		change := memberChange{n.missing(), statement.SQL, n.What + " " + n.Identity}
		if n.Provider == "" {
			c.comments = append(c.comments, change)
		} else {
			c.labels = append(c.labels, change)
		}
	}
	return err
}

// missing is true where the member exists and says something else. Names are
// compared without quotes, since quoting is a setting of the session.
func (n *memberNote) missing() string {
	says := fmt.Sprintf("pg_catalog.obj_description(m.objid, %s)", Literal(n.Class))
	if n.Provider != "" {
		says = fmt.Sprintf("(SELECT l.label FROM pg_catalog.pg_seclabel l WHERE l.classoid = m.classid AND l.objoid = m.objid"+
			" AND l.objsubid = 0 AND l.provider = %s)", Literal(n.Provider))
	}
	return fmt.Sprintf("EXISTS (SELECT FROM pg_catalog.pg_depend m JOIN pg_catalog.pg_extension e ON e.oid = m.refobjid AND e.extname = %s"+
		" WHERE m.classid = 'pg_catalog.%s'::pg_catalog.regclass AND m.deptype = 'e'"+
		" AND m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass"+
		" AND pg_catalog.replace((pg_catalog.pg_identify_object(m.classid, m.objid, 0)).identity, '\"', '') = pg_catalog.replace(%s, '\"', '')"+
		" AND %s IS DISTINCT FROM %s)", Literal(n.Extension), n.Class, Literal(n.Identity), says, Literal(n.Text))
}
