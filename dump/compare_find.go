package dump

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"sync"

	"promark/archive"
)

// Where rows differ, they are read again, in the same snapshots: once to add up
// their hashes in buckets, which says in which buckets the sides differ, and
// once to keep the rows of some of these. What both sides have as often is
// taken out, and the rest is what differs. Neither order nor a key is needed,
// and of a table's rows only one in thousands is kept.

// FoundRows are rows that one side has more often than the other.
type FoundRows struct {
	// Entry describes the columns of the rows.
	Entry *archive.Entry
	Rows  [2][]FoundRow
	// More says that there are more than these.
	More bool
}

// FoundRow is a row that a side has Times times more than the other. OIDs of
// types in it are zero.
type FoundRow struct {
	Row   []byte
	Times int64
}

const (
	findBuckets  = 1 << 16  // 1 MB for each side and each worker
	findBytesMax = 64 << 20 // of rows that are kept
)

// finder looks for rows of one set.
type finder struct {
	c    *comparer
	to   *rowSet
	most int

	mu      sync.Mutex
	buckets [2][]archive.Digest
	wanted  map[uint16]bool // buckets whose rows are kept
	kept    map[archive.Digest]*keptRow
	bytes   int
	more    bool
}

type keptRow struct {
	row   []byte
	times int64 // on the first side, less those on the second
}

// find looks for rows in every set that differs.
func (c *comparer) find(ctx context.Context) error {
	if c.FindRows == 0 {
		return nil
	}
	for _, to := range c.sets.list {
		if to.skip != "" || to.Why != "" || to.Equal() {
			continue
		}
		f := &finder{c: c, to: to, most: c.FindRows, wanted: map[uint16]bool{}, kept: map[archive.Digest]*keptRow{}}
		for side := range f.buckets {
			f.buckets[side] = make([]archive.Digest, findBuckets)
		}
		if err := c.walk(ctx, to, f.adder); err != nil {
			return err
		}
		f.choose()
		if err := c.walk(ctx, to, f.keeper); err != nil {
			return err
		}
		to.Found = f.found()
	}
	return nil
}

func hashOf(row []byte) (d archive.Digest, bucket uint16) {
	d.AddRow(row)
	return d, binary.LittleEndian.Uint16(d[:])
}

// adder adds up hashes in buckets.
func (f *finder) adder(side int) visit {
	own := make([]archive.Digest, findBuckets)
	return visit{
		row: func(row []byte) {
			d, bucket := hashOf(row)
			own[bucket].Add(d)
		},
		end: func() {
			f.mu.Lock()
			defer f.mu.Unlock()
			for i, d := range own {
				f.buckets[side][i].Add(d)
			}
			clear(own)
		},
	}
}

// choose takes so many buckets that the rows that are wanted are in them: a
// row that was changed is in two.
func (f *finder) choose() {
	for i := range findBuckets {
		if f.buckets[First][i] == f.buckets[Second][i] {
			continue
		}
		if len(f.wanted) == 2*f.most {
			f.more = true
			break
		}
		f.wanted[uint16(i)] = true
	}
}

// keeper keeps the rows of chosen buckets.
func (f *finder) keeper(side int) visit {
	step := int64(1)
	if side == Second {
		step = -1
	}
	return visit{end: func() {}, row: func(row []byte) {
		d, bucket := hashOf(row)
		if !f.wanted[bucket] {
			return
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		k := f.kept[d]
		if k == nil {
			if f.bytes += len(row); f.bytes > findBytesMax {
				f.more = true
				return
			}
			k = &keptRow{row: slices.Clone(row)}
			f.kept[d] = k
		}
		k.times += step
	}}
}

// found gives the rows that do not stand on both sides, in an order of their bytes.
func (f *finder) found() *FoundRows {
	out := &FoundRows{Entry: f.to.members[f.to.Relation].entry, More: f.more}
	for _, k := range f.kept {
		switch {
		case k.times > 0:
			out.Rows[First] = append(out.Rows[First], FoundRow{k.row, k.times})
		case k.times < 0:
			out.Rows[Second] = append(out.Rows[Second], FoundRow{k.row, -k.times})
		}
	}
	for side := range out.Rows {
		slices.SortFunc(out.Rows[side], func(a, b FoundRow) int { return slices.Compare(a.Row, b.Row) })
		if len(out.Rows[side]) > f.most {
			out.Rows[side], out.More = out.Rows[side][:f.most], true
		}
	}
	return out
}

// visit is what is done with rows by one goroutine, and at its end.
type visit struct {
	row func([]byte)
	end func()
}

// walk reads the rows of one set on both sides.
func (c *comparer) walk(ctx context.Context, to *rowSet, visitor func(side int) visit) error {
	if c.Archive != nil {
		v := visitor(First)
		decoder := archive.NewDecoder()
		for _, s := range c.streamsOf(to) {
			if err := c.Archive.Rows(ctx, s.stream, decoder, s.normal(), v.row); err != nil {
				return err
			}
		}
		v.end()
	}
	return c.both(ctx, func(ctx context.Context, d *dumper) error {
		side := slices.Index(c.sides[:], d)
		p := c.plans[side]
		var again plan
		for _, j := range slices.Concat(p.config, p.jobs) {
			if c.sets.of[archive.Relation{Schema: j.relation.schema, Name: j.relation.name}] == to {
				again.jobs = append(again.jobs, j)
			}
		}
		slices.SortStableFunc(again.jobs, func(a, b *job) int { return cmp.Compare(b.bytes, a.bytes) })
		d.newSink = func() sink {
			return &visiting{visit: visitor(side), jobs: again.jobs, normal: archive.Normal{Pages: to.pages}}
		}
		return d.copyAgain(ctx, &again)
	})
}

// visiting is the sink that shows rows to a visitor.
type visiting struct {
	visit
	jobs   []*job
	info   archive.StreamInfo
	normal archive.Normal
}

func (v *visiting) Begin(stream uint32) error {
	v.info = archive.StreamInfo{Stream: stream}
	at := slices.IndexFunc(v.jobs, func(j *job) bool { return j.stream == stream })
	v.normal.Types = v.jobs[at].relation.types
	return nil
}

func (v *visiting) Row(row []byte) error {
	row, err := v.normal.Row(row)
	if err != nil {
		return err
	}
	v.info.Rows++
	if row != nil {
		v.row(row)
	}
	return nil
}

func (v *visiting) End() (archive.StreamInfo, error) { return v.info, nil }

func (v *visiting) Flush() error {
	v.end()
	return nil
}

func (v *visiting) Stop() {}
