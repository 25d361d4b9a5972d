package archive

import "errors"

// catalog puts the catalog of a file that may be damaged together of its frames in front of the rows
// and those of the copy behind them. whole is false if a frame is missing in both; the entries end
// there.
func (s *scanner) catalog(h *header) (c *catalogReader, whole bool, err error) {
	frames, err := s.catalogFrames()
	if err != nil {
		return nil, false, err
	}
	u, err := newUnpacker()
	if err != nil {
		return nil, false, err
	}
	c = &catalogReader{header: h}
	for n := uint32(0); ; n++ {
		f, ok := frames[n]
		if !ok {
			return c, false, nil
		}
		raw, err := u.unpack(&f.head, f.payload)
		if err == nil {
			err = c.feed(raw)
		}
		if err != nil {
			return c, false, nil
		}
		if f.head.flags&flagLast != 0 {
			return c, c.done() == nil, nil
		}
	}
}

// wholeFrame is a frame of the catalog whose checksums are right.
type wholeFrame struct {
	head    head
	payload []byte
}

// frontWhole says whether the checksums and numbers of the frames of the catalog in front of the rows are right.
func (s *scanner) frontWhole() (bool, error) {
	pos := int64(headerSize)
	for n := uint32(0); ; n++ {
		h, ok, err := s.head(pos)
		if err != nil || !ok || h.kind != kindCatalog || h.sequence != n || h.number != n {
			return false, err
		}
		if _, ok, err = s.wholePayload(pos, &h); err != nil || !ok || h.flags&flagLast != 0 {
			return ok, err
		}
		pos += headSize + int64(h.stored)
	}
}

// catalogFrames collects whole frames of the catalog from all over the file, of which it reads
// nothing else but heads, as long as these are where they have to be.
func (s *scanner) catalogFrames() (map[uint32]wholeFrame, error) {
	frames := map[uint32]wholeFrame{}
	for pos := int64(headerSize); pos < s.size; {
		h, ok, err := s.head(pos)
		if err != nil {
			return nil, err
		}
		if !ok {
			if pos, err = s.find(pos+1, 0); err != nil {
				return nil, err
			}
			continue
		}
		if _, have := frames[h.sequence]; h.kind == kindCatalog && !have {
			payload, ok, err := s.wholePayload(pos, &h)
			if err != nil {
				return nil, err
			}
			if ok {
				frames[h.sequence] = wholeFrame{h, payload}
			}
		}
		if pos, err = s.after(pos, &h); err != nil {
			return nil, err
		}
	}
	return frames, nil
}

// after gives the place of the frame behind the one at pos: where its length says, unless bytes
// were lost or won within it.
func (s *scanner) after(pos int64, h *head) (int64, error) {
	end := pos + headSize + int64(h.stored)
	if end >= s.size {
		return s.find(pos+headSize, 0)
	}
	_, ok, err := s.head(end)
	if err != nil || ok {
		return end, err
	}
	return s.find(pos+headSize, 0)
}

// wholePayload reads a payload into memory of its own; ok says whether it is whole.
func (s *scanner) wholePayload(pos int64, h *head) (payload []byte, ok bool, err error) {
	payload, err = s.payload(pos, h, nil)
	switch {
	case errors.Is(err, ErrTruncated), errors.Is(err, ErrChecksum):
		return nil, false, nil
	case err != nil:
		return nil, false, at(pos, h.what(), err)
	}
	return payload, true, nil
}
