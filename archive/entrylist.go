package archive

import (
	"fmt"
	"slices"
)

// EntryList is a list of entries that takes little memory: it keeps them as the records that will be in
// the archive, compressed. Who makes entries one by one never has them all at once. The zero value is an
// empty list.
type EntryList struct {
	packer *packer
	chunks []sectionFrame
	raw    []byte // of the next chunk: records with their lengths
	record []byte // scratch
	shared shared // scratch
	count  int
	data   []*Data // of stream i+1
	locked uint32  // the highest entry that some entry locks
	locker string  // that entry
}

// listChunk is how many bytes of records are compressed together.
const listChunk = 1 << 20

// Add encodes the next entry, and decodes it again. It keeps nothing of it but what its Data points to.
func (l *EntryList) Add(e *Entry) error {
	if err := l.add(e); err != nil {
		return fmt.Errorf("entry %d (%s %s.%s): %w", l.count+1, e.Kind, e.Schema, e.Name, err)
	}
	l.count++
	if e.Data != nil {
		for range e.Data.Streams {
			l.data = append(l.data, e.Data)
		}
	}
	for _, id := range e.Locks {
		if id > l.locked {
			l.locked, l.locker = id, fmt.Sprintf("entry %d (%s %s.%s)", e.ID, e.Kind, e.Schema, e.Name)
		}
	}
	return nil
}

func (l *EntryList) add(e *Entry) (err error) {
	if l.count == limitEntries {
		return overLimit("entries", limitEntries+1, limitEntries)
	}
	l.record, err = checkedEntry(l.record[:0], e, uint32(l.count)+1, uint32(len(l.data)), &l.shared)
	if err != nil {
		return err
	}
	if len(l.record) > limitRecord {
		return overLimit("record length", uint64(len(l.record)), limitRecord)
	}
	if len(l.raw)+len(l.record) > listChunk {
		if err := l.pack(); err != nil {
			return err
		}
	}
	w := wire{l.raw}
	w.uint(uint64(len(l.record)))
	l.raw = append(w.b, l.record...)
	return nil
}

// pack compresses the records that are not yet.
func (l *EntryList) pack() error {
	if l.packer == nil {
		level := speedsOf(LevelFastest)
		z, err := newCompressor(level.rows)
		if err != nil {
			return err
		}
		if l.packer, err = newPacker(level, z, false); err != nil {
			return err
		}
	}
	for len(l.raw) > 0 {
		part := l.raw[:min(len(l.raw), limitSection)] // a record may be longer
		h := head{kind: kindCatalog}
		frame, err := l.packer.pack(&h, part)
		if err != nil {
			return err
		}
		l.chunks = append(l.chunks, sectionFrame{h, slices.Clone(frame)})
		l.raw = l.raw[len(part):]
	}
	l.raw = make([]byte, 0, listChunk)
	return nil
}

// Len is the number of entries.
func (l *EntryList) Len() int { return l.count }

// done checks what needs the whole list.
func (l *EntryList) done() error {
	if int(l.locked) > l.count {
		return fmt.Errorf("%s: %w", l.locker, invalid("it locks entry %d, which does not exist", l.locked))
	}
	return nil
}

// writeTo gives all records, with their lengths, in pieces that are valid until write returns.
func (l *EntryList) writeTo(write func([]byte) error) error {
	u, err := newUnpacker()
	if err != nil {
		return err
	}
	for i := range l.chunks {
		c := &l.chunks[i]
		raw, err := u.unpack(&c.head, c.frame[headSize:])
		if err == nil {
			err = write(raw)
		}
		if err != nil {
			return err
		}
	}
	return write(l.raw)
}
