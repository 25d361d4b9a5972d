package restore

import (
	"container/heap"
	"context"
	"errors"
	"sync"

	"promark/archive"
)

// job is what a worker does next: statements of some nodes, streams of a file, or the frames that
// wait in its lane. Exactly one of the three is set.
type job struct {
	nodes     []*node
	loads     []streamLoad
	lane      bool
	processes int // of the server that build what nodes is about; 0: it builds nothing large
}

// streamLoad is one stream of a node's rows.
type streamLoad struct {
	node   *node
	stream uint32
	cost   int64
}

// Limits of jobs that hold more than one piece of work. Beyond smallBytes a round trip more does
// not matter; below it, it is most of the work.
const (
	smallBytes = 256 << 10
	jobBytes   = 4 << 20
)

// schedule hands out work. It is the only place where workers and the reader of a pipe meet.
type schedule struct {
	mu      sync.Mutex
	changed *sync.Cond
	ctx     context.Context

	tasks     tasks  // ready, not taken
	set       []task // ready, but what they lock is in use
	left      int    // nodes that are not done
	running   int    // jobs under way
	building  int    // of them, with statements
	groupSize int
	processes int // of the server that may build at the same time
	workload  workload

	exclusive map[uint32]*job // entry of a relation in use: by whom
	shared    map[uint32]map[*job]int

	streams map[uint32]*node // streams that are not loaded yet
	lanes   []lane           // of a pipe; empty for a file
	owner   map[uint32]int   // the lane that has a stream
	arrives bool             // the pipe has not ended
}

// task is a node whose statements can run, or a stream of one.
type task struct {
	node   *node
	stream uint32 // 0: the statements
	cost   int64
}

// rank puts what waited for rows before loads of up to twice its size: it reads rows that are still
// in the server's memory.
func (t task) rank() int64 {
	if t.stream == 0 {
		return 2 * t.cost
	}
	return t.cost
}

// tasks is a heap: largest first, then as in the archive.
type tasks []task

func (t tasks) Len() int { return len(t) }
func (t tasks) Less(i, j int) bool {
	if a, b := t[i].rank(), t[j].rank(); a != b {
		return a > b
	}
	if t[i].node != t[j].node {
		return t[i].node.entry.ID < t[j].node.entry.ID
	}
	return t[i].stream < t[j].stream
}
func (t tasks) Swap(i, j int) { t[i], t[j] = t[j], t[i] }
func (t *tasks) Push(x any)   { *t = append(*t, x.(task)) }
func (t *tasks) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}

func newSchedule(ctx context.Context, g *graph, groupSize, processes int) *schedule {
	s := &schedule{ctx: ctx, left: len(g.order), groupSize: groupSize,
		processes: processes, workload: workload{using: map[uint32]int64{}},
		exclusive: map[uint32]*job{}, shared: map[uint32]map[*job]int{},
		streams: map[uint32]*node{}, owner: map[uint32]int{}}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// begin makes everything ready that waits for nothing. With lanes, streams are not handed out:
// they arrive.
func (s *schedule) begin(g *graph, done map[uint32]bool, lanes int) {
	s.lanes, s.arrives = make([]lane, lanes), lanes > 0
	for _, n := range g.order {
		s.workload.add(n, 1)
		if n.entry.Data == nil {
			continue
		}
		for _, id := range n.entry.Data.Streams {
			if !done[id] {
				s.streams[id] = n
			}
		}
	}
	for _, n := range g.order {
		if n.waits == 0 {
			s.ready(n)
		}
	}
}

// ready takes a node up for which nothing has to be waited any more.
func (s *schedule) ready(n *node) {
	if n.entry.Data == nil {
		heap.Push(&s.tasks, task{n, 0, n.cost})
		return
	}
	if n.streams == 0 {
		s.finish(n)
		return
	}
	if len(s.lanes) > 0 {
		return
	}
	for _, id := range n.entry.Data.Streams {
		if s.streams[id] != nil {
			heap.Push(&s.tasks, task{n, id, n.cost / int64(len(n.entry.Data.Streams))})
		}
	}
}

// finish marks a node done and makes ready what waited for it.
func (s *schedule) finish(n *node) {
	s.left--
	s.workload.add(n, -1)
	for _, after := range n.next {
		if after.waits--; after.waits == 0 {
			s.ready(after)
		}
	}
}

var errStuck = errors.New("entries wait for each other or for rows that the archive does not have")

// take waits for work. It gives nil when there is none left.
func (s *schedule) take(worker int) (*job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		if j := s.choose(worker); j != nil {
			s.running++
			return j, nil
		}
		if s.left == 0 && !s.arrives {
			return nil, nil
		}
		if s.running == 0 && !s.arrives && s.lanesEmpty() {
			return nil, errStuck
		}
		s.changed.Wait()
	}
}

func (s *schedule) choose(worker int) *job {
	if len(s.lanes) > 0 {
		l := &s.lanes[worker]
		if len(l.queue) > 0 {
			l.busy = false
			return &job{lane: true}
		}
		if l.open > 0 || s.arrives && s.building >= len(s.lanes)-1 {
			return nil
		}
	}
	j := s.compose()
	if j != nil && len(s.lanes) > 0 {
		s.lanes[worker].busy = true
	}
	return j
}

// compose makes a job of the largest task and, if that is small, of others like it.
func (s *schedule) compose() *job {
	j := &job{}
	var bytes int64
	for len(s.tasks) > 0 && len(j.nodes)+len(j.loads) < s.groupSize {
		t := s.tasks[0]
		if len(j.nodes)+len(j.loads) > 0 &&
			(t.cost > smallBytes || bytes+t.cost > jobBytes || (t.stream != 0) != (len(j.loads) > 0)) {
			break
		}
		heap.Pop(&s.tasks)
		if t.stream == 0 && !s.lock(j, t.node) {
			s.set = append(s.set, t)
			continue
		}
		bytes += t.cost
		j.add(t)
		if t.cost > smallBytes || t.node.entry.NoTransaction {
			break
		}
	}
	if len(j.nodes)+len(j.loads) == 0 {
		return nil
	}
	if len(j.nodes) > 0 {
		s.building++
	}
	if len(j.nodes) == 1 && j.nodes[0].builds() && j.nodes[0].cost > smallBytes {
		j.processes = s.workload.share(j.nodes[0], s.processes)
	}
	return j
}

func (j *job) add(t task) {
	if t.stream == 0 {
		j.nodes = append(j.nodes, t.node)
		return
	}
	j.loads = append(j.loads, streamLoad{t.node, t.stream, t.cost})
}

// lock takes the relations of a node for a job, or none of them.
func (s *schedule) lock(j *job, n *node) bool {
	for _, id := range n.exclusive {
		if by := s.exclusive[id]; by != nil && by != j {
			return false
		}
		if users := s.shared[id]; len(users) > 1 || len(users) == 1 && users[j] == 0 {
			return false
		}
	}
	for _, id := range n.shared {
		if by := s.exclusive[id]; by != nil && by != j {
			return false
		}
	}
	for _, id := range n.exclusive {
		s.exclusive[id] = j
	}
	for _, id := range n.shared {
		if s.shared[id] == nil {
			s.shared[id] = map[*job]int{}
		}
		s.shared[id][j]++
	}
	return true
}

func (s *schedule) unlock(j *job) {
	for _, n := range j.nodes {
		for _, id := range n.exclusive {
			s.release(j, id)
		}
		for _, id := range n.shared {
			if delete(s.shared[id], j); len(s.shared[id]) == 0 {
				delete(s.shared, id)
			}
		}
	}
	s.unset()
}

// release gives a relation back that a job may have given back before.
func (s *schedule) release(j *job, id uint32) {
	if s.exclusive[id] == j {
		delete(s.exclusive, id)
	}
}

// unset lets tasks try again to lock what they need.
func (s *schedule) unset() {
	for _, t := range s.set {
		heap.Push(&s.tasks, t)
	}
	s.set = s.set[:0]
}

// weaken gives back what a job has of a node's relations, but for one.
func (s *schedule) weaken(j *job, n *node, but uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range n.exclusive {
		if id != but {
			s.release(j, id)
		}
	}
	s.unset()
	s.changed.Broadcast()
}

// done gives a job back.
func (s *schedule) done(worker int, j *job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
	if len(s.lanes) > 0 {
		s.lanes[worker].busy = false
	}
	if len(j.nodes) > 0 {
		s.building--
		s.unlock(j)
	}
	for _, n := range j.nodes {
		s.finish(n)
	}
	for _, l := range j.loads {
		s.finishStream(l.stream)
	}
	s.changed.Broadcast()
}

// streamDone says that a stream of the pipe is loaded.
func (s *schedule) streamDone(stream uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finishStream(stream)
	s.changed.Broadcast()
}

func (s *schedule) finishStream(stream uint32) {
	n := s.streams[stream]
	delete(s.streams, stream)
	if n == nil {
		return
	}
	if n.streams--; n.streams == 0 && n.waits == 0 {
		s.finish(n)
	}
}

// wake makes everybody who waits look at the context.
func (s *schedule) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed.Broadcast()
}

// entryOf gives the entry of a stream that is not loaded yet.
func (s *schedule) entryOf(stream uint32) *archive.Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.streams[stream]; n != nil {
		return n.entry
	}
	return nil
}
