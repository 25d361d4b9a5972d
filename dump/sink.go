package dump

import "promark/archive"

// sink takes the rows of streams, one stream after the other, from one
// goroutine. *archive.Encoder is one, *summer another.
type sink interface {
	Begin(stream uint32) error
	Row(row []byte) error
	End() (archive.StreamInfo, error)
	Flush() error
	Stop() // nothing of it is at work any more
}
