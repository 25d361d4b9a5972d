package restore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"promark/archive"
	"promark/catalog"
)

// Columns that have no exact binary form that another database understands were cast to text by
// the dump: reg* types, whose binary form is a bare OID, and types without a send function. Their
// rows go into a temporary table whose other columns are exactly the target's (a float stays
// binary), and from there into the relation by the types' input functions.

// stage is the temporary table. A session loads one relation at a time.
const stage = `pg_temp."promark_rows"`

func casts(d *archive.Data) bool {
	for _, c := range d.Columns {
		if c.Form == archive.FormTextCast {
			return true
		}
	}
	return false
}

func (s *session) loadStaged(ctx context.Context, l loading, before []string) (loaded, *Failure) {
	count, taken, failed := s.stage(ctx, l, l.entry.Data, before, "true")
	if failed == nil && taken != count.rows {
		failed = newFailure("load", l.entry, "", fmt.Errorf("the archive has %d rows, the server took %d", count.rows, taken))
	}
	return count, failed
}

// loadSifted loads the rows of an extension's table that a condition leaves in: it looks at texts.
func (s *session) loadSifted(ctx context.Context, l loading, before []string, condition string) (loaded, *Failure) {
	count, _, failed := s.stage(ctx, l, asTexts(l.entry.Data), before, condition)
	if failed == nil && condition == "false" && count.rows > 0 {
		failed = newFailure("load", l.entry, "", errUnknownRows)
	}
	return count, failed
}

var errUnknownRows = errors.New("it is not known which hypertables its rows are about: all must be restored")

// asTexts is the same with every column cast to text.
func asTexts(d *archive.Data) *archive.Data {
	texts := *d
	texts.Columns = slices.Clone(d.Columns)
	for i := range texts.Columns {
		texts.Columns[i].Form = archive.FormTextCast
	}
	return &texts
}

// stage loads rows by way of the temporary table: it gives how many came and how many went on.
func (s *session) stage(ctx context.Context, l loading, d *archive.Data, before []string, condition string) (loaded, int64, *Failure) {
	exprs, err := s.castExpressions(ctx, d)
	if err != nil {
		return loaded{}, 0, newFailure("load", l.entry, "", err)
	}
	count, failed := s.copyOne(ctx, copyIn{l, append(before, stageSQL(d)), copySQL(stage, d, false)})
	if failed != nil {
		return loaded{}, 0, failed
	}
	sql := unstageSQL(l.entry, exprs, condition)
	tag, err := s.conn.ExecParams(ctx, sql, nil, nil, nil, nil).Close()
	if err == nil {
		err = s.exec(ctx, "DROP TABLE "+stage)
	}
	if err != nil {
		return loaded{}, 0, newFailure("load", l.entry, sql, err)
	}
	return count, tag.RowsAffected(), nil
}

func unstageSQL(e *archive.Entry, exprs []string, condition string) string {
	return fmt.Sprintf("INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s WHERE %s",
		loadTarget(e), columnList(e.Data.Columns), strings.Join(exprs, ", "), stage, condition)
}

func stageSQL(d *archive.Data) string {
	columns := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		columns[i] = catalog.Ident(c.Name)
		if c.Form == archive.FormTextCast {
			columns[i] = "NULL::pg_catalog.text AS " + catalog.Ident(c.Name)
		}
	}
	return fmt.Sprintf("CREATE TEMPORARY TABLE promark_rows AS SELECT %s FROM ONLY %s WITH NO DATA",
		strings.Join(columns, ", "), relation(d))
}

// castQuery says of each column of a relation how its text becomes a value: the type's name, and
// its input function if a cast from text is another function than that. text to regclass is: it
// refuses the number that stands for a relation that is gone. Only plain types have an input
// function that SQL can call; of the others none has such a cast in PostgreSQL itself.
const castQuery = `
SELECT a.attname::text, pg_catalog.format_type(a.atttypid, NULL),
       CASE WHEN t.typtype = 'b' AND t.typelem = 0 AND EXISTS (
              SELECT FROM pg_catalog.pg_cast c
               WHERE c.castsource = 'pg_catalog.text'::pg_catalog.regtype
                 AND c.casttarget = a.atttypid AND c.castmethod <> 'i')
            THEN pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname) ||
                 CASE p.pronargs WHEN 1 THEN '(pg_catalog.textout(%s))'
                      ELSE '(pg_catalog.textout(%s), ' || a.atttypid::text || ', -1)' END
       END
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  JOIN pg_catalog.pg_proc p ON p.oid = t.typinput
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE a.attrelid = $1::pg_catalog.text::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped`

// castExpressions gives what to select from the stage for each column. A cast to a type with a
// length would cut what is too long; the assignment to the column refuses it instead.
func (s *session) castExpressions(ctx context.Context, d *archive.Data) ([]string, error) {
	rows, err := s.pgx.Query(ctx, castQuery, relation(d))
	if err != nil {
		return nil, fmt.Errorf("read column types: %w", err)
	}
	types, inputs := map[string]string{}, map[string]string{}
	var name, typ string
	var input *string
	_, err = pgx.ForEachRow(rows, []any{&name, &typ, &input}, func() error {
		types[name] = typ
		if input != nil {
			inputs[name] = *input
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read column types: %w", err)
	}
	exprs := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		column := catalog.Ident(c.Name)
		switch typ := types[c.Name]; {
		case typ == "":
			return nil, fmt.Errorf("the target has no column %s", column)
		case c.Form != archive.FormTextCast:
			exprs[i] = column
		case inputs[c.Name] != "":
			exprs[i] = strings.ReplaceAll(inputs[c.Name], "%s", column)
		default:
			exprs[i] = column + "::" + typ
		}
	}
	return exprs, nil
}
