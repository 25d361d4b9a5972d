package catalog

import "fmt"

// What a dump must know about Promscale.

// promscaleName is the name of the extension.
const promscaleName = "promscale"

// promscaleType knows the extension's base types: their send and receive
// functions are those of uuid and jsonb
// (migration/incremental/015-tracing-redesign.sql).
func promscaleType(t *dataType) bool {
	if t.Extension != promscaleName {
		return false
	}
	switch t.Name {
	case "trace_id", "tag_map", "tag_v":
		return true
	}
	return false
}

// promscaleOrder puts the log of the high-availability leases behind the
// leases: a trigger of the leases writes into the log, so that a restore
// empties it in between (migration/idempotent/004-ha.sql).
func promscaleOrder(d *TableData, c *configuration) []ID {
	if d.Configof != promscaleName || d.Schema != "_prom_catalog" || d.Name != "ha_leases_logs" {
		return nil
	}
	if leases := c.find("_prom_catalog", "ha_leases"); leases != nil {
		return []ID{{Class: synTableData, OID: leases.OID}}
	}
	return nil
}

// rolesOfExtensions gives the extension that makes roles, if it is there, and
// their names (migration/incremental/003-users.sql). They are the server's,
// and CREATE EXTENSION makes those that are missing.
func rolesOfExtensions(objects []Object) (*Extension, map[string]bool) {
	for _, o := range objects {
		if e, ok := o.(*Extension); ok && e.Name == promscaleName {
			return e, map[string]bool{"prom_reader": true, "prom_writer": true, "prom_modifier": true,
				"prom_admin": true, "prom_maintenance": true}
		}
	}
	return nil, nil
}

// checkPromscale refuses a Promscale that no target can hold, and tells of one
// that no server can create any more.
func (r *reader) checkPromscale(objects []Object) error {
	versions := map[string]string{}
	for _, o := range objects {
		if e, ok := o.(*Extension); ok {
			versions[e.Name] = e.Version
		}
	}
	version, found := versions[promscaleName]
	if !found {
		return nil
	}
	if why := PromscaleRefused(version); why != "" {
		return fmt.Errorf("read extensions: %s", why)
	}
	if why := PromscaleTooOld(version, versions[timescaleName]); why != "" {
		r.notices = append(r.notices, why+": this dump cannot be restored. Keep a dump from before TimescaleDB was updated, "+
			"or copies of the server's files (pg_basebackup)")
	}
	return nil
}
