package columns

import (
	"compress/gzip"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strconv"
	"testing"
	"time"
)

// gzipText is what pg_dump -Fc makes of the rows: COPY text through zlib at its default level. types has
// a letter for each column: t time, f float8, F float4, i integer, s text, j jsonb, b bytea.
func gzipText(t testing.TB, b *block, types string) int {
	t.Helper()
	counter := &counter{}
	z := gzip.NewWriter(counter)
	var line []byte
	for p := 0; p < len(b.rows); {
		line = line[:0]
		p += 2
		for c := range types {
			if c > 0 {
				line = append(line, '\t')
			}
			length := int(int32(binary.BigEndian.Uint32(b.rows[p:])))
			p += 4
			if length < 0 {
				line = append(line, `\N`...)
				continue
			}
			line = appendText(line, types[c], b.rows[p:p+length])
			p += length
		}
		if _, err := z.Write(append(line, '\n')); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return counter.n
}

type counter struct{ n int }

func (c *counter) Write(b []byte) (int, error) { c.n += len(b); return len(b), nil }

func appendText(line []byte, kind byte, v []byte) []byte {
	switch kind {
	case 't':
		micros := int64(signed(v, 8)) + 946684800000000
		return time.UnixMicro(micros).UTC().AppendFormat(line, "2006-01-02 15:04:05.999999-07")
	case 'f':
		return strconv.AppendFloat(line, math.Float64frombits(signed(v, 8)), 'g', -1, 64)
	case 'F':
		return strconv.AppendFloat(line, float64(math.Float32frombits(uint32(signed(v, 4)))), 'g', -1, 32)
	case 'i':
		return strconv.AppendInt(line, int64(signed(v, len(v))), 10)
	case 'b':
		return hex.AppendEncode(append(line, `\\x`...), v)
	case 'j':
		return append(line, v[1:]...)
	}
	return append(line, v...)
}
