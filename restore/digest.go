package restore

import (
	"encoding/binary"
	"fmt"

	"github.com/zeebo/xxh3"

	"promark/archive"
)

// digester computes the digest of a stream's rows as they go by. A row that spans blocks is hashed
// piece by piece, so that it need not be in memory.
type digester struct {
	format  archive.Format
	columns int
	digest  archive.Digest
	row     *xxh3.Hasher // of a row under way
}

func newDigester(d *archive.Data) digester {
	n := len(d.Columns)
	if d.LargeObjects {
		n = pageColumns
	}
	return digester{format: d.Format, columns: n}
}

func (d *digester) add(b *archive.Block) error {
	if !b.Continued && !b.Continues {
		_, err := d.digest.AddRows(d.format, d.columns, b.Data)
		return err
	}
	if d.row == nil {
		d.row = xxh3.New()
	}
	d.row.Write(b.Data)
	if b.Continues {
		return nil
	}
	sum := d.row.Sum128()
	d.row = nil
	var one archive.Digest
	binary.LittleEndian.PutUint64(one[:8], sum.Lo)
	binary.LittleEndian.PutUint64(one[8:], sum.Hi)
	d.digest.Add(one)
	return nil
}

// compare refuses rows that are not those that were recorded.
func (d *digester) compare(want archive.Digest) error {
	if d.digest != want {
		return fmt.Errorf("the rows have digest %s, %s was recorded: %w", d.digest, want,
			archive.ErrChecksum)
	}
	return nil
}
