package restore

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"promark/catalog"
)

// The codes of findings.
const (
	codeVersion    Code = "server-version"
	codeStandby    Code = "standby"
	codeEncoding   Code = "encoding"
	codeLocale     Code = "locale"
	codeExtension  Code = "extension"
	codePreload    Code = "preload"
	codeLicense    Code = "timescaledb-license"
	codeScheduler  Code = "timescaledb-scheduler"
	codeRoles      Code = "roles"
	codeTablespace Code = "tablespaces"
	codeLabels     Code = "label-providers"
	codePrivileges Code = "privileges"
	codeNotEmpty   Code = "not-empty"
	codeExists     Code = "exists"
	codeLocks      Code = "locks"
	codeClients    Code = "clients"
	codeConnector  Code = "connector"
	codeSlots      Code = "connections"
	codeLeftOut    Code = "left-out"
	codeRefused    Code = "newer-server"
	codeUnfinished Code = "unfinished-restore"
	codeSalvaged   Code = "salvaged"
	codeResume     Code = "resume"
	codeMissing    Code = "missing"
)

// preflight looks at the target and finds everything that speaks against the restore, before the
// first change.
func (r *run) preflight(ctx context.Context) error {
	r.emit(PhaseStarted{PhasePreflight, 0})
	r.result.Database = r.opts.Config.Database
	s, err := r.dial(ctx, r.opts.Config.Database, "", unloaded)
	if err != nil {
		return err
	}
	defer s.close()
	if r.target, err = catalog.Connect(ctx, s.pgx); err != nil {
		return err
	}
	r.pooled = r.target.Backend != s.conn.PID()
	r.result.Database = r.target.Database
	p := &preflight{r: r, s: s, findings: findings{accept: r.opts.Accept}}
	if err := p.all(ctx); err != nil {
		return fmt.Errorf("check the target: %w", err)
	}
	if r.opts.Create && !r.onlyGlobals() {
		r.result.Database = r.newName()
	}
	r.result.Findings = p.list
	for _, f := range p.list {
		r.emit(Found{f})
	}
	return p.err()
}

func (r *run) accepted(c Code) bool { return slices.Contains(r.opts.Accept, c) }

// preflight is the checks of one restore.
type preflight struct {
	r    *run
	s    *session
	have map[string]*installed // extensions of the target, by name
	findings
}

func (p *preflight) all(ctx context.Context) error {
	if p.r.opts.Resume && !p.r.onlyGlobals() {
		if err := p.takeUp(ctx); err != nil || p.err() != nil {
			return err
		}
	}
	checks := []func(context.Context) error{p.server, p.newer, p.salvaged, p.needs, p.extensions, p.roles, p.tablespaces,
		p.labels, p.superuser, p.capacity}
	switch {
	case p.r.onlyGlobals():
		checks = []func(context.Context) error{p.server, p.roles, p.labels}
	case p.r.opts.Create && !p.r.resumes && !p.r.isMade:
		checks = append(checks, p.newDatabase)
	case p.r.opts.Create:
	case p.r.resumes:
		checks = append(checks, p.database, p.clients)
	case !p.r.opts.Selection.isAll() || p.r.opts.Clean:
		checks = append(checks, p.unfinished, p.database, p.clients)
	default:
		checks = append(checks, p.unfinished, p.database, p.empty, p.clients)
	}
	for _, check := range checks {
		if err := check(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *preflight) server(ctx context.Context) error {
	if err := p.r.target.CheckSupported(p.r.opts.AllowNewerServer); err != nil {
		p.add(Error, codeVersion, "", "%v", err)
	}
	source := p.r.manifest.Server
	if p.r.target.Major < source.VersionNum/10000 {
		p.add(Error, codeVersion, "restore into the same or a newer major version",
			"the target is PostgreSQL %s, the archive is of PostgreSQL %s", p.r.target.Version, source.Version)
	}
	if p.r.target.InRecovery {
		p.add(Error, codeStandby, "connect to the primary", "the target is a standby")
	}
	return nil
}

// database compares what only CREATE DATABASE can set.
func (p *preflight) database(ctx context.Context) error {
	want := p.r.manifest.Database
	if want.Encoding != p.r.target.Encoding {
		severity := Error
		if p.r.target.Encoding == "SQL_ASCII" {
			severity = Caution // takes every byte as it is
		}
		p.add(severity, codeEncoding, "create the database with ENCODING '"+want.Encoding+"' TEMPLATE template0",
			"the target's encoding is %s, the source's %s", p.r.target.Encoding, want.Encoding)
	}
	query := "SELECT datcollate::text || ' ' || datctype::text FROM pg_catalog.pg_database WHERE datname = $1"
	got, err := p.s.text(ctx, query, p.r.target.Database)
	if err != nil {
		return err
	}
	if source := want.Collate + " " + want.CType; got != source && want.Collate != "" {
		p.add(Caution, codeLocale, "texts may sort otherwise than on the source",
			"the target's locale (collation and ctype) is %s, the source's %s", got, source)
	}
	return nil
}

// emptyQuery finds what is in a database beside what every database has and what extensions own.
const emptyQuery = `
SELECT x.what FROM (
  SELECT 'relation ' || n.nspname || '.' || c.relname AS what, 'pg_catalog.pg_class'::pg_catalog.regclass::oid AS class, c.oid
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION ALL
  SELECT 'function ' || n.nspname || '.' || p.proname, 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION ALL
  SELECT 'type ' || n.nspname || '.' || t.typname, 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND t.typrelid = 0 AND t.typelem = 0
  UNION ALL
  SELECT 'schema ' || n.nspname, 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid
    FROM pg_catalog.pg_namespace n
   WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
  UNION ALL
  SELECT 'large object ' || l.oid, 'pg_catalog.pg_largeobject'::pg_catalog.regclass, l.oid
    FROM pg_catalog.pg_largeobject_metadata l
) x
WHERE NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend d
   WHERE d.classid = x.class AND d.objid = x.oid AND d.deptype IN ('e', 'i'))
LIMIT 6`

func (p *preflight) empty(ctx context.Context) error {
	found, err := p.s.texts(ctx, emptyQuery)
	if err != nil {
		return err
	}
	// The mark of an unfinished restore is a finding of its own.
	found = slices.DeleteFunc(found, func(what string) bool { return what == "schema "+catalog.MarkSchema })
	if len(found) == 0 {
		return nil
	}
	more := ""
	if len(found) > 5 {
		found, more = found[:5], " and more"
	}
	p.add(Error, codeNotEmpty, "restore into a new database", "database %s is not empty: it has %s%s",
		p.r.target.Database, strings.Join(found, ", "), more)
	return nil
}

// clientsQuery counts the sessions of clients. Of others' sessions an ordinary user does not see the
// kind, but their names (src/backend/utils/adt/pgstatfuncs.c, pg_stat_get_activity): TimescaleDB's
// workers have their job's number in it, and the server's have no user.
const clientsQuery = `SELECT NULLIF(pg_catalog.count(*), 0)::text FROM pg_catalog.pg_stat_activity
 WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
   AND (backend_type = 'client backend' OR backend_type IS NULL AND usesysid IS NOT NULL
        AND application_name !~ '^TimescaleDB Background Worker|\[[0-9]+\]$')`

// clients finds other sessions. With TimescaleDB they would go on with hooks that are not inert.
func (p *preflight) clients(ctx context.Context) error {
	n, err := p.countClients(ctx)
	if err != nil {
		return err
	}
	if n != "" {
		severity := Caution
		if p.r.has(timescale) {
			severity = Error
		}
		p.add(severity, codeClients, "end them, and keep them out until the restore is done",
			"%s other sessions are connected to the target", n)
	}
	return p.connector(ctx)
}

// How long to wait for sessions that are about to end, such as one that was closed just now.
const (
	clientPolls = 8
	clientPause = 125 * time.Millisecond
)

// countClients gives the number of sessions that stay, "" for none.
func (p *preflight) countClients(ctx context.Context) (n string, err error) {
	for range clientPolls {
		if n, err = p.s.text(ctx, clientsQuery); n == "" || err != nil {
			return n, err
		}
		select {
		case <-ctx.Done():
			return n, ctx.Err()
		case <-time.After(clientPause):
		}
	}
	return n, nil
}

func (p *preflight) connector(ctx context.Context) error {
	held, err := p.s.text(ctx, `SELECT EXISTS (SELECT FROM pg_catalog.pg_locks
 WHERE locktype = 'advisory' AND objsubid = 1
   AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
   AND (classid::int8 << 32 | objid::int8) = $1::text::int8)::text`, strconv.FormatInt(connectorLock, 10))
	if err == nil && held == "true" {
		p.add(Error, codeConnector, "stop it", "a Promscale connector is connected to the target")
	}
	return err
}
