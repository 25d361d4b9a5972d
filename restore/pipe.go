package restore

import (
	"context"
	"fmt"
	"io"
	"slices"

	"promark/archive"
)

// An archive that arrives through a pipe is read by one goroutine, which hands every frame to the
// worker that has the frame's stream. A block holds whole rows, or a piece of one row whose pieces
// follow each other, so a worker can close its COPY after any block and open one for another
// stream. Nothing is buffered but the lanes.

// laneFrames bounds the frames that wait in a lane. Each is a block of the archive.
const laneFrames = 4

// lane is a worker's queue.
type lane struct {
	queue []*archive.Frame
	open  int  // streams that were begun and have not ended
	busy  bool // the worker runs something else
}

// offer puts a frame into the lane of its stream and waits while that is full.
func (s *schedule) offer(f *archive.Frame) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.laneFor(f)
	for len(l.queue) >= laneFrames && s.ctx.Err() == nil {
		s.changed.Wait()
	}
	if err := s.ctx.Err(); err != nil {
		return err
	}
	l.queue = append(l.queue, f)
	s.changed.Broadcast()
	return nil
}

// laneFor gives the lane that has the stream, or gives the stream to the worker with the least to
// do. A pack is whole streams, which no lane needs to keep.
func (s *schedule) laneFor(f *archive.Frame) *lane {
	if i, ok := s.owner[f.Stream]; ok && f.Kind != archive.FramePack {
		if f.Kind == archive.FrameEnd {
			delete(s.owner, f.Stream)
		}
		return &s.lanes[i]
	}
	best := 0
	for i := range s.lanes {
		if s.lanes[i].load() < s.lanes[best].load() {
			best = i
		}
	}
	if f.Kind == archive.FrameBlock {
		s.owner[f.Stream] = best
		s.lanes[best].open++
	}
	return &s.lanes[best]
}

// load is how long a new stream would wait: most behind other work, then behind other streams.
func (l *lane) load() int {
	n := len(l.queue) + 2*laneFrames*l.open
	if l.busy {
		n += 1 << 20
	}
	return n
}

// arrived says that the pipe has ended as it should.
func (s *schedule) arrived() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrives = false
	s.changed.Broadcast()
}

// arriving says that the pipe has not ended.
func (s *schedule) arriving() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.arrives
}

func (s *schedule) lanesEmpty() bool {
	for i := range s.lanes {
		if len(s.lanes[i].queue) > 0 {
			return false
		}
	}
	return true
}

// laneFrameSource is a lane as its worker reads it.
type laneFrameSource struct {
	s      *schedule
	worker int
}

// peek waits for the next frame of the lane.
func (l laneFrameSource) peek() (*archive.Frame, error) {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	for {
		if err := l.s.ctx.Err(); err != nil {
			return nil, err
		}
		if q := l.s.lanes[l.worker].queue; len(q) > 0 {
			return q[0], nil
		}
		if !l.s.arrives {
			return nil, io.ErrUnexpectedEOF
		}
		l.s.changed.Wait()
	}
}

func (l laneFrameSource) drop() {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	own := &l.s.lanes[l.worker]
	if own.queue[0].Kind == archive.FrameEnd && own.open > 0 {
		own.open--
	}
	own.queue = own.queue[1:]
	l.s.changed.Broadcast()
}

// pipeFrameSource is the pipe itself, read where there is only one reader. The pipe is read by a
// goroutine of its own, since nothing but the caller (Options.Interrupt) can end a read under way:
// it may outlive the restore until that read returns, and then does nothing more.
type pipeFrameSource struct {
	ctx    context.Context // of whoever waits for frames
	life   context.Context // of the whole restore
	pipe   *archive.Pipe
	frames chan arrival // nil before the first peek
	next   *archive.Frame
	err    error
}

// arrival is what reading the pipe gave.
type arrival struct {
	frame *archive.Frame
	err   error
}

func (p *pipeFrameSource) peek() (*archive.Frame, error) {
	if p.frames == nil {
		p.frames = make(chan arrival)
		go p.read()
	}
	if p.next != nil || p.err != nil {
		return p.next, p.err
	}
	select {
	case a := <-p.frames:
		p.next, p.err = a.frame, a.err
	case <-p.ctx.Done():
		p.err = p.ctx.Err()
	}
	return p.next, p.err
}

func (p *pipeFrameSource) read() {
	for {
		f, err := p.pipe.Next()
		if err != nil && !isEnd(err) {
			err = fmt.Errorf("read the archive: %w", err)
		}
		select {
		case p.frames <- arrival{f, err}:
		case <-p.life.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

func (p *pipeFrameSource) drop() { p.next = nil }

// frames is where a consumer's frames come from, one after the other.
type frames interface {
	peek() (*archive.Frame, error)
	drop()
}

// consumer loads frames in one session.
type consumer struct {
	r       *run
	s       *session
	from    frames
	decoder *archive.Decoder
	streams map[uint32]*comingStream
	entryOf func(stream uint32) *archive.Entry
	done    func(stream uint32)
}

// comingStream is a stream of which frames have come.
type comingStream struct {
	entry        *archive.Entry
	rows, blocks int64
	bytes        int64
	digest       digester
	there        int64 // blocks that an earlier restore has loaded
	failed       bool  // the target refused rows; the rest is dropped (KeepGoing)
}

// consume loads the next frame, and with a block all blocks of its stream that follow it.
func (c *consumer) consume(ctx context.Context) error {
	f, err := c.from.peek()
	if err != nil {
		return err
	}
	switch f.Kind {
	case archive.FramePack:
		return c.pack(ctx, f)
	case archive.FrameEnd:
		return c.end(f)
	case archive.FrameBlock:
		return c.blocks(ctx, f)
	}
	return fmt.Errorf("the archive has a frame of unknown kind %d", f.Kind)
}

// stream gives the state of a stream, new with its first frame.
func (c *consumer) stream(id uint32) (*comingStream, error) {
	if a := c.streams[id]; a != nil {
		return a, nil
	}
	e := c.entryOf(id)
	if e == nil {
		return nil, fmt.Errorf("the archive has rows of stream %d, which is unknown or complete", id)
	}
	a := &comingStream{entry: e, digest: newDigester(e.Data), there: c.r.before.blocks[id]}
	c.streams[id] = a
	return a, nil
}

// blocks runs one COPY for as many blocks as come one after the other.
func (c *consumer) blocks(ctx context.Context, f *archive.Frame) error {
	a, err := c.stream(f.Stream)
	if err != nil {
		return err
	}
	source := &arrivingRows{c: c, a: a, stream: f.Stream}
	if a.blocks == 0 {
		c.r.emit(EntryStarted{a.entry})
	}
	for a.blocks < a.there {
		if _, err := source.next(); isEnd(err) {
			return nil
		} else if err != nil {
			return err
		}
	}
	source.count = 0
	first := a.blocks == 0 && c.r.isFirst(a.entry, source.stream)
	if !a.failed {
		failed := c.r.loadAll(ctx, c.s, []loading{{a.entry, source.stream, first, source}})
		if failed == nil {
			return nil
		}
		if err := c.r.collect(ctx, c.s, failed); err != nil {
			return err
		}
		a.failed = true
	}
	for err == nil { // the rest of the blocks
		_, err = source.next()
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// arrivingRows are the rows of blocks of one stream that follow each other.
type arrivingRows struct {
	c         *consumer
	a         *comingStream
	stream    uint32
	count     int64
	continues bool
}

func (p *arrivingRows) next() ([]byte, error) {
	f, err := p.c.from.peek()
	if err != nil {
		return nil, unexpectedEnd(err)
	}
	if f.Kind != archive.FrameBlock || f.Stream != p.stream {
		if p.continues {
			return nil, fmt.Errorf("a row of stream %d is cut: %w", p.stream, archive.ErrInvalid)
		}
		return nil, io.EOF
	}
	if int64(f.Sequence) != p.a.blocks {
		return nil, fmt.Errorf("block %d of stream %d came as number %d: %w",
			f.Sequence, p.stream, p.a.blocks, archive.ErrInvalid)
	}
	b, err := p.c.decoder.Block(f)
	p.c.from.drop()
	f.Release()
	if err != nil {
		return nil, err
	}
	p.a.blocks++
	p.a.rows += int64(b.Rows)
	p.a.bytes += int64(len(b.Data))
	p.count += int64(b.Rows)
	p.continues = b.Continues
	return b.Data, p.a.digest.add(b)
}

func (p *arrivingRows) rows() int64 { return p.count }

// end compares what came with what was recorded.
func (c *consumer) end(f *archive.Frame) error {
	a, err := c.stream(f.Stream)
	if err != nil {
		return err
	}
	c.from.drop()
	stream, want := f.Stream, f.End
	f.Release() // from here on it may be another frame
	if err := a.compare(want); err != nil {
		return newFailure("load", a.entry, "", err)
	}
	delete(c.streams, stream)
	if !a.failed {
		c.r.loadedEntry(a.entry)
	}
	c.done(stream)
	return nil
}

func (a *comingStream) compare(want archive.StreamInfo) error {
	if a.rows != want.Rows || a.blocks != want.Blocks {
		return fmt.Errorf("%d rows in %d blocks came, %d rows in %d blocks were recorded: %w",
			a.rows, a.blocks, want.Rows, want.Blocks, archive.ErrInvalid)
	}
	return a.digest.compare(want.Digest)
}

// packStreams bounds the streams of a pack that one transaction loads.
const packStreams = 100

// pack loads small streams, many in a transaction.
func (c *consumer) pack(ctx context.Context, f *archive.Frame) error {
	packed, err := c.decoder.Pack(f)
	c.from.drop()
	if err != nil {
		return err
	}
	defer f.Release()
	packed = slices.DeleteFunc(packed, func(p archive.PackedStream) bool { return c.r.skipsStream(p.Stream) })
	for len(packed) > 0 {
		n := min(packStreams, len(packed))
		if err := c.packed(ctx, packed[:n]); err != nil {
			return err
		}
		packed = packed[n:]
	}
	return nil
}

func (c *consumer) packed(ctx context.Context, packed []archive.PackedStream) error {
	list := make([]loading, len(packed))
	for i, p := range packed {
		a, err := c.stream(p.Stream)
		if err != nil {
			return err
		}
		err = a.digest.add(&archive.Block{Data: p.Data})
		a.rows, a.blocks = p.Rows, p.Blocks
		if err == nil {
			err = a.compare(p.StreamInfo)
		}
		if err != nil {
			return newFailure("load", a.entry, "", err)
		}
		list[i] = loading{a.entry, p.Stream, true, &onePiece{data: p.Data, count: p.Rows}}
	}
	again := func(l loading) pieces {
		one := *l.source.(*onePiece)
		one.given = false
		return &one
	}
	if err := c.r.loadTogether(ctx, c.s, list, again); err != nil {
		return err
	}
	for _, p := range packed {
		delete(c.streams, p.Stream)
		c.done(p.Stream)
	}
	return nil
}
