package restore

import (
	"encoding/binary"
	"io"

	"github.com/jackc/pgx/v5/pgproto3"
)

// copyWriter writes the messages of COPYs. Small ones are gathered.
type copyWriter struct {
	to  io.Writer
	buf []byte
}

// Rows travel in messages of at most copyMessage bytes, as libpq's and pgx's do: the server reads
// each as a whole.
const (
	copyMessage   = 64 << 10
	copyHeadBytes = 5 // type and length
)

// write sends a piece of the rows.
func (w *copyWriter) write(piece []byte) error {
	for len(piece) > 0 {
		n := min(len(piece), copyMessage)
		w.buf = append(w.buf, 'd') // CopyData
		w.buf = binary.BigEndian.AppendUint32(w.buf, uint32(n+copyHeadBytes-1))
		w.buf = append(w.buf, piece[:n]...)
		piece = piece[n:]
		if len(w.buf) >= copyMessage {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// end sends what ends a COPY.
func (w *copyWriter) end(m pgproto3.FrontendMessage) (err error) {
	if w.buf, err = m.Encode(w.buf); err != nil || len(w.buf) < copyMessage {
		return err
	}
	return w.flush()
}

func (w *copyWriter) flush() error {
	_, err := w.to.Write(w.buf)
	w.buf = w.buf[:0]
	return err
}
