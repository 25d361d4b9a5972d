package restore

import (
	"context"
	"strings"
)

const codeNoMode Code = "timescaledb-mode"

// fixedModeQuery finds a setting of the role that keeps sessions out of restoring mode:
// timescaledb_pre_restore() changes the database's, and those of roles come before that
// (src/backend/utils/init/postinit.c, process_settings).
const fixedModeQuery = `
SELECT pg_catalog.format('ALTER ROLE %I RESET timescaledb.restoring', SESSION_USER)
  FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c
 WHERE c LIKE 'timescaledb.restoring=%'
   AND s.setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = SESSION_USER)
   AND s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
 LIMIT 1`

// restoringMode finds what would keep the restore's sessions out of TimescaleDB's restoring mode.
// Each of them is asked again when it starts: see assertRestoring.
func (p *preflight) restoringMode(ctx context.Context) error {
	mode, err := p.s.text(ctx, "SELECT pg_catalog.current_setting('timescaledb.restoring', true)::boolean::text")
	if err != nil || mode != "false" {
		return err
	}
	hint, err := p.s.text(ctx, fixedModeQuery)
	for name, value := range p.r.opts.Config.RuntimeParams {
		if strings.Contains(name+value, "timescaledb.restoring") {
			hint = "leave it out of PGOPTIONS and options"
		}
	}
	if err == nil && hint != "" {
		p.add(Error, codeNoMode, hint, "timescaledb.restoring is off for user %s, whatever the database says: "+
			"sessions would make tables and jobs of their own while rows are loaded", p.r.target.User)
	}
	return err
}
