package catalog

import (
	"context"
	"fmt"
	"strings"
)

// SystemACL is an object of the server itself (in pg_catalog, or a built-in
// language) whose privileges may have been changed: only these are kept.
// Objects of information_schema are left alone, as pg_dump leaves them.
type SystemACL struct {
	Common
	Class  uint32 `db:"class"`
	Target string `db:"target"` // what follows ON
	// Signature is a function's, as regprocedure gives it; else "".
	Signature string `db:"signature"`

	since int // server_version_num that it is written for; 0: the source's
}

// systemACLPart selects the built-in objects of one catalog that have
// privileges of their own; those of the others are the default.
func systemACLPart(letter byte, catalogName, x, acl, owner, target, signature, from string) string {
	columns := []string{
		"'pg_catalog." + catalogName + "'::pg_catalog.regclass::oid AS class",
		x + ".oid", target + " AS target", signature + " AS signature",
		"pg_catalog.pg_get_userbyid(" + x + "." + owner + ") AS owner",
	}
	for _, c := range aclColumns(letter, x+"."+acl, x+"."+owner, catalogName, x+".oid") {
		columns = append(columns, c.exprs[0].sql+" AS "+Ident(c.name))
	}
	return "SELECT " + strings.Join(columns, ",\n       ") + "\n  FROM pg_catalog." + catalogName + " " + x + from +
		" AND " + x + ".oid < 16384"
}

const inSystemSchema = ` JOIN pg_catalog.pg_namespace n ON n.nspname = 'pg_catalog' AND n.oid = `

var systemACLQuery = &query{
	name: "privileges on built-in objects",
	columns: []column{
		{"class", all("s.class")}, {"oid", all("s.oid")}, {"name", all("s.target")}, {"target", all("s.target")},
		{"signature", all("s.signature")},
		{"owner", all("s.owner")}, {"acl", all("s.acl")}, {"acl_base", all("s.acl_base")},
	},
	from: all("FROM (" + strings.Join([]string{
		systemACLPart('n', "pg_namespace", "x", "nspacl", "nspowner", "'SCHEMA pg_catalog'", "''",
			" WHERE x.nspname = 'pg_catalog'"),
		systemACLPart('r', "pg_class", "x", "relacl", "relowner",
			"'TABLE pg_catalog.' || pg_catalog.quote_ident(x.relname)", "''", inSystemSchema+`x.relnamespace
 WHERE x.relkind IN ('r', 'v') AND (x.relacl IS NOT NULL OR EXISTS (
       SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.oid AND a.attacl IS NOT NULL))`),
		systemACLPart('f', "pg_proc", "x", "proacl", "proowner",
			`CASE x.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END || ' pg_catalog.' ||
       pg_catalog.quote_ident(x.proname) || '(' || pg_catalog.pg_get_function_identity_arguments(x.oid) || ')'`,
			"x.oid::pg_catalog.regprocedure::text",
			inSystemSchema+`x.pronamespace WHERE x.proacl IS NOT NULL`),
		systemACLPart('T', "pg_type", "x", "typacl", "typowner",
			"'TYPE pg_catalog.' || pg_catalog.quote_ident(x.typname)", "''",
			inSystemSchema+`x.typnamespace WHERE x.typacl IS NOT NULL`),
		systemACLPart('l', "pg_language", "x", "lanacl", "lanowner",
			"'LANGUAGE ' || pg_catalog.quote_ident(x.lanname)", "''", " WHERE x.lanpltrusted AND x.lanacl IS NOT NULL"),
	}, "\nUNION ALL\n") + ") s"),
}

func readSystemACLs(ctx context.Context, r *reader) ([]Object, error) {
	found, err := load[SystemACL](ctx, r.server, systemACLQuery)
	for _, s := range found {
		s.ID = ID{Class: s.Class, OID: s.OID}
	}
	return objects(found), err
}

// Address implements Object. The object can be named, but nothing but its
// privileges is ours.
func (s *SystemACL) Address() string { return "" }

func (s *SystemACL) grantAddress() string { return s.Target }

// variant implements varier: a function that newer servers have with other
// arguments, or not at all.
func (s *SystemACL) variant() (int, Object) {
	since, now := signatureChange(s.Signature, s.since)
	if since == 0 || now == "" {
		return 0, nil
	}
	v := *s
	v.since, v.Signature, v.Target = since, now, "FUNCTION pg_catalog."+now
	return since, &v
}

// obstacles implements hindered.
func (s *SystemACL) obstacles() []Obstacle {
	since, now := signatureChange(s.Signature, s.since)
	if since == 0 || now != "" {
		return nil
	}
	return []Obstacle{{LeftOut, since, 0, fmt.Sprintf("PostgreSQL %d and later have no function %s", since/10000, s.Signature)}}
}

// Drop implements dropper.
func (s *SystemACL) Drop() string { return "" }

// Define implements Object.
func (s *SystemACL) Define() []string { return nil }
