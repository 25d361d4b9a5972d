package catalog

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// query is one set-wise catalog query. Its columns have the same names and
// meaning on every server version; only the expressions differ.
type query struct {
	name    string // of the family, for error messages and golden files
	columns []column
	from    []expr // FROM, WHERE and ORDER BY; first match wins
}

// column is an output column: the first expression whose version is not
// above the server's is taken, so newest first.
type column struct {
	name  string
	exprs []expr
}

// expr is SQL for servers from a major version on; 0 means all.
type expr struct {
	since int
	sql   string
}

// all is an expression for every server version.
func all(sql string) []expr { return []expr{{0, sql}} }

// from gives versioned expressions, newest first: from(17, "a", 0, "b").
func from(pairs ...any) []expr {
	exprs := make([]expr, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		exprs = append(exprs, expr{pairs[i].(int), pairs[i+1].(string)})
	}
	return exprs
}

func pick(exprs []expr, major int) string {
	for _, e := range exprs {
		if major >= e.since {
			return e.sql
		}
	}
	return "NULL"
}

// render gives the SQL text for a server version.
func (q *query) render(major int) string {
	var b strings.Builder
	b.WriteString("SELECT ")
	for i, c := range q.columns {
		if i > 0 {
			b.WriteString(",\n       ")
		}
		fmt.Fprintf(&b, "%s AS %s", pick(c.exprs, major), Ident(c.name))
	}
	b.WriteString("\n  ")
	b.WriteString(pick(q.from, major))
	return b.String()
}

// sql gives the text of a query for the server and what is selected in it.
func (s *Server) sql(q *query) string {
	condition := s.selected
	if condition == "" {
		condition = "true"
	}
	return strings.ReplaceAll(q.render(s.Major), readRelation, condition)
}

// load runs a query and gives its rows as structs, fields matched to columns
// by `db` tag. A struct may have fields that the query does not fill.
func load[T any](ctx context.Context, s *Server, q *query, args ...any) ([]*T, error) {
	rows, err := s.Conn.Query(ctx, s.sql(q), args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", q.name, err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByNameLax[T])
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", q.name, err)
	}
	return out, nil
}
