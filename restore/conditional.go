package restore

import (
	"context"
	"slices"
	"strings"

	"promark/archive"
)

// Conditional entries make what a target may have already: see archive.FactUnless.

func isConditional(e *archive.Entry) bool { return e.Facts[archive.FactUnless] != "" }

// questionsMost bounds how many questions travel together: one takes about a kilobyte.
const questionsMost = 100

// answers are what the target says about conditional entries, by entry.
type answers map[uint32]string

// together counts the conditional entries at the head of a list that can be asked about at once: those that
// need none of each other, since what one makes may be what the next asks about.
func together(entries []*archive.Entry) int {
	made := map[uint32]bool{}
	for i, e := range entries {
		if !isConditional(e) || i == questionsMost || slices.ContainsFunc(e.Needs, func(id uint32) bool { return made[id] }) {
			return i
		}
		made[e.ID] = true
	}
	return len(entries)
}

// ask asks about conditional entries in one round trip. There are no answers if the target refuses: the
// questions are asked one by one then, when it is their turn.
func (s *session) ask(ctx context.Context, entries []*archive.Entry) answers {
	if len(entries) < 2 {
		return nil
	}
	questions := make([]string, len(entries))
	for i, e := range entries {
		questions[i] = "(" + e.Facts[archive.FactUnless] + ")"
	}
	s.current = entries[0]
	said, err := s.texts(ctx, "SELECT COALESCE(x.answer, '') FROM pg_catalog.unnest(ARRAY["+strings.Join(questions, ",\n")+
		"]::text[]) WITH ORDINALITY x (answer, n) ORDER BY x.n")
	if err != nil || len(said) != len(entries) {
		return nil
	}
	out := answers{}
	for i, e := range entries {
		out[e.ID] = said[i]
	}
	return out
}

// conditional gives the entries of nodes that are conditional. Nodes of one job do not wait for each other.
func conditional(nodes []*node) []*archive.Entry {
	var out []*archive.Entry
	for _, n := range nodes {
		if isConditional(n.entry) {
			out = append(out, n.entry)
		}
	}
	return out
}

// skips finds out whether a conditional entry is to be left out, and counts it if so. had are answers that
// are known already.
func (r *run) skips(ctx context.Context, s *session, e *archive.Entry, had answers) (bool, error) {
	answer, ok := had[e.ID]
	if !ok {
		query := e.Facts[archive.FactUnless]
		s.current = e
		var err error
		if answer, err = s.text(ctx, query); err != nil {
			return true, r.collect(ctx, s, newFailure("look for", e, query, err))
		}
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
