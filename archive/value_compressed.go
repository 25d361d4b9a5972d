package archive

import (
	"bytes"
	"encoding/binary"
)

// Values of TimescaleDB's compressed_data hold many values of a column. Two of its algorithms write
// each as its own type does, with the OIDs that are in it (array_compressed_send in
// tsl/src/compression/array.c, dictionary_compressed_send in dictionary.c; read in 2.9.3 to 2.29.2):
//
//	byte      algorithm: 1 array, 2 dictionary
//	byte      whether there are NULLs
//	strings   schema and name of the values' type, each with a zero byte behind
//	numbers   of a dictionary: the places of its values; then, if there are NULLs, where
//	byte      whether there are NULLs among the values; then, if there are, numbers that say where
//	byte      1: values are in their binary form
//	int32     how many values there are
//	values    int32 length and bytes, each
//
// Numbers are int32 how many there are, int32 blocks, and 8 bytes for each block and for each 16
// blocks (simple8brle_serialized_send in simple8b_rle.h).
const (
	compressedArray      = 1
	compressedDictionary = 2
)

// compressed renumbers the values in a value of compressed_data.
func (t *ValueType) compressed(b []byte, depth int) error {
	if len(b) < 2 || b[0] != compressedArray && b[0] != compressedDictionary {
		return nil // numbers alone
	}
	dictionary, nulls := b[0] == compressedDictionary, b[1] != 0
	schema, rest, ok1 := bytes.Cut(b[2:], []byte{0})
	name, rest, ok2 := bytes.Cut(rest, []byte{0})
	if !ok1 || !ok2 {
		return ErrBrokenValue
	}
	element := t.Elements[string(schema)+"."+string(name)]
	if element == nil {
		return nil
	}
	c := compressedReader{rest: rest}
	if dictionary {
		c.numbers(true)
		c.numbers(nulls)
	}
	c.numbers(c.bool())
	if binaryForm := c.bool(); c.broken || !binaryForm || len(c.rest) < 4 {
		return c.err()
	}
	return element.fields(c.rest[4:], depth)
}

// compressedReader takes what stands in front of the values.
type compressedReader struct {
	rest   []byte
	broken bool
}

func (c *compressedReader) err() error {
	if c.broken {
		return ErrBrokenValue
	}
	return nil
}

func (c *compressedReader) bool() bool {
	if len(c.rest) == 0 {
		c.broken = true
		return false
	}
	b := c.rest[0]
	c.rest = c.rest[1:]
	return b != 0
}

// numbers skips numbers, if there are any.
func (c *compressedReader) numbers(there bool) {
	if !there || c.broken {
		return
	}
	if len(c.rest) < 8 {
		c.broken = true
		return
	}
	blocks := int64(binary.BigEndian.Uint32(c.rest[4:]))
	size := 8 + 8*(blocks+(blocks+15)/16)
	if size > int64(len(c.rest)) {
		c.broken = true
		return
	}
	c.rest = c.rest[size:]
}
