package archive

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// The catalog is a sequence of records, each with its length in front: the manifest, then the
// entries in their order. FORMAT.md has the tables.

func appendManifest(b []byte, m *Manifest) []byte {
	w := wire{b}
	w.string(m.Tool)
	w.int(m.Server.VersionNum)
	w.string(m.Server.Version)
	d := &m.Database
	w.strings(d.Name, d.Owner, d.Encoding, d.Collate, d.CType, d.LocaleProvider, d.Locale,
		d.ICURules, d.CollationVersion, d.Tablespace)
	w.int(d.ConnLimit)
	w.bool(d.IsTemplate)
	w.bool(d.AllowConnections)
	w.uint(uint64(len(m.Extensions)))
	for _, e := range m.Extensions {
		w.strings(e.Name, e.Version, e.Schema)
	}
	for _, l := range [][]string{m.Roles, m.Tablespaces, m.Warnings} {
		w.uint(uint64(len(l)))
		w.strings(l...)
	}
	w.facts(m.Facts)
	return w.b
}

func (w *wire) facts(facts map[string]string) {
	w.uint(uint64(len(facts)))
	for _, k := range slices.Sorted(maps.Keys(facts)) {
		w.strings(k, facts[k])
	}
}

// decodeManifest reads a manifest's record; id and time of creation stand in the header.
func decodeManifest(record []byte, h *header) (*Manifest, error) {
	m := &Manifest{ID: h.id, Created: h.time()}
	u := unwire{b: record}
	m.Tool = u.string()
	m.Server.VersionNum = u.int()
	m.Server.Version = u.string()
	d := &m.Database
	u.strings(&d.Name, &d.Owner, &d.Encoding, &d.Collate, &d.CType, &d.LocaleProvider, &d.Locale,
		&d.ICURules, &d.CollationVersion, &d.Tablespace)
	d.ConnLimit = u.int()
	d.IsTemplate = u.bool()
	d.AllowConnections = u.bool()
	m.Extensions = list(&u, func() (e Extension) {
		u.strings(&e.Name, &e.Version, &e.Schema)
		return e
	})
	for _, l := range []*[]string{&m.Roles, &m.Tablespaces, &m.Warnings} {
		*l = list(&u, u.string)
	}
	m.Facts = u.facts()
	return m, u.done()
}

func (u *unwire) facts() map[string]string {
	var facts map[string]string
	last := ""
	for i, n := 0, u.count(); i < n && u.err == nil; i++ {
		k, v := u.string(), u.string()
		if i > 0 && k <= last {
			u.fail("facts are not in order")
		}
		if facts == nil {
			facts = map[string]string{}
		}
		facts[k], last = v, k
	}
	return facts
}

// Flags of an entry.
const (
	entryNoTransaction = 1 << iota
	entryData
	entryFlags // the first unknown one
)

// Flags of an entry's data.
const (
	dataUnlogged = 1 << iota
	dataLargeObjects
	dataFreeze
	dataFlags // the first unknown one
)

func bitIf(set bool, bit uint8) uint8 {
	if set {
		return bit
	}
	return 0
}

func appendEntry(b []byte, e *Entry) []byte {
	w := wire{b}
	w.byte(bitIf(e.NoTransaction, entryNoTransaction) | bitIf(e.Data != nil, entryData))
	w.byte(uint8(e.Section))
	w.byte(uint8(e.Pass))
	w.strings(e.Kind, e.Schema, e.Name, e.Table, e.Owner, e.Extension, e.Drop)
	w.uint(uint64(len(e.Statements)))
	for _, s := range e.Statements {
		w.byte(uint8(s.Part))
		w.int(s.Since)
		w.int(s.Until)
		w.string(s.SQL)
	}
	w.ids(e.Needs)
	w.ids(e.Locks)
	w.facts(e.Facts)
	if e.Data != nil {
		w.data(e.Data)
	}
	return w.b
}

// ids writes ascending numbers as the differences to the one before.
func (w *wire) ids(ids []uint32) {
	w.uint(uint64(len(ids)))
	last := uint32(0)
	for _, id := range ids {
		w.uint(uint64(id - last))
		last = id
	}
}

func (w *wire) data(d *Data) {
	w.byte(bitIf(d.Unlogged, dataUnlogged) | bitIf(d.LargeObjects, dataLargeObjects) |
		bitIf(d.Freeze, dataFreeze))
	w.byte(uint8(d.Format))
	w.strings(d.Relation.Schema, d.Relation.Name, d.Condition)
	w.uint(uint64(len(d.Columns)))
	for _, c := range d.Columns {
		w.byte(uint8(c.Form))
		w.strings(c.Name, c.Type)
	}
	w.uint(uint64(len(d.Streams)))
	w.int64(d.EstimatedBytes)
}

// decodeEntry reads the record of entry id, whose first stream is the one after streams. What it
// shares with other entries is taken from there.
func decodeEntry(record []byte, id, streams uint32, s *shared) (Entry, error) {
	e := Entry{ID: id}
	u := unwire{b: record, shared: s}
	flags := u.enum("entry flags", entryFlags)
	e.NoTransaction = flags&entryNoTransaction != 0
	e.Section = Section(u.enum("section", uint8(SectionPostData)+1))
	e.Pass = Pass(u.enum("pass", uint8(PassFinal)+1))
	for _, name := range []*string{&e.Kind, &e.Schema, &e.Name, &e.Table, &e.Owner, &e.Extension} {
		*name = u.name()
	}
	e.Drop = u.string()
	e.Statements = list(&u, func() (s Statement) {
		s.Part = Part(u.enum("part", uint8(PartAccessMethod)+1))
		s.Since = u.int()
		s.Until = u.int()
		s.SQL = u.string()
		return s
	})
	e.Needs = u.ids(uint64(id) - 1)
	e.Locks = u.ids(limitEntries)
	e.Facts = again(&u, &s.facts, u.facts)
	if flags&entryData != 0 {
		e.Data = u.data(streams)
	}
	return e, u.done()
}

// ids reads ascending numbers from 1 to most.
func (u *unwire) ids(most uint64) []uint32 {
	last := uint64(0)
	return list(u, func() uint32 {
		d := u.uint()
		if d == 0 || d > most-last {
			u.fail("entry number after %d is not between it and %d", last, most)
		}
		last += d
		return uint32(last)
	})
}

func (u *unwire) data(streams uint32) *Data {
	d := &Data{}
	flags := u.enum("data flags", dataFlags)
	d.Unlogged = flags&dataUnlogged != 0
	d.LargeObjects = flags&dataLargeObjects != 0
	d.Freeze = flags&dataFreeze != 0
	d.Format = Format(u.enum("format", uint8(FormatText)+1))
	d.Relation.Schema, d.Relation.Name, d.Condition = u.name(), u.name(), u.string()
	d.Columns = again(u, &u.shared.columns, u.columns)
	d.Streams = u.streams(streams)
	d.EstimatedBytes = u.int64()
	return d
}

func (u *unwire) columns() []Column {
	return list(u, func() (c Column) {
		c.Form = Form(u.enum("form", uint8(FormTextCast)+1))
		u.strings(&c.Name, &c.Type)
		return c
	})
}

// streams reads how many streams there are; their numbers go on from the entry before.
func (u *unwire) streams(before uint32) []uint32 {
	n := u.upTo("streams", limitStreams-uint64(before))
	if n > streamsPerEntry {
		u.fail("%d streams of one entry, limit %d", n, streamsPerEntry)
		return nil
	}
	var s []uint32
	for i := range uint32(n) {
		s = append(s, before+i+1)
	}
	return s
}

// streamsPerEntry keeps a few bytes of catalog from standing for gigabytes of numbers. A relation
// is split in parts of some hundred megabytes: 65,536 of them are more than PostgreSQL's 32 TB.
const streamsPerEntry = 1 << 16

// normalEntry is e as the archive keeps it: needs and locks in order without repetitions, empty
// lists nil.
func normalEntry(e Entry) Entry {
	e.Statements = some(e.Statements)
	e.Needs = normalIDs(e.Needs)
	e.Locks = normalIDs(e.Locks)
	e.Facts = someFacts(e.Facts)
	if e.Data != nil {
		d := *e.Data
		d.Columns = some(d.Columns)
		d.Streams = some(d.Streams)
		e.Data = &d
	}
	return e
}

func normalIDs(ids []uint32) []uint32 {
	if len(ids) == 0 {
		return nil
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func some[E any](l []E) []E {
	if len(l) == 0 {
		return nil
	}
	return l
}

func normalManifest(m Manifest) Manifest {
	m.Created = m.Created.UTC().Truncate(time.Microsecond)
	m.Extensions = some(m.Extensions)
	m.Roles, m.Tablespaces, m.Warnings = some(m.Roles), some(m.Tablespaces), some(m.Warnings)
	m.Facts = someFacts(m.Facts)
	return m
}

func someFacts(facts map[string]string) map[string]string {
	if len(facts) == 0 {
		return nil
	}
	return facts
}

// checkedManifest encodes a manifest and decodes it again.
func checkedManifest(m *Manifest, h *header) ([]byte, error) {
	want := normalManifest(*m)
	record := appendManifest(nil, &want)
	got, err := decodeManifest(record, h)
	if err == nil && !reflect.DeepEqual(got, &want) {
		err = invalid("it comes back different")
	}
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return record, nil
}

// checkedEntry encodes the entry that comes at place id, after that many streams, and decodes it
// again. The record is appended to b.
func checkedEntry(b []byte, e *Entry, id, streams uint32, s *shared) ([]byte, error) {
	if e.ID != id {
		return nil, invalid("it stands at place %d and says %d", id, e.ID)
	}
	want := normalEntry(*e)
	b = appendEntry(b, &want)
	s.clear()
	got, err := decodeEntry(b, id, streams, s)
	if err == nil && !reflect.DeepEqual(got, want) {
		err = invalid("it comes back different; streams go on from %d and values fit their fields", streams)
	}
	return b, err
}

// catalog is a decoded catalog.
type catalog struct {
	manifest *Manifest
	entries  []Entry
	streams  []*Data // whose rows are in stream i+1
}

// catalogReader takes the raw bytes of catalog frames in their order.
type catalogReader struct {
	catalog
	header *header
	rest   []byte // of a record whose end is still to come
	shared shared
}

// feed takes the next raw bytes.
func (c *catalogReader) feed(raw []byte) error {
	c.rest = append(c.rest, raw...)
	rest := c.rest
	for {
		record, n, err := cutRecord(rest)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		if err := c.record(record); err != nil {
			return err
		}
		rest = rest[n:]
	}
	c.rest = append(c.rest[:0], rest...)
	return nil
}

// cutRecord gives the first record of b and its size with its length in front, 0 if b does not
// hold all of it.
func cutRecord(b []byte) (record []byte, size int, err error) {
	const longest = 5 // bytes of a length up to limitRecord
	u := unwire{b: b}
	n := u.upTo("record length", limitRecord)
	if u.err != nil {
		if len(b) < longest && allContinued(b) {
			return nil, 0, nil
		}
		return nil, 0, u.err
	}
	if uint64(len(u.b)) < n {
		return nil, 0, nil
	}
	return u.b[:n:n], len(b) - len(u.b) + int(n), nil
}

// allContinued says whether b is the beginning of a longer varint.
func allContinued(b []byte) bool {
	for _, c := range b {
		if c < 0x80 {
			return false
		}
	}
	return true
}

func (c *catalogReader) record(record []byte) (err error) {
	if c.manifest == nil {
		if c.manifest, err = decodeManifest(record, c.header); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
		return nil
	}
	if len(c.entries) == limitEntries {
		return overLimit("entries", limitEntries+1, limitEntries)
	}
	id := uint32(len(c.entries)) + 1
	e, err := decodeEntry(record, id, uint32(len(c.streams)), &c.shared)
	if err != nil {
		return fmt.Errorf("entry %d: %w", id, err)
	}
	c.entries = append(c.entries, e)
	c.addStreams(e.Data)
	return nil
}

func (c *catalog) addStreams(d *Data) {
	if d == nil {
		return
	}
	for range d.Streams {
		c.streams = append(c.streams, d)
	}
}

// done checks what needs the whole catalog.
func (c *catalogReader) done() error {
	if c.manifest == nil || len(c.rest) != 0 {
		return invalid("catalog ends within a record")
	}
	c.shared, c.rest = shared{}, nil // only needed to read it
	for i := range c.entries {
		l := c.entries[i].Locks
		if n := len(l); n > 0 && int(l[n-1]) > len(c.entries) {
			return invalid("entry %d locks entry %d, which does not exist", i+1, l[n-1])
		}
	}
	return nil
}

// relation names the relation of a stream for messages and reports.
func (c *catalog) relation(stream uint32) (Relation, bool) {
	if stream == 0 || int(stream) > len(c.streams) {
		return Relation{}, false
	}
	return c.streams[stream-1].Relation, true
}
