package columns

// Batches: the values of a column of TimescaleDB's type compressed_data, each of which holds up to 1,000 values
// of a column of the user's. zstd gains little on them, since their numbers have no bytes. Floats (gorilla)
// and integers and times (deltadelta) are unpacked and written as columns of numbers, with what it takes to
// make the identical bytes of them again: which rule they were made by and how series were packed. What is
// not made by a rule that is known, and every other algorithm, stays as it is.

// The first byte of a batch: TimescaleDB's number of the algorithm.
const (
	batchGorilla = 3
	batchDeltas  = 4
)

// The kind of a batch.
const (
	kindRaw       = iota // as it is
	kindGorilla          // floats; the first width is forced
	kindGorilla65        // so are the first 65
	kindDeltas           // integers and times
	kindNulls            // a flag: there are NULLs
	kindRule      = 3    // the kind without it
)

// batchShare is how many values there may be for each byte of batches: what a reader has to work for.
const batchShare = 16

// batches is what the batches of a column have become, or are made of, and scratch.
type batches struct {
	kinds  []byte
	counts []uint64 // of values that are not NULL, of each batch that is not raw
	items  []uint64 // of values, of each batch with NULLs
	nulls  []byte   // bitmap of these
	null   int      // bits in it
	packed [classes]packing
	raw    []uint64 // spans
	runs   [2]valueRun
	forced int // index of forcedWidths that the last batch had

	first, change, width []uint64
	heads, data          bitWriter
	batch                []byte
}

// valueRun is a run of values of batches of floats (0) or of integers (1).
type valueRun struct {
	values []uint64
	starts []uint32 // of the batches, and the end
	out    []byte   // all runs
	codec  codec    // chosen with the first run of the block
	chosen bool

	r    reader // of all runs
	next int    // batch in the run
}

func (b *batches) reset() {
	b.kinds, b.counts, b.items, b.raw = b.kinds[:0], b.counts[:0], b.items[:0], b.raw[:0]
	b.nulls, b.null = b.nulls[:0], 0
	for i := range b.packed {
		b.packed[i].cutTo(packing{})
	}
	for i := range b.runs {
		r := &b.runs[i]
		r.values, r.starts, r.out, r.chosen, r.next = r.values[:0], r.starts[:0], r.out[:0], false, 0
	}
}

// runOf says which run the values of a kind belong to.
func runOf(kind byte) int {
	if kind&kindRule == kindDeltas {
		return 1
	}
	return 0
}

// add unpacks a batch; false: it stays as it is.
func (b *batches) add(batch []byte) bool {
	if len(batch) < 18 || batch[1] > 1 {
		return false
	}
	switch batch[0] {
	case batchGorilla:
		for range forcedWidths {
			if b.addBy(byte(kindGorilla+b.forced), batch) {
				return true
			}
			b.forced = (b.forced + 1) % len(forcedWidths)
		}
	case batchDeltas:
		return b.addBy(kindDeltas, batch)
	}
	return false
}

func (b *batches) addBy(kind byte, batch []byte) bool {
	run, before := &b.runs[runOf(kind)], b.packed
	from := len(run.values)
	var rest []byte
	ok := false
	if kind == kindDeltas {
		run.values, rest, ok = b.readDeltas(run.values, batch)
	} else {
		run.values, rest, ok = b.readGorilla(run.values, batch, forcedWidths[kind-kindGorilla])
	}
	count := len(run.values) - from
	if ok && batch[1] == 1 {
		rest, ok = b.addNulls(rest, count)
		kind |= kindNulls
	}
	if !ok || len(rest) != 0 || count > batchShare*len(batch) {
		run.values = run.values[:from]
		for i := range b.packed {
			b.packed[i].cutTo(before[i])
		}
		return false
	}
	if kind&kindNulls != 0 {
		b.items = append(b.items, uint64(len(b.first)))
		b.keepNulls(b.first)
	}
	b.kinds = append(b.kinds, kind)
	b.counts = append(b.counts, uint64(count))
	run.starts = append(run.starts, uint32(from))
	return true
}

// addNulls reads the series that says what is NULL, into b.first.
func (b *batches) addNulls(rest []byte, count int) ([]byte, bool) {
	var ok bool
	if b.first, rest, ok = b.packed[classNull].unpack(b.first, rest); !ok {
		return rest, false
	}
	nulls, other := 0, uint64(0)
	for _, x := range b.first {
		nulls += int(x & 1)
		other |= x
	}
	return rest, other <= 1 && len(b.first)-nulls == count
}

func (b *batches) keepNulls(series []uint64) {
	for _, x := range series {
		if b.null&7 == 0 {
			b.nulls = append(b.nulls, 0)
		}
		b.nulls[b.null>>3] |= byte(x) << (b.null & 7)
		b.null++
	}
}
