package restore

import (
	"context"

	"promark/archive"
)

// Conditional entries make what a target may have already: see archive.FactUnless.

func isConditional(e *archive.Entry) bool { return e.Facts[archive.FactUnless] != "" }

// skips asks the target whether a conditional entry is to be left out, and counts it if so.
func (r *run) skips(ctx context.Context, s *session, e *archive.Entry) (bool, error) {
	query := e.Facts[archive.FactUnless]
	s.current = e
	answer, err := s.text(ctx, query)
	if err != nil {
		return true, r.collect(ctx, s, newFailure("look for", e, query, err))
	}
	if answer == "" {
		return false, nil
	}
	if answer != archive.UnlessEqual {
		r.add(Caution, codeLeftOut, "", "%s", answer)
	}
	r.entryDone(e)
	return true, nil
}
