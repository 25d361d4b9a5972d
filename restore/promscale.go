package restore

import (
	"context"
	"fmt"

	"promark/archive"
	"promark/catalog"
)

// Promscale's extension must be created in restoring mode: its script and its triggers would make
// hypertables, jobs and tables otherwise, which the rows of the archive bring.

const promscale = "promscale"

// promscaleCall works only once (it makes triggers) and with inert hooks (it changes owners of
// chunks). It runs with the rights of its owner, for whoever may call it.
const promscaleCall = "SELECT prom_api.promscale_post_restore()"

// connectorLock is the advisory lock that every running Promscale connector holds, shared
// (pkg/pgmodel/common/schema/schema.go of the connector, LockID).
const connectorLock = 5585198506344173278

// promscaleRoles are made by CREATE EXTENSION promscale (migration/incremental/003-users.sql).
var promscaleRoles = map[string]bool{"prom_reader": true, "prom_writer": true, "prom_modifier": true,
	"prom_admin": true, "prom_maintenance": true}

func (r *run) beginPromscale(ctx context.Context) error {
	if !r.has(promscale) {
		return nil
	}
	return r.createFirst(ctx, promscale)
}

// beforePromscaleLoad gives what has to happen in the transaction of a load. Loading ha_leases
// fires a trigger that writes the very rows into the log that the archive holds
// (migration/idempotent/004-ha.sql); the archive has the log behind the leases.
func beforePromscaleLoad(l loading) []string {
	log := archive.Relation{Schema: "_prom_catalog", Name: "ha_leases_logs"}
	if l.entry.Extension != promscale || l.entry.Data.Relation != log || !l.first {
		return nil
	}
	return []string{"DELETE FROM " + relation(l.entry.Data)}
}

// keepPromscaleWhole refuses a part of Promscale: its own rows are about the tables and views that
// it has made, and none works without the other.
func (r *run) keepPromscaleWhole() error {
	if !r.has(promscale) {
		return nil
	}
	kept, left := "", ""
	for i := range r.entries {
		e := &r.entries[i]
		if !(e.Kind == "EXTENSION" && e.Name == promscale || isRelation(e) && e.Facts[archive.FactPartOf] == promscale) {
			continue
		}
		if r.skip[e.ID] {
			left = describe(e)
		} else {
			kept = describe(e)
		}
	}
	if kept != "" && left != "" {
		return fmt.Errorf("Promscale cannot be restored in part: %s is selected and %s is not; "+
			"leave out rows with -s, or select other tables", kept, left)
	}
	return nil
}

// endPromscale calls the post-restore function while TimescaleDB's hooks are inert: it changes the
// owners of chunks, which they refuse with "operation not supported on chunk tables". Where all that
// it locks may not fit into the lock table, a superuser does its work in groups.
func (r *run) endPromscale(ctx context.Context) error {
	if !r.has(promscale) {
		return nil
	}
	return r.inSession(ctx, func(s *session) error {
		if done, err := r.promscaleDone(ctx, s); done || err != nil {
			return err
		}
		if r.ownersInGroups { // which can be done twice
			if err := ownPromscale(ctx, s, r.groupSize); err != nil {
				return newFailure("do the work of prom_api.promscale_post_restore", nil, "", err)
			}
			return nil
		}
		if err := r.step(ctx, s, stepPromscaleRestore, callPromscaleSQL); err != nil {
			return newFailure("call prom_api.promscale_post_restore", nil, "", err)
		}
		return nil
	})
}

// promscaleDone says that the call, which works only once, was made since the restore was cut off that
// this one goes on with: promark repair does that.
func (r *run) promscaleDone(ctx context.Context, s *session) (bool, error) {
	if !r.resumes || r.before.steps[stepPromscaleRestore] {
		return r.resumes, nil
	}
	owed, err := promscaleOwed(ctx, s)
	return err == nil && len(owed) == 0, err
}

var callPromscaleSQL = "DO LANGUAGE plpgsql " + catalog.DollarQuote(callPromscale)

// callPromscale calls the function with a table in the place of each chunk that is gone: until 2.25
// TimescaleDB keeps the row of a chunk that was dropped beneath a continuous aggregate, and the
// function changes the owner of a relation that is not there (seen on 2.9.3 with Promscale 0.8.0).
const callPromscale = `
DECLARE
  gone text[];
  name text;
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_attribute
              WHERE attrelid = '_timescaledb_catalog.chunk'::pg_catalog.regclass AND attname = 'dropped' AND NOT attisdropped) THEN
    SELECT pg_catalog.array_agg(pg_catalog.format('%I.%I', k.schema_name, k.table_name)) INTO gone
      FROM _timescaledb_catalog.chunk k
      JOIN _timescaledb_catalog.hypertable h ON k.hypertable_id IN (h.id, h.compressed_hypertable_id)
     WHERE k.dropped AND h.schema_name IN ('prom_data', '_ps_trace')
       AND pg_catalog.to_regclass(pg_catalog.format('%I.%I', k.schema_name, k.table_name)) IS NULL;
  END IF;
  FOREACH name IN ARRAY COALESCE(gone, '{}') LOOP
    EXECUTE 'CREATE TABLE ' || name || ' ()';
  END LOOP;
  PERFORM prom_api.promscale_post_restore();
  FOREACH name IN ARRAY COALESCE(gone, '{}') LOOP
    EXECUTE 'DROP TABLE ' || name;
  END LOOP;
END`

// leavesOwner says that a statement would fail for a user who is no superuser and is not needed:
// Promscale's roles may not create anything in TimescaleDB's schema, so nothing there can be given
// to them, and promscale_post_restore(), which runs as its owner, does it.
func (r *run) leavesOwner(e *archive.Entry, p archive.Part) bool {
	return p == archive.PartOwner && !r.target.Superuser && r.has(promscale) &&
		e.Schema == "_timescaledb_internal" && promscaleRoles[e.Owner]
}
