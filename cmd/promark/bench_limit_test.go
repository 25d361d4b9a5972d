//go:build linux

package main_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"

	"promark/catalog/pgtest"
)

// The limit is what the server can do with the same number of sessions: COPY into nothing, and COPY
// FREEZE of what that gave, each table followed by its indexes.

const limitName = "(limit)"

// limitTables lists the tables with rows of their own, largest first, and how to name their COPY.
const limitTables = `SELECT c.oid::regclass, c.oid FROM pg_class c WHERE relkind = 'r' AND c.oid >= 16384 ORDER BY pg_relation_size(c.oid) DESC`

// limitDefinitions are the tables as CREATE TABLE needs them, without what the limit leaves aside: defaults, constraints.
const limitDefinitions = `SELECT format('CREATE TABLE %s (%s)', c.oid::regclass, string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod) ||
         CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY attnum))
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped
 WHERE relkind = 'r' AND c.oid >= 16384 GROUP BY c.oid`

// inSessions runs f for every item, in as many sessions as there are jobs.
func (b *bench) inSessions(db *pgtest.DB, items []string, f func(exec func(sql string, rows io.Reader, to io.Writer) error, item string) error) time.Duration {
	b.t.Helper()
	work := make(chan string, len(items))
	for _, item := range items {
		work <- item
	}
	close(work)
	ctx := context.Background()
	var all errgroup.Group
	begin := time.Now()
	for range b.jobs {
		all.Go(func() error {
			conn, err := pgconn.Connect(ctx, db.URL())
			if err != nil {
				return err
			}
			defer conn.Close(ctx)
			for item := range work {
				err := f(func(sql string, rows io.Reader, to io.Writer) error {
					var err error
					switch {
					case to != nil:
						_, err = conn.CopyTo(ctx, to, sql)
					case rows != nil:
						_, err = conn.CopyFrom(ctx, rows, sql)
					default:
						_, err = conn.Exec(ctx, sql).ReadAll()
					}
					return err
				}, item)
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		b.t.Fatalf("measure the limit: %v", err)
	}
	return time.Since(begin)
}

func (b *bench) limitDump(c benchCase, source *pgtest.DB) {
	b.t.Helper()
	before := b.postmaster.cpu()
	tables := slices.DeleteFunc(source.Rows(b.t, limitTables), func(item string) bool {
		return c.table != "" && !strings.HasPrefix(item, c.table+"|")
	})
	elapsed := b.inSessions(source, tables, func(exec func(string, io.Reader, io.Writer) error, item string) error {
		name, _, _ := strings.Cut(item, "|")
		return exec("COPY "+name+" TO STDOUT (FORMAT binary)", nil, io.Discard)
	})
	b.take(c, "dump", limitName, pgtest.Usage{Elapsed: elapsed}, b.postmaster.cpu()-before)
}

func (b *bench) limitRestore(c benchCase, source *pgtest.DB) {
	b.t.Helper()
	tables := source.Rows(b.t, limitTables)
	file := func(oid string) string { return filepath.Join(b.folder, c.name+"-limit-"+oid) }
	for _, item := range tables {
		name, oid, _ := strings.Cut(item, "|")
		b.inSessions(source, []string{item}, func(exec func(string, io.Reader, io.Writer) error, _ string) error {
			f, err := os.Create(file(oid))
			if err != nil {
				return err
			}
			defer f.Close()
			return exec("COPY "+name+" TO STDOUT (FORMAT binary)", nil, f)
		})
	}
	target := b.server.NewDatabase(b.t)
	target.Exec(b.t, source.Rows(b.t, "SELECT format('CREATE SCHEMA IF NOT EXISTS %I', nspname) FROM pg_namespace WHERE oid >= 16384")...)
	target.Exec(b.t, source.Rows(b.t, limitDefinitions)...)
	indexes := map[string][]string{}
	for _, row := range source.Rows(b.t, "SELECT indrelid, pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid >= 16384") {
		oid, sql, _ := strings.Cut(row, "|")
		indexes[oid] = append(indexes[oid], sql)
	}
	before := b.postmaster.cpu()
	elapsed := b.inSessions(target, tables, func(exec func(string, io.Reader, io.Writer) error, item string) error {
		name, oid, _ := strings.Cut(item, "|")
		rows, err := os.Open(file(oid))
		if err != nil {
			return err
		}
		defer rows.Close()
		if err := exec("BEGIN; TRUNCATE "+name, nil, nil); err != nil {
			return err
		}
		if err := exec("COPY "+name+" FROM STDIN (FORMAT binary, FREEZE)", rows, nil); err != nil {
			return err
		}
		return exec(strings.Join(append([]string{"COMMIT"}, indexes[oid]...), "; "), nil, nil)
	})
	b.take(c, "restore", limitName, pgtest.Usage{Elapsed: elapsed}, b.postmaster.cpu()-before)
	for _, item := range tables {
		_, oid, _ := strings.Cut(item, "|")
		os.Remove(file(oid))
	}
	target.Exec(b.t, "CHECKPOINT")
}
