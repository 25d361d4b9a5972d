package archive

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"
)

func isError(err, target error) bool { return target != nil && errors.Is(err, target) }

// testFrame is a frame that a test changes.
type testFrame struct {
	offset  int
	head    head
	payload []byte
	keepSum bool // do not compute the payload's checksum
	reset   func(head []byte)
}

// splitFrames cuts an archive into its frames.
func splitFrames(t testing.TB, file []byte) (frames []*testFrame) {
	t.Helper()
	for at := headerSize; at < len(file); {
		f := &testFrame{offset: at}
		if err := f.head.unmarshal(file[at:]); err != nil {
			t.Fatal(err)
		}
		f.payload = slices.Clone(file[at+headSize:][:f.head.stored])
		frames = append(frames, f)
		at += headSize + len(f.payload)
	}
	return frames
}

// sealHeader gives a header its checksum.
func sealHeader(file []byte) { binary.LittleEndian.PutUint32(file[60:], checksum(file[:60])) }

// joinFrames makes a file of frames, with right checksums.
func joinFrames(header []byte, frames []*testFrame) []byte {
	file := slices.Clone(header)
	for _, f := range frames {
		if !f.keepSum {
			f.head.sum = checksum(f.payload)
		}
		b := make([]byte, headSize)
		f.head.marshal(b)
		if f.reset != nil {
			f.reset(b)
			binary.LittleEndian.PutUint32(b[44:], checksum(b[:44]))
		}
		file = append(append(file, b...), f.payload...)
	}
	return file
}
