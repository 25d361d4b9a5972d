package restore

import (
	"bytes"
	"encoding/hex"
	"fmt"
)

// pageRun is pages of one large object that follow each other. They become one call of lo_put,
// which keeps holes where pages are missing.
type pageRun struct {
	object uint32
	first  int32 // page number
	data   []byte
}

// runBytes bounds a run: twice as many characters are in the statement.
const runBytes = 32 * pageBytes

// putPages writes the pages of whole rows.
func (s *scripter) putPages(data []byte) error {
	input := bytes.NewReader(data)
	for input.Len() > 0 {
		p, end, err := readPage(input)
		if err == nil && end {
			err = fmt.Errorf("a row of a large object has no columns")
		}
		if err != nil {
			return fmt.Errorf("write large objects: %w", err)
		}
		if !s.pages.takes(p) {
			s.endRows()
			s.pages = pageRun{p.object, p.number, s.pages.data[:0]}
		}
		s.pages.data = append(s.pages.data, p.data...)
	}
	return nil
}

// takes says that a page follows the run.
func (r *pageRun) takes(p page) bool {
	n := len(r.data)
	return n > 0 && n < runBytes && n%pageBytes == 0 && r.object == p.object &&
		int64(p.number) == int64(r.first)+int64(n/pageBytes)
}

// flush writes the run. There is no quote and no dollar in it.
func (r *pageRun) flush(out *scriptOutput) {
	if len(r.data) == 0 {
		return
	}
	out.raw(fmt.Sprintf("DO LANGUAGE plpgsql $$BEGIN PERFORM pg_catalog.lo_put(%d, %d, '\\x", r.object, int64(r.first)*pageBytes))
	out.buf = hex.AppendEncode(out.buf, r.data)
	out.raw("'); END$$;\n")
	r.data = r.data[:0]
}
