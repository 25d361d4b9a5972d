//go:build linux

package pgtest_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
)

// query asks for bytes of text by way of the proxy.
func query(ctx context.Context, p *pgtest.Proxy, db *pgtest.DB, size int) (string, error) {
	conn, err := pgx.Connect(ctx, p.URL(db))
	if err != nil {
		return "", err
	}
	var text string
	err = conn.QueryRow(ctx, "SELECT repeat('x', $1)", size).Scan(&text)
	return text, errors.Join(err, conn.Close(ctx))
}

func TestProxyPasses(t *testing.T) {
	db := pgtest.Get(t, 16).NewDatabase(t)
	p := db.Server.NewProxy(t)
	const size = 5_000_000 // many pieces
	text, err := query(t.Context(), p, db, size)
	if err != nil || text != strings.Repeat("x", size) {
		t.Fatalf("got %d bytes, %v", len(text), err)
	}
	if got := p.Passed(pgtest.ToClient).Bytes; got < size {
		t.Errorf("counted %d bytes of %d", got, size)
	}
	if got := p.Passed(pgtest.ToServer).Messages; got < 5 {
		t.Errorf("counted %d messages of a connection and a query", got)
	}
}

func TestProxyDeclinesEncryption(t *testing.T) {
	db := pgtest.Get(t, 16).NewDatabase(t)
	p := db.Server.NewProxy(t)
	url := strings.Replace(p.URL(db), "sslmode=disable", "sslmode=prefer", 1)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close(t.Context())
}

func TestProxyDelays(t *testing.T) {
	db := pgtest.Get(t, 16).NewDatabase(t)
	p := db.Server.NewProxy(t)
	const delay = 50 * time.Millisecond
	p.Delay(pgtest.ToServer, delay)
	p.Delay(pgtest.ToClient, delay)
	conn, err := pgx.Connect(t.Context(), p.URL(db))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	begin := time.Now()
	// 300 pieces: were each of them to wait for the one before, this would take 15 s.
	_, err = conn.PgConn().Exec(t.Context(), "SELECT repeat('x', 20000000)").ReadAll()
	took := time.Since(begin)
	if err != nil || took < 2*delay || took > 60*delay {
		t.Errorf("a round trip of 100 ms took %s, %v", took, err)
	}
}

// A cut at any message of a connection and a query is an error of the client,
// and is noticed at once.
func TestProxyCutsEverywhere(t *testing.T) {
	db := pgtest.Get(t, 16).NewDatabase(t)
	p := db.Server.NewProxy(t)
	if _, err := query(t.Context(), p, db, 10); err != nil {
		t.Fatal(err)
	}
	for _, direction := range []pgtest.Direction{pgtest.ToServer, pgtest.ToClient} {
		messages := p.Passed(direction).Messages
		last := messages - 1 // the client's goodbye is not answered
		for after := range last {
			p.Plan(pgtest.Fault{Direction: direction, After: after, Part: after % 3})
			if _, err := query(t.Context(), p, db, 10); err == nil {
				t.Errorf("direction %d: cut after message %d of %d was not noticed", direction, after, messages)
			}
			if !p.Fired() {
				t.Errorf("direction %d: cut after message %d of %d did not happen", direction, after, messages)
			}
		}
		p.Plan(pgtest.Fault{Direction: direction, After: 1000})
		if _, err := query(t.Context(), p, db, 10); err != nil || p.Fired() {
			t.Errorf("a cut in the future has fired: %v", err)
		}
	}
}

func TestProxyStalls(t *testing.T) {
	db := pgtest.Get(t, 16).NewDatabase(t)
	p := db.Server.NewProxy(t)
	p.Plan(pgtest.Fault{Direction: pgtest.ToClient, After: 3, Kind: pgtest.Stall})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := query(ctx, p, db, 10); !errors.Is(err, context.DeadlineExceeded) || !p.Fired() {
		t.Errorf("a stalled connection gives %v", err)
	}
}

func TestProxyCutsAll(t *testing.T) {
	db := pgtest.Get(t, 16).NewDatabase(t)
	p := db.Server.NewProxy(t)
	other, err := pgx.Connect(t.Context(), p.URL(db))
	if err != nil {
		t.Fatal(err)
	}
	p.Plan(pgtest.Fault{Direction: pgtest.ToServer, After: 2, Kind: pgtest.CutAll})
	if _, err := query(t.Context(), p, db, 10); err == nil {
		t.Error("the connection lives on")
	}
	if err := other.Ping(t.Context()); err == nil {
		t.Error("the other connection lives on")
	}
	if _, err := query(t.Context(), p, db, 10); err == nil {
		t.Error("a new connection lives")
	}
}
