package columns

import "math"

// Decimals: floats that are an integer divided by a power of ten, as most measured values are. Whether
// one is, is decided by its bits alone: NaNs with their payload, -0.0, infinities and whatever else does
// not come back exactly is an exception, stored with its bits.

const (
	exponentMost = 14
	exponentNone = 255 // all values of the group are exceptions
	// exponentGroup is how many values share an exponent where rows are not grouped.
	exponentGroup = 1024
)

var powers = [exponentMost + 1]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14}

// round is 1.5 * 2^52: added to a number below 2^51, it leaves the nearest integer in the lowest bits,
// in half the time of math.Round.
const round = 0x1.8p52

// decimalOf gives the integer that may be x times 10^exponent, and whether dividing it again gives the
// bits of x. The conversions keep a compiler from fusing the operations.
func decimalOf(cell uint64, power float64) (number uint64, exact bool) {
	x := math.Float64frombits(cell)
	number = math.Float64bits(float64(x*power)+round) - math.Float64bits(round)
	return number, math.Float64bits(float64(int64(number))/power) == cell
}

// decimalOf4 is the same for floats of 4 bytes, which are cells with their sign extended.
func decimalOf4(cell uint64, power float64) (number uint64, exact bool) {
	x := float64(math.Float32frombits(uint32(cell)))
	number = math.Float64bits(float64(x*power)+round) - math.Float64bits(round)
	return number, math.Float32bits(float32(float64(int64(number))/power)) == uint32(cell)
}

// decimals is what the floats of a column become.
type decimals struct {
	exponents []byte   // of the groups
	numbers   []uint64 // of all values
	places    []uint64 // of the exceptions that are not in a group without exponent
	bits      []uint64 // of all exceptions
}

// convert makes decimals of the floats of that width. Where exponents belong to groups of rows
// (grouped), a number without meaning is that of the first of the group before, otherwise the one
// before it: it costs nothing then.
func (d *decimals) convert(v []uint64, width int, groups []uint32, grouped bool) {
	d.exponents, d.places, d.bits = d.exponents[:0], d.places[:0], d.bits[:0]
	d.numbers = grow(d.numbers, len(v))
	filler := uint64(0)
	for g := range len(groups) - 1 {
		start, end := int(groups[g]), int(groups[g+1])
		exponent := d.group(v, width, start, end, filler)
		d.exponents = append(d.exponents, exponent)
		if filler = d.numbers[end-1]; grouped {
			filler = d.numbers[start]
		}
	}
}

// group converts one group with the least exponent that its values have. Values that fit none are
// exceptions; if they are more than a quarter, all are.
func (d *decimals) group(v []uint64, width, start, end int, filler uint64) (exponent byte) {
	places, exceptions := len(d.places), len(d.bits)
	e := 0
	last := filler
	for i := start; i < end; i++ {
		number, exact := exactDecimal(v[i], width, e)
		if exact {
			d.numbers[i], last = number, number
			continue
		}
		if higher := fittingExponent(v[i], width, e+1); higher <= exponentMost {
			e, i, last = higher, start-1, filler // all of the group again
			d.places, d.bits = d.places[:places], d.bits[:exceptions]
			continue
		}
		d.places = append(d.places, uint64(i))
		d.bits = append(d.bits, v[i])
		d.numbers[i] = last
		if 4*(len(d.bits)-exceptions) > i-start+8 {
			return d.none(v, start, end, filler, places, exceptions)
		}
	}
	if 4*(len(d.bits)-exceptions) > end-start {
		return d.none(v, start, end, filler, places, exceptions)
	}
	return byte(e)
}

// none makes all values of a group exceptions.
func (d *decimals) none(v []uint64, start, end int, filler uint64, places, exceptions int) byte {
	d.places = d.places[:places]
	d.bits = append(d.bits[:exceptions], v[start:end]...)
	fillWords(d.numbers[start:end], filler)
	return exponentNone
}

func exactDecimal(cell uint64, width, e int) (uint64, bool) {
	if width == 4 {
		return decimalOf4(cell, powers[e])
	}
	return decimalOf(cell, powers[e])
}

// fittingExponent gives the least exponent from e on that fits, or one above the most.
func fittingExponent(cell uint64, width, e int) int {
	for ; e <= exponentMost; e++ {
		if _, exact := exactDecimal(cell, width, e); exact {
			break
		}
	}
	return e
}

// decimals appends exponents, exceptions and numbers.
func (e *Encoder) decimals(dst []byte, s sequence, width int, w way) []byte {
	d, groups := &e.decimal, s.starts
	if groups == nil {
		e.chunks = chunks(e.chunks, len(s.cells))
		groups = e.chunks
	}
	d.convert(s.cells, width, groups, s.starts != nil)
	dst = e.planes.stream(dst, d.exponents)
	dst = appendUint(dst, uint64(len(d.places)))
	if len(d.places) > 0 {
		dst = e.integers(dst, d.places, nil, way{delta: true})
	}
	if n := len(d.bits); n > 0 {
		dst = e.auto(dst, d.bits)
	}
	if !allNone(d.exponents) {
		dst = e.integers(dst, d.numbers, s.starts, w)
	}
	return dst
}

// allNone says whether no group has an exponent, and so no value a number.
func allNone(exponents []byte) bool { return exponents[0] == exponentNone && repeated(exponents) }

// decimals reads exponents, exceptions and numbers.
func (d *Decoder) decimals(r *reader, s sequence, width int) {
	n, groups := len(s.cells), s.starts
	if groups == nil {
		d.chunks = chunks(d.chunks, n)
		groups = d.chunks
	}
	d.exponents = grow(d.exponents, len(groups)-1)
	d.stream(r, d.exponents)
	exceptions := 0
	for g, e := range d.exponents {
		if e == exponentNone {
			exceptions += int(groups[g+1] - groups[g])
		} else if e > exponentMost {
			r.fail("exponent %d", e)
		}
	}
	count := r.upTo("exceptions", n-exceptions)
	if r.err != nil {
		return
	}
	none := exceptions == n
	exceptions += count
	d.places, d.exact = grow(d.places, count), grow(d.exact, exceptions)
	if count > 0 {
		d.integers(r, d.places, nil)
		checkPlaces(r, d.places, groups, d.exponents)
	}
	if exceptions > 0 && r.err == nil {
		d.integers(r, d.exact, nil)
	}
	if !none && r.err == nil {
		d.integers(r, s.cells, s.starts)
	}
	if r.err == nil {
		restoreDecimals(s.cells, width, groups, d.exponents, d.places, d.exact)
	}
}

// checkPlaces checks that exceptions are in order, and in groups that have an exponent.
func checkPlaces(r *reader, places []uint64, groups []uint32, exponents []byte) {
	if r.err != nil {
		return
	}
	g, next := 0, uint64(0)
	for _, p := range places {
		if p < next || p >= uint64(groups[len(groups)-1]) {
			r.fail("an exception at %d behind %d", p, next)
			return
		}
		for p >= uint64(groups[g+1]) {
			g++
		}
		if exponents[g] == exponentNone {
			r.fail("an exception at %d, where there are no others", p)
			return
		}
		next = p + 1
	}
}

// chunks gives the starts of groups of exponentGroup values, and the end.
func chunks(dst []uint32, n int) []uint32 {
	dst = dst[:0]
	for at := 0; at < n; at += exponentGroup {
		dst = append(dst, uint32(at))
	}
	return append(dst, uint32(n))
}

// restore makes floats of the numbers in v again: of each group by its exponent, and of the exceptions,
// whose number is right.
func restoreDecimals(v []uint64, width int, groups []uint32, exponents []byte, places, bits []uint64) {
	// Exceptions of groups without exponent and others alternate: bits are in the order of the values.
	for g, e := range exponents {
		start, end := int(groups[g]), int(groups[g+1])
		if e == exponentNone {
			bits = bits[copy(v[start:end], bits):]
			continue
		}
		toFloats(v[start:end], width, powers[e])
		for len(places) > 0 && int(places[0]) < end {
			v[places[0]] = bits[0]
			places, bits = places[1:], bits[1:]
		}
	}
}

func toFloats(v []uint64, width int, power float64) {
	if width == 4 {
		for i, x := range v {
			v[i] = uint64(int32(math.Float32bits(float32(float64(int64(x)) / power))))
		}
		return
	}
	for i, x := range v {
		v[i] = math.Float64bits(float64(int64(x)) / power)
	}
}
