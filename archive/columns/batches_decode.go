package columns

// batches reads values that are batches.
func (d *Decoder) batches(r *reader, cells []uint64) (data []byte) {
	b := &d.batch
	b.reset()
	b.kinds = grow(b.kinds, len(cells))
	d.stream(r, b.kinds)
	raw := len(cells)
	for _, kind := range b.kinds {
		if kind != kindRaw {
			raw--
		}
		if rule := kind & kindRule; kind > kindDeltas|kindNulls || rule == kindRaw && kind != kindRaw {
			r.fail("a batch of kind %d", kind)
		}
	}
	if count := r.uint(); r.err == nil && count != uint64(raw) {
		r.fail("%d batches as they are instead of %d", count, raw)
	}
	if r.err != nil {
		return nil
	}
	b.raw = grow(b.raw, raw)
	var kept []byte
	if raw > 0 {
		kept = d.spans(r, b.raw)
	}
	total := len(kept)
	if raw < len(cells) {
		total += d.batchHeads(r, len(cells)-raw, d.left-len(kept))
	}
	if r.err != nil {
		return nil
	}
	data = d.bytes.take(total)
	d.makeBatches(r, cells, data, kept)
	return data
}

// batchHeads reads what batches need besides their values, and gives their bytes.
func (d *Decoder) batchHeads(r *reader, n, most int) (total int) {
	b := &d.batch
	total = r.upTo("bytes of batches", most)
	if r.err != nil {
		return 0
	}
	b.counts = grow(b.counts, n)
	d.integers(r, b.counts, nil)
	sum := 0
	for _, count := range b.counts {
		if r.err == nil && (count == 0 || count > batchMost) {
			r.fail("a batch of %d values", count)
		}
		sum += int(count)
	}
	if r.err == nil && sum > batchShare*total {
		r.fail("%d values in batches of %d bytes", sum, total)
	}
	d.batchNulls(r, total)
	for i := range b.packed {
		d.packing(r, &b.packed[i], total)
	}
	for i := range b.runs {
		b.runs[i].r = reader{b: r.bytes(r.upTo("bytes of values", len(r.b)))}
	}
	return total
}

// batchNulls reads which values of batches are NULL.
func (d *Decoder) batchNulls(r *reader, total int) {
	b := &d.batch
	n, i, sum := 0, 0, 0
	for _, kind := range b.kinds {
		n += int(kind / kindNulls)
	}
	if n == 0 || r.err != nil {
		return
	}
	b.items = grow(b.items, n)
	d.integers(r, b.items, nil)
	for _, kind := range b.kinds {
		if kind&kindNulls == 0 || r.err != nil {
			continue
		}
		if b.items[i] > batchMost {
			r.fail("a batch of %d values and NULLs", b.items[i])
		}
		sum += int(b.items[i])
		i++
	}
	if r.err == nil && sum > batchShare*total {
		r.fail("%d values and NULLs in batches of %d bytes", sum, total)
	}
	if r.err != nil {
		return
	}
	b.nulls, b.null = grow(b.nulls, bitmapSize(sum)), 0
	d.bits(r, b.nulls, sum)
}

// packing reads how the series of a class are packed: a block of 8 bytes for each selector.
func (d *Decoder) packing(r *reader, p *packing, total int) {
	n := r.upTo("selectors", total/8)
	if r.err != nil {
		return
	}
	p.selectors = grow(p.selectors, n)
	d.stream(r, p.selectors)
	if n = r.upTo("runs", n); n == 0 || r.err != nil {
		return
	}
	p.runs = grow(p.runs, n)
	d.integers(r, p.runs, nil)
}

// makeBatches makes batches, in the order of the cells, and copies those that are kept as they are.
func (d *Decoder) makeBatches(r *reader, cells []uint64, data, kept []byte) {
	b := &d.batch
	packed, items, raw := b.packed, b.items, b.raw // what is left of them
	at, count := 0, 0
	for i, kind := range b.kinds {
		var batch []byte
		if kind == kindRaw {
			batch = span(kept, raw[0])
			raw = raw[1:]
		} else {
			batch = d.makeBatch(r, i, count, &items)
			count++
		}
		if r.err == nil && len(batch) > len(data)-at {
			r.fail("batches of more than %d bytes", len(data))
		}
		if r.err != nil {
			break
		}
		cells[i] = makeSpan(at, len(batch))
		at += copy(data[at:], batch)
	}
	for i := range b.packed {
		if r.err == nil && len(b.packed[i].selectors)+len(b.packed[i].runs) > 0 {
			r.fail("selectors or runs left over")
		}
	}
	b.packed = packed // with all of their memory
	for i := range b.runs {
		if r.err == nil && len(b.runs[i].r.b) != 0 {
			r.fail("values left over")
		}
	}
	if r.err == nil && at != len(data) {
		r.fail("batches of %d bytes instead of %d", at, len(data))
	}
}

// makeBatch makes the batch of cell i, which is the count-th that is made.
func (d *Decoder) makeBatch(r *reader, i, count int, items *[]uint64) []byte {
	b := &d.batch
	kind := b.kinds[i]
	run := &b.runs[runOf(kind)]
	if run.next++; run.next >= len(run.starts) {
		d.valueRun(r, run, i, count)
	}
	if r.err != nil {
		return nil
	}
	values := run.values[run.starts[run.next-1]:run.starts[run.next]]
	ok := false
	if kind&kindRule == kindDeltas {
		b.batch, ok = b.writeDeltas(b.batch[:0], values, kind/kindNulls)
	} else {
		b.batch, ok = b.writeGorilla(b.batch[:0], values, forcedWidths[kind&kindRule-kindGorilla], kind/kindNulls)
	}
	if ok && kind&kindNulls != 0 {
		n := int((*items)[0])
		*items = (*items)[1:]
		b.first = grow(b.first, n)
		left := n
		for j := range b.first {
			b.first[j] = 0
			if bit(b.nulls, b.null+j) {
				b.first[j] = 1
				left--
			}
		}
		b.null += n
		if left != len(values) {
			r.fail("a batch of %d values that has %d", left, len(values))
		}
		b.batch, ok = b.packed[classNull].pack(b.batch, b.first)
	}
	if !ok {
		r.fail("a batch whose selectors or runs do not suit it")
	}
	return b.batch
}

// valueRun reads the next run, whose first batch is that of cell i.
func (d *Decoder) valueRun(r *reader, run *valueRun, i, count int) {
	which := runOf(d.batch.kinds[i])
	run.starts, run.next = append(run.starts[:0], 0), 1
	total := uint32(0)
	for ; i < len(d.batch.kinds) && total < runValues; i++ {
		kind := d.batch.kinds[i]
		if kind == kindRaw {
			continue
		}
		if runOf(kind) == which {
			total += uint32(d.batch.counts[count])
			run.starts = append(run.starts, total)
		}
		count++
	}
	run.values = grow(run.values, int(total))
	width := d.numbers(&run.r, sequence{run.values, run.starts})
	switch {
	case run.r.err != nil:
		r.fail("%v", run.r.err)
	case width == 4:
		for j, x := range run.values {
			run.values[j] = uint64(uint32(x))
		}
	case width != 8:
		r.fail("values of %d bytes", width)
	}
}
