package restore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// afterCrash finds out whether the server has recovered from a crash since: then unlogged tables have
// lost their rows, and unlogged sequences their values. Both are restored again.
func (p *preflight) afterCrash(ctx context.Context, s *session) error {
	unharmed, err := s.text(ctx, "SELECT pg_catalog.count(*)::text FROM "+catalog.Witness)
	if err != nil {
		return fmt.Errorf("look whether the server has crashed: %w", err)
	}
	if unharmed != "0" {
		return nil
	}
	relations, streams := p.lostStreams()
	entries, err := p.lostValues(ctx, s)
	if err != nil {
		return err
	}
	if err := p.keepTriggersOut(ctx, s, relations); err != nil {
		return err
	}
	lines := []string{idLine("undone streams", streams), idLine("undone entries", entries)}
	sql := "INSERT INTO " + catalog.Witness + " VALUES (true)"
	if err := s.exec(ctx, behind(sql, p.r.ledger.note(slices.Clone(lines)...))); err != nil {
		return fmt.Errorf("note that the server has crashed: %w", err)
	}
	for _, line := range lines {
		if line != "" {
			err = errors.Join(err, p.r.before.line(line, p.r.entries))
		}
	}
	if len(streams)+len(entries) > 0 {
		p.add(Notice, codeResume, "", "the server has recovered from a crash since: %d unlogged tables and %d unlogged sequences are restored again",
			len(relations), len(entries))
	}
	return err
}

// lostStreams gives the rows that were loaded into unlogged tables, and these by entry.
func (p *preflight) lostStreams() (relations map[string]uint32, streams []uint32) {
	relations = map[string]uint32{}
	for i := range p.r.entries {
		e := &p.r.entries[i]
		if e.Data == nil || !e.Data.Unlogged {
			continue
		}
		for _, id := range e.Data.Streams {
			if p.r.before.streams[id] || p.r.before.blocks[id] > 0 {
				streams = append(streams, id)
				relations[relation(e.Data)] = e.ID
			}
		}
	}
	return relations, streams
}

// lostValues gives the entries that have set unlogged sequences.
func (p *preflight) lostValues(ctx context.Context, s *session) ([]uint32, error) {
	names, err := s.texts(ctx, `SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'S' AND c.relpersistence = 'u'`)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	lost := map[string]bool{}
	for _, name := range names {
		lost[strings.ReplaceAll(name, `"`, "")] = true
	}
	var entries []uint32
	for i := range p.r.entries {
		e := &p.r.entries[i]
		if e.Section == archive.SectionData && p.r.before.entries[e.ID] && lost[strings.ReplaceAll(e.Schema+"."+e.Name, `"`, "")] {
			entries = append(entries, e.ID)
		}
	}
	return entries, nil
}

// keepTriggersOut makes sure that rows that are loaded again are not seen by triggers and foreign
// keys that were restored behind them.
func (p *preflight) keepTriggersOut(ctx context.Context, s *session, relations map[string]uint32) error {
	for name, id := range relations {
		kind, err := s.text(ctx, `SELECT CASE WHEN pg_catalog.bool_or(tgenabled IN ('A', 'R')) THEN 'always' ELSE 'some' END
  FROM pg_catalog.pg_trigger WHERE tgrelid = pg_catalog.to_regclass($1::text) HAVING pg_catalog.count(*) > 0`, name)
		if err != nil {
			return err
		}
		p.r.again[id] = kind != ""
		if kind == "always" {
			p.add(Error, codeResume, "drop the database and restore again", "the server has crashed since, and %s, an unlogged table, "+
				"has triggers that would see the rows that have to be loaded again", name)
		}
	}
	return nil
}
