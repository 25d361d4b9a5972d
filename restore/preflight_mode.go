package restore

import "context"

const codeMode Code = "timescaledb-mode"

// fixedModeQuery gives what to do about a setting that keeps sessions out of restoring mode:
// timescaledb_pre_restore() changes the database's, and those of roles and of the connection itself
// come before that (src/backend/utils/init/postinit.c, process_settings). Without the extension
// pg_settings does not show the setting.
const fixedModeQuery = `
WITH settings AS (
  SELECT s.setrole, s.setdatabase FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c
   WHERE c LIKE 'timescaledb.restoring=%' AND s.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = SESSION_USER))
     AND s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())))
SELECT CASE WHEN EXISTS (SELECT FROM settings WHERE setrole > 0)
            THEN pg_catalog.format('ALTER ROLE %I RESET timescaledb.restoring', SESSION_USER)
            WHEN NOT EXISTS (SELECT FROM settings)
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_settings WHERE name = 'timescaledb.restoring' AND source <> 'client')
            THEN 'leave it out of PGOPTIONS and options' END
 WHERE pg_catalog.current_setting('timescaledb.restoring', true) = 'off'`

// restoringMode finds what would keep the restore's sessions out of TimescaleDB's restoring mode.
// Each of them is asked again when it starts: see assertRestoring.
func (p *preflight) restoringMode(ctx context.Context) error {
	hint, err := p.s.text(ctx, fixedModeQuery)
	if err == nil && hint != "" {
		p.add(Error, codeMode, hint, "timescaledb.restoring is off for user %s, whatever the database says: "+
			"sessions would make tables and jobs of their own while rows are loaded", p.r.target.User)
	}
	return err
}
