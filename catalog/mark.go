package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// A restore marks its target as unfinished from its first change to its last: rows that are not
// there cannot be missed by looking at a database. The mark is the comment of a schema: definitions
// are never replicated, where a row of a table would be published to subscribers of all tables, and
// everybody may read a comment.
//
// Beside the mark stands the ledger of what is done. It is a large object: its pages are rows of a
// system catalog, which are written and taken back with their transaction and survive a crash as
// those of any table do, but are never published (is_publishable_class in
// src/backend/catalog/pg_publication.c) and seen by no event trigger. An unlogged table, which is not
// published either, would be empty after a crash: that makes it the witness of one.

// MarkSchema is the schema whose comment is the mark. The only thing in it is the witness.
const MarkSchema = "_promark"

// Witness is an unlogged table with one row, which is gone if the server had to recover from a crash,
// and with it the rows of all other unlogged tables.
const Witness = MarkSchema + ".witness"

// Mark says how far a restore has come.
type Mark struct {
	Archive     string    `json:"archive"` // its ID, in hexadecimal
	Tool        string    `json:"tool,omitempty"`
	Started     time.Time `json:"started"`
	Application string    `json:"application"` // application_name of the restore's sessions
	Phase       string    `json:"phase"`
	// Ledger is the number of the large object that says what is done; 0: there is none.
	Ledger uint32 `json:"ledger,omitempty"`
	// Run counts the restores that have worked on the target: one that goes on adds one.
	Run int `json:"run,omitempty"`
	// Choices are the options that say what is restored, and how: who goes on must have chosen the same.
	Choices []string `json:"choices,omitempty"`
	// Own says that the restore makes everything that is in the database.
	Own bool `json:"own"`
	// Entries are lines of the archive's list (promark restore -L) that come after all rows and
	// indexes; Statements are what belongs to the database itself and comes last.
	Entries    []string `json:"entries,omitempty"`
	Statements []string `json:"statements,omitempty"`
}

// markHead begins the comment, for people who come across it.
const markHead = "unfinished restore: see promark repair "

// SQL gives the statements that set the mark, or set it anew.
func (m *Mark) SQL() (string, error) {
	text, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("write the mark of the restore: %w", err)
	}
	return fmt.Sprintf("CREATE SCHEMA IF NOT EXISTS %[1]s; COMMENT ON SCHEMA %[1]s IS %[2]s",
		MarkSchema, Literal(markHead+string(text))), nil
}

// LedgerSQL gives the statements that make the ledger and the witness, behind those of SQL.
func (m *Mark) LedgerSQL() string {
	return fmt.Sprintf(`SELECT pg_catalog.lo_create(%[1]d);
COMMENT ON LARGE OBJECT %[1]d IS 'what the unfinished restore has done: see promark repair';
CREATE UNLOGGED TABLE %[2]s AS SELECT true AS unharmed`, m.Ledger, Witness)
}

// UnmarkSQL gives the statements that take the mark away, and the ledger and the witness with it.
func (m *Mark) UnmarkSQL() string {
	sql := "DROP TABLE IF EXISTS " + Witness + "; DROP SCHEMA IF EXISTS " + MarkSchema
	if m.Ledger != 0 {
		sql += fmt.Sprintf("; SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata WHERE oid = %d", m.Ledger)
	}
	return sql
}

// String names the restore, for messages.
func (m *Mark) String() string {
	text := fmt.Sprintf("restore of archive %s, begun %s", m.Archive, m.Started.UTC().Format("2006-01-02 15:04:05 MST"))
	if m.Tool != "" {
		text += " by " + m.Tool
	}
	return text
}

// MarkQuery gives what ParseMark reads, or no row.
const MarkQuery = "SELECT pg_catalog.obj_description(oid, 'pg_namespace') FROM pg_catalog.pg_namespace WHERE nspname = '" + MarkSchema + "'"

// ReadMark gives nil if there is no mark.
func ReadMark(ctx context.Context, conn Conn) (*Mark, error) {
	var comment *string
	err := conn.QueryRow(ctx, MarkQuery).Scan(&comment)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && comment == nil {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the mark of a restore: %w", err)
	}
	return ParseMark(*comment)
}

// ParseMark gives nil if a comment is no mark.
func ParseMark(comment string) (*Mark, error) {
	text, ok := strings.CutPrefix(comment, markHead)
	if !ok {
		return nil, nil // a schema of that name, and no mark
	}
	m := &Mark{}
	if err := json.Unmarshal([]byte(text), m); err != nil {
		return nil, fmt.Errorf("read the mark of a restore, the comment of schema %s: %w", MarkSchema, err)
	}
	return m, nil
}

// refuseUnfinished refuses to read what is only a part of a database.
func refuseUnfinished(ctx context.Context, s *Server) error {
	m, err := ReadMark(ctx, s.Conn)
	if err == nil && m != nil {
		err = fmt.Errorf("database %s is not whole: it has an unfinished %v; see promark repair", s.Database, m)
	}
	return err
}
