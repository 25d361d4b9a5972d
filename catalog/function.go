package catalog

import (
	"context"
	"slices"
	"strings"
)

// Function is a row of pg_proc that is no aggregate: a function, a window
// function or a procedure. Functions that come with a range type belong to
// the type.
type Function struct {
	Common
	Routine    string   `db:"routine"`    // prokind: "f", "w" or "p"
	Arguments  *string  `db:"arguments"`  // with modes, names and defaults
	Signature  *string  `db:"signature"`  // without defaults, as ALTER, GRANT and DROP want it
	Result     *string  `db:"result"`     // nil: a procedure
	Language   string   `db:"language"`   // unquoted
	Untrusted  bool     `db:"untrusted"`  // the language is
	Transforms []string `db:"transforms"` // types
	Volatility string   `db:"volatility"` // "i", "s", "v"
	Strict     bool     `db:"strict"`
	Definer    bool     `db:"definer"` // SECURITY DEFINER
	LeakProof  bool     `db:"leakproof"`
	Parallel   string   `db:"parallel"`  // "s", "r", "u"
	Cost       string   `db:"cost"`      // "" for the language's default
	Rows       string   `db:"rows"`      // "" for the default or no set
	Support    string   `db:"support"`   // function, "" if none
	Config     []string `db:"config"`    // "name=value"
	Source     string   `db:"source"`    // body, or symbol of a library
	Library    string   `db:"library"`   // file, "" if none
	Body       *string  `db:"body"`      // SQL-standard body, since 14; nil: Source is it
	Recursive  bool     `db:"recursive"` // its body or a default calls itself
	OfType     uint32   `db:"of_type"`   // range type that the function comes with, or 0

	late bool // in the post-data section
	stub bool // made without body and defaults first

	target int // server_version_num that it is written for; 0: the source's
}

var functionQuery = &query{
	name: "functions",
	columns: slices.Concat([]column{
		{"oid", all("p.oid")},
		{"schema", all("n.nspname")},
		{"name", all("p.proname")},
		{"owner", all("pg_catalog.pg_get_userbyid(p.proowner)")},
		{"routine", all("p.prokind::text")},
		{"arguments", all("pg_catalog.pg_get_function_arguments(p.oid)")},
		{"signature", all("pg_catalog.pg_get_function_identity_arguments(p.oid)")},
		{"result", all("CASE WHEN p.prokind <> 'p' THEN pg_catalog.pg_get_function_result(p.oid) END")},
		{"language", all("l.lanname")},
		{"untrusted", all("NOT l.lanpltrusted")},
		{"transforms", all(`ARRAY(SELECT pg_catalog.format_type(u.t, NULL)
           FROM pg_catalog.unnest(p.protrftypes) WITH ORDINALITY u(t, i) ORDER BY u.i)`)},
		{"volatility", all("p.provolatile::text")},
		{"strict", all("p.proisstrict")},
		{"definer", all("p.prosecdef")},
		{"leakproof", all("p.proleakproof")},
		{"parallel", all("p.proparallel::text")},
		// src/backend/commands/functioncmds.c, compute_function_attributes:
		// 1 for internal and c, else 100; 1000 rows for sets, else 0.
		{"cost", all(`CASE WHEN p.procost = CASE WHEN l.lanname IN ('internal', 'c') THEN 1 ELSE 100 END
           THEN '' ELSE p.procost::text END`)},
		{"rows", all("CASE WHEN p.proretset AND p.prorows <> 1000 THEN p.prorows::text ELSE '' END")},
		{"config", all("p.proconfig")},
		{"source", all("p.prosrc")},
		{"library", all("COALESCE(p.probin, '')")},
		{"body", from(14, "pg_catalog.pg_get_function_sqlbody(p.oid)")},
		{"recursive", all(`EXISTS (SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
            AND d.refclassid = d.classid AND d.refobjid = p.oid)`)},
		{"of_type", all("COALESCE(i.refobjid, 0)")},
	}, functionColumns("support", "p.prosupport"),
		aclColumns('f', "p.proacl", "p.proowner", "pg_proc", "p.oid")),
	from: all(`FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
  LEFT JOIN pg_catalog.pg_depend i
    ON i.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND i.objid = p.oid AND i.deptype = 'i'
   AND i.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
 WHERE p.prokind::text = ANY ($1) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND (i.refobjid IS NULL OR EXISTS (SELECT FROM pg_catalog.pg_type t
        WHERE t.oid = i.refobjid AND t.typname = p.proname))`),
}

func readFunctions(ctx context.Context, r *reader) ([]Object, error) {
	return readRoutines(ctx, r, "f", "w")
}

func readProcedures(ctx context.Context, r *reader) ([]Object, error) {
	return readRoutines(ctx, r, "p")
}

func readRoutines(ctx context.Context, r *reader, kinds ...string) ([]Object, error) {
	var functions []*Function
	err := r.unlocking(ctx, func() (err error) {
		functions, err = load[Function](ctx, r.server, functionQuery, kinds)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, f := range functions {
		if f.Arguments == nil || f.Signature == nil || f.Result == nil && f.Routine != "p" {
			f.Signature = &f.Name
			return nil, vanished(f)
		}
		f.stub = f.Recursive
		if f.OfType != 0 {
			f.MemberOf = ID{Class: classType, OID: f.OfType}
		}
	}
	return objects(functions), nil
}

// Address implements Object.
func (f *Function) Address() string {
	return f.keyword() + Qualified(f.Schema, f.Name) + "(" + *f.Signature + ")"
}

func (f *Function) keyword() string {
	if f.Routine == "p" {
		return "PROCEDURE "
	}
	return "FUNCTION "
}

// noOwnerStatement implements ownerless: a function that comes with a type
// gets its owner back only where privileges were granted on it.
func (f *Function) noOwnerStatement() bool {
	return f.OfType != 0 && slices.Equal(f.ACL, f.ACLBase)
}

// Drop implements dropper.
func (f *Function) Drop() string {
	if f.OfType != 0 {
		return ""
	}
	kind, rest, _ := strings.Cut(f.Address(), " ")
	return "DROP " + kind + " IF EXISTS " + rest // may have gone with its type
}

// move implements mover: a body that groups by a primary key needs the key.
func (f *Function) move() { f.late = true }

func (f *Function) section() Section {
	if f.late {
		return PostData
	}
	return PreData
}

// postpone implements postponer: the function becomes a stub, and another
// object completes it, for bodies and defaults that call each other, as
// CREATE OR REPLACE makes them.
func (f *Function) postpone() Object {
	f.stub, f.Recursive = true, false
	d := &functionDefinition{function: f}
	d.OID, d.Schema, d.Name, d.MemberOf = f.OID, f.Schema, f.Name, f.ID
	d.ID = ID{Class: synFunctionDefinition, OID: f.OID}
	return d
}

// variant implements varier: settings that newer servers know by another name
// or not at all.
func (f *Function) variant() (int, Object) {
	since := nextChange(f.Config, f.target)
	if since == 0 {
		return 0, nil
	}
	v := *f
	v.target = since
	return since, &v
}

// obstacles implements hindered.
func (f *Function) obstacles() []Obstacle { return settingObstacles(f.Config, Altered) }

// uses implements using.
func (f *Function) uses() []Use { return []Use{{"LANGUAGE", f.Language, false}} }

// parameters implements setter.
func (f *Function) parameters() []string {
	var out []string
	for _, s := range f.Config {
		name, _, _ := strings.Cut(s, "=")
		out = append(out, name)
	}
	return out
}

// Define implements Object. A body or default that calls its own function is
// parsed before the function is there: a stub is made first.
func (f *Function) Define() []string {
	switch {
	case f.OfType != 0:
		return nil
	case f.stub && f.Recursive:
		return []string{f.createStub(), f.create("CREATE OR REPLACE ", *f.Arguments, f.body())}
	case f.stub:
		return []string{f.createStub()}
	}
	return []string{f.create("CREATE ", *f.Arguments, f.body())}
}

// createStub makes the function without what may need other functions:
// defaults, a parsed body, support function, transforms. A string for a body
// is not checked while check_function_bodies is off, and fails when called.
func (f *Function) createStub() string {
	s := *f
	s.Support, s.Transforms = "", nil
	body := f.body()
	if f.Body != nil {
		body = "AS " + Literal("this function gets its body later")
	}
	return s.create("CREATE ", *f.Signature, body)
}

func (f *Function) create(verb, arguments, body string) string {
	parts := []string{verb + f.keyword() + Qualified(f.Schema, f.Name) + "(" + arguments + ")"}
	if f.Result != nil {
		parts = append(parts, "RETURNS "+*f.Result)
	}
	parts = append(parts, strings.Join(append([]string{"LANGUAGE " + Ident(f.Language)}, f.attributes()...), " "))
	for _, setting := range settingsOf(f.Config, f.target) {
		parts = append(parts, "SET "+settingClause(setting))
	}
	return strings.Join(append(parts, body), "\n    ")
}

// attributes gives the clauses that are not the default.
func (f *Function) attributes() []string {
	var a []string
	add := func(on bool, clause string) {
		if on {
			a = append(a, clause)
		}
	}
	add(len(f.Transforms) > 0, "TRANSFORM FOR TYPE "+strings.Join(f.Transforms, ", FOR TYPE "))
	add(f.Routine == "w", "WINDOW")
	add(f.Volatility == "i", "IMMUTABLE")
	add(f.Volatility == "s", "STABLE")
	add(f.Strict, "STRICT")
	add(f.Definer, "SECURITY DEFINER")
	add(f.LeakProof, "LEAKPROOF")
	add(f.Cost != "", "COST "+f.Cost)
	add(f.Rows != "", "ROWS "+f.Rows)
	add(f.Support != "", "SUPPORT "+f.Support)
	add(f.Parallel == "s", "PARALLEL SAFE")
	add(f.Parallel == "r", "PARALLEL RESTRICTED")
	return a
}

func (f *Function) body() string {
	switch {
	case f.Body != nil:
		return *f.Body
	case f.Library != "":
		return "AS " + Literal(f.Library) + ", " + Literal(f.Source)
	}
	return "AS " + Literal(f.Source)
}

// functionDefinition puts body and defaults into a function that was made as
// a stub.
type functionDefinition struct {
	Common
	function *Function
}

// Address implements Object: comment, owner and privileges are the stub's.
func (d *functionDefinition) Address() string { return "" }

// variant implements varier.
func (d *functionDefinition) variant() (int, Object) {
	since, f := d.function.variant()
	if f == nil {
		return 0, nil
	}
	v := *d
	v.function = f.(*Function)
	return since, &v
}

// Define implements Object.
func (d *functionDefinition) Define() []string {
	f := d.function
	return []string{f.create("CREATE OR REPLACE ", *f.Arguments, f.body())}
}
