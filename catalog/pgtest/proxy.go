//go:build linux

package pgtest

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Proxy stands between clients and a server: it delays what passes, counts it,
// and commits one planned fault. It knows where PostgreSQL's messages begin
// and end, so faults can be planned by message. It declines encryption.
type Proxy struct {
	listener net.Listener
	server   string
	work     sync.WaitGroup
	stalled  chan struct{} // closed at the end of the test, to free what stalls

	mu     sync.Mutex
	closed bool
	conns  map[net.Conn]bool
	plan   int // number of calls of Plan
	delay  [2]time.Duration
	passed [2]Traffic
	fault  *Fault
	fired  bool
}

// Direction says which way a message goes.
type Direction int

// The two directions.
const (
	ToServer Direction = iota
	ToClient
)

// Traffic counts what has passed the proxy in one direction.
type Traffic struct{ Messages, Bytes int64 }

// FaultKind says what a fault does.
type FaultKind int

// The kinds of faults.
const (
	Cut    FaultKind = iota // resets the connection
	CutAll                  // resets all connections and takes no more
	Stall                   // passes nothing more this way on this connection, and keeps it open
)

// Fault is planned for the moment when After messages have passed in a
// direction: with After 0 not even the first message passes. With Part, that
// many bytes of the next message still pass (no more than it has). Counted are
// all connections made after Plan, and with Open those made before, too;
// without it the last words of the run before do not disturb. Requests to
// cancel are never counted: pgx sends them some time after a connection broke.
type Fault struct {
	Direction Direction
	After     int64
	Part      int64
	Kind      FaultKind
	Open      bool
}

// NewProxy starts a proxy before the server; it ends with the test.
func (s *Server) NewProxy(t testing.TB) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("start a proxy: %v", err)
	}
	p := &Proxy{listener: l, server: fmt.Sprintf("127.0.0.1:%d", s.Port),
		stalled: make(chan struct{}), conns: map[net.Conn]bool{}}
	p.work.Go(p.accept)
	t.Cleanup(func() {
		l.Close()
		close(p.stalled)
		p.cutAll()
		p.work.Wait()
	})
	return p
}

// URL gives a connection URI of a database for the superuser, by way of the proxy.
func (p *Proxy) URL(db *DB) string {
	u, err := url.Parse(db.URL())
	if err != nil {
		return err.Error() // never: URL made it
	}
	u.Host = p.listener.Addr().String()
	return u.String()
}

// Delay makes every message of a direction arrive that much later. It delays
// without slowing down: many messages may be under way.
func (p *Proxy) Delay(d Direction, delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay[d] = delay
}

// Plan plans a fault instead of the one planned before, and counts anew.
func (p *Proxy) Plan(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.fired, p.passed = &f, false, [2]Traffic{}
	if !f.Open {
		p.plan++
	}
}

// Fired tells whether the planned fault has happened.
func (p *Proxy) Fired() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fired
}

// Passed counts what has passed in a direction since the start or Plan, on the
// connections that Plan counts.
func (p *Proxy) Passed(d Direction) Traffic {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.passed[d]
}

// Open counts the connections that clients have through the proxy now.
func (p *Proxy) Open() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.conns) / 2
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.work.Go(func() { p.serve(client) })
	}
}

// serve passes messages between a client and a connection to the server, until
// either side ends.
func (p *Proxy) serve(client net.Conn) {
	in := bufio.NewReader(client)
	server, code, err := p.greet(client, in)
	if err != nil {
		reset(client)
		return
	}
	plan, kept := p.keep(client, server)
	if !kept {
		return
	}
	if code == cancelRequest {
		plan = uncounted
	}
	defer p.forget(client, server)
	var both sync.WaitGroup
	both.Go(func() { p.pass(way{ToServer, plan, in, client, server}) })
	both.Go(func() { p.pass(way{ToClient, plan, bufio.NewReader(server), server, client}) })
	both.Wait()
}

// What a client may send first, instead of its protocol version (libpq/pqcomm.h).
const (
	cancelRequest = 1234<<16 | 5678
	sslRequest    = 1234<<16 | 5679
	gssRequest    = 1234<<16 | 5680
)

// greet declines encryption and connects to the server. It gives the code of
// the client's first message.
func (p *Proxy) greet(client net.Conn, in *bufio.Reader) (net.Conn, uint32, error) {
	for {
		head, err := in.Peek(8)
		if err != nil {
			return nil, 0, err
		}
		code := binary.BigEndian.Uint32(head[4:])
		if code != sslRequest && code != gssRequest {
			server, err := net.Dial("tcp4", p.server)
			return server, code, err
		}
		_, err1 := in.Discard(8)
		_, err2 := client.Write([]byte("N"))
		if err := errors.Join(err1, err2); err != nil {
			return nil, 0, err
		}
	}
}

// keep lists a connection, unless no more are taken, and gives the plan that
// counts it.
func (p *Proxy) keep(client, server net.Conn) (plan int, kept bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		reset(client)
		reset(server)
		return 0, false
	}
	p.conns[client], p.conns[server] = true, true
	return p.plan, true
}

func (p *Proxy) forget(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		c.Close()
		delete(p.conns, c)
	}
}

func (p *Proxy) cutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for c := range p.conns {
		reset(c)
	}
}

// reset closes a connection as a broken network would: the other side gets an
// error, not an end.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	c.Close()
}

// piece is a part of a message under way.
type piece struct {
	due   time.Time
	first bool // of its message
	data  []byte
}

// What is under way in a direction is at most queueLength pieces of at most
// pieceSize bytes, 16 MB: enough for 160 MB/s at 100 ms.
const (
	pieceSize   = 64 << 10
	queueLength = 256
)

const uncounted = -1 // the plan of connections that no plan counts

// way is one direction of a connection.
type way struct {
	direction Direction
	plan      int
	in        *bufio.Reader // of from
	from, to  net.Conn
}

// pass carries one direction of a connection. Its end is passed on as well.
func (p *Proxy) pass(w way) {
	queue := make(chan piece, queueLength)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(queue)
		typed := w.direction == ToClient // a client's first message has no type byte
		for p.read(w, typed, queue) == nil {
			typed = true
		}
	})
	if err := p.write(w, queue); err != nil {
		reset(w.from)
		reset(w.to)
	} else if tcp, ok := w.to.(*net.TCPConn); ok {
		tcp.CloseWrite()
	}
	for range queue {
		// The reader must not block on a queue that nobody empties.
	}
	reading.Wait()
}

// read puts one message into the queue.
func (p *Proxy) read(w way, typed bool, queue chan<- piece) error {
	size := 4
	if typed {
		size = 5
	}
	head := make([]byte, size)
	if _, err := io.ReadFull(w.in, head); err != nil {
		return err
	}
	left := int64(binary.BigEndian.Uint32(head[size-4:])) - 4
	first := true
	for data := head; ; {
		n := min(left, int64(pieceSize-len(data)))
		if n < 0 {
			return fmt.Errorf("message of length %d", left)
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(w.in, body); err != nil {
			return err
		}
		p.mu.Lock()
		due := time.Now().Add(p.delay[w.direction])
		p.mu.Unlock()
		queue <- piece{due, first, append(data, body...)}
		if left -= n; left == 0 {
			return nil
		}
		data, first = nil, false
	}
}

// write passes pieces on when they are due, until the fault.
func (p *Proxy) write(w way, queue <-chan piece) error {
	for x := range queue {
		time.Sleep(time.Until(x.due))
		fault := p.count(w, x)
		if fault == nil {
			if _, err := w.to.Write(x.data); err != nil {
				return err
			}
			continue
		}
		w.to.Write(x.data[:min(fault.Part, int64(len(x.data)))])
		switch fault.Kind {
		case CutAll:
			p.cutAll()
		case Stall:
			<-p.stalled
		}
		return errors.New("planned fault")
	}
	return nil
}

// count counts a piece, or gives the fault that is due instead.
func (p *Proxy) count(w way, x piece) *Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.plan == uncounted || p.fault != nil && !p.fault.Open && w.plan != p.plan {
		return nil
	}
	passed := &p.passed[w.direction]
	f := p.fault
	if f != nil && !p.fired && f.Direction == w.direction && x.first && passed.Messages == f.After {
		p.fired = true
		return f
	}
	if x.first {
		passed.Messages++
	}
	passed.Bytes += int64(len(x.data))
	return nil
}
