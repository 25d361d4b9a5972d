package dump

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"promark/archive"
	"promark/catalog"
)

// Comparing is the walk of a dump with a sink that counts rows and adds up
// their hashes. One side is an archive or a database, the other a database.
// Both are brought to the same form: the columns, and the form of each, are
// those of the first side, and OIDs of types, which differ between databases,
// are left out. Nothing that an archive holds is executed: it gives names,
// which are quoted, and texts to compare.

// CompareOptions say what is compared. The first side is Archive or Source.
type CompareOptions struct {
	Archive *archive.Reader
	Source  *pgx.ConnConfig
	Target  *pgx.ConnConfig
	// Filter selects what is read of databases. That of a partial archive has
	// to be the one that the archive was made with, or wider.
	Filter catalog.Filter
	// NoRows leaves out rows and values of sequences, NoDefinitions everything
	// else. Without are the parts of definitions that do not count.
	NoRows, NoDefinitions bool
	// FindRows is how many rows of each side are looked for in a relation that
	// differs. 0: rows are not read again.
	FindRows int
	Without  []archive.Part
	// Workers, LockTimeout, LockBudget, Role and AllowNewer are those of
	// Options, for each database.
	Workers     int
	LockTimeout time.Duration
	LockBudget  int
	Role        string
	AllowNewer  bool
	// Progress is told what happens, in one goroutine at a time; nil: nobody is.
	Progress func(Event)

	test testHooks
}

// The two sides of a comparison.
const (
	First = iota
	Second
	Both = -1
)

// Comparison is what was found.
type Comparison struct {
	// Major is the PostgreSQL version of each side. If they differ, definitions
	// are compared by name, since servers write them otherwise.
	Major [2]int
	// Relations are those whose rows were compared, by name.
	Relations []RowsCompared
	Rows      int64 // of the first side that were compared
	// Definitions is how many were compared, Differences are those that are
	// not equal.
	Definitions int
	Differences []Difference
	LeftOut     []LeftOut
	Warnings    []string
}

// LeftOut is what was not compared.
type LeftOut struct{ Name, Reason string }

// Equal says that everything that was compared is equal.
func (c *Comparison) Equal() bool {
	return len(c.Differences) == 0 && !slices.ContainsFunc(c.Relations, func(r RowsCompared) bool { return !r.Equal() })
}

// comparer is one run of a comparison.
type comparer struct {
	CompareOptions
	sides   [2]*dumper // the first is nil for an archive
	entries [2][]archive.Entry
	sets    *rowSets
	plans   [2]*plan
	standby []string // unlogged tables and sequences that a standby does not have

	mu sync.Mutex // guards the counts of row sets

	telling sync.Mutex // guards what follows
	copied  [2]Copied
	planned [2]Planned
}

// Compare compares two sides. It only reads. It returns when every worker has
// ended and every session is closed; differences are no error.
func Compare(ctx context.Context, o CompareOptions) (*Comparison, error) {
	if o.Target == nil || (o.Archive == nil) == (o.Source == nil) {
		return nil, errors.New("compare: an archive or a source, and a target are needed")
	}
	c := &comparer{CompareOptions: o}
	c.sides[Second] = c.newSide(Second, o.Target)
	if o.Source != nil {
		c.sides[First] = c.newSide(First, o.Source)
	}
	defer c.close()
	r, err := c.run(ctx)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("compare stopped: %w", context.Cause(ctx))
	}
	return r, err
}

func (c *comparer) newSide(side int, config *pgx.ConnConfig) *dumper {
	d := newDumper(Options{Config: config, Filter: c.Filter, Role: c.Role, Workers: c.Workers,
		LockTimeout: c.LockTimeout, LockBudget: c.LockBudget, AllowNewer: c.AllowNewer, NoStatistics: true, test: c.test,
		Progress: func(e Event) { c.tell(side, e) }})
	if config.RuntimeParams["application_name"] == "" {
		d.config.RuntimeParams["application_name"] = "promark compare"
	}
	d.keepsItems = true
	d.report.stored = func() int64 { return 0 }
	return d
}

// live gives the sides that are databases.
func (c *comparer) live() []*dumper {
	return slices.DeleteFunc(slices.Clone(c.sides[:]), func(d *dumper) bool { return d == nil })
}

func (c *comparer) close() {
	for _, d := range c.live() {
		d.closeAll()
	}
}

// both does something with both databases at once.
func (c *comparer) both(ctx context.Context, do func(context.Context, *dumper) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for side, d := range c.sides {
		if d == nil {
			continue
		}
		g.Go(func() error {
			if err := do(ctx, d); err != nil {
				return fmt.Errorf("%s: %w", c.name(side), d.explainConflict(err))
			}
			return nil
		})
	}
	return g.Wait()
}

// name names a side in errors and warnings.
func (c *comparer) name(side int) string {
	switch {
	case c.sides[side] == nil:
		return "archive"
	case c.Archive != nil:
		return "database " + c.sides[side].config.Database
	case side == First:
		return "source " + c.sides[side].config.Database
	}
	return "target " + c.sides[side].config.Database
}

// ofSide says which of two databases a warning is about.
func (c *comparer) ofSide(side int, text string) string {
	if c.Archive != nil {
		return text
	}
	return c.name(side) + ": " + text
}

func (c *comparer) run(ctx context.Context) (*Comparison, error) {
	if err := c.open(ctx); err != nil {
		return nil, err
	}
	if err := c.both(ctx, func(ctx context.Context, d *dumper) error { return d.freeze(ctx) }); err != nil {
		return nil, err
	}
	if err := c.plan(); err != nil {
		return nil, err
	}
	r := &Comparison{Major: c.majors()}
	if err := c.leaveOut(ctx, r); err != nil {
		return nil, err
	}
	c.compareDefinitions(r)
	if !c.NoRows {
		if err := c.sum(ctx); err != nil {
			return nil, err
		}
		if err := c.find(ctx); err != nil {
			return nil, err
		}
	}
	c.sets.report(r, c.NoRows)
	err := c.both(ctx, func(ctx context.Context, d *dumper) error { return d.release(ctx) })
	for side, d := range c.sides {
		if d == nil {
			continue
		}
		for _, text := range d.report.warnings {
			r.Warnings = append(r.Warnings, c.ofSide(side, text))
		}
	}
	return r, err
}

// open connects. Text comes in the encoding of the first side.
func (c *comparer) open(ctx context.Context) error {
	target := c.sides[Second]
	if source := c.sides[First]; source != nil {
		if err := source.open(ctx); err != nil {
			return fmt.Errorf("%s: %w", c.name(First), err)
		}
		target.encoding = source.coordinator.Encoding
	} else {
		target.encoding = c.Archive.Manifest().Database.Encoding
	}
	if err := target.open(ctx); err != nil {
		return fmt.Errorf("%s: %w", c.name(Second), err)
	}
	return nil
}

func (c *comparer) majors() [2]int {
	m := [2]int{Second: c.sides[Second].coordinator.Major}
	if c.Archive != nil {
		m[First] = c.Archive.Manifest().Server.VersionNum / 10000
	} else {
		m[First] = c.sides[First].coordinator.Major
	}
	return m
}

// partial says that the first side need not have what the second has.
func (c *comparer) partial() bool {
	return c.Archive != nil && c.Archive.Manifest().Facts[archive.FactFilter] != ""
}

// plan plans the rows of databases as those of the first side are.
func (c *comparer) plan() (err error) {
	if c.Archive != nil {
		c.entries[First] = c.Archive.Entries()
	} else {
		source := c.sides[First]
		if _, err := source.plan(source.snapshot.catalog, nil, c.keeps(First)); err != nil {
			return err
		}
	}
	c.sets = newRowSets(c.entries[First], c.majors())
	for side, d := range c.sides {
		if d == nil {
			continue
		}
		arrange := func(o catalog.Object) catalog.Object { return c.sets.arrange(side, o) }
		take := c.keeps(Second)
		if side == First { // they are kept as they are
			take = func(*archive.Entry) error { return nil }
		}
		if c.plans[side], err = d.plan(d.snapshot.catalog, arrange, take); err != nil {
			return err
		}
		d.snapshot.catalog = nil // large, and not needed any more
	}
	return nil
}

func (c *comparer) keeps(side int) func(*archive.Entry) error {
	return func(e *archive.Entry) error {
		c.entries[side] = append(c.entries[side], *e)
		return nil
	}
}

// leaveOut finds what is not compared, and what only one side has.
func (c *comparer) leaveOut(ctx context.Context, r *Comparison) error {
	own, err := catalog.ExtensionsOwn(ctx, c.sides[Second].coordinator.Server)
	if err != nil {
		return err
	}
	for _, name := range own {
		r.LeftOut = append(r.LeftOut, LeftOut{name, "an extension fills it, and its rows do not travel"})
	}
	for _, d := range c.live() {
		names, err := catalog.UnreadableTables(ctx, d.coordinator.Server)
		if err != nil {
			return err
		}
		c.standby = append(c.standby, names...)
	}
	c.sets.unreadable(c.standby)
	c.sets.settle(c.partial())
	return nil
}
