package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// SessionUse says what a session is for: it decides which settings are pinned.
type SessionUse uint8

const (
	// Reading sessions read catalogs and data.
	Reading SessionUse = iota
	// Restoring sessions run the statements of an archive and load its rows.
	Restoring
)

// setting is a session setting and the value that it must have.
type setting struct{ name, value string }

// commonSettings make values and deparsed constants mean the same in every
// session, whatever the role, the database or postgresql.conf say.
var commonSettings = []setting{
	{"search_path", ""},
	{"DateStyle", "ISO, MDY"},
	{"IntervalStyle", "postgres"},
	{"TimeZone", "UTC"},
	{"extra_float_digits", "3"},
	{"bytea_output", "hex"},
	{"xmloption", "content"},
	{"lc_monetary", "C"},
	{"lc_numeric", "C"},
	{"lc_time", "C"},
	{"standard_conforming_strings", "on"},
	{"escape_string_warning", "off"},
	{"backslash_quote", "safe_encoding"},
	{"array_nulls", "on"},
	{"transform_null_equals", "off"},
	{"operator_precedence_warning", "off"}, // until 13
	{"row_security", "off"},                // an error instead of missing rows
	{"synchronize_seqscans", "off"},
	{"gin_fuzzy_search_limit", "0"},
	{"statement_timeout", "0"},
	{"lock_timeout", "0"},
	{"idle_in_transaction_session_timeout", "0"},
	{"idle_session_timeout", "0"}, // since 14
	{"transaction_timeout", "0"},  // since 17
	{"default_transaction_isolation", "read committed"},
	{"default_transaction_read_only", "off"},
	{"default_transaction_deferrable", "off"},
	{"client_min_messages", "warning"},
	{"exit_on_error", "off"},
	{"jit", "off"},
	// Without one of these, a query of a hypertable sees no compressed row, and
	// a materialized view is refreshed without them (of the other settings of
	// TimescaleDB 2.9.3, disable_load is the only one that changes a result).
	{"timescaledb.enable_transparent_decompression", "on"}, // until 2.26
	{"timescaledb.enable_optimizations", "on"},
}

var readingSettings = []setting{
	// Keywords of the target are unknown, and a database-level setting would
	// change every deparsed definition.
	{"quote_all_identifiers", "on"},
	// A table that is swapped for a view or foreign table between our catalog
	// query and our COPY would run its owner's code as us (CVE-2024-7348).
	{"restrict_nonsystem_relation_kind", "view, foreign-table"},
}

var restoringSettings = []setting{
	{"quote_all_identifiers", "off"},
	{"check_function_bodies", "off"}, // a string body may name what comes later
	{"default_tablespace", ""},
	{"default_table_access_method", "heap"},
	{"temp_tablespaces", ""},
	{"icu_validation_level", "disabled"}, // since 16: names that the source accepted
	{"session_replication_role", "origin"},
	{"lo_compat_privileges", "off"},
}

// Pin gives a session the settings that every session of ours must have: no
// setting of a role, a database or postgresql.conf can change what is read or
// written. encoding is the source database's (pg_encoding_to_char), on both
// sides: a conversion to UTF8 would break SQL_ASCII sources; "" leaves the
// session's.
//
// It uses SET after connecting, never the startup packet: a search_path from
// there would be taken for the session's default, and CREATE EXTENSION
// promscale writes that default into the database's settings. Settings that
// the server does not know, or that the user may not change, are left out,
// found through pg_settings in the same round trip. It must not be called in
// a transaction, whose rollback would undo it.
func Pin(ctx context.Context, conn *pgconn.PgConn, use SessionUse, encoding string) error {
	if conn.TxStatus() != 'I' {
		return errors.New("pin session settings: a transaction is open")
	}
	results, err := conn.Exec(ctx, pinSQL(use, encoding)).ReadAll()
	if timedOut(err) {
		if err = endTimeout(ctx, conn); err == nil {
			results, err = conn.Exec(ctx, pinSQL(use, encoding)).ReadAll()
		}
	}
	if err != nil {
		return fmt.Errorf("pin session settings: %w", err)
	}
	return checkPinned(results[len(results)-1])
}

// timeoutTries bounds the tries to set statement_timeout within the time that
// it leaves: the shortest limit is 1 ms, which a loaded machine may miss.
const timeoutTries = 20

// endTimeout lifts a statement_timeout that is shorter than what Pin's one
// message takes: the server counts from the start of the message.
func endTimeout(ctx context.Context, conn *pgconn.PgConn) error {
	var err error
	for range timeoutTries {
		_, err = conn.Exec(ctx, "SET statement_timeout = 0").ReadAll()
		if !timedOut(err) {
			break
		}
	}
	return err
}

// timedOut recognises query_canceled.
func timedOut(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "57014"
}

// settingsFor lists the pinned settings of a session.
func settingsFor(use SessionUse, encoding string) []setting {
	extra := readingSettings
	if use == Restoring {
		extra = restoringSettings
	}
	out := slices.Concat(commonSettings, extra)
	if encoding != "" {
		out = append(out, setting{"client_encoding", encoding})
	}
	return out
}

// pinSQL is one message for the simple protocol. The time-out goes first,
// since it might be shorter than the rest takes; then the search path, so
// that nobody's operator stands in for ours.
func pinSQL(use SessionUse, encoding string) string {
	var values []string
	for _, s := range settingsFor(use, encoding) {
		values = append(values, fmt.Sprintf("(%s, %s)", Literal(s.name), Literal(s.value)))
	}
	return `SET standard_conforming_strings = on;
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
SELECT s.name, pg_catalog.set_config(s.name, w.value, false)
  FROM pg_catalog.pg_settings s
  JOIN (VALUES ` + strings.Join(values, ", ") + `) w (name, value)
    ON pg_catalog.lower(w.name) = pg_catalog.lower(s.name)
 WHERE s.context = 'user'
    OR (s.context = 'superuser' AND pg_catalog.current_setting('is_superuser') = 'on')`
}

// PinScript gives a statement that does in a script what Pin does in a session:
// a block, so that nothing is printed. What is set in it stays set.
func PinScript(use SessionUse, encoding string) string {
	var b strings.Builder
	for _, s := range settingsFor(use, encoding) {
		if b.Len() > 0 {
			b.WriteString(",\n         ")
		}
		fmt.Fprintf(&b, "(%s, %s)", Literal(s.name), Literal(s.value))
	}
	return "DO LANGUAGE plpgsql " + dollarQuote(`
BEGIN
  PERFORM pg_catalog.set_config(s.name, w.value, false)
     FROM pg_catalog.pg_settings s
     JOIN (VALUES `+b.String()+`) w (name, value)
       ON pg_catalog.lower(w.name) = pg_catalog.lower(s.name)
    WHERE s.context = 'user'
       OR (s.context = 'superuser' AND pg_catalog.current_setting('is_superuser') = 'on');
END`)
}

// checkPinned makes sure that the settings on which correctness hangs were
// among those that the server knew.
func checkPinned(result *pgconn.Result) error {
	set := map[string]bool{}
	for _, row := range result.Rows {
		set[strings.ToLower(string(row[0]))] = true
	}
	for _, name := range []string{"search_path", "DateStyle", "TimeZone", "extra_float_digits",
		"row_security", "quote_all_identifiers", "standard_conforming_strings"} {
		if !set[strings.ToLower(name)] {
			return fmt.Errorf("pin session settings: the server does not let this session set %s", name)
		}
	}
	return nil
}
