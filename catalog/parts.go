package catalog

import (
	"context"
	"errors"
	"fmt"
)

// Some functions that give definitions (pg_get_viewdef, pg_get_ruledef, pg_get_function_sqlbody) lock
// every relation that the definition names, until the end of the transaction: AcquireRewriteLocks in
// src/backend/rewrite/rewriteHandler.c. The other functions unlock what they have looked at. With a
// budget of locks (Options.LockBudget) such definitions are read in parts, and their locks are given
// up in between.

// locking is a relation whose rules take locks when they are read, and how many at most.
type locking struct {
	OID   uint32 `db:"oid"`
	Locks int    `db:"locks"`
}

var ruleLocksQuery = &query{
	name: "locks of rules",
	columns: []column{
		{"oid", all("c.oid")},
		{"locks", all(`1 + pg_catalog.count(DISTINCT (r.oid, d.refobjid))`)},
	},
	from: all(`FROM pg_catalog.pg_rewrite r
  JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
 WHERE ` + userRelation + `
 GROUP BY c.oid
 ORDER BY c.oid`),
}

// loadRules is load for a query that reads rules of the relations c.
func loadRules[T any](ctx context.Context, r *reader, q *query) ([]*T, error) {
	if r.options.LockBudget == 0 {
		return load[T](ctx, r.server, q)
	}
	list, err := load[locking](ctx, r.server, ruleLocksQuery)
	if err != nil {
		return nil, err
	}
	var out []*T
	for len(list) > 0 {
		n := within(list, r.options.LockBudget)
		oids := make([]uint32, n)
		for i, l := range list[:n] {
			oids[i] = l.OID
		}
		list = list[n:]
		part := *r.server
		part.selected = isOneOf(oids)
		err := r.unlocking(ctx, func() error {
			found, err := load[T](ctx, &part, q)
			out = append(out, found...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// within counts the first relations of a list that take no more locks than the budget has, at least
// one.
func within(list []*locking, budget int) int {
	for i, sum := 0, 0; i < len(list); i++ {
		if sum += list[i].Locks; sum > budget && i > 0 {
			return i
		}
	}
	return len(list)
}

// unlocking gives up the locks that f takes, if there is a budget for them.
func (r *reader) unlocking(ctx context.Context, f func() error) error {
	if r.options.LockBudget == 0 {
		return f()
	}
	if err := r.execute(ctx, "SAVEPOINT locks"); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	return errors.Join(r.execute(ctx, "ROLLBACK TO SAVEPOINT locks"), r.execute(ctx, "RELEASE SAVEPOINT locks"))
}

func (r *reader) execute(ctx context.Context, sql string) error {
	rows, err := r.server.Conn.Query(ctx, sql)
	if err == nil {
		rows.Close()
		err = rows.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}
