package archive

import (
	"encoding/binary"
	"errors"
)

// The binary forms of arrays and of records name the types of what is in them by OID (array_send
// in src/backend/utils/adt/arrayfuncs.c, record_send in rowtypes.c). A type that a user made has
// another OID in every database. Whoever loads such values into a server before 14, or compares
// those of two databases, puts other OIDs in. No length changes.

// ValueType is the type of a value as far as its binary form holds OIDs. nil is a type whose form
// holds none. A type that is made of itself is a circle.
type ValueType struct {
	Form  ValueForm
	Parts []*ValueType // element, subtype, or columns
	OIDs  []uint32     // of the parts, as they are to stand in the value
	// Elements are the types of compressed values, by schema and name with a point between.
	Elements map[string]*ValueType
}

// ValueForm is what a type is.
type ValueForm uint8

const (
	PlainForm ValueForm = iota // holds no OIDs
	ArrayForm
	RecordForm
	RangeForm
	MultirangeForm
	CompressedForm // of TimescaleDB
)

// ErrBrokenValue is found only in rows that no server can have sent, or that are of another type.
var ErrBrokenValue = errors.New("a value of an array or composite type is broken")

// valueDepth bounds types in types (a composite may hold an array of itself).
const valueDepth = 1000

// Renumber puts the OIDs of the columns' types into a binary row.
func Renumber(row []byte, columns []*ValueType) error {
	if len(row) < 2 || int(binary.BigEndian.Uint16(row)) != len(columns) {
		return ErrBrokenValue
	}
	row = row[2:]
	for _, t := range columns {
		var err error
		if row, err = t.field(row, 0); err != nil {
			return err
		}
	}
	return nil
}

// field renumbers a value with its length in front, and gives what follows it.
func (t *ValueType) field(b []byte, depth int) ([]byte, error) {
	if len(b) < 4 || depth > valueDepth {
		return nil, ErrBrokenValue
	}
	n := int32(binary.BigEndian.Uint32(b))
	if b = b[4:]; n < 0 {
		return b, nil
	}
	if int(n) > len(b) {
		return nil, ErrBrokenValue
	}
	if t == nil || t.Form == PlainForm {
		return b[n:], nil
	}
	return b[n:], t.value(b[:n], depth+1)
}

func (t *ValueType) value(b []byte, depth int) error {
	if t.Form != RecordForm && t.Form != CompressedForm && len(t.Parts) != 1 {
		return ErrBrokenValue
	}
	switch t.Form {
	case CompressedForm:
		return t.compressed(b, depth)
	case ArrayForm:
		return t.array(b, depth)
	case RecordForm:
		return t.record(b, depth)
	case MultirangeForm:
		return t.ranges(b, depth)
	}
	return t.bounds(b, depth)
}

// array: number of dimensions, flags, OID of the elements' type; length and lower bound of each
// dimension; the elements.
func (t *ValueType) array(b []byte, depth int) error {
	if len(b) < 12 {
		return ErrBrokenValue
	}
	dimensions := int(binary.BigEndian.Uint32(b))
	binary.BigEndian.PutUint32(b[8:], t.OIDs[0])
	if dimensions < 0 || dimensions > 6 || len(b) < 12+8*dimensions { // MAXDIM in src/include/utils/array.h
		return ErrBrokenValue
	}
	return t.Parts[0].fields(b[12+8*dimensions:], depth)
}

func (t *ValueType) fields(b []byte, depth int) (err error) {
	for len(b) > 0 && err == nil {
		b, err = t.field(b, depth)
	}
	return err
}

// record: number of columns; each with the OID of its type.
func (t *ValueType) record(b []byte, depth int) error {
	if len(b) < 4 || int(binary.BigEndian.Uint32(b)) != len(t.Parts) {
		return ErrBrokenValue
	}
	b = b[4:]
	for i, part := range t.Parts {
		if len(b) < 4 {
			return ErrBrokenValue
		}
		binary.BigEndian.PutUint32(b, t.OIDs[i])
		var err error
		if b, err = part.field(b[4:], depth); err != nil {
			return err
		}
	}
	return nil
}

// bounds: flags, then those bounds that are there.
func (t *ValueType) bounds(b []byte, depth int) error {
	if len(b) < 1 {
		return ErrBrokenValue
	}
	return t.Parts[0].fields(b[1:], depth)
}

// ranges: their number, then ranges (multirange_send in multirangetypes.c).
func (t *ValueType) ranges(b []byte, depth int) error {
	if len(b) < 4 {
		return ErrBrokenValue
	}
	return t.Parts[0].fields(b[4:], depth)
}
