package restore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// ScriptOptions says what to write as SQL.
type ScriptOptions struct {
	// Options: File or Pipe is the archive; Create and DatabaseName, what is left out, versions of
	// extensions, Interrupt and Progress mean what they mean for Run. The rest is not used.
	Options
	// Output gets the script.
	Output io.Writer
	// Commit is called when all of it is written and nothing is wrong; nil: nothing to do.
	Commit func() error
	// TargetMajor is the version of PostgreSQL that will run the script; 0 is the source's.
	TargetMajor int
	// Lossy accepts values that text cannot carry.
	Lossy bool
}

// ScriptResult says what Script did.
type ScriptResult struct {
	Database    string // the source's name
	Entries     int
	Rows, Bytes int64 // Bytes are those of the script
	Lost        []LostValues
	Findings    []Finding // what the version that the script is for takes otherwise
}

// LostValues counts floats of a relation that are NaN with a payload: text says NaN and no more.
type LostValues struct {
	Relation archive.Relation
	Values   int64
}

// LossError says that text cannot carry all values.
type LossError struct{ Lost []LostValues }

func (e *LossError) Error() string {
	var b strings.Builder
	b.WriteString("text cannot carry the payload of NaN (Prometheus marks stale series with one):")
	for i, l := range e.Lost {
		if i == maxLostNames {
			fmt.Fprintf(&b, "\n  and %d relations more", len(e.Lost)-i)
			break
		}
		fmt.Fprintf(&b, "\n  %s: %d values", catalog.Qualified(l.Relation.Schema, l.Relation.Name), l.Values)
	}
	return b.String()
}

// maxLostNames bounds the relations that a LossError names.
const maxLostNames = 20

// Script writes an archive as SQL that psql runs: the same entries in the same order as Run, rows
// as text COPY. It reads rows one at a time, from a file or from a pipe. Without Lossy, values that
// text cannot carry are an error (*LossError) once all rows were looked at, and the script ends at
// the first of them with a statement that fails.
func Script(ctx context.Context, opts ScriptOptions) (*ScriptResult, error) {
	r := &run{opts: opts.Options, workers: 1, script: true, result: &Result{},
		created: map[uint32]bool{}, loadedStreams: map[uint32]bool{}}
	s := &scripter{r: r, opts: opts, decoder: archive.NewDecoder(), streams: map[uint32]*comingStream{},
		rows: map[uint32]*scriptRows{}, lost: map[uint32]int64{}}
	s.out.w = opts.Output
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	err := s.run(ctx)
	result := &ScriptResult{Database: s.database(), Entries: s.entries, Rows: s.rowCount, Bytes: s.out.bytes, Lost: s.losses(), Findings: s.findings}
	if err == nil && len(result.Lost) > 0 && !opts.Lossy {
		err = &LossError{result.Lost}
	}
	if err != nil {
		s.abandon()
		if r.pipe != nil {
			r.interrupt()
		}
		return result, err
	}
	if opts.Commit != nil {
		return result, opts.Commit()
	}
	return result, nil
}

// scripter is one script under way.
type scripter struct {
	r       *run
	opts    ScriptOptions
	out     scriptOutput
	decoder *archive.Decoder

	streams   map[uint32]*comingStream
	rows      map[uint32]*scriptRows // by entry, while rows may come
	copying   *archive.Entry         // whose COPY is open
	pages     pageRun
	lost      map[uint32]int64 // by entry
	abandoned bool
	findings  []Finding
	entries   int
	rowCount  int64
}

func (s *scripter) database() string {
	if s.r.manifest == nil {
		return ""
	}
	return s.r.manifest.Database.Name
}

func (s *scripter) run(ctx context.Context) error {
	if s.opts.Output == nil {
		return errors.New("script: no output is given")
	}
	if err := s.r.openArchive(ctx); err != nil {
		return err
	}
	if err := s.chooseTarget(); err != nil {
		return err
	}
	if err := s.newerTarget(ctx); err != nil {
		return err
	}
	if err := s.r.check(ctx); err != nil {
		return err
	}
	s.r.emit(s.r.totals())
	s.head()
	for _, step := range []func(context.Context) error{
		s.globals,
		s.createDatabase,
		s.begin,
		s.createExtensions,
		s.preData,
		s.data,
		s.privileges,
		s.postRestore,
		s.final,
		s.finish,
	} {
		if err := step(ctx); err != nil {
			return err
		}
		if s.out.err != nil {
			return fmt.Errorf("write the script: %w", s.out.err)
		}
	}
	return s.out.flush()
}

// chooseTarget makes a server of what is known of it.
func (s *scripter) chooseTarget() error {
	source := s.r.manifest.Server.VersionNum
	version, major := source, source/10000
	if s.opts.TargetMajor != 0 && s.opts.TargetMajor != major {
		major = s.opts.TargetMajor
		version = major * 10000
	}
	switch {
	case version < source:
		return fmt.Errorf("a script for PostgreSQL %d: the source is %d, and what it has an older server may not know",
			major, source/10000)
	case major > catalog.NewestServer && !s.opts.AllowNewerServer:
		return fmt.Errorf("a script for PostgreSQL %d: the newest known version is %d", major, catalog.NewestServer)
	}
	s.r.target = &catalog.Server{VersionNum: version, Major: major, Superuser: true}
	s.r.versions = map[string]string{}
	for _, x := range s.r.manifest.Extensions {
		s.r.versions[x.Name] = x.Version
		if v, ok := s.opts.ExtensionVersions[x.Name]; ok {
			s.r.versions[x.Name] = v
		}
	}
	return nil
}

// head says what the script is, and makes psql stop at the first error. It comes before all that
// the archive has a hand in.
func (s *scripter) head() {
	m := s.r.manifest
	s.out.comment("PostgreSQL script by promark; run it with psql into an empty database")
	s.out.comment("source: database " + m.Database.Name + ", PostgreSQL " + m.Server.Version)
	s.out.comment(fmt.Sprintf("for PostgreSQL %d; psql stops at the first error", s.r.target.Major))
	if s.r.has(promscale) {
		s.out.comment(fmt.Sprintf("promscale_post_restore() may lock %d relations in one transaction: "+
			"max_locks_per_transaction * (max_connections + max_prepared_transactions) should be as much", s.r.promscaleLocks()))
	}
	for _, line := range []string{"ON_ERROR_STOP on", "AUTOCOMMIT on", "SINGLELINE off"} {
		s.out.raw(`\set ` + line + "\n")
	}
}

// createDatabase makes the database and connects to it.
func (s *scripter) createDatabase(context.Context) error {
	if !s.opts.Create || s.r.onlyGlobals() {
		return nil
	}
	name := s.r.newName()
	if strings.ContainsAny(name, "\r\n\x00") || name == "" {
		return fmt.Errorf("a script cannot connect to a database called %q: psql takes no name with a line end", name)
	}
	s.settings()
	if err := s.statement(s.r.createDatabaseSQL()); err != nil {
		return err
	}
	value := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name)
	s.out.raw(`\connect -reuse-previous=on "dbname='` + strings.ReplaceAll(value, `"`, `""`) + "'\"\n")
	return nil
}

// settings makes the session's settings those under which everything in the archive is meant.
// Until standard_conforming_strings is on, nothing may have a backslash in quotes.
func (s *scripter) settings() {
	if s.r.has(timescale) {
		s.out.raw(withLibrary + ";\n")
	}
	s.out.raw("SET client_encoding = " + catalog.Literal(s.r.manifest.Database.Encoding) + ";\n")
	s.out.raw("SET standard_conforming_strings = on;\nSET statement_timeout = 0;\n")
	s.out.raw(catalog.PinScript(catalog.Restoring, s.r.manifest.Database.Encoding) + ";\n")
	s.out.raw("SET synchronous_commit = off;\n")
}

// reconnect starts a new session.
func (s *scripter) reconnect() {
	s.endRows()
	s.out.raw("\\connect -\n")
	s.settings()
}

// begin refuses a server that is not the one that the statements were chosen for, and a database
// that is not empty, unless the archive is only a part of one.
func (s *scripter) begin(context.Context) error {
	if s.r.onlyGlobals() {
		return nil
	}
	s.settings()
	if err := s.checkVersion(); err != nil || s.r.manifest.Facts[archive.FactFilter] != "" || !s.opts.Selection.isAll() {
		return err
	}
	return s.block(`
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                                 WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                   AND d.objid = c.oid AND d.deptype = 'e')) THEN
    RAISE EXCEPTION 'the database is not empty';
  END IF;
END`)
}

func (s *scripter) checkVersion() error {
	return s.block(fmt.Sprintf(`
BEGIN
  IF pg_catalog.current_setting('server_version_num')::pg_catalog.int4 / 10000 <> %d THEN
    RAISE EXCEPTION 'this script is for PostgreSQL %d'
      USING HINT = 'Write it again with --target-version.';
  END IF;
END`, s.r.target.Major, s.r.target.Major))
}

// block writes an anonymous block.
func (s *scripter) block(body string) error {
	return s.statement("DO LANGUAGE plpgsql " + catalog.DollarQuote(body))
}

// statement writes one statement.
func (s *scripter) statement(sql string) error {
	safe, err := forPsql(strings.TrimRight(sql, "; \n"))
	if err != nil {
		return fmt.Errorf("%w: %s", err, shortSQL(sql))
	}
	s.endRows()
	s.out.raw(safe)
	s.out.raw(";\n")
	return nil
}

// shortSQL is the beginning of a statement, for messages.
func shortSQL(sql string) string {
	if len(sql) > 200 {
		return sql[:200] + " ..."
	}
	return sql
}

// entry writes the statements of an entry.
func (s *scripter) entry(e *archive.Entry) error {
	statements := s.r.wanted(e)
	if len(statements) > 0 {
		s.endRows()
		s.out.comment(describe(e))
	}
	if isConditional(e) && len(statements) > 0 {
		if err := s.conditional(e, statements); err != nil {
			return fmt.Errorf("write %s: %w", describe(e), err)
		}
		statements = nil
	}
	for _, one := range statements {
		if err := s.statement(one.SQL); err != nil {
			return fmt.Errorf("write %s: %w", describe(e), err)
		}
	}
	if s.r.createsExtension(e) && len(statements) > 0 {
		s.settings() // the extension's script may have changed some: Promscale's sets search_path
	}
	s.entries++
	s.r.emit(EntryDone{e})
	return nil
}

// phase writes the statements of entries in the archive's order.
func (s *scripter) phase(p Phase, include func(*archive.Entry) bool) error {
	s.r.emit(PhaseStarted{p, 0})
	for _, e := range s.r.pick(include) {
		if err := s.entry(e); err != nil {
			return err
		}
	}
	return nil
}

func (s *scripter) preData(context.Context) error {
	return s.phase(PhaseDefinitions, s.r.isPreData)
}

func (s *scripter) privileges(context.Context) error {
	return s.phase(PhasePrivileges, s.r.isPrivilege)
}

func (s *scripter) final(context.Context) error { return s.phase(PhaseFinal, isFinal) }

// finish gathers statistics, sets what belongs to the database itself, and makes everything
// durable: a synchronous commit takes all earlier ones along.
func (s *scripter) finish(context.Context) error {
	s.endRows()
	if err := s.analyze(); err != nil {
		return err
	}
	if s.opts.Create && !s.r.onlyGlobals() {
		for _, sql := range s.r.databaseProperties() {
			if err := s.statement(sql); err != nil {
				return err
			}
		}
	}
	s.out.raw("SET synchronous_commit = on;\nCREATE TEMPORARY TABLE promark_flush ();\nDROP TABLE pg_temp.promark_flush;\n")
	s.out.comment("end of the script")
	return nil
}

// analyze gathers the statistics that a restore would gather.
func (s *scripter) analyze() error {
	if s.opts.NoAnalyze || s.r.onlyGlobals() {
		return nil
	}
	return s.block(fmt.Sprintf(`
DECLARE
  name text;
BEGIN
  FOR name IN SELECT q.name FROM (%s) q (name, size, parent) LOOP
    EXECUTE 'ANALYZE ' || name;
  END LOOP;
END`, s.r.analyzeList()))
}

// abandon ends what was written so far with a statement that fails: whoever runs it must not take
// it for the whole.
func (s *scripter) abandon() {
	if s.abandoned {
		return
	}
	s.abandoned = true
	s.endRows()
	s.out.raw("DO LANGUAGE plpgsql $$BEGIN RAISE EXCEPTION 'promark: the script is incomplete'; END$$;\n")
	s.out.flush()
}
