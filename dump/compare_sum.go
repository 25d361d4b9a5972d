package dump

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"promark/archive"
)

// sum counts the rows of both sides at once, and adds up their hashes. What is
// read is decided before anything is.
func (c *comparer) sum(ctx context.Context) error {
	var queue []storedStream
	if c.Archive != nil {
		queue = c.sumArchive()
	}
	for side, d := range c.sides {
		if d != nil {
			c.prepare(side, d)
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return c.readArchive(ctx, queue) })
	g.Go(func() error {
		return c.both(ctx, func(ctx context.Context, d *dumper) error {
			return d.copyRows(ctx, c.plans[slices.Index(c.sides[:], d)])
		})
	})
	return g.Wait()
}

// prepare leaves in a plan what is compared, and has it summed.
func (c *comparer) prepare(side int, d *dumper) {
	p := c.plans[side]
	unwanted := func(j *job) bool {
		return !c.sets.compared(archive.Relation{Schema: j.relation.schema, Name: j.relation.name})
	}
	p.config, p.jobs = slices.DeleteFunc(p.config, unwanted), slices.DeleteFunc(p.jobs, unwanted)
	jobs := make(map[uint32]*job, len(p.config)+len(p.jobs))
	relations := map[*relation]bool{}
	p.bytes = 0
	for _, j := range slices.Concat(p.config, p.jobs) {
		jobs[j.stream], relations[j.relation] = j, true
		p.bytes += j.bytes
	}
	d.newSink = func() sink { return &summer{c: c, side: side, jobs: jobs} }
	d.report.send(PhaseStarted{Copying})
	d.report.send(Planned{len(relations), p.bytes})
}

// summer is the sink that counts rows and adds up their hashes.
type summer struct {
	c      *comparer
	side   int
	jobs   map[uint32]*job
	to     *rowSet
	info   archive.StreamInfo
	rows   int64 // that count
	normal archive.Normal
}

func (s *summer) Begin(stream uint32) error {
	r := s.jobs[stream].relation
	s.to = s.c.sets.of[archive.Relation{Schema: r.schema, Name: r.name}]
	s.info, s.rows = archive.StreamInfo{Stream: stream}, 0
	s.normal.Types, s.normal.Pages = r.types, s.to.pages
	return nil
}

func (s *summer) Row(row []byte) error {
	row, err := s.normal.Row(row)
	if err != nil {
		return err
	}
	s.info.Rows++
	if row == nil {
		return nil
	}
	s.rows++
	s.info.Digest.AddRow(row)
	s.info.RawBytes += int64(len(row))
	return nil
}

func (s *summer) End() (archive.StreamInfo, error) {
	s.c.add(s.to, s.side, s.rows, s.info.Digest)
	return s.info, nil
}

func (s *summer) Flush() error { return nil }

func (s *summer) Stop() {}

func (c *comparer) add(to *rowSet, side int, rows int64, digest archive.Digest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	to.Rows[side] += rows
	to.Digest[side].Add(digest)
}

// storedStream is a stream of an archive whose rows have to be read, since the
// digest that was recorded is of rows in another form.
type storedStream struct {
	to     *rowSet
	stream uint32
	types  []*archive.ValueType
	order  []int
}

func (s *storedStream) normal() *archive.Normal {
	return &archive.Normal{Types: s.types, Order: s.order, Pages: s.to.pages}
}

// sumArchive takes the digests that were recorded, and gives the streams whose
// rows have to be read.
func (c *comparer) sumArchive() (queue []storedStream) {
	for _, to := range c.sets.list {
		if to.skip != "" || to.Why != "" {
			continue
		}
		for _, s := range c.streamsOf(to) {
			if s.order == nil && s.types == nil && !to.pages {
				info, _ := c.Archive.Info(s.stream)
				c.add(to, First, info.Rows, info.Digest)
				continue
			}
			queue = append(queue, s)
		}
	}
	return queue
}

// streamsOf gives the streams of an archive for a set; none if some have other
// columns.
func (c *comparer) streamsOf(to *rowSet) (out []storedStream) {
	for _, m := range to.members {
		order, ok := to.order(m.entry.Data.Columns)
		if !ok {
			to.Why = "its partitions have other columns"
			return nil
		}
		for _, stream := range m.entry.Data.Streams {
			out = append(out, storedStream{to, stream, to.typesOf(order), order})
		}
	}
	return out
}

// order says where an entry has the set's columns; nil: at the same places.
func (to *rowSet) order(columns []archive.Column) (order []int, ok bool) {
	if slices.Equal(columns, to.data.Columns) {
		return nil, true
	}
	for _, c := range to.data.Columns {
		i := slices.IndexFunc(columns, func(o archive.Column) bool { return o.Name == c.Name })
		if i < 0 {
			return nil, false
		}
		order = append(order, i)
	}
	return order, len(order) == len(columns)
}

// typesOf gives the types of the set's columns as an entry has them.
func (to *rowSet) typesOf(order []int) []*archive.ValueType {
	if order == nil || to.types == nil {
		return to.types
	}
	out := make([]*archive.ValueType, len(to.types))
	for i, at := range order {
		out[at] = to.types[i]
	}
	return out
}

func (c *comparer) readArchive(ctx context.Context, queue []storedStream) error {
	g, ctx := errgroup.WithContext(ctx)
	var mu sync.Mutex
	next := func() (a storedStream, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if len(queue) == 0 {
			return a, false
		}
		a, queue = queue[0], queue[1:]
		return a, true
	}
	for range min(max(c.Workers, 1), len(queue)) {
		g.Go(func() error {
			decoder := archive.NewDecoder()
			for {
				a, ok := next()
				if !ok {
					return nil
				}
				if err := c.readStream(ctx, a, decoder); err != nil {
					return err
				}
			}
		})
	}
	return g.Wait()
}

func (c *comparer) readStream(ctx context.Context, a storedStream, decoder *archive.Decoder) error {
	rows, digest, err := c.Archive.Sum(ctx, a.stream, decoder, a.normal())
	if errors.Is(err, archive.ErrBrokenValue) {
		c.mu.Lock()
		defer c.mu.Unlock()
		a.to.Why = "the types of its columns are not made of the same types"
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the archive's rows of %s.%s: %w", a.to.Relation.Schema, a.to.Relation.Name, err)
	}
	c.add(a.to, First, rows, digest)
	return nil
}
