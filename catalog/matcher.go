package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// matcher looks up patterns on the server, one query each: only the server
// has its own regular expressions and collation.
type matcher struct {
	server *Server
	strict bool
}

// usersPath makes the search_path what it is for the user without a dump.
func (m *matcher) usersPath(ctx context.Context) error {
	return m.run(ctx, "RESET search_path")
}

// emptyPath is what every session of a dump has.
func (m *matcher) emptyPath(ctx context.Context) error {
	return m.run(ctx, "SELECT pg_catalog.set_config('search_path', '', false)")
}

func (m *matcher) run(ctx context.Context, sql string) error {
	rows, err := m.server.Conn.Query(ctx, sql)
	if err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}

// matches compares a name with a regular expression, whatever the search_path
// is. COLLATE makes the database's rules for letters count.
func matches(name string, parameter int) string {
	return fmt.Sprintf("%s OPERATOR(pg_catalog.~) $%d::pg_catalog.text COLLATE pg_catalog.default", name, parameter)
}

// matchedSchema is userSchema for sessions with any search_path.
const matchedSchema = `n.nspname OPERATOR(pg_catalog.!~) '^pg_'
   AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'`

// schemas gives the names that patterns match.
func (m *matcher) schemas(ctx context.Context, patterns []string, must bool) (map[string]bool, error) {
	return m.names(ctx, "schemas", 2, patterns, must,
		"SELECT n.nspname::pg_catalog.text FROM pg_catalog.pg_namespace n WHERE "+matchedSchema+" AND "+matches("n.nspname", 1))
}

// extensions gives the names that patterns match.
func (m *matcher) extensions(ctx context.Context, patterns []string, must bool) (map[string]bool, error) {
	return m.names(ctx, "extensions", 1, patterns, must,
		"SELECT e.extname::pg_catalog.text FROM pg_catalog.pg_extension e WHERE "+matches("e.extname", 1))
}

func (m *matcher) names(ctx context.Context, what string, partsMax int, patterns []string, must bool, sql string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, text := range patterns {
		p := parsePattern(text)
		if err := p.check(partsMax, m.server.Database); err != nil {
			return nil, err
		}
		rows, err := m.server.Conn.Query(ctx, sql, p.name())
		if err != nil {
			return nil, fmt.Errorf("look up %s %s: %w", what, text, err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return nil, fmt.Errorf("look up %s %s: %w", what, text, err)
		}
		if len(found) == 0 && must && m.strict {
			return nil, fmt.Errorf("no matching %s were found for pattern %q", what, text)
		}
		for _, name := range found {
			out[name] = true
		}
	}
	if must && len(patterns) > 0 && len(out) == 0 {
		return nil, fmt.Errorf("no matching %s were found", what)
	}
	return out, nil
}

// tables gives the OIDs of the relations that patterns match, and for those
// of the second list of all their children too.
func (m *matcher) tables(ctx context.Context, patterns, withChildren []string, must bool) (map[uint32]bool, error) {
	out := map[uint32]bool{}
	for i, text := range slices.Concat(patterns, withChildren) {
		found, err := m.table(ctx, text, i >= len(patterns))
		if err != nil {
			return nil, err
		}
		if len(found) == 0 && must && m.strict {
			return nil, fmt.Errorf("no matching tables were found for pattern %q", text)
		}
		for _, oid := range found {
			out[oid] = true
		}
	}
	if must && len(patterns)+len(withChildren) > 0 && len(out) == 0 {
		return nil, fmt.Errorf("no matching tables were found")
	}
	return out, nil
}

func (m *matcher) table(ctx context.Context, text string, children bool) ([]uint32, error) {
	p := parsePattern(text)
	if err := p.check(3, m.server.Database); err != nil {
		return nil, err
	}
	args := []any{p.name()}
	where := []string{matchedSchema,
		"c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'S', 'v', 'm', 'f', 'p']::pg_catalog.\"char\"[])",
		matches("c.relname", 1)}
	if schema := p.schema(); schema != "" {
		args = append(args, schema)
		where = append(where, matches("n.nspname", 2))
	} else {
		where = append(where, "pg_catalog.pg_table_is_visible(c.oid)")
	}
	sql := `SELECT c.oid FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE ` + strings.Join(where, "\n   AND ")
	if children {
		sql = "WITH RECURSIVE t (oid) AS (\n" + sql + `
 UNION SELECT i.inhrelid FROM t JOIN pg_catalog.pg_inherits i ON t.oid OPERATOR(pg_catalog.=) i.inhparent
) SELECT oid FROM t`
	}
	rows, err := m.server.Conn.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("look up tables %s: %w", text, err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[uint32])
	if err != nil {
		return nil, fmt.Errorf("look up tables %s: %w", text, err)
	}
	return found, nil
}
