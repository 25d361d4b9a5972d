package restore

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"promark/archive"
)

// parallel runs the graph: rows, and what waits for them. From a pipe, first is what was read of
// it and belongs here.
func (r *run) parallel(ctx context.Context, g *graph, from *pipeFrameSource) error {
	group, ctx := errgroup.WithContext(ctx)
	s := newSchedule(ctx, g, r.groupSize, r.builders.processes)
	lanes := 0
	if from != nil {
		lanes = r.workers
	}
	s.begin(g, r.loadedStreams, lanes)
	defer context.AfterFunc(ctx, func() {
		s.wake()
		if s.arriving() {
			r.interrupt()
		}
	})()
	if from != nil {
		from.ctx = ctx
		group.Go(func() error { return r.pump(s, from) })
	}
	for i := range r.workers {
		group.Go(func() error { return r.work(ctx, s, i) })
	}
	return group.Wait()
}

// share runs f for every number below n, in as many sessions as there are workers.
func (r *run) share(ctx context.Context, n int, f func(ctx context.Context, s *session, i int) error) error {
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range min(r.workers, n) {
		group.Go(func() error {
			return r.inSession(ctx, func(s *session) error {
				for i := next.Add(1) - 1; int(i) < n; i = next.Add(1) - 1 {
					if err := f(ctx, s, int(i)); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	return group.Wait()
}

// pump hands the frames of a pipe out until its end, apart from those of streams that are not
// selected. Those of a pack are passed over by who unpacks it.
func (r *run) pump(s *schedule, from *pipeFrameSource) error {
	for {
		f, err := from.peek()
		if isEnd(err) {
			s.arrived()
			return nil
		}
		if err != nil {
			return err
		}
		from.drop()
		if f.Kind != archive.FramePack && r.skipsStream(f.Stream) {
			f.Release()
			continue
		}
		if err := s.offer(f); err != nil {
			return err
		}
	}
}

// interrupt asks the caller to end a read of the pipe that is under way, or that would come.
func (r *run) interrupt() {
	r.interrupted.Do(func() {
		if r.opts.Interrupt != nil {
			r.opts.Interrupt()
		}
	})
}

// work is the life of one worker.
func (r *run) work(ctx context.Context, sch *schedule, i int) error {
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	w := &worker{r: r, s: s, schedule: sch, decoder: archive.NewDecoder()}
	w.consumer = &consumer{r: r, s: s, from: laneFrameSource{sch, i}, decoder: w.decoder,
		streams: map[uint32]*comingStream{}, entryOf: sch.entryOf, done: sch.streamDone}
	for {
		j, err := sch.take(i)
		if j == nil || err != nil {
			return err
		}
		if err := w.do(ctx, j); err != nil {
			return err
		}
		sch.done(i, j)
	}
}

// worker is a session and what it reads rows with.
type worker struct {
	r        *run
	s        *session
	schedule *schedule
	decoder  *archive.Decoder
	consumer *consumer
}

func (w *worker) do(ctx context.Context, j *job) error {
	switch {
	case j.lane:
		return w.consumer.consume(ctx)
	case len(j.loads) > 0:
		return w.load(ctx, j.loads)
	}
	units := make([]unit, 0, len(j.nodes))
	known := w.s.ask(ctx, conditional(j.nodes))
	for _, n := range j.nodes {
		if isConditional(n.entry) {
			if skip, err := w.r.skips(ctx, w.s, n.entry, known); err != nil {
				return err
			} else if skip {
				continue
			}
		}
		u := unit{entry: n.entry, statements: n.statements, settings: w.r.builders.settings(j.processes)}
		alone := n.entry.NoTransaction
		if w.r.isValidated(n) {
			u, alone = w.validated(j, n, u), true
		}
		if !alone {
			units = append(units, u)
			continue
		}
		if err := w.r.defineGroup(ctx, w.s, units); err != nil {
			return err
		}
		units = units[:0]
		if err := w.r.defineAlone(ctx, w.s, u); err != nil {
			return err
		}
	}
	if len(units) == 1 {
		w.r.emit(EntryStarted{units[0].entry})
	}
	return w.r.defineGroup(ctx, w.s, units)
}

// load loads streams of the file.
func (w *worker) load(ctx context.Context, streams []streamLoad) error {
	list := make([]loading, len(streams))
	for i, l := range streams {
		w.r.emit(EntryStarted{l.node.entry})
		list[i] = loading{l.node.entry, l.stream, w.r.isFirst(l.node.entry, l.stream), w.r.fileRows(l.stream, l.node.entry, w.decoder)}
	}
	return w.r.loadTogether(ctx, w.s, list, func(l loading) pieces {
		return w.r.fileRows(l.source.(*fileRows).stream, l.entry, w.decoder)
	})
}

// loadTogether loads in one transaction; if that fails, each in its own, with rows that again
// gives anew.
func (r *run) loadTogether(ctx context.Context, s *session, list []loading, again func(loading) pieces) error {
	failed := r.loadAll(ctx, s, list)
	if failed == nil {
		r.loadedEntries(list)
		return nil
	}
	if len(list) == 1 || s.conn.IsClosed() || ctx.Err() != nil {
		return r.collect(ctx, s, failed)
	}
	for _, l := range list {
		l.source = again(l)
		failed := r.loadAll(ctx, s, []loading{l})
		if failed == nil {
			r.loadedEntries([]loading{l})
			continue
		}
		if err := r.collect(ctx, s, failed); err != nil {
			return err
		}
	}
	return nil
}

// fileRows are the rows of one stream of a file.
type fileRows struct {
	stream uint32
	reader *archive.StreamReader
	info   archive.StreamInfo
	digest digester
	count  int64
	there  int64 // blocks that are loaded already
}

// isFirst says that nothing of a relation was loaded before, nor made that a TRUNCATE would stumble over.
func (r *run) isFirst(e *archive.Entry, stream uint32) bool {
	return r.before.blocks[stream] == 0 && !r.again[e.ID]
}

func (r *run) fileRows(stream uint32, e *archive.Entry, d *archive.Decoder) *fileRows {
	info, _ := r.opts.File.Info(stream)
	return &fileRows{stream: stream, reader: r.opts.File.Stream(stream, d), info: info,
		digest: newDigester(e.Data), there: r.before.blocks[stream]}
}

func (f *fileRows) next() ([]byte, error) {
	for ; f.there > 0; f.there-- {
		b, err := f.reader.Next()
		if err == nil {
			err = f.digest.add(b)
		}
		if err != nil {
			return nil, unexpectedEnd(err)
		}
	}
	b, err := f.reader.Next()
	if isEnd(err) {
		if damage := f.digest.compare(f.info.Digest); damage != nil {
			return nil, damage
		}
	}
	if err != nil {
		return nil, err
	}
	f.count += int64(b.Rows)
	return b.Data, f.digest.add(b)
}

func (f *fileRows) rows() int64 { return f.count }
