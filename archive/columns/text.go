package columns

// Values of varying length: their lengths, and their bytes one after the other. Values that all have the
// same length may be strips: byte planes as numbers have them, first byte first.

// lengthsOf collects the lengths of spans.
func (e *Encoder) lengthsOf(spans []uint64) []uint64 {
	e.lengths = grow(e.lengths, len(spans))
	for i, s := range spans {
		e.lengths[i] = s & 0xffffffff
	}
	return e.lengths
}

func (e *Encoder) bytesOf(dst, data []byte, spans []uint64) []byte {
	dst = e.auto(dst, e.lengthsOf(spans))
	e.joined = e.joined[:0]
	for _, s := range spans {
		e.joined = append(e.joined, span(data, s)...)
	}
	return e.texts.stream(dst, e.joined)
}

// strips appends the length of all spans and a stream for each byte of them.
func (e *Encoder) strips(dst, data []byte, spans []uint64) []byte {
	n, length := len(spans), int(uint32(spans[0]))
	dst = appendUint(dst, uint64(length))
	e.cut = grow(e.cut, n*length)
	for i, s := range spans {
		for p, b := range span(data, s) {
			e.cut[p*n+i] = b
		}
	}
	for p := range length {
		dst = e.planes.stream(dst, e.cut[p*n:(p+1)*n])
	}
	return dst
}

// spans reads lengths into cells, and their bytes, at most d.left of them.
func (d *Decoder) spans(r *reader, cells []uint64) (data []byte) {
	d.integers(r, cells, nil)
	total := 0
	for i, length := range cells {
		if r.err == nil && length > uint64(d.left-total) {
			r.fail("values of more than %d bytes", d.left)
		}
		if r.err != nil {
			return nil
		}
		cells[i] = makeSpan(total, int(length))
		total += int(length)
	}
	data = d.bytes.take(total)
	d.stream(r, data)
	return data
}

// strips reads values of one length.
func (d *Decoder) strips(r *reader, cells []uint64) (data []byte) {
	n := len(cells)
	length := r.upTo("length of values", min(stripsMost, d.left/n))
	if length == 0 {
		r.fail("values without bytes")
	}
	if r.err != nil {
		return nil
	}
	data = d.bytes.take(n * length)
	for i := range cells {
		cells[i] = makeSpan(i*length, length)
	}
	d.cut = grow(d.cut, n)
	for p := 0; p < length && r.err == nil; p++ {
		d.stream(r, d.cut)
		for i, b := range d.cut {
			data[i*length+p] = b
		}
	}
	return data
}
