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
			if len(b.runs[i].values) >= runValues {
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
	v := sequence{run.values, run.starts}
	if !run.chosen {
		run.codec, _ = e.numbersCodec(col, v)
		run.chosen = true
	}
	run.out = e.numbers(run.out, col, v, run.codec)
	run.values, run.starts = run.values[:0], run.starts[:0]
}
