package catalog

import "context"

// TimescaleFacts is what a restore must know of TimescaleDB before it begins.
type TimescaleFacts struct {
	License   string // the setting; with apache no compressed row can be loaded
	JobOwners []*JobOwner
	// Tablespaces are attached to hypertables: new chunks go there, even if
	// nothing is in one yet.
	Tablespaces []string
}

// JobOwner is a role that jobs belong to. It need not own any object.
type JobOwner struct {
	Role      string `db:"role"`
	Superuser bool   `db:"superuser"`
	Jobs      string `db:"jobs"` // numbers and procedures
}

type licenseRow struct {
	License string `db:"license"`
	Jobs    string `db:"jobs"` // the table of jobs
}

// The table moved in 2.25, and left a view of its name behind.
var licenseQuery = &query{
	name: "settings of timescaledb",
	columns: []column{
		{"license", all("COALESCE(pg_catalog.current_setting('timescaledb.license', true), '')")},
		{"jobs", all(`COALESCE((SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relname = 'bgw_job' AND c.relkind = 'r' AND n.nspname IN ('_timescaledb_config', '_timescaledb_catalog')), '')`)},
	},
	from: all(""),
}

// jobOwners reads who owns the jobs that a dump has: the others come with the
// extension. Until 2.10 owner is a name, then a regrole, whose text is a quoted
// name.
func jobOwners(ctx context.Context, s *Server, table string) ([]*JobOwner, error) {
	return load[JobOwner](ctx, s, &query{
		name: "owners of jobs",
		columns: []column{
			{"role", all("COALESCE(r.rolname, j.owner::text)")},
			{"superuser", all("COALESCE(r.rolsuper, false)")},
			{"jobs", all("pg_catalog.string_agg(j.id || ' ' || j.proc_name, ', ' ORDER BY j.id)")},
		},
		from: all("FROM " + table + ` j
  LEFT JOIN pg_catalog.pg_roles r ON j.owner::text IN (r.rolname::text, pg_catalog.quote_ident(r.rolname))
 WHERE j.id >= 1000 GROUP BY 1, 2 ORDER BY 1`),
	})
}

var attachedQuery = &query{
	name:    "tablespaces of hypertables",
	columns: []column{{"name", all("t.tablespace_name")}},
	from:    all("FROM _timescaledb_catalog.tablespace t GROUP BY 1 ORDER BY 1"),
}

// timescaleFacts gives nil without the extension.
func timescaleFacts(ctx context.Context, s *Server, extensions []ExtensionVersion) (*TimescaleFacts, error) {
	for _, e := range extensions {
		if e.Name != timescaleName {
			continue
		}
		rows, err := load[licenseRow](ctx, s, licenseQuery)
		if err != nil {
			return nil, err
		}
		facts := &TimescaleFacts{License: rows[0].License}
		if rows[0].Jobs == "" {
			return facts, nil
		}
		if facts.JobOwners, err = jobOwners(ctx, s, rows[0].Jobs); err != nil {
			return nil, err
		}
		facts.Tablespaces, err = loadNames(ctx, s, attachedQuery)
		return facts, err
	}
	return nil, nil
}
