package columns

// Integers are how every number in a payload is written: the values of columns, lengths, numbers of
// dictionary entries. A constant is one number. Anything else becomes residuals, as small as can be,
// without sign, which are cut into byte planes; each plane is a stream.

// The tag of integers: a kind, a flag, and the number of planes less one.
const (
	integersConstant = iota // one number: the value
	integersPlain           // residual = (value - least) / factor
	integersDelta           // residual = zigzag((difference - usual) / factor)

	integersKind = 0x03
	integersMask = 0x04 // only residuals that are not zero are in the planes; a bitmap says which
	integersZero = 0x88 // bits that are zero
	planesShift  = 4
)

// way is how integers that are no constant are written.
type way struct{ delta, mask bool }

// integers appends v, at least one number. starts are the places where groups begin, and the end: the
// first number of a group comes after the first of the group before it. nil: there is one group.
func (e *Encoder) integers(dst []byte, v []uint64, starts []uint32, w way) []byte {
	if constant(v) {
		dst = append(dst, integersConstant)
		return appendInt(dst, v[0])
	}
	e.residuals = grow(e.residuals, len(v))
	at := len(dst)
	var or uint64
	if w.delta {
		whole := [2]uint32{0, uint32(len(v))}
		var s step
		s, or = deltas(e.residuals, v, orWhole(starts, &whole))
		dst = appendInt(append(dst, integersDelta), v[0])
		dst = appendInt(appendUint(dst, s.factor), s.usual)
	} else {
		var least, factor uint64
		least, factor, or = offsets(e.residuals, v)
		dst = appendInt(append(dst, integersPlain), least)
		dst = appendUint(dst, factor)
	}
	planes := planeCount(or)
	dst[at] |= byte(planes-1) << planesShift
	if w.mask {
		dst[at] |= integersMask
	}
	res := e.residuals
	if w.mask {
		e.bitmap = grow(e.bitmap, bitmapSize(len(res)))
		res = maskZeros(e.bitmap, res)
		dst = e.planes.stream(dst, e.bitmap)
	}
	return e.planesOf(dst, res, planes)
}

func (e *Encoder) planesOf(dst []byte, res []uint64, planes int) []byte {
	n := len(res)
	e.cut = grow(e.cut, planes*n)
	splitPlanes(e.cut, res, planes)
	for p := range planes {
		dst = e.planes.stream(dst, e.cut[p*n:(p+1)*n])
	}
	return dst
}

func constant(v []uint64) bool {
	if n := len(v); v[0] != v[n/2] || v[0] != v[n-1] {
		return false
	}
	for _, x := range v {
		if x != v[0] {
			return false
		}
	}
	return true
}

// integers reads len(v) numbers, at least one.
func (d *Decoder) integers(r *reader, v []uint64, starts []uint32) {
	tag := r.byte()
	base := r.int()
	if tag == integersConstant {
		fillWords(v, base)
		return
	}
	s := step{factor: r.uint()}
	kind := tag & integersKind
	if kind == integersDelta {
		s.usual = r.int()
	}
	if kind == integersConstant || kind > integersDelta || tag&integersZero != 0 || s.factor == 0 {
		r.fail("unknown form of integers %#x, factor %d", tag, s.factor)
	}
	if r.err != nil {
		return
	}
	d.residuals(r, v, int(tag>>planesShift)+1, tag&integersMask != 0)
	switch {
	case r.err != nil:
	case kind == integersPlain:
		addOffsets(v, base, s.factor)
	case v[0] != 0:
		r.fail("the first difference is not 0")
	default:
		whole := [2]uint32{0, uint32(len(v))}
		addDeltas(v, orWhole(starts, &whole), base, s)
	}
}

// orWhole gives starts, or those of one group if there are none.
func orWhole(starts []uint32, whole *[2]uint32) []uint32 {
	if starts == nil {
		return whole[:]
	}
	return starts
}

// residuals reads the planes into v.
func (d *Decoder) residuals(r *reader, v []uint64, planes int, masked bool) {
	n := len(v)
	if masked {
		d.bitmap = grow(d.bitmap, bitmapSize(n))
		d.bits(r, d.bitmap, n)
		n = countBits(d.bitmap)
	}
	d.cut = grow(d.cut, planes*n)
	for p := range planes {
		d.stream(r, d.cut[p*n:(p+1)*n])
	}
	if r.err != nil {
		return
	}
	joinPlanes(v[:n], d.cut, planes)
	if masked {
		unmaskZeros(v, d.bitmap, n)
	}
}

func fillWords(v []uint64, x uint64) {
	for i := range v {
		v[i] = x
	}
}
