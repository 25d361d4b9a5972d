package pgtext

import "strconv"

// arrayDimensions is MAXDIM (src/include/c.h).
const arrayDimensions = 6

// dimension is the bounds of one dimension of an array.
type dimension struct{ length, low int }

// arrayHead reads dimensions, flags, element type and bounds, and gives the elements' bytes.
func arrayHead(v []byte) (dims [arrayDimensions]dimension, n, items int, rest []byte, err error) {
	if len(v) < 12 || be32(v) > arrayDimensions || len(v) < 12+8*int(be32(v)) {
		return dims, 0, 0, nil, bad("array", len(v))
	}
	n, rest = int(be32(v)), v[12:]
	if n > 0 {
		items = 1
	}
	for i := range n {
		dims[i] = dimension{int(int32(be32(rest))), int(int32(be32(rest[4:])))}
		rest = rest[8:]
		if dims[i].length < 0 || items > 0 && dims[i].length > len(v)/items {
			return dims, 0, 0, nil, bad("array", len(v))
		}
		items *= dims[i].length
	}
	return dims, n, items, rest, nil
}

// arrayOf writes arrays (src/backend/utils/adt/arrayfuncs.c, array_out).
func arrayOf(element *Type) *Type {
	a := &array{element: element}
	return &Type{append: a.append, plain: element.bare, delimiter: element.delimiter}
}

type array struct {
	element *Type
	scratch []byte
}

func (a *array) append(dst, v []byte, lost *int) ([]byte, error) {
	dims, n, items, v, err := arrayHead(v)
	if err != nil {
		return dst, err
	}
	if items == 0 {
		return append(dst, "{}"...), nil
	}
	dst = appendBounds(dst, dims[:n])
	for i := range items {
		if i > 0 {
			dst = append(dst, a.element.delimiter)
		}
		dst = appendBraces(dst, dims[:n], i, '{')
		var value []byte
		var null bool
		if value, null, v, err = field(v); err != nil {
			return dst, err
		}
		if null {
			dst = append(dst, "NULL"...)
		} else if dst, err = a.appendElement(dst, value, lost); err != nil {
			return dst, err
		}
		dst = appendBraces(dst, dims[:n], i, '}')
	}
	if len(v) > 0 {
		return dst, bad("array", len(v))
	}
	return dst, nil
}

// appendBounds writes lower bounds, if any is not 1.
func appendBounds(dst []byte, dims []dimension) []byte {
	usual := true
	for _, d := range dims {
		usual = usual && d.low == 1
	}
	if usual {
		return dst
	}
	for _, d := range dims {
		dst = strconv.AppendInt(append(dst, '['), int64(d.low), 10)
		dst = strconv.AppendInt(append(dst, ':'), int64(int32(d.low+d.length-1)), 10)
		dst = append(dst, ']')
	}
	return append(dst, '=')
}

// appendBraces writes one brace for every dimension that begins ('{') or ends with item i.
func appendBraces(dst []byte, dims []dimension, i int, brace byte) []byte {
	if brace == '}' {
		i++
	}
	for k := len(dims) - 1; k >= 0; k-- {
		if i%dims[k].length != 0 {
			break
		}
		i /= dims[k].length
		dst = append(dst, brace)
	}
	return dst
}

func (a *array) appendElement(dst, value []byte, lost *int) ([]byte, error) {
	start := len(dst)
	dst, err := a.element.append(dst, value, lost)
	if err != nil || !a.quotes(dst[start:]) {
		return dst, err
	}
	a.scratch = append(a.scratch[:0], dst[start:]...)
	return appendQuoted(dst[:start], a.scratch, '"', '\\'), nil
}

// quotes says that an element needs quotes.
func (a *array) quotes(text []byte) bool {
	if len(text) == 0 || isNull(text) {
		return true
	}
	for _, c := range text {
		if c == '"' || c == '\\' || c == '{' || c == '}' || c == a.element.delimiter || isSpace(c) {
			return true
		}
	}
	return false
}

func isNull(text []byte) bool {
	return len(text) == 4 && text[0]|32 == 'n' && text[1]|32 == 'u' && text[2]|32 == 'l' && text[3]|32 == 'l'
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// vectorOf writes int2vector and oidvector, which travel as arrays.
func vectorOf(element appender) appender {
	return func(dst, v []byte, lost *int) ([]byte, error) {
		_, _, items, v, err := arrayHead(v)
		for i := 0; i < items && err == nil; i++ {
			if i > 0 {
				dst = append(dst, ' ')
			}
			var value []byte
			var null bool
			if value, null, v, err = field(v); err == nil && null {
				err = bad("vector", 0)
			}
			if err == nil {
				dst, err = element(dst, value, lost)
			}
		}
		return dst, err
	}
}

// compositeOf writes rows (src/backend/utils/adt/rowtypes.c, record_out).
func compositeOf(columns []*Type) *Type {
	c := &composite{columns: columns}
	plain := true
	for _, column := range columns {
		plain = plain && column.plain
	}
	return &Type{append: c.append, plain: plain, delimiter: ','}
}

type composite struct {
	columns []*Type
	scratch []byte
}

func (c *composite) append(dst, v []byte, lost *int) ([]byte, error) {
	size := len(v)
	if size < 4 || int64(be32(v)) != int64(len(c.columns)) {
		return dst, bad("composite", size)
	}
	v = v[4:]
	dst = append(dst, '(')
	for i, t := range c.columns {
		if i > 0 {
			dst = append(dst, ',')
		}
		if len(v) < 4 {
			return dst, bad("composite", size)
		}
		value, null, rest, err := field(v[4:]) // behind the type's OID
		if err != nil {
			return dst, err
		}
		v = rest
		if null {
			continue
		}
		start := len(dst)
		if dst, err = t.append(dst, value, lost); err != nil {
			return dst, err
		}
		if quotesColumn(dst[start:]) {
			c.scratch = append(c.scratch[:0], dst[start:]...)
			dst = appendQuoted(dst[:start], c.scratch, '"', 0)
		}
	}
	if len(v) > 0 {
		return dst, bad("composite", size)
	}
	return append(dst, ')'), nil
}

func quotesColumn(text []byte) bool {
	for _, c := range text {
		if c == '"' || c == '\\' || c == '(' || c == ')' || c == ',' || isSpace(c) {
			return true
		}
	}
	return len(text) == 0
}

// Flags of a range (src/include/utils/rangetypes.h).
const (
	rangeEmpty         = 0x01
	rangeLowInclusive  = 0x02
	rangeHighInclusive = 0x04
	rangeLowInfinite   = 0x08
	rangeHighInfinite  = 0x10
)

// rangeOf writes ranges (src/backend/utils/adt/rangetypes.c, range_out).
func rangeOf(bound *Type) *Type {
	r := &rangeType{bound: bound}
	return &Type{append: r.append, plain: bound.plain, delimiter: ','}
}

type rangeType struct {
	bound   *Type
	scratch []byte
}

func (r *rangeType) append(dst, v []byte, lost *int) ([]byte, error) {
	size := len(v)
	if size == 0 {
		return dst, bad("range", size)
	}
	flags, v := v[0], v[1:]
	if flags&rangeEmpty != 0 {
		if len(v) > 0 {
			return dst, bad("range", size)
		}
		return append(dst, "empty"...), nil
	}
	var err error
	dst = append(dst, choose(flags&rangeLowInclusive != 0, '[', '('))
	if flags&rangeLowInfinite == 0 {
		if dst, v, err = r.appendBound(dst, v, lost); err != nil {
			return dst, err
		}
	}
	dst = append(dst, ',')
	if flags&rangeHighInfinite == 0 {
		if dst, v, err = r.appendBound(dst, v, lost); err != nil {
			return dst, err
		}
	}
	if len(v) > 0 {
		return dst, bad("range", size)
	}
	return append(dst, choose(flags&rangeHighInclusive != 0, ']', ')')), nil
}

func choose(yes bool, a, b byte) byte {
	if yes {
		return a
	}
	return b
}

func (r *rangeType) appendBound(dst, v []byte, lost *int) ([]byte, []byte, error) {
	value, null, rest, err := field(v)
	if err != nil || null {
		return dst, nil, bad("range", len(v))
	}
	start := len(dst)
	if dst, err = r.bound.append(dst, value, lost); err != nil {
		return dst, nil, err
	}
	if quotesBound(dst[start:]) {
		r.scratch = append(r.scratch[:0], dst[start:]...)
		dst = appendQuoted(dst[:start], r.scratch, '"', 0)
	}
	return dst, rest, nil
}

func quotesBound(text []byte) bool {
	for _, c := range text {
		if c == '[' || c == ']' {
			return true
		}
	}
	return quotesColumn(text)
}

// multirangeOf writes multiranges (src/backend/utils/adt/multirangetypes.c).
func multirangeOf(ranges *Type) *Type {
	return &Type{plain: ranges.plain, delimiter: ',', append: func(dst, v []byte, lost *int) ([]byte, error) {
		size := len(v)
		if size < 4 {
			return dst, bad("multirange", size)
		}
		n, v := be32(v), v[4:]
		dst = append(dst, '{')
		for i := range n {
			value, null, rest, err := field(v)
			if err != nil || null {
				return dst, bad("multirange", size)
			}
			v = rest
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = ranges.append(dst, value, lost); err != nil {
				return dst, err
			}
		}
		if len(v) > 0 {
			return dst, bad("multirange", size)
		}
		return append(dst, '}'), nil
	}}
}
