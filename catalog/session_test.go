package catalog

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// hostile are settings of a role and a database that would change what a
// dump reads or a restore writes, if a session kept them.
var hostile = []string{
	"search_path = evil, public", "DateStyle = 'German, DMY'", "IntervalStyle = sql_standard",
	"TimeZone = 'Asia/Kolkata'", "extra_float_digits = -15", "bytea_output = escape", "xmloption = document",
	"standard_conforming_strings = off", "array_nulls = off", "transform_null_equals = on",
	"quote_all_identifiers = off", "row_security = on", "statement_timeout = 1", "lock_timeout = 1",
	"idle_in_transaction_session_timeout = 1", "default_transaction_read_only = on",
	"default_transaction_isolation = serializable", "client_min_messages = error", "lc_monetary = 'C'",
	"check_function_bodies = on", "synchronize_seqscans = on", "client_encoding = 'LATIN1'",
	"session_replication_role = replica", "default_table_access_method = heap",
}

// TestPin: whatever the role and the database set, a pinned session has our
// settings, and reads and writes the same text.
func TestPin(t *testing.T) {
	for _, major := range pgtest.Versions() {
		t.Run(strconv.Itoa(major), func(t *testing.T) {
			db := pgtest.Get(t, major).NewDatabase(t)
			var script strings.Builder
			for _, s := range hostile {
				fmt.Fprintf(&script, "ALTER DATABASE %s SET %s;\n", Ident(db.Name), s)
			}
			db.Exec(t, script.String())
			for _, use := range []SessionUse{Reading, Restoring} {
				checkPin(t, db, use)
			}
		})
	}
}

func checkPin(t *testing.T, db *pgtest.DB, use SessionUse) {
	t.Helper()
	ctx := context.Background()
	conn := db.Conn(t)
	if err := Pin(ctx, conn.PgConn(), use, "UTF8"); err != nil {
		t.Fatal(err)
	}
	for _, s := range settingsFor(use, "UTF8") {
		var got *string
		if err := conn.QueryRow(ctx, "SELECT pg_catalog.current_setting($1, true)", s.name).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != nil && *got != s.value && !(s.name == "search_path" && *got == `""`) {
			t.Errorf("use %d: %s is %q, want %q", use, s.name, *got, s.value)
		}
	}
	var text string
	err := conn.QueryRow(ctx, `SELECT concat_ws(' ', '2020-02-01 12:00+00'::timestamptz, '1 day -02:00'::interval,
		0.1::float8 + 0.2, '\x00'::bytea, 'a\b')`).Scan(&text)
	const want = `2020-02-01 12:00:00+00 1 day -02:00:00 0.30000000000000004 \x00 a\b`
	if err != nil || text != want {
		t.Errorf("use %d: %q, %v; want %q", use, text, err, want)
	}
}

// Compressed rows are seen whatever the role says: a materialized view would be refreshed without
// them.
func TestPinTimescale(t *testing.T) {
	db := pgtest.Timescale(t).NewDatabase(t)
	db.Exec(t, "CREATE EXTENSION timescaledb")
	const values = `SELECT string_agg(setting, ' ') FROM pg_settings
	  WHERE name IN ('timescaledb.enable_transparent_decompression', 'timescaledb.enable_optimizations')`
	for _, name := range []string{"enable_transparent_decompression", "enable_optimizations"} {
		db.Exec(t, "ALTER DATABASE "+Ident(db.Name)+" SET timescaledb."+name+" = off")
	}
	if got := db.Text(t, values); got != "off off" {
		t.Fatalf("a session that is not pinned has %q", got)
	}
	conn := db.Conn(t)
	if err := Pin(context.Background(), conn.PgConn(), Restoring, ""); err != nil {
		t.Fatal(err)
	}
	var got string
	if err := conn.QueryRow(context.Background(), values).Scan(&got); err != nil || got != "on on" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestPinRefusesTransaction: a rollback would undo the settings.
func TestPinRefusesTransaction(t *testing.T) {
	ctx := context.Background()
	conn := pgtest.Get(t, 15).NewDatabase(t).Conn(t)
	if _, err := conn.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	if err := Pin(ctx, conn.PgConn(), Reading, ""); err == nil {
		t.Error("pinned inside a transaction")
	}
}

// TestPinNeedsNoSuperuser: an ordinary user's session is pinned as well.
func TestPinNeedsNoSuperuser(t *testing.T) {
	ctx := context.Background()
	for _, major := range []int{12, 18} {
		conn := pgtest.Get(t, major).NewDatabase(t).Conn(t)
		role := pgtest.UniqueName("plain")
		if _, err := conn.Exec(ctx, "CREATE ROLE "+role+"; SET SESSION AUTHORIZATION "+role); err != nil {
			t.Fatal(err)
		}
		if err := Pin(ctx, conn.PgConn(), Restoring, "UTF8"); err != nil {
			t.Errorf("%d: %v", major, err)
		}
	}
}
