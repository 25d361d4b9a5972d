package columns

// batches appends the values of a column of batches.
func (e *Encoder) batches(dst, data []byte, spans []uint64) []byte {
	b := &e.batch
	b.reset()
	total := 0
	for _, s := range spans {
		if batch := span(data, s); b.add(batch) {
			total += len(batch)
		} else {
			b.kinds = append(b.kinds, kindRaw)
			b.raw = append(b.raw, s)
		}
		for i := range b.runs {
			if len(b.runs[i].values) >= batchRun {
				e.valueRun(&b.runs[i], i == 0)
			}
		}
	}
	for i := range b.runs {
		e.valueRun(&b.runs[i], i == 0)
	}
	dst = e.planes.stream(dst, b.kinds)
	dst = appendUint(dst, uint64(len(b.raw)))
	if len(b.raw) > 0 {
		dst = e.bytesOf(dst, data, b.raw)
	}
	if len(b.counts) == 0 {
		return dst
	}
	dst = appendUint(dst, uint64(total))
	dst = e.auto(dst, b.counts)
	if len(b.items) > 0 {
		dst = e.planes.stream(e.auto(dst, b.items), b.nulls)
	}
	for i := range b.packed {
		dst = e.packing(dst, &b.packed[i])
	}
	for i := range b.runs {
		dst = appendUint(dst, uint64(len(b.runs[i].out)))
		dst = append(dst, b.runs[i].out...)
	}
	return dst
}

// packing appends how the series of a class are packed.
func (e *Encoder) packing(dst []byte, p *packing) []byte {
	dst = appendUint(dst, uint64(len(p.selectors)))
	dst = e.planes.stream(dst, p.selectors)
	dst = appendUint(dst, uint64(len(p.runs)))
	if len(p.runs) > 0 {
		dst = e.auto(dst, p.runs)
	}
	return dst
}

// valueRun encodes the values of some batches and begins the next run.
func (e *Encoder) valueRun(run *valueRun, floats bool) {
	if len(run.values) == 0 {
		return
	}
	var or uint64
	for _, x := range run.values {
		or |= x
	}
	col := &column{width: 8, cells: run.values}
	if floats && or < 1<<32 { // of four bytes
		col.width = 4
		for i, x := range run.values {
			run.values[i] = uint64(int32(x))
		}
	}
	run.starts = append(run.starts, uint32(len(run.values)))
	if !run.chosen {
		run.codec, run.chosen = e.valueCodec(col, run.starts), true
	}
	run.out = append(run.out, tag(run.codec.form, col, false))
	run.out = e.content(run.out, col, sequence{run.values, run.starts}, run.codec)
	run.values, run.starts = run.values[:0], run.starts[:0]
}

// valueCodec chooses between integers and decimals for a run, on a sample.
func (e *Encoder) valueCodec(col *column, starts []uint32) codec {
	t := trial{e: e, col: col}
	s := e.sampler.grouped(col.cells, &grouping{starts: starts, sorted: true})
	t.decimal = mayBeDecimal(s.cells, col.width)
	t.fixed(s, false)
	if k := t.best; k.form == formIntegers {
		without := t.price(s, k)
		if k.mask = true; t.price(s, k)*simplerBy < without {
			return k
		}
	}
	return t.best
}

// batchSample is how many values decide whether a column is one of batches.
const batchSample = 8

// batchesPay says whether a column's values are batches that become smaller when they are unpacked.
func (t *trial) batchesPay(spans []uint64) bool {
	b := &t.e.batch
	spans = spans[:min(len(spans), batchSample)]
	if b.reset(); !b.add(span(t.col.data, spans[0])) {
		return false
	}
	b.sample = append(b.sample[:0], spans...) // choosing for their values takes samples, too
	s := sequence{cells: b.sample}
	return t.price(s, codec{form: formBatches}) < t.price(s, codec{form: formBytes})
}
