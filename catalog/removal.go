package catalog

import (
	"fmt"
	"regexp"
	"strings"
)

// removal is something built in that servers from a major version on no
// longer have. TestRemovals compares this table with the servers.
type removal struct {
	kind  string // "function", "operator", "column"
	name  string // as regprocedure or regoperator gives it; relation.column
	since int
	now   string // function that takes its place and all calls of it, "" if there is none
}

var removals = []removal{
	{"operator", "!!(NONE,bigint)", 14, ""},
	{"operator", "!(bigint,NONE)", 14, ""},
	{"operator", "@(box,box)", 14, ""},
	{"operator", "@(circle,circle)", 14, ""},
	{"operator", "@(lseg,box)", 14, ""},
	{"operator", "@(lseg,line)", 14, ""},
	{"operator", "@(point,box)", 14, ""},
	{"operator", "@(point,circle)", 14, ""},
	{"operator", "@(point,line)", 14, ""},
	{"operator", "@(point,lseg)", 14, ""},
	{"operator", "@(point,path)", 14, ""},
	{"operator", "@(point,polygon)", 14, ""},
	{"operator", "@(polygon,polygon)", 14, ""},
	{"operator", "~(aclitem[],aclitem)", 14, ""},
	{"operator", "~(box,box)", 14, ""},
	{"operator", "~(circle,circle)", 14, ""},
	{"operator", "~(circle,point)", 14, ""},
	{"operator", "~(path,point)", 14, ""},
	{"operator", "~(polygon,point)", 14, ""},
	{"operator", "~(polygon,polygon)", 14, ""},
	{"operator", "##(line,box)", 15, ""},
	{"operator", "##(lseg,line)", 15, ""},
	{"operator", "<->(box,line)", 15, ""},
	{"operator", "<->(line,box)", 15, ""},
	{"operator", "@@(NONE,path)", 15, ""},

	{"function", "opaque_in(cstring)", 13, ""},
	{"function", "opaque_out(opaque)", 13, ""},
	{"function", "numeric_fac(bigint)", 14, ""},
	{"function", "close_lb(line,box)", 15, ""},
	{"function", "close_sl(lseg,line)", 15, ""},
	{"function", "dist_bl(box,line)", 15, ""},
	{"function", "dist_lb(line,box)", 15, ""},
	{"function", "path_center(path)", 15, ""},
	{"function", "point(path)", 15, ""},
	{"function", "pg_backup_start_time()", 15, ""},
	{"function", "pg_is_in_backup()", 15, ""},
	{"function", "pg_start_backup(text,boolean,boolean)", 15, ""},
	{"function", "pg_stop_backup()", 15, ""},
	{"function", "pg_stop_backup(boolean,boolean)", 15, ""},
	{"function", "interval_accum(interval[],interval)", 17, ""},
	{"function", "interval_accum_inv(interval[],interval)", 17, ""},
	{"function", "interval_avg(interval[])", 17, ""},
	{"function", "interval_combine(interval[],interval[])", 17, ""},
	{"function", "pg_read_file_old(text,bigint,bigint)", 17, ""},
	{"function", "pg_rotate_logfile_old()", 17, ""},
	{"function", "pg_stat_get_bgwriter_buf_written_checkpoints()", 17, ""},
	{"function", "pg_stat_get_bgwriter_requested_checkpoints()", 17, ""},
	{"function", "pg_stat_get_bgwriter_timed_checkpoints()", 17, ""},
	{"function", "pg_stat_get_buf_fsync_backend()", 17, ""},
	{"function", "pg_stat_get_buf_written_backend()", 17, ""},
	{"function", "pg_stat_get_checkpoint_sync_time()", 17, ""},
	{"function", "pg_stat_get_checkpoint_write_time()", 17, ""},
	{"function", "pg_timezone_abbrevs()", 18, ""},

	{"function", "get_bit(bytea,integer)", 13, "get_bit(bytea,bigint)"},
	{"function", "set_bit(bytea,integer,integer)", 13, "set_bit(bytea,bigint,integer)"},
	{"function", "array_append(anyarray,anyelement)", 14, "array_append(anycompatiblearray,anycompatible)"},
	{"function", "array_cat(anyarray,anyarray)", 14, "array_cat(anycompatiblearray,anycompatiblearray)"},
	{"function", "array_position(anyarray,anyelement)", 14, "array_position(anycompatiblearray,anycompatible)"},
	{"function", "array_position(anyarray,anyelement,integer)", 14, "array_position(anycompatiblearray,anycompatible,integer)"},
	{"function", "array_positions(anyarray,anyelement)", 14, "array_positions(anycompatiblearray,anycompatible)"},
	{"function", "array_prepend(anyelement,anyarray)", 14, "array_prepend(anycompatible,anycompatiblearray)"},
	{"function", "array_remove(anyarray,anyelement)", 14, "array_remove(anycompatiblearray,anycompatible)"},
	{"function", "array_replace(anyarray,anyelement,anyelement)", 14, "array_replace(anycompatiblearray,anycompatible,anycompatible)"},
	{"function", "lag(anyelement,integer,anyelement)", 14, "lag(anycompatible,integer,anycompatible)"},
	{"function", "lead(anyelement,integer,anyelement)", 14, "lead(anycompatible,integer,anycompatible)"},
	{"function", "width_bucket(anyelement,anyarray)", 14, "width_bucket(anycompatible,anycompatiblearray)"},
	{"function", "pg_terminate_backend(integer)", 14, "pg_terminate_backend(integer,bigint)"},
	{"function", "pg_create_logical_replication_slot(name,name,boolean)", 14, "pg_create_logical_replication_slot(name,name,boolean,boolean)"},
	{"function", "pg_create_logical_replication_slot(name,name,boolean,boolean)", 17, "pg_create_logical_replication_slot(name,name,boolean,boolean,boolean)"},
	{"function", "pg_get_publication_tables(text)", 16, "pg_get_publication_tables(text[])"},
	{"function", "pg_logical_emit_message(boolean,text,bytea)", 17, "pg_logical_emit_message(boolean,text,bytea,boolean)"},
	{"function", "pg_logical_emit_message(boolean,text,text)", 17, "pg_logical_emit_message(boolean,text,text,boolean)"},
	{"function", "json_strip_nulls(json)", 18, "json_strip_nulls(json,boolean)"},
	{"function", "jsonb_strip_nulls(jsonb)", 18, "jsonb_strip_nulls(jsonb,boolean)"},
	{"function", "pg_stat_have_stats(text,oid,oid)", 18, "pg_stat_have_stats(text,oid,bigint)"},
	{"function", "currtid(oid,tid)", 14, ""},

	{"column", "information_schema.sql_languages.*", 13, ""},
	{"column", "information_schema.sql_packages.*", 13, ""},
	{"column", "information_schema.sql_sizing_profiles.*", 13, ""},
	{"column", "pg_pltemplate.*", 13, ""},
	{"column", "pg_stat_wal_receiver.received_lsn", 13, ""},
	{"column", "pg_stat_ssl.compression", 14, ""},
	{"column", "pg_database.datlastsysoid", 15, ""},
	{"column", "information_schema.element_types.domain_default", 17, ""},
	{"column", "pg_collation.colliculocale", 17, ""},
	{"column", "pg_database.daticulocale", 17, ""},
	{"column", "pg_stat_bgwriter.buffers_backend", 17, ""},
	{"column", "pg_stat_bgwriter.buffers_backend_fsync", 17, ""},
	{"column", "pg_stat_bgwriter.buffers_checkpoint", 17, ""},
	{"column", "pg_stat_bgwriter.checkpoint_sync_time", 17, ""},
	{"column", "pg_stat_bgwriter.checkpoint_write_time", 17, ""},
	{"column", "pg_stat_bgwriter.checkpoints_req", 17, ""},
	{"column", "pg_stat_bgwriter.checkpoints_timed", 17, ""},
	{"column", "pg_stat_progress_vacuum.max_dead_tuples", 17, ""},
	{"column", "pg_stat_progress_vacuum.num_dead_tuples", 17, ""},
	{"column", "pg_attribute.attcacheoff", 18, ""},
	{"column", "pg_backend_memory_contexts.parent", 18, ""},
	{"column", "pg_stat_io.op_bytes", 18, ""},
	{"column", "pg_stat_wal.wal_sync", 18, ""},
	{"column", "pg_stat_wal.wal_sync_time", 18, ""},
	{"column", "pg_stat_wal.wal_write", 18, ""},
	{"column", "pg_stat_wal.wal_write_time", 18, ""},
}

// signatureChange is the first version after another from which on a built-in
// function is another ("": none).
func signatureChange(signature string, after int) (since int, now string) {
	signature = strings.ReplaceAll(signature, `"`, "")
	for _, r := range removals {
		if r.kind == "function" && r.name == signature && r.since*10000 > after {
			return r.since * 10000, r.now
		}
	}
	return 0, ""
}

// reason says why something that uses r cannot be made.
func (r removal) reason() string {
	verb := map[string]string{"function": "it calls", "operator": "it uses", "column": "it reads"}[r.kind]
	return fmt.Sprintf("%s %s %s, which PostgreSQL %d no longer has", verb, r.kind,
		strings.TrimSuffix(r.name, ".*"), r.since)
}

// validSetting matches names of settings that servers since 14 take
// (valid_custom_variable_name in src/backend/utils/misc/guc.c).
var validSetting = regexp.MustCompile(`^[A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*(\.[A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*)*$`)

// settingsOf gives "name=value" settings as a target takes them; 0 is the
// source's own version.
func settingsOf(stored []string, target int) []string {
	var out []string
	for _, s := range stored {
		name, value, _ := strings.Cut(s, "=")
		for since, now := settingChange(name, 0); since != 0 && since <= target; since, now = settingChange(name, since) {
			name = now
		}
		if name != "" {
			out = append(out, name+"="+value)
		}
	}
	return out
}

// settingObstacles names the settings that newer targets do not know.
func settingObstacles(stored []string, effect Effect) []Obstacle {
	var out []Obstacle
	for _, s := range stored {
		name, _, _ := strings.Cut(s, "=")
		if since, now := settingChange(name, 0); since != 0 && now == "" {
			out = append(out, Obstacle{effect, since, 0,
				fmt.Sprintf("PostgreSQL %d and later do not know the setting %s", since/10000, Ident(name))})
		}
	}
	return out
}

// nextChange is the first version after target from which on one of the
// settings is another, or 0.
func nextChange(stored []string, target int) int {
	next := 0
	for _, s := range stored {
		name, _, _ := strings.Cut(s, "=")
		if since, _ := settingChange(name, target); since != 0 && (next == 0 || since < next) {
			next = since
		}
	}
	return next
}

// settingChange is the first version after another from which on a setting is
// known by another name ("": not at all).
func settingChange(name string, after int) (since int, now string) {
	switch strings.ToLower(name) {
	case "operator_precedence_warning", "vacuum_cleanup_index_scale_factor":
		since = 14
	case "force_parallel_mode":
		since, now = 16, "debug_parallel_query"
	default:
		if !validSetting.MatchString(name) {
			since = 14
		}
	}
	if since*10000 <= after {
		return 0, ""
	}
	return since * 10000, now
}
