package pgtext

import (
	"bytes"
	"strconv"
)

// appendTSVector writes lexemes with their positions and weights
// (src/backend/utils/adt/tsvector.c).
func appendTSVector(dst, v []byte, _ *int) ([]byte, error) {
	size := len(v)
	if size < 4 {
		return dst, bad("tsvector", size)
	}
	n := be32(v)
	v = v[4:]
	for i := range n {
		end := bytes.IndexByte(v, 0)
		if end < 0 || len(v) < end+3 {
			return dst, bad("tsvector", size)
		}
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = appendQuoted(dst, v[:end], '\'', 0)
		positions := int(be16(v[end+1:]))
		if v = v[end+3:]; len(v) < 2*positions {
			return dst, bad("tsvector", size)
		}
		dst = appendPositions(dst, v[:2*positions])
		v = v[2*positions:]
	}
	if len(v) > 0 {
		return dst, bad("tsvector", size)
	}
	return dst, nil
}

// appendPositions: a position has 14 bits, its weight the 2 above.
func appendPositions(dst, v []byte) []byte {
	for i := 0; i < len(v); i += 2 {
		separator := byte(',')
		if i == 0 {
			separator = ':'
		}
		p := be16(v[i:])
		dst = strconv.AppendUint(append(dst, separator), uint64(p&0x3fff), 10)
		if weight := p >> 14; weight > 0 {
			dst = append(dst, 'D'-byte(weight))
		}
	}
	return dst
}

// Items of a tsquery (src/include/tsearch/ts_type.h), operators before their operands, the right
// one first.
const (
	queryValue    = 1
	queryOperator = 2

	queryNot    = 1
	queryAnd    = 2
	queryOr     = 3
	queryPhrase = 4
)

// queryDepth bounds recursion. The server takes what its stack holds.
const queryDepth = 100000

// queryItem is an item, and where the item of its left operand is.
type queryItem struct {
	operator byte // 0: a value
	distance uint16
	weight   byte
	prefix   bool
	value    []byte
	left     int
}

func appendTSQuery(dst, v []byte, _ *int) ([]byte, error) {
	items, err := queryItems(v)
	if err != nil || len(items) == 0 {
		return dst, err
	}
	next, err := linkItems(items, 0, 0)
	if err == nil && next != len(items) {
		err = bad("tsquery", len(v))
	}
	if err != nil {
		return dst, err
	}
	return appendInfix(dst, items, 0, -1, false), nil
}

func queryItems(v []byte) ([]queryItem, error) {
	size := len(v)
	if size < 4 || int64(be32(v)) > int64(size) {
		return nil, bad("tsquery", size)
	}
	items := make([]queryItem, be32(v))
	v = v[4:]
	for i := range items {
		n := items[i].read(v)
		if n == 0 {
			return nil, bad("tsquery", size)
		}
		v = v[n:]
	}
	if len(v) > 0 {
		return nil, bad("tsquery", size)
	}
	return items, nil
}

// read takes an item and gives its length, 0 if it is none.
func (q *queryItem) read(v []byte) int {
	if len(v) < 2 {
		return 0
	}
	if v[0] == queryOperator {
		q.operator = v[1]
		switch {
		case q.operator >= queryNot && q.operator <= queryOr:
			return 2
		case q.operator == queryPhrase && len(v) >= 4:
			q.distance = be16(v[2:])
			return 4
		}
		return 0
	}
	if v[0] != queryValue || len(v) < 4 {
		return 0
	}
	end := bytes.IndexByte(v[3:], 0)
	if end < 0 {
		return 0
	}
	q.weight, q.prefix, q.value = v[1], v[2] != 0, v[3:3+end]
	return 3 + end + 1
}

// linkItems finds the left operands below item i and gives the item that follows its tree.
func linkItems(items []queryItem, i, depth int) (int, error) {
	if i >= len(items) || depth > queryDepth {
		return 0, bad("tsquery", len(items))
	}
	if items[i].operator == 0 {
		return i + 1, nil
	}
	next, err := linkItems(items, i+1, depth+1)
	if err != nil || items[i].operator == queryNot {
		return next, err
	}
	items[i].left = next
	return linkItems(items, next, depth+1)
}

// queryPriority is how tightly an operator binds (src/backend/utils/adt/tsquery.c).
func queryPriority(operator byte) int {
	switch operator {
	case queryNot:
		return 4
	case queryPhrase:
		return 3
	case queryAnd:
		return 2
	}
	return 1
}

// appendInfix writes the tree of item i. rightOfPhrase says that it is the right operand of a
// phrase, whose order matters.
func appendInfix(dst []byte, items []queryItem, i, parent int, rightOfPhrase bool) []byte {
	q := &items[i]
	if q.operator == 0 {
		return q.appendValue(dst)
	}
	priority := queryPriority(q.operator)
	open := priority < parent || q.operator == queryPhrase && rightOfPhrase
	if open {
		dst = append(dst, "( "...)
	}
	if q.operator == queryNot {
		dst = appendInfix(append(dst, '!'), items, i+1, priority, false)
	} else {
		dst = appendInfix(dst, items, q.left, priority, false)
		dst = q.appendOperator(dst)
		dst = appendInfix(dst, items, i+1, priority, q.operator == queryPhrase)
	}
	if open {
		dst = append(dst, " )"...)
	}
	return dst
}

func (q *queryItem) appendOperator(dst []byte) []byte {
	switch {
	case q.operator == queryAnd:
		return append(dst, " & "...)
	case q.operator == queryOr:
		return append(dst, " | "...)
	case q.distance == 1:
		return append(dst, " <-> "...)
	}
	dst = strconv.AppendInt(append(dst, " <"...), int64(q.distance), 10)
	return append(dst, "> "...)
}

func (q *queryItem) appendValue(dst []byte) []byte {
	dst = appendQuoted(dst, q.value, '\'', 0)
	if q.weight == 0 && !q.prefix {
		return dst
	}
	dst = append(dst, ':')
	if q.prefix {
		dst = append(dst, '*')
	}
	for i, letter := range []byte("ABCD") {
		if q.weight&(8>>i) != 0 {
			dst = append(dst, letter)
		}
	}
	return dst
}
