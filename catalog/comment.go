package catalog

import "context"

// note is a comment or a security label: of an object, of a part of it (a
// column), or of a row that it stands for (the index of a constraint).
type note struct {
	Class    uint32 `db:"class"`
	OID      uint32 `db:"oid"`
	Sub      int32  `db:"sub"`
	Text     string `db:"text"`
	Provider string `db:"provider"` // of a label; "" for comments
	Other    string `db:"other"`    // address of an index, type or constraint
}

// Only rows that users can have made: initdb's comments on built-in objects
// have OIDs below 16384 (src/include/access/transam.h, FirstNormalObjectId),
// but so have the schema public and large objects with chosen OIDs.
func noteQuery(name, source string, text, provider string) *query {
	return &query{
		name: name,
		columns: []column{
			{"class", all("d.classoid")},
			{"oid", all("d.objoid")},
			{"sub", all("d.objsubid")},
			{"text", all(text)},
			{"provider", all(provider)},
			{"other", all(`COALESCE(CASE WHEN c.relkind IN ('i', 'I') THEN 'INDEX ' || pg_catalog.quote_ident(n.nspname)
              || '.' || pg_catalog.quote_ident(c.relname)
            WHEN d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass
            THEN 'TYPE ' || pg_catalog.format_type(d.objoid, NULL)
            WHEN d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
            THEN (SELECT 'CONSTRAINT ' || pg_catalog.quote_ident(o.conname) || ' ON ' ||
                         pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(r.relname)
                    FROM pg_catalog.pg_constraint o
                    JOIN pg_catalog.pg_class r ON r.oid = o.conrelid
                    JOIN pg_catalog.pg_namespace cn ON cn.oid = r.relnamespace
                   WHERE o.oid = d.objoid)
            END, '')`)},
		},
		from: all(`FROM ` + source + ` d
  LEFT JOIN pg_catalog.pg_class c
    ON c.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE d.objoid >= 16384
    OR d.classoid IN ('pg_catalog.pg_namespace'::pg_catalog.regclass,
                      'pg_catalog.pg_largeobject'::pg_catalog.regclass)
 ORDER BY d.classoid, d.objoid, d.objsubid, d.ctid`),
	}
}

// allLabels are the labels of what this database has. Those of subscriptions,
// rows of a shared catalog, stand with those of roles and databases.
const allLabels = `(
       SELECT l.classoid, l.objoid, l.objsubid, l.provider, l.label, l.ctid FROM pg_catalog.pg_seclabel l
        UNION ALL
       SELECT l.classoid, l.objoid, 0, l.provider, l.label, l.ctid FROM pg_catalog.pg_shseclabel l
        WHERE l.classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass)`

// readNotes reads all comments and labels.
func readNotes(ctx context.Context, r *reader) (comments, labels []*note, err error) {
	comments, err = load[note](ctx, r.server,
		noteQuery("comments", "pg_catalog.pg_description", "d.description", "''"))
	if err != nil {
		return nil, nil, err
	}
	labels, err = load[note](ctx, r.server, noteQuery("security labels", allLabels, "d.label", "d.provider"))
	return comments, labels, err
}

// noteAddress gives what stands between ON and IS; "" if the object has no
// such part.
func noteAddress(o Object, n *note) string {
	switch id := o.common().ID; {
	case n.Sub != 0:
		if d, ok := o.(describer); ok {
			return d.partAddress(n.Sub)
		}
		return ""
	case n.Class == id.Class && n.OID == id.OID:
		return o.Address()
	default:
		return n.Other
	}
}

// statement gives COMMENT ON or SECURITY LABEL ON an address.
func (n *note) statement(address string) Statement {
	if n.Provider == "" {
		return Statement{Part: Comment, SQL: "COMMENT ON " + address + " IS " + Literal(n.Text)}
	}
	return Statement{Part: Label, SQL: "SECURITY LABEL FOR " + Ident(n.Provider) + " ON " + address +
		" IS " + Literal(n.Text)}
}
