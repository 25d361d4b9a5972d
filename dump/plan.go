package dump

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// plan is what will be in the archive.
type plan struct {
	config   []*job // rows of extensions' configuration tables, in their order
	jobs     []*job // everything else, largest first
	rels     int
	bytes    int64
	warnings []string
}

// job is one stream: the rows of one COPY.
type job struct {
	stream   uint32
	relation *relation
	sql      string // COPY ... TO STDOUT
	retrySQL string // the same with a query, for what COPY refuses; "": there is none
	text     bool
	bytes    int64 // estimate
}

// relation is what the streams of one relation share.
type relation struct {
	schema, name string
	oid          uint32
	locked       bool                 // by the coordinator, and to be locked by workers
	references   []int                // columns of text rows that hold names of objects
	locks        int                  // that copying takes at most: its own, of its TOAST table with an index, and of its indexes in a query
	types        []*archive.ValueType // of columns whose values hold OIDs of this database; nil: none

	// Guarded by the dumper's mutex.
	open        int // streams that are not finished
	rows, bytes int64
}

func (r *relation) qualified() string { return catalog.Qualified(r.schema, r.name) }

// planner makes the plan.
type planner struct {
	plan
	server  *catalog.Server
	split   int64 // least bytes of a range; 0: do not split
	streams uint32
	arrange arranger
	take    func(*archive.Entry) error
	types   valueTypes                               // of arranged columns
	columns map[*catalog.DataColumn][]archive.Column // by the first of a shared list
}

// arranger gives the rows of a relation in the form in which they are wanted,
// or nil if they are not; nil: all as they are.
type arranger func(o catalog.Object) catalog.Object

// Splitting of large tables by ctid ranges: enough ranges for all workers to
// end at about the same time, each large enough that it does not matter
// (about 1% of a second's work is lost at its ends).
const (
	rangesPerWorker = 8
	splitBytes      = 64 << 20
	rangesMax       = 1024
)

// newPlan turns the catalog into entries and jobs. take is given every entry, which is changed no more.
func newPlan(c *catalog.Catalog, workers int, least int64, arrange arranger, take func(*archive.Entry) error) (*plan, error) {
	p := &planner{server: c.Server, arrange: arrange, take: take, types: valueTypes{},
		columns: map[*catalog.DataColumn][]archive.Column{}}
	if workers > 1 && p.server.Has(catalog.CtidRangeScan) {
		p.split = max(least, c.Bytes/int64(workers*rangesPerWorker))
	}
	if err := c.Each(p.item); err != nil {
		return nil, err
	}
	slices.SortStableFunc(p.jobs, func(a, b *job) int {
		switch {
		case a.bytes > b.bytes:
			return -1
		case a.bytes < b.bytes:
			return 1
		}
		return 0
	})
	return &p.plan, nil
}

func (p *planner) item(item *catalog.Item) error {
	e := newEntry(item)
	p.data(&e, item.Object)
	return p.take(&e)
}

// newEntry copies what the archive keeps of an item.
func newEntry(item *catalog.Item) archive.Entry {
	o := catalog.Properties(item.Object)
	e := archive.Entry{
		ID: uint32(item.ID), Kind: item.Kind.Name, Schema: o.Schema, Name: o.Name, Owner: o.Owner, Table: item.Table,
		Section: archive.Section(item.Section), Pass: archive.Pass(item.Pass), Drop: item.Drop,
		Needs: ids(item.Needs), Locks: ids(item.Locks), Facts: entryFacts(item),
		NoTransaction: item.Alone,
	}
	for i, s := range item.Statements {
		e.Statements = append(e.Statements, archive.Statement{
			Part: archive.Part(s.Part), SQL: s.SQL, Since: s.Since, Until: s.Until,
		})
		if s.Redacted != "" {
			setFact(&e, archive.FactRedacted+strconv.Itoa(i), s.Redacted)
		}
	}
	for _, o := range item.Obstacles {
		versions := strconv.Itoa(o.Since)
		if o.Until != 0 {
			versions += "-" + strconv.Itoa(o.Until)
		}
		addFact(&e, obstacleFacts[o.Effect]+versions, o.Reason)
	}
	return e
}

func setFact(e *archive.Entry, name, value string) {
	if e.Facts == nil {
		e.Facts = map[string]string{}
	}
	e.Facts[name] = value
}

// entryFacts names what a restore must know of an item beside its statements.
func entryFacts(item *catalog.Item) map[string]string {
	facts := map[string]string{}
	setIf(facts, archive.FactUnless, item.Unless)
	setIf(facts, archive.FactHypertable, item.Hypertable)
	setIf(facts, archive.FactPartOf, item.PartOf)
	setIf(facts, archive.FactListed, item.Listed)
	setIf(facts, archive.FactApart, item.Apart)
	switch o := item.Object.(type) {
	case *catalog.TableData:
		setIf(facts, archive.FactDefinition, o.Definition)
		setIf(facts, archive.FactAbout, o.About)
	case *catalog.SequenceValue:
		if o.Definition() {
			facts[archive.FactDefinition] = "true"
		}
	case *catalog.IndexNames:
		for _, v := range o.Values {
			facts[archive.FactIndexName+strconv.FormatUint(uint64(v.OID), 10)] = v.Index
		}
	}
	setIf(facts, archive.FactValidates, item.Validates)
	if item.Builds {
		facts[archive.FactBuilds] = "1"
	}
	if item.Global {
		facts[archive.FactGlobal] = "1"
	}
	rightsFacts(facts, &item.Rights)
	for _, f := range item.Functions {
		facts[archive.FactFunction+f] = "1"
	}
	if what := catalog.SuperuserOnly(item); what != "" {
		facts[archive.FactSuperuser] = what
		if role := catalog.SuperuserOr(item); role != "" {
			facts[archive.FactSuperuserOr] = role
		}
	}
	if role, ok := item.Object.(*catalog.Role); ok {
		facts[archive.FactMakesRole] = role.Name
		if words := role.SuperuserAttributes(); len(words) > 0 {
			facts[archive.FactSuperuser] = strings.Join(words, ", ")
		}
	}
	if len(facts) == 0 {
		return nil
	}
	return facts
}

// rightsFacts names what a restore needs rights for.
func rightsFacts(facts map[string]string, r *catalog.Rights) {
	for prefix, names := range map[string][]string{
		archive.FactActsAs: r.Roles, archive.FactSets: r.Parameters, archive.FactLabels: r.Providers,
	} {
		for _, name := range names {
			facts[prefix+name] = "1"
		}
	}
	for _, u := range r.Uses {
		who := "user"
		if u.Owner {
			who = "owner"
		}
		facts[archive.FactUses+u.Kind+" "+u.Name] = who
	}
	for fact, holds := range map[string]bool{
		archive.FactOwnerCreates: r.OwnerCreates, archive.FactOwnerStrange: r.OwnerStrange, archive.FactOwnerRestricted: r.OwnerRestricted,
	} {
		if holds {
			facts[fact] = "1"
		}
	}
}

func setIf(facts map[string]string, name, value string) {
	if value != "" {
		facts[name] = value
	}
}

var obstacleFacts = map[catalog.Effect]string{
	catalog.Refused: archive.FactRefused, catalog.LeftOut: archive.FactLeftOut, catalog.Altered: archive.FactAltered,
}

// addFact adds a sentence to those of that name.
func addFact(e *archive.Entry, name, text string) {
	if had := e.Facts[name]; had != "" {
		text = had + "; " + text
	}
	setFact(e, name, text)
}

func ids(in []int) []uint32 {
	if len(in) == 0 {
		return nil
	}
	out := make([]uint32, len(in))
	for i, id := range in {
		out[i] = uint32(id)
	}
	return out
}

// data plans the rows of objects that have some. Values of sequences that
// number an extension's rows come with these.
func (p *planner) data(e *archive.Entry, o catalog.Object) {
	if p.arrange != nil {
		o = p.arrange(o)
	}
	switch o := o.(type) {
	case *catalog.TableData:
		if o.Configof != "" {
			p.configData(e, o)
		} else {
			p.tableData(e, o)
		}
	case *catalog.LargeObjectData:
		p.largeObjectData(e, o)
	case *catalog.SequenceValue:
		e.Extension = o.Configof
	}
}

func newRelation(o *catalog.TableData) *relation {
	r := &relation{schema: o.Schema, name: o.Name, oid: o.OID, locked: true, locks: 3 + o.Indexes}
	for i, c := range o.Columns {
		if c.Reference {
			r.references = append(r.references, i)
		}
	}
	return r
}

// add plans one stream of an entry's rows.
func (p *planner) add(e *archive.Entry, r *relation, sql string, bytes int64) *job {
	p.streams++
	e.Data.Streams = append(e.Data.Streams, p.streams)
	r.open++
	j := &job{stream: p.streams, relation: r, sql: sql, bytes: bytes, text: e.Data.Format == archive.FormatText}
	return j
}

func (p *planner) count(bytes int64) {
	p.rels++
	p.bytes += bytes
}

// configData plans a configuration table of an extension: as text, since
// columns such as regclass hold OIDs, and in one stream, since a table's
// foreign key to itself is checked at the end of a COPY.
func (p *planner) configData(e *archive.Entry, o *catalog.TableData) {
	e.Extension = o.Configof
	e.Data = p.newData(o, archive.FormatText)
	e.Data.Condition = o.Condition
	if o.Unchecked {
		setFact(e, archive.FactUnchecked, "1")
		setFact(e, archive.FactSuperuser, "rows that violate a foreign key")
	}
	r := newRelation(o)
	sql := copyTable(o) + " TO STDOUT"
	if o.NeedsQuery() {
		sql = "COPY (" + selectRows(o, o.Condition) + ") TO STDOUT"
	}
	p.config = append(p.config, p.add(e, r, sql, o.Bytes))
	p.count(o.Bytes)
}

// inBinary is the end of the statements that give binary rows.
const inBinary = " TO STDOUT (FORMAT binary)"

func (p *planner) tableData(e *archive.Entry, o *catalog.TableData) {
	e.Data = p.newData(o, archive.FormatBinary)
	for i, c := range o.Columns {
		if c.Shape != "" {
			setFact(e, archive.FactColumnShape+strconv.Itoa(i+1), c.Shape)
		}
	}
	e.Data.Unlogged = o.Unlogged
	for _, c := range o.Columns {
		if c.LosesPayload {
			p.warnings = append(p.warnings, fmt.Sprintf("column %s of %s (%s) can only be copied as text: "+
				"NaN values in it lose their payload", catalog.Ident(c.Name), catalog.Qualified(o.Schema, o.Name), c.Type))
		}
	}
	if o.Through != "" {
		setFact(e, archive.FactThrough, o.Through)
	}
	// A plain table of the user's: it is made by the restore itself.
	e.Data.Freeze = o.Through == ""
	r := newRelation(o)
	if p.arrange != nil {
		r.types = p.types.of(o.Columns)
	}
	p.count(o.Bytes)
	if n := p.ranges(o); n > 1 {
		for i := range n {
			sql := "COPY (" + selectRows(o, ctidRange(o.Pages, i, n)) + ")" + inBinary
			p.jobs = append(p.jobs, p.add(e, r, sql, o.Bytes/int64(n)))
		}
		return
	}
	query := "COPY (" + selectRows(o, "") + ")" + inBinary
	if o.NeedsQuery() {
		p.jobs = append(p.jobs, p.add(e, r, query, o.Bytes))
		return
	}
	j := p.add(e, r, copyTable(o)+inBinary, o.Bytes)
	j.retrySQL = query
	p.jobs = append(p.jobs, j)
}

func (p *planner) ranges(o *catalog.TableData) int {
	if p.split == 0 || !o.Heap || o.Pages < 2 {
		return 1
	}
	return int(min(o.Bytes/p.split+1, rangesMax, o.Pages))
}

// ctidRange gives the condition of the i-th of n parts of a table. The last
// has no upper end: the table may have grown since, with rows that are older
// than the snapshot.
func ctidRange(pages int64, i, n int) string {
	from, to := pages*int64(i)/int64(n), pages*int64(i+1)/int64(n)
	switch {
	case i == 0:
		return fmt.Sprintf("WHERE ctid < '(%d,0)'::pg_catalog.tid", to)
	case i == n-1:
		return fmt.Sprintf("WHERE ctid >= '(%d,0)'::pg_catalog.tid", from)
	}
	return fmt.Sprintf("WHERE ctid >= '(%d,0)'::pg_catalog.tid AND ctid < '(%d,0)'::pg_catalog.tid", from, to)
}

// copyTable names a table and its columns. A table without columns has rows
// too, and no column list.
func copyTable(o *catalog.TableData) string {
	if len(o.Columns) == 0 {
		return "COPY " + catalog.Qualified(o.Schema, o.Name)
	}
	names := make([]string, len(o.Columns))
	for i, c := range o.Columns {
		names[i] = c.Name
	}
	return "COPY " + catalog.Qualified(o.Schema, o.Name) + " (" + catalog.Idents(names) + ")"
}

// selectRows reads the same rows with a query. Without ONLY the rows of
// children come along, and compressed chunks decompress.
func selectRows(o *catalog.TableData, condition string) string {
	expressions := make([]string, len(o.Columns))
	for i, c := range o.Columns {
		expressions[i] = c.Expression
	}
	from := "ONLY " + catalog.Qualified(o.Schema, o.Name)
	if condition != "" {
		from += " " + condition
	}
	if o.Only != "" {
		from = "(SELECT * FROM " + from + ") x WHERE " + o.Only
	}
	return "SELECT " + strings.Join(expressions, ", ") + " FROM " + from
}

func (p *planner) newData(o *catalog.TableData, format archive.Format) *archive.Data {
	d := &archive.Data{
		Relation:       archive.Relation{Schema: o.Schema, Name: o.Name},
		Format:         format,
		EstimatedBytes: o.Bytes,
	}
	if len(o.Columns) == 0 {
		return d
	}
	d.Columns = p.columns[&o.Columns[0]]
	if d.Columns == nil {
		for _, c := range o.Columns {
			d.Columns = append(d.Columns, archive.Column{Name: c.Name, Type: c.Type, Form: archive.Form(c.Form)})
		}
		p.columns[&o.Columns[0]] = d.Columns
	}
	return d
}

// largeObjects is where the pages of large objects are.
var largeObjects = archive.Relation{Schema: "pg_catalog", Name: "pg_largeobject"}

// largeObjectData plans the pages of all large objects. A user who may not read
// pg_largeobject reads through the functions, which check each object.
func (p *planner) largeObjectData(e *archive.Entry, o *catalog.LargeObjectData) {
	e.Data = &archive.Data{
		Relation: largeObjects,
		Columns: []archive.Column{{Name: "loid", Type: "oid"}, {Name: "pageno", Type: "integer"},
			{Name: "data", Type: "bytea"}},
		Format:         archive.FormatBinary,
		LargeObjects:   true,
		EstimatedBytes: o.Bytes,
	}
	r := &relation{schema: largeObjects.Schema, name: largeObjects.Name}
	sql := "COPY (SELECT loid, pageno, data FROM pg_catalog.pg_largeobject)"
	if !o.Readable {
		sql = "COPY (" + largeObjectPages + ")"
	}
	p.jobs = append(p.jobs, p.add(e, r, sql+inBinary, o.Bytes))
	p.count(o.Bytes)
}

// largeObjectPages reads pages as pg_largeobject has them: a quarter of a
// block each (src/include/storage/large_object.h, LOBLKSIZE). 262144 is
// INV_READ, 2 is SEEK_END (src/include/libpq/libpq-fs.h).
const largeObjectPages = `SELECT m.oid, p.no::integer, pg_catalog.lo_get(m.oid, p.no * b.size, b.size)
  FROM pg_catalog.pg_largeobject_metadata m
 CROSS JOIN (SELECT pg_catalog.current_setting('block_size')::integer / 4) b (size)
 CROSS JOIN LATERAL (SELECT pg_catalog.lo_lseek64(pg_catalog.lo_open(m.oid, 262144), 0, 2)) e (size)
 CROSS JOIN LATERAL pg_catalog.generate_series(0, (e.size - 1) / b.size) p (no)
 WHERE e.size > 0`
