package catalog

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
)

var update = flag.Bool("update", false, "rewrite the wanted SQL in testdata/ddl")

// ddlDir holds a case per file: SQL that makes objects (-- setup --), and the
// SQL that a dump must give (-- want --). A section for some servers only
// (-- want 12-14 --, -- setup 18 --) replaces the one for all; the narrowest
// wins. "-- skip 12-13 because ... --" leaves servers out. Owners that are
// the test's own user are not written. The roles in goldenRoles exist. A case
// in which pg_dump is known to be wrong says so: "-- oracle 18 because ... --".
// upgrade tells of "-- upgrade ... --".
const ddlDir = "../testdata/ddl"

// goldenRoles are what cases grant to and give objects to.
var goldenRoles = []string{"alice", "bob", "Carol \"C\"", "träger"}

func makeRoles(t *testing.T, db *pgtest.DB) {
	for _, role := range goldenRoles {
		db.Exec(t, fmt.Sprintf(`DO $$ BEGIN CREATE ROLE %s; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
			Ident(role)))
	}
}

// goldenCase is a parsed file.
type goldenCase struct {
	path     string
	name     string
	sections []goldenSection
}

type goldenSection struct {
	kind        string // setup, want, skip, oracle or upgrade
	first, last int
	to, toLast  int // of upgrade
	reason      string
	text        string
}

var sectionLine = regexp.MustCompile(`^-- (setup|want|skip|oracle|upgrade)(?: (\d+)(?:-(\d+))?)?(?: to (\d+)(?:-(\d+))?)?(?: because (.*))? --$`)

func parseGolden(path string) (*goldenCase, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &goldenCase{path: path, name: strings.TrimSuffix(filepath.Base(path), ".sql")}
	for i, line := range strings.SplitAfter(string(text), "\n") {
		m := sectionLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m != nil {
			s := goldenSection{kind: m[1], reason: m[6]}
			s.first, s.last = versionRange(m[2], m[3])
			s.to, s.toLast = versionRange(m[4], m[5])
			if s.kind != "setup" && s.kind != "want" && s.reason == "" {
				return nil, fmt.Errorf("%s:%d: %s without a reason", path, i+1, s.kind)
			}
			c.sections = append(c.sections, s)
			continue
		}
		if len(c.sections) == 0 {
			continue // a comment at the head
		}
		c.sections[len(c.sections)-1].text += line
	}
	if c.section("setup", NewestServer) == nil && c.section("setup", OldestServer) == nil {
		return nil, fmt.Errorf("%s: no setup section", path)
	}
	return c, nil
}

// goldenCases gives all cases, by name.
func goldenCases(t *testing.T) []*goldenCase {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(ddlDir, "*.sql"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in %s: %v", ddlDir, err)
	}
	cases := make([]*goldenCase, len(paths))
	for i, path := range paths {
		if cases[i], err = parseGolden(path); err != nil {
			t.Fatal(err)
		}
	}
	return cases
}

// versionRange reads "12" or "12-14"; nothing is all.
func versionRange(first, last string) (from, to int) {
	if first == "" {
		return OldestServer, NewestServer
	}
	from, _ = strconv.Atoi(first)
	if last == "" {
		return from, from
	}
	to, _ = strconv.Atoi(last)
	return from, to
}

// exception gives the section that says why a case looks otherwise after a
// restore into a newer server, or nil.
func (c *goldenCase) exception(from, to int) *goldenSection {
	for i := range c.sections {
		s := &c.sections[i]
		if s.kind == "upgrade" && s.first <= from && from <= s.last && s.to <= to && to <= s.toLast {
			return s
		}
	}
	return nil
}

// section gives the narrowest section for a server version, or nil.
func (c *goldenCase) section(kind string, major int) *goldenSection {
	var best *goldenSection
	for i := range c.sections {
		s := &c.sections[i]
		if s.kind == kind && s.first <= major && major <= s.last &&
			(best == nil || s.last-s.first < best.last-best.first) {
			best = s
		}
	}
	return best
}

// TestGoldenDDL: the SQL for a set of objects is the wanted one; it loads
// into an empty database; the copy gives the same SQL again; and the original
// pg_dump sees no difference between the two. Then it goes into newer servers
// (see upgrade). "make conformance" does it on every server and into every
// newer one, "make test" on a sample.
func TestGoldenDDL(t *testing.T) {
	for _, c := range goldenCases(t) {
		t.Run(c.name, func(t *testing.T) {
			if *update {
				c.rewrite(t)
			}
			majors := pgtest.Sample(t, c.name)
			for i, major := range majors {
				if c.section("skip", major) != nil {
					continue
				}
				var read *Catalog
				t.Run(strconv.Itoa(major), func(t *testing.T) { read = c.check(t, major) })
				for _, newer := range majors[i+1:] {
					t.Run(fmt.Sprintf("%d to %d", major, newer), func(t *testing.T) { c.upgrade(t, read, newer) })
				}
			}
		})
	}
}

// check gives the catalog of the case's objects.
func (c *goldenCase) check(t *testing.T, major int) *Catalog {
	want := c.section("want", major)
	source, read, got := c.source(t, major)
	if want == nil {
		t.Errorf("%s has no -- want -- for %d; run make golden", c.path, major)
	} else if got != want.text {
		t.Errorf("%s on %d: %s", c.path, major, firstDifference(want.text, got))
	}
	target := pgtest.Get(t, major).NewDatabase(t)
	loadStatements(t, target, read)
	if again := goldenText(readDatabase(t, target)); again != got {
		t.Errorf("%s on %d, copy: %s", c.path, major, firstDifference(got, again))
	}
	if c.section("oracle", major) == nil {
		sameDump(t, source, target)
	}
	return read
}

// upgrade makes a case's objects on a newer server. All statements for the
// target's version must load. The copy must give the SQL that the case wants
// of the target's own version, where its objects are made by the same
// statements there; a case in which that cannot be says so:
// "-- upgrade 12-14 to 15-18 because ... --".
func (c *goldenCase) upgrade(t *testing.T, read *Catalog, to int) {
	if read == nil {
		t.Fatal("the source was not read")
	}
	target := pgtest.Get(t, to).NewDatabase(t)
	makeRoles(t, target)
	executeAll(t, target, restoreOrderFor(read, to*10000))
	got := goldenText(readDatabase(t, target))
	from := read.Server.Major
	if c.exception(from, to) != nil || c.section("setup", from) != c.section("setup", to) || c.section("skip", to) != nil {
		return
	}
	if want := c.section("want", to).text; withoutPublic(got, from, to) != withoutPublic(want, from, to) {
		t.Errorf("the copy gives: %s", firstDifference(withoutPublic(want, from, to), withoutPublic(got, from, to)))
	}
}

// withoutPublic leaves out what the schema public of older servers has and
// newer ones do not: it is kept as it was (PostgreSQL 15 changed its owner
// and its privileges).
func withoutPublic(text string, from, to int) string {
	if from >= 15 || to < 15 {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.Contains(line, ` SCHEMA "public" `) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// source makes the case's objects and reads them.
func (c *goldenCase) source(t *testing.T, major int) (*pgtest.DB, *Catalog, string) {
	db := pgtest.Get(t, major).NewDatabase(t)
	makeRoles(t, db)
	db.Exec(t, c.section("setup", major).text)
	read := readDatabase(t, db)
	return db, read, goldenText(read)
}

// readDatabase reads a catalog as a dump does.
func readDatabase(t testing.TB, db *pgtest.DB) *Catalog {
	t.Helper()
	read, err := tryRead(t, db)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func tryRead(t testing.TB, db *pgtest.DB, before ...string) (*Catalog, error) {
	t.Helper()
	return tryReadWith(t, db, Options{}, before...)
}

// tryReadWith reads a part, or more, of a catalog; before runs in the session
// once it is pinned.
func tryReadWith(t testing.TB, db *pgtest.DB, o Options, before ...string) (*Catalog, error) {
	t.Helper()
	ctx := context.Background()
	conn := db.Conn(t)
	if err := Pin(ctx, conn.PgConn(), Reading, ""); err != nil {
		t.Fatal(err)
	}
	for _, sql := range before {
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(ctx)
	s, err := Connect(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	return o.Read(ctx, s)
}

// restoreOrder gives the statements for the source's own version in the
// order of a restore: objects, privileges, final pass.
func restoreOrder(c *Catalog) []Statement { return restoreOrderFor(c, c.Server.VersionNum) }

// restoreOrderFor gives the statements for a target's server_version_num.
func restoreOrderFor(c *Catalog, version int) []Statement {
	var main, privileges, final []Statement
	for _, item := range c.Items {
		if optionalKinds[item.Kind.Name] {
			continue
		}
		for _, s := range item.Statements {
			switch {
			case s.Since > version || s.Until != 0 && s.Until <= version:
			case item.Pass == FinalPass:
				final = append(final, s)
			case s.Part == Privilege || item.Pass == PrivilegesPass:
				privileges = append(privileges, s)
			default:
				main = append(main, s)
			}
		}
	}
	return append(append(main, privileges...), final...)
}

func goldenText(c *Catalog) string {
	var b strings.Builder
	for _, s := range restoreOrder(c) {
		if s.Part == Owner && strings.HasSuffix(s.SQL, " OWNER TO "+Ident(pgtest.Superuser)) {
			continue
		}
		b.WriteString(s.SQL + ";\n")
	}
	return b.String()
}

// loadStatements executes everything, one statement after the other.
func loadStatements(t *testing.T, db *pgtest.DB, c *Catalog) {
	t.Helper()
	executeAll(t, db, restoreOrder(c))
}

func executeAll(t *testing.T, db *pgtest.DB, statements []Statement) {
	t.Helper()
	ctx := context.Background()
	conn := db.Conn(t)
	if err := Pin(ctx, conn.PgConn(), Restoring, ""); err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := conn.PgConn().Exec(ctx, s.SQL).ReadAll(); err != nil {
			t.Errorf("load: %v\n%s", err, s.SQL)
		}
	}
}

// firstDifference shows where two texts part.
func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := 0; i < len(a) || i < len(b); i++ {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d differs\nwant: %s\n got: %s", i+1, excerpt(a, i), excerpt(b, i))
		}
	}
	return "equal"
}

func excerpt(lines []string, at int) string {
	if at >= len(lines) {
		return "(end)"
	}
	return strings.Join(lines[at:min(at+4, len(lines))], "\n      ")
}

// rewrite runs the case on all servers and writes what it gives: one section
// for all servers if they agree, else one for each range that does.
func (c *goldenCase) rewrite(t *testing.T) {
	text := map[int]string{}
	var majors []int
	for _, major := range pgtest.Versions() {
		if c.section("skip", major) == nil {
			_, _, text[major] = c.source(t, major)
			majors = append(majors, major)
		}
	}
	kept := c.sections[:0]
	for _, s := range c.sections {
		if s.kind != "want" {
			kept = append(kept, s)
		}
	}
	c.sections = append(kept, wantSections(majors, text)...)
	file, err := os.ReadFile(c.path)
	if err != nil {
		t.Fatal(err)
	}
	head := ""
	for line := range strings.Lines(string(file)) {
		if sectionLine.MatchString(strings.TrimSuffix(line, "\n")) {
			break
		}
		head += line
	}
	if err := os.WriteFile(c.path, []byte(head+c.format()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func wantSections(majors []int, text map[int]string) []goldenSection {
	var out []goldenSection
	for _, m := range majors {
		if n := len(out); n > 0 && out[n-1].text == text[m] {
			out[n-1].last = m
			continue
		}
		out = append(out, goldenSection{kind: "want", first: m, last: m, text: text[m]})
	}
	if len(out) == 1 {
		out[0].first, out[0].last = OldestServer, NewestServer
	}
	return out
}

func (c *goldenCase) format() string {
	var b strings.Builder
	for _, s := range c.sections {
		b.WriteString("-- " + s.kind)
		b.WriteString(rangeText(" ", s.first, s.last))
		if s.kind == "upgrade" {
			b.WriteString(rangeText(" to ", s.to, s.toLast))
		}
		if s.reason != "" {
			b.WriteString(" because " + s.reason)
		}
		b.WriteString(" --\n" + s.text)
	}
	return b.String()
}

func rangeText(before string, first, last int) string {
	switch {
	case first == OldestServer && last == NewestServer:
		return ""
	case first == last:
		return fmt.Sprintf("%s%d", before, first)
	}
	return fmt.Sprintf("%s%d-%d", before, first, last)
}
