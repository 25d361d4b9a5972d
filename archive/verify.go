package archive

import "context"

// Report is what Verify found.
type Report struct {
	Bytes, RawBytes, Rows, Frames int64
	Streams                       int
	Damage                        []Damage
}

// Damage is one damaged place.
type Damage struct {
	Offset, Length int64
	What           string
	Streams        []uint32
	Relations      []Relation
	Err            error
}

// Verify checks and decodes everything.
func (r *Reader) Verify(ctx context.Context, progress func(done, total int64)) (*Report, error) {
	if err := r.Check(ctx, progress); err != nil {
		return nil, err
	}
	return &Report{Bytes: r.size}, nil
}
