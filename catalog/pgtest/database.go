//go:build linux

package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// DB is a database of a test.
type DB struct {
	Server *Server
	Name   string
}

// A DBOption says how a new database differs from template1.
type DBOption func(*dbOptions)

type dbOptions struct{ clauses []string }

// Clause adds a clause to CREATE DATABASE as it stands, for example
// "OWNER alice" or "TEMPLATE other".
func Clause(text string) DBOption {
	return func(o *dbOptions) { o.clauses = append(o.clauses, text) }
}

// Encoding makes a database of another encoding, such as SQL_ASCII or LATIN1,
// with locale C, the one that fits all.
func Encoding(name string) DBOption {
	return Clause("TEMPLATE template0 ENCODING " + Literal(name) + " LC_COLLATE 'C' LC_CTYPE 'C'")
}

// Template makes a copy of a database, to which nobody may be connected.
func Template(name string) DBOption { return Clause("TEMPLATE " + Ident(name)) }

// Owner makes a database of a role that exists.
func Owner(role string) DBOption { return Clause("OWNER " + Ident(role)) }

var databases atomic.Int64 // numbers names within the process

// UniqueName gives a name that no other test uses, for a role, a database or
// a tablespace, which all databases of a server share.
func UniqueName(prefix string) string {
	return fmt.Sprintf("%s_%d", prefix, databases.Add(1))
}

// NewDatabase creates a database and drops it at the end of the test, with
// whoever is connected to it.
func (s *Server) NewDatabase(t testing.TB, opts ...DBOption) *DB {
	t.Helper()
	var o dbOptions
	for _, opt := range opts {
		opt(&o)
	}
	clauses := strings.Join(o.clauses, " ")
	if s.Major >= 15 && !strings.Contains(clauses, "STRATEGY") {
		// Copying files takes half the time of writing every page to the WAL,
		// the default since 15.
		clauses += " STRATEGY file_copy"
	}
	db := &DB{s, UniqueName("promark")}
	s.DB("postgres").Exec(t, "CREATE DATABASE "+db.Name+" "+clauses)
	db.DropLater(t)
	return db
}

// NewTablespace makes a tablespace inside the data directory, which PostgreSQL 15 and newer can,
// and drops it at the end of the test, behind the databases that the test makes afterwards.
func (s *Server) NewTablespace(t testing.TB) string {
	t.Helper()
	name, admin := UniqueName("space"), s.DB("postgres")
	conn := admin.Conn(t)
	for _, sql := range []string{"SET allow_in_place_tablespaces = on", "CREATE TABLESPACE " + name + " LOCATION ''"} {
		if _, err := conn.Exec(context.Background(), sql); err != nil {
			t.Fatalf("PostgreSQL %d: %v\n%s", s.Major, err, sql)
		}
	}
	t.Cleanup(func() { admin.Exec(t, "DROP TABLESPACE "+name) })
	return name
}

// DB names a database of the server that exists, or that the test will make.
func (s *Server) DB(name string) *DB { return &DB{s, name} }

// DropLater drops the database at the end of the test, if it exists then.
func (db *DB) DropLater(t testing.TB) {
	t.Cleanup(func() {
		err := db.drop()
		if err != nil && strings.Contains(err.Error(), "logical replication subscription") {
			if err = db.dropSubscriptions(); err == nil {
				err = db.drop()
			}
		}
		if err != nil {
			t.Errorf("drop database %s: %v", db.Name, err)
		}
	})
}

// dropSubscriptions makes a database one that can be dropped. Their publishers
// do not exist: there is no slot to drop.
func (db *DB) dropSubscriptions() error {
	return db.exec(`DO $$ DECLARE s text; BEGIN
	FOR s IN SELECT quote_ident(subname) FROM pg_subscription
	 WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) LOOP
		EXECUTE 'ALTER SUBSCRIPTION ' || s || ' DISABLE';
		EXECUTE 'ALTER SUBSCRIPTION ' || s || ' SET (slot_name = NONE)';
		EXECUTE 'DROP SUBSCRIPTION ' || s;
	END LOOP; END $$`)
}

func (db *DB) drop() error {
	drop := "DROP DATABASE IF EXISTS " + Ident(db.Name)
	admin := db.Server.DB("postgres")
	if db.Server.Major >= 13 {
		return admin.exec(drop + " WITH (FORCE)")
	}
	// PostgreSQL 12 has no FORCE, and a terminated backend takes its time.
	kill := "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = " + Literal(db.Name)
	var err error
	for range 50 {
		err = errors.Join(admin.exec(kill), admin.exec(drop))
		if err == nil || strings.Contains(err.Error(), "subscription") {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return err
}

// URL gives a connection URI of the database for the superuser, over TCP.
func (db *DB) URL() string { return db.URLAs(Superuser, db.Server.Password) }

// URLAs gives a connection URI of the database for another user, over TCP. An
// empty password is left out.
func (db *DB) URLAs(user, password string) string {
	u := url.URL{Scheme: "postgres", User: url.User(user), Path: "/" + db.Name,
		Host: fmt.Sprintf("127.0.0.1:%d", db.Server.Port), RawQuery: "sslmode=disable"}
	if password != "" {
		u.User = url.UserPassword(user, password)
	}
	return u.String()
}

// ConnString gives the same connection as keywords and values.
func (db *DB) ConnString() string {
	text := fmt.Sprintf("host=127.0.0.1 port=%d user=%s dbname=%s sslmode=disable",
		db.Server.Port, Superuser, quoteValue(db.Name))
	if db.Server.Password != "" {
		text += " password=" + quoteValue(db.Server.Password)
	}
	return text
}

func quoteValue(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// Conn connects to the database; the connection is closed at the end of the test.
func (db *DB) Conn(t testing.TB) *pgx.Conn {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, db.URL())
	if err != nil {
		t.Fatalf("connect to %s on PostgreSQL %d: %v", db.Name, db.Server.Major, err)
	}
	t.Cleanup(func() { conn.Close(ctx) })
	return conn
}

// Exec executes scripts, each in a session of its own and with many statements
// in one implicit transaction, as the simple protocol has it.
func (db *DB) Exec(t testing.TB, scripts ...string) {
	t.Helper()
	for _, sql := range scripts {
		if err := db.exec(sql); err != nil {
			t.Fatalf("PostgreSQL %d: %v\n%s", db.Server.Major, err, shorten(sql))
		}
	}
}

// Try executes a script like Exec and gives its error.
func (db *DB) Try(sql string) error { return db.exec(sql) }

func (db *DB) exec(sql string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, db.URL())
	if err != nil {
		return err
	}
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	return errors.Join(err, conn.Close(ctx))
}

// Rows gives the rows of a query as text, in the server's own text form, with
// "|" between columns and <null> for NULL.
func (db *DB) Rows(t testing.TB, sql string) []string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, db.URL())
	if err != nil {
		t.Fatalf("connect to %s on PostgreSQL %d: %v", db.Name, db.Server.Major, err)
	}
	defer conn.Close(ctx)
	results, err := conn.PgConn().Exec(ctx, sql).ReadAll()
	if err != nil {
		t.Fatalf("PostgreSQL %d: %v\n%s", db.Server.Major, err, shorten(sql))
	}
	rows := []string{}
	for _, result := range results {
		for _, row := range result.Rows {
			rows = append(rows, rowText(row))
		}
	}
	return rows
}

func rowText(row [][]byte) string {
	var columns []string
	for _, value := range row {
		text := string(value)
		if value == nil {
			text = "<null>"
		}
		columns = append(columns, text)
	}
	return strings.Join(columns, "|")
}

// Text gives the one row of a query, as Rows does.
func (db *DB) Text(t testing.TB, sql string) string {
	t.Helper()
	rows := db.Rows(t, sql)
	if len(rows) != 1 {
		t.Fatalf("PostgreSQL %d: %d rows instead of one\n%s", db.Server.Major, len(rows), shorten(sql))
	}
	return rows[0]
}

// setPassword gives the superuser a password, over the trusted socket.
func (s *Server) setPassword(password string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, fmt.Sprintf("host=%s port=%d user=%s dbname=postgres", quoteValue(s.Socket), s.Port, Superuser))
	if err != nil {
		return fmt.Errorf("set the password: %w", err)
	}
	_, err = conn.Exec(ctx, "ALTER ROLE "+Superuser+" PASSWORD "+Literal(password))
	s.Password = password
	return errors.Join(err, conn.Close(ctx))
}

// Ident quotes an SQL identifier.
func Ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal quotes an SQL string; standard_conforming_strings is on everywhere.
func Literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// shorten keeps messages readable when a script is long.
func shorten(sql string) string {
	const limit = 2000
	if len(sql) > limit {
		return sql[:limit] + " ..."
	}
	return sql
}
