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

// arrays is what the arrays of a column consist of, and scratch.
type arrays struct {
	oid      uint32
	width    int
	counts   []uint64
	elements []uint64
	starts   []uint32 // of the arrays that have elements, and the end
	places   []uint64 // elements in the order of their places
	left     []uint32 // arrays that have elements at the place that comes next
}

// take unpacks the arrays of some values; false: not all of them are such arrays, or none has elements.
func (a *arrays) take(data []byte, spans []uint64) bool {
	a.width, a.counts, a.elements, a.starts = 0, a.counts[:0], a.elements[:0], a.starts[:0]
	for i, s := range spans {
		array := span(data, s)
		oid, width, count, ok := elementsOf(array)
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
		if count == 0 {
			continue
		}
		a.starts = append(a.starts, uint32(len(a.elements)))
		for at := arrayHead + 4; at < len(array); at += 4 + width {
			a.elements = append(a.elements, signed(array[at:], width))
		}
	}
	a.starts = append(a.starts, uint32(len(a.elements)))
	return len(a.elements) > 0
}

// eachPlace calls f for every element in the order of their places, with its index in the order of arrays.
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

// arrays appends values that are all arrays of numbers.
func (e *Encoder) arrays(dst, data []byte, spans []uint64) []byte {
	a := &e.array
	a.take(data, spans)
	dst = appendUint(dst, uint64(a.oid))
	dst = e.auto(dst, a.counts)
	col := &column{width: a.width, cells: a.elements}
	s := sequence{a.elements, a.starts}
	k, size := e.numbersCodec(col, s)
	a.places = a.places[:0]
	a.eachPlace(func(element uint32) { a.places = append(a.places, a.elements[element]) })
	byPlace := sequence{cells: a.places}
	if other, less := e.numbersCodec(col, byPlace); less < size {
		return e.numbers(append(dst, elementsByPlace), col, byPlace, other)
	}
	return e.numbers(append(dst, elementsByArray), col, s, k)
}

// arrays reads values that are arrays of numbers.
func (d *Decoder) arrays(r *reader, cells []uint64) (data []byte) {
	a := &d.array
	oid := r.upTo("type of elements", 1<<32-1)
	a.counts = grow(a.counts, len(cells))
	d.integers(r, a.counts, nil)
	a.starts = a.starts[:0]
	total := 0
	for _, count := range a.counts {
		if r.err == nil && count > uint64(d.left/5-total) {
			r.fail("arrays of more than %d bytes", d.left)
		}
		if r.err != nil {
			return nil
		}
		if count > 0 {
			a.starts = append(a.starts, uint32(total))
			total += int(count)
		}
	}
	a.starts = append(a.starts, uint32(total))
	order := r.byte()
	if r.err == nil && (total == 0 || order > elementsByPlace) {
		r.fail("arrays of %d elements in order %d", total, order)
	}
	if r.err != nil {
		return nil
	}
	a.elements = grow(a.elements, total)
	s := sequence{a.elements, a.starts}
	if order == elementsByPlace {
		a.places = grow(a.places, total)
		s = sequence{cells: a.places}
	}
	width := d.numbers(r, s)
	if r.err != nil {
		return nil
	}
	if order == elementsByPlace {
		next := 0
		a.eachPlace(func(element uint32) { a.elements[element] = a.places[next]; next++ })
	}
	return d.makeArrays(r, cells, uint32(oid), width)
}

// makeArrays makes arrays of their elements.
func (d *Decoder) makeArrays(r *reader, cells []uint64, oid uint32, width int) (data []byte) {
	a := &d.array
	size := 0
	for _, count := range a.counts {
		if size += arrayEmpty; count > 0 {
			size += arrayHead - arrayEmpty + int(count)*(4+width)
		}
	}
	if size > d.left {
		r.fail("arrays of %d bytes, %d are left", size, d.left)
		return nil
	}
	data = d.bytes.take(size)[:0]
	elements := a.elements
	for i, count := range a.counts {
		at := len(data)
		data = binary.BigEndian.AppendUint64(data, uint64(min(count, 1))<<32)
		data = binary.BigEndian.AppendUint32(data, oid)
		if count > 0 {
			data = binary.BigEndian.AppendUint64(data, count<<32|1)
		}
		for _, x := range elements[:count] {
			data = appendElement(data, x, width)
		}
		elements = elements[count:]
		cells[i] = makeSpan(at, len(data)-at)
	}
	return data
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
