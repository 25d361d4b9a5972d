package columns

import "encoding/binary"

// Arrays of numbers: PostgreSQL sends five numbers in front of the elements of an array of one dimension (how
// many dimensions, whether there are NULLs, the OID of the element's type, how many elements, the number of
// the first) and a length in front of each (src/backend/utils/adt/arrayfuncs.c, array_send). What remains of
// them here is the OID, how many elements each has, and the elements, as a column of numbers: one array after
// the other, or first the first elements of all, then the second.

const (
	arrayHead  = 20 // bytes of an array before its elements
	arrayEmpty = 12 // of one without elements, which has no dimensions
)

// elementsOf finds the elements of an array: their type, width and number; false: it has NULLs, several
// dimensions, other numbers than from 1 on, or elements that are not of one fixed width.
func elementsOf(array []byte) (oid uint32, width, count int, ok bool) {
	if len(array) < arrayEmpty || binary.BigEndian.Uint32(array[4:]) != 0 {
		return 0, 0, 0, false
	}
	oid = binary.BigEndian.Uint32(array[8:])
	if dimensions := binary.BigEndian.Uint32(array); dimensions != 1 {
		return oid, 0, 0, dimensions == 0 && len(array) == arrayEmpty
	}
	if len(array) < arrayHead+4 || binary.BigEndian.Uint32(array[16:]) != 1 {
		return 0, 0, 0, false
	}
	count, width = int(binary.BigEndian.Uint32(array[12:])), int(binary.BigEndian.Uint32(array[arrayHead:]))
	if !fixed(width) || count*(4+width) != len(array)-arrayHead {
		return 0, 0, 0, false
	}
	for at := arrayHead + 4 + width; at < len(array); at += 4 + width {
		if int(binary.BigEndian.Uint32(array[at:])) != width {
			return 0, 0, 0, false
		}
	}
	return oid, width, count, true
}

// arrays is what the arrays of a column consist of, and scratch: their elements are encoded and decoded by
// runs of runValues and those of the array that is the last one in it.
type arrays struct {
	oid      uint32
	width    int
	counts   []uint64
	elements []uint64 // of a run
	starts   []uint32 // of its arrays that have elements, and the end
	places   []uint64 // its elements in the order of their places
	left     []uint32 // arrays that have elements at the place that comes next
}

// begin begins a run.
func (a *arrays) begin() { a.elements, a.starts = a.elements[:0], a.starts[:0] }

// fit counts the elements of some values; false: not all of them are such arrays, or none has elements.
func (a *arrays) fit(data []byte, spans []uint64) bool {
	a.width, a.counts = 0, a.counts[:0]
	for i, s := range spans {
		oid, width, count, ok := elementsOf(span(data, s))
		if i == 0 {
			a.oid = oid
		}
		if a.width == 0 {
			a.width = width
		}
		if !ok || oid != a.oid || count > 0 && width != a.width {
			return false
		}
		a.counts = append(a.counts, uint64(count))
	}
	return a.width > 0
}

// eachPlace calls f for every element of the run in the order of their places, with its index.
func (a *arrays) eachPlace(f func(element uint32)) {
	a.left = grow(a.left, len(a.starts)-1)
	for i := range a.left {
		a.left[i] = uint32(i)
	}
	for place := uint32(0); len(a.left) > 0; place++ {
		n := 0
		for _, i := range a.left {
			f(a.starts[i] + place)
			if a.starts[i]+place+1 < a.starts[i+1] {
				a.left[n] = i
				n++
			}
		}
		a.left = a.left[:n]
	}
}

// The order of elements.
const (
	elementsByArray = iota
	elementsByPlace
)

// arrays appends values that are all arrays of numbers. Order and codec are chosen with the first run.
func (e *Encoder) arrays(dst, data []byte, spans []uint64) []byte {
	a := &e.array
	a.fit(data, spans)
	dst = appendUint(dst, uint64(a.oid))
	dst = appendUint(dst, uint64(a.width))
	dst = e.auto(dst, a.counts)
	order, k := byte(elementsUnknown), codec{}
	a.begin()
	for i, s := range spans {
		if array := span(data, s); len(array) > arrayHead {
			a.starts = append(a.starts, uint32(len(a.elements)))
			for at := arrayHead + 4; at < len(array); at += 4 + a.width {
				a.elements = append(a.elements, signed(array[at:], a.width))
			}
		}
		if n := len(a.elements); n >= runValues || i == len(spans)-1 && n > 0 {
			dst, order, k = e.elements(dst, order, k)
			a.begin()
		}
	}
	return dst
}

// elementsUnknown says that the order has not been chosen yet.
const elementsUnknown = elementsByPlace + 1

// elements appends a run.
func (e *Encoder) elements(dst []byte, order byte, k codec) ([]byte, byte, codec) {
	a := &e.array
	a.starts = append(a.starts, uint32(len(a.elements)))
	col := &column{width: a.width, cells: a.elements}
	byArray, byPlace := sequence{a.elements, a.starts}, sequence{}
	if order != elementsByArray {
		a.places = a.places[:0]
		a.eachPlace(func(element uint32) { a.places = append(a.places, a.elements[element]) })
		byPlace.cells = a.places
	}
	if order == elementsUnknown {
		best, size := e.numbersCodec(col, byArray)
		other, less := e.numbersCodec(col, byPlace)
		if order, k = elementsByArray, best; less < size {
			order, k = elementsByPlace, other
		}
	}
	if order == elementsByArray {
		return e.numbers(append(dst, order), col, byArray, k), order, k
	}
	return e.numbers(append(dst, order), col, byPlace, k), order, k
}

// arrays reads values that are arrays of numbers.
func (d *Decoder) arrays(r *reader, cells []uint64) (data []byte) {
	a := &d.array
	oid := uint32(r.upTo("type of elements", 1<<32-1))
	a.width = r.upTo("width of elements", 8)
	a.counts = grow(a.counts, len(cells))
	d.integers(r, a.counts, nil)
	if r.err == nil && !fixed(a.width) {
		r.fail("elements of %d bytes", a.width)
	}
	size := 0
	for i, count := range a.counts {
		if r.err == nil && count > uint64(d.left/(4+a.width)) {
			r.fail("an array of %d elements", count)
		}
		if r.err != nil {
			return nil
		}
		length := arrayEmpty
		if count > 0 {
			length = arrayHead + int(count)*(4+a.width)
		}
		if length > d.left-size {
			r.fail("arrays of more than %d bytes", d.left)
			return nil
		}
		cells[i] = makeSpan(size, length)
		size += length
	}
	data = d.bytes.take(size)
	for first := 0; first < len(cells) && r.err == nil; {
		first = d.arrayRun(r, data, cells, first, oid)
	}
	return data
}

// arrayRun reads the run that begins with an array, makes its arrays, and gives the array behind them.
func (d *Decoder) arrayRun(r *reader, data []byte, cells []uint64, first int, oid uint32) (next int) {
	a := &d.array
	total := 0
	a.begin()
	for next = first; next < len(cells) && total < runValues; next++ {
		if count := int(a.counts[next]); count > 0 {
			a.starts = append(a.starts, uint32(total))
			total += count
		}
	}
	a.starts = append(a.starts, uint32(total))
	if total > 0 {
		d.elements(r, total)
	}
	if r.err != nil {
		return next
	}
	elements := a.elements
	for i, count := range a.counts[first:next] {
		array := span(data, cells[first+i])[:0]
		array = binary.BigEndian.AppendUint64(array, uint64(min(count, 1))<<32)
		array = binary.BigEndian.AppendUint32(array, oid)
		if count > 0 {
			array = binary.BigEndian.AppendUint64(array, count<<32|1)
		}
		for _, x := range elements[:count] {
			array = appendElement(array, x, a.width)
		}
		elements = elements[count:]
	}
	return next
}

// elements reads those of a run.
func (d *Decoder) elements(r *reader, n int) {
	a := &d.array
	order := r.byte()
	a.elements = grow(a.elements, n)
	s := sequence{a.elements, a.starts}
	if order == elementsByPlace {
		a.places = grow(a.places, n)
		s = sequence{cells: a.places}
	}
	if width := d.numbers(r, s); r.err == nil && (width != a.width || order > elementsByPlace) {
		r.fail("elements of %d bytes in order %d", width, order)
	}
	if order == elementsByPlace && r.err == nil {
		next := 0
		a.eachPlace(func(element uint32) { a.elements[element] = a.places[next]; next++ })
	}
}

// appendElement appends a value of fixed width behind its length.
func appendElement(dst []byte, x uint64, width int) []byte {
	switch width {
	case 8:
		dst = append(dst, 0, 0, 0, 8)
		return binary.BigEndian.AppendUint64(dst, x)
	case 4:
		return binary.BigEndian.AppendUint64(dst, 4<<32|uint64(uint32(x)))
	case 2:
		return append(dst, 0, 0, 0, 2, byte(x>>8), byte(x))
	}
	return append(dst, 0, 0, 0, 1, byte(x))
}
