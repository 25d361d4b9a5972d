package archive

import (
	"fmt"

	"promark/archive/columns"
)

// columnar decides which blocks of rows are stored as columns. Columns are much smaller than whole rows
// as a rule, and larger in tiny blocks and where numbers in a row are equal and random. So that no relation
// becomes larger than with plain zstd, small blocks are encoded both ways, and large ones as well if the
// comparison that is made whenever codecs are chosen says that plain may win.
type columnar struct {
	encoder *columns.Encoder // made when the first block needs it
	both    bool             // until codecs are chosen again, blocks are encoded both ways
	won     bool             // by columns, when that was last done: the next choice is not compared
}

const (
	// columnsFrom is the least raw length of a block of columns: below, choosing costs more than it
	// could gain.
	columnsFrom = 4 << 10
	// bothBelow is the raw length up to which both ways are tried. From 300 rows on columns always won
	// (measured).
	bothBelow = 64 << 10
	// columnsRows is the fewest rows of a block of columns: of fewer, only their texts matter, unless they
	// have from longRow to longestRow bytes on average, as arrays and TimescaleDB's compressed rows have.
	columnsRows = 16
	longRow     = 1 << 10
	longestRow  = 16 << 10
	// comparedBytes is how much of a large block is compared.
	comparedBytes = 256 << 10
	// prefixGain: the beginning of a block compresses worse than all of it.
	prefixGain = 0.8
	// plainGain is by how much plain has to be smaller for other blocks to be encoded both ways as well.
	plainGain = 0.99
)

// begin begins a stream.
func (c *columnar) begin() {
	c.both, c.won = false, false
	if c.encoder != nil {
		c.encoder.Reset()
	}
}

// keys is the number of distinct keys in the block encoded last, if its rows were grouped by them.
func (c *columnar) keys() int {
	if c.encoder == nil {
		return 0
	}
	return c.encoder.Keys()
}

func worthColumns(size, rows int) bool {
	long := size >= rows*longRow && size <= rows*longestRow
	return size >= columnsFrom && (rows >= columnsRows || long)
}

// packRows is pack for a block of whole binary rows.
func (p *packer) packRows(h *head, raw []byte) ([]byte, error) {
	if p.level.none || !worthColumns(len(raw), int(h.rows)) {
		return p.pack(h, raw)
	}
	ok, err := p.packColumns(h, raw)
	if err != nil {
		return nil, err
	}
	if !ok || p.columns.both || len(raw) <= bothBelow {
		plain := *h
		p.other = p.plain(p.other, &plain, raw)
		if p.columns.both && float64(len(p.other)) > plainGain*float64(len(p.out)) {
			p.columns.both, p.columns.won = false, true
		}
		if !ok || len(p.other) < len(p.out) {
			p.out, p.other = p.other, p.out
			*h = plain
		}
	}
	return p.finish(h, raw)
}

// packColumns encodes a block as columns into p.out; false: that is impossible or gains nothing.
func (p *packer) packColumns(h *head, raw []byte) (ok bool, err error) {
	c := &p.columns
	if c.encoder == nil {
		if c.encoder, err = columns.NewEncoder(p.level.planes, p.zstd); err != nil {
			return false, fmt.Errorf("zstd encoder: %w", err)
		}
	}
	h.codec = codecColumns
	out, chosen, ok := c.encoder.Encode(append(p.out[:0], room[:]...), raw, int(h.rows))
	p.out = out
	if ok && chosen && len(raw) > bothBelow {
		// Of what is mostly unpacked, columns have been compared with zstd already.
		c.both = !c.won && 2*c.encoder.Unpacked() < len(raw) && p.plainMayWin(raw, float64(len(out)-headSize)/float64(len(raw)))
		c.won = false
	}
	return ok && len(out)-headSize < len(raw), nil
}

// plainMayWin compares with what zstd makes of the beginning of a block.
func (p *packer) plainMayWin(raw []byte, columns float64) bool {
	part := raw[:min(len(raw), comparedBytes)]
	p.other = p.zstd.EncodeAll(part, p.other[:0])
	return float64(len(p.other))/float64(len(part))*prefixGain < columns
}
