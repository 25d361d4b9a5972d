package restore

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"promark/archive"
)

// The ledger says what a restore has done, so that another can do the rest (Options.Resume): what a
// transaction has made is written down by the same transaction, or neither is there. It is a large
// object of the target (why: catalog/mark.go). Every transaction writes at a place of its own, which
// nobody else writes to, so that no two wait for each other; what is not written stays zero. A note
// is lines of ASCII text:
//
//	entries 1-250 252      their statements
//	aside 7 9              of them, privileges were set aside for later
//	listed 7 9             and these are granted
//	streams 1 2            all of their rows
//	blocks 3 17            of stream 3, the first 17 blocks
//	begin 12 0             statement 0 of entry 12 is about to run outside of transactions
//	part 12 0              and has run
//	step post-restore      a step of the restore itself
//	failed 12 "..."        part of entry 12 did not work (Options.KeepGoing)
//	undone entries 5       what a crash of the server has taken back
//	undone streams 2
type ledger struct {
	object uint32       // its number
	page   atomic.Int64 // the next one that nobody has written to
}

// ledgerPage is how far apart notes begin. Notes on different pages of a large object are different
// rows of pg_largeobject (pageBytes).
const ledgerPage = pageBytes

// note gives the statement that writes lines down. Without a ledger, or without lines, it is empty.
func (l *ledger) note(lines ...string) string {
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	if l == nil || len(lines) == 0 {
		return ""
	}
	text := []byte(strings.Join(lines, "\n") + "\n")
	pages := int64(len(text)+ledgerPage-1) / ledgerPage
	at := l.page.Add(pages) - pages
	return fmt.Sprintf(`SELECT pg_catalog.lo_put(%d, %d, '\x%s')`, l.object, at*ledgerPage, hex.EncodeToString(text))
}

// idLine lists numbers behind a word, runs of them with their ends; nothing without numbers.
func idLine(word string, ids []uint32) string {
	if len(ids) == 0 {
		return ""
	}
	slices.Sort(ids)
	b := []byte(word)
	for i := 0; i < len(ids); {
		last := i
		for last+1 < len(ids) && ids[last+1] == ids[last]+1 {
			last++
		}
		b = strconv.AppendUint(append(b, ' '), uint64(ids[i]), 10)
		if last > i {
			b = strconv.AppendUint(append(b, '-'), uint64(ids[last]), 10)
		}
		i = last + 1
	}
	return string(b)
}

// units gives the note of units whose statements are run.
func (l *ledger) units(list []unit) string {
	if l == nil {
		return ""
	}
	var entries, aside, listed []uint32
	var failed []string
	for _, u := range list {
		switch {
		case u.granted:
			listed = append(listed, u.entry.ID)
		default:
			entries = append(entries, u.entry.ID)
		}
		if len(u.listed) > 0 && !u.granted {
			aside = append(aside, u.entry.ID)
		}
		for _, text := range u.failed {
			failed = append(failed, fmt.Sprintf("failed %d %s", u.entry.ID, strconv.QuoteToASCII(text)))
		}
	}
	return l.note(append(failed, idLine("entries", entries), idLine("aside", aside), idLine("listed", listed))...)
}

// loads gives the note of rows that are loaded.
func (l *ledger) loads(list []loading) string {
	if l == nil {
		return ""
	}
	var whole []uint32
	var lines []string
	for _, one := range list {
		if rows, ok := one.source.(*arrivingRows); ok {
			lines = append(lines, fmt.Sprintf("blocks %d %d", rows.stream, rows.a.blocks))
		} else {
			whole = append(whole, one.stream)
		}
	}
	return l.note(append(lines, idLine("streams", whole))...)
}

// behind adds a note to SQL that the simple protocol runs in one transaction.
func behind(sql, note string) string {
	if note == "" {
		return sql
	}
	return note + ";\n" + sql
}

// step runs SQL that belongs to no entry, once.
func (r *run) step(ctx context.Context, s *session, name, sql string) error {
	if r.before.steps[name] {
		return nil
	}
	return s.exec(ctx, behind(sql, s.ledger.note("step "+name)))
}

// The steps.
const (
	stepPreRestore       = "pre-restore"
	stepPromscaleRestore = "promscale-post-restore"
	stepPostRestore      = "post-restore"
	stepTimescaleRows    = "timescaledb-rows"
)

// done is what a ledger says.
type done struct {
	most                   uint32 // the largest number of an entry or a stream
	entries, aside, listed map[uint32]bool
	streams                map[uint32]bool
	blocks                 map[uint32]int64 // that are loaded of a stream, if not all are
	begun, parts           map[statementID]bool
	steps                  map[string]bool
	failed                 []*Failure
}

// statementID is a statement of an entry.
type statementID struct {
	entry uint32
	index int
}

func newDone(most uint32) done {
	return done{most: most, entries: map[uint32]bool{}, aside: map[uint32]bool{}, listed: map[uint32]bool{},
		streams: map[uint32]bool{}, blocks: map[uint32]int64{},
		begun: map[statementID]bool{}, parts: map[statementID]bool{}, steps: map[string]bool{}}
}

// mostOf gives the largest number of an entry or a stream.
func mostOf(entries []archive.Entry) uint32 {
	most := uint32(len(entries))
	for i := range entries {
		if d := entries[i].Data; d != nil {
			most = max(most, slices.Max(append([]uint32{0}, d.Streams...)))
		}
	}
	return most
}

// ledgerChunk is how much of a ledger is read at once, in whole pages.
const ledgerChunk = 512 * ledgerPage

// readLedger reads what is done, and makes l ready to write behind it.
func (r *run) readLedger(ctx context.Context, s *session, l *ledger) (d done, err error) {
	d = newDone(mostOf(r.entries))
	var text []byte
	for at := int64(0); ; at += ledgerChunk {
		var chunk []byte
		err := s.pgx.QueryRow(ctx, "SELECT pg_catalog.lo_get($1::oid, $2::int8, $3::int4)", l.object, at, ledgerChunk).Scan(&chunk)
		if err != nil {
			return d, fmt.Errorf("read the ledger, large object %d: %w", l.object, err)
		}
		for _, b := range chunk { // what is zero was never written, or taken back
			if b != 0 {
				text = append(text, b)
			}
		}
		if len(chunk) < ledgerChunk {
			l.page.Store((at + int64(len(chunk)) + ledgerPage - 1) / ledgerPage)
			break
		}
	}
	for line := range strings.Lines(string(text)) {
		if err := d.line(strings.TrimSuffix(line, "\n"), r.entries); err != nil {
			return d, fmt.Errorf("read the ledger, large object %d: %w", l.object, err)
		}
	}
	return d, nil
}

// line takes a line of a note up.
func (d *done) line(line string, entries []archive.Entry) error {
	word, rest, _ := strings.Cut(line, " ")
	sets := map[string]map[uint32]bool{"entries": d.entries, "aside": d.aside, "listed": d.listed, "streams": d.streams}
	switch word {
	case "step":
		d.steps[rest] = true
		return nil
	case "undone":
		word, rest, _ = strings.Cut(rest, " ")
		return d.eachID(rest, func(id uint32) {
			delete(sets[word], id)
			delete(d.blocks, id)
		})
	case "blocks", "begin", "part":
		var id uint32
		var n int64
		if _, err := fmt.Sscan(rest, &id, &n); err != nil {
			return fmt.Errorf("what is %q?", line)
		}
		switch word {
		case "blocks":
			d.blocks[id] = n
		case "begin":
			d.begun[statementID{id, int(n)}] = true
		default:
			d.parts[statementID{id, int(n)}] = true
		}
		return nil
	case "failed":
		return d.failure(rest, entries)
	}
	set := sets[word]
	if set == nil {
		return fmt.Errorf("what is %q?", line)
	}
	return d.eachID(rest, func(id uint32) { set[id] = true })
}

func (d *done) failure(rest string, entries []archive.Entry) error {
	number, quoted, _ := strings.Cut(rest, " ")
	id, err1 := strconv.ParseUint(number, 10, 32)
	text, err2 := strconv.Unquote(quoted)
	if err1 != nil || err2 != nil || id == 0 || int(id) > len(entries) {
		return fmt.Errorf("what is %q?", rest)
	}
	d.failed = append(d.failed, newFailure("create", &entries[id-1], "", fmt.Errorf("before the interruption: %s", text)))
	return nil
}

// eachID reads what idLine has written.
func (d *done) eachID(list string, do func(uint32)) error {
	for _, one := range strings.Fields(list) {
		first, last, isRun := strings.Cut(one, "-")
		if !isRun {
			last = first
		}
		from, err1 := strconv.ParseUint(first, 10, 32)
		to, err2 := strconv.ParseUint(last, 10, 32)
		if err1 != nil || err2 != nil || to < from || to > uint64(d.most) {
			return fmt.Errorf("%q are no numbers of entries or streams", one)
		}
		for id := from; id <= to; id++ {
			do(uint32(id))
		}
	}
	return nil
}
