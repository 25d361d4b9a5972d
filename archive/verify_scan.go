package archive

import (
	"bytes"
	"io"
)

// scanner finds frames in a file that may be damaged.
type scanner struct {
	r        io.ReaderAt
	size     int64
	tag      [4]byte
	tagKnown bool // otherwise the first frame found decides
}

// head reads the head at pos and says whether it is one of this archive. The error is about reading.
func (s *scanner) head(pos int64) (h head, ok bool, err error) {
	if s.size-pos < headSize {
		return h, false, nil
	}
	var b [headSize]byte
	if n, err := s.r.ReadAt(b[:], pos); err != nil && !(err == io.EOF && n == headSize) {
		return h, false, at(pos, "frame", err)
	}
	return h, s.valid(&h, b[:]), nil
}

func (s *scanner) valid(h *head, b []byte) bool {
	if h.unmarshal(b) != nil || s.tagKnown && h.tag != s.tag {
		return false
	}
	s.tag, s.tagKnown = h.tag, true
	return true
}

// payload reads the payload behind the head at pos into buf and verifies it.
func (s *scanner) payload(pos int64, h *head, buf []byte) ([]byte, error) {
	r := io.NewSectionReader(s.r, pos+headSize, s.size-pos-headSize)
	p, err := readPayload(r, buf, int(h.stored))
	if err != nil {
		return buf, err
	}
	if checksum(p) != h.sum {
		return p, ErrChecksum
	}
	return p, nil
}

// find gives the offset of the first frame from pos on whose number is at least number, the size of
// the file if there is none.
func (s *scanner) find(pos int64, number uint32) (int64, error) {
	buf := make([]byte, min(readStep, max(s.size-pos, 0)))
	for s.size-pos >= headSize {
		n, err := s.r.ReadAt(buf[:min(int64(len(buf)), s.size-pos)], pos)
		if err != nil && err != io.EOF {
			return 0, at(pos, "frame", err)
		}
		if i := s.findIn(buf[:n], number); i >= 0 {
			return pos + int64(i), nil
		}
		if n < headSize {
			break
		}
		pos += int64(n) - (headSize - 1)
	}
	return s.size, nil
}

func (s *scanner) findIn(b []byte, number uint32) int {
	for i := 0; ; i++ {
		n := bytes.Index(b[i:], []byte(frameMark))
		if n < 0 || len(b)-i-n < headSize {
			return -1
		}
		i += n
		var h head
		if s.valid(&h, b[i:]) && h.number >= number {
			return i
		}
	}
}
