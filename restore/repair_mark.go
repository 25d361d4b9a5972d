package restore

import (
	"context"
	"fmt"
)

// cutOff finds the mark of a restore that did not come to the end of its rows and indexes.
func (d *diagnosis) cutOff(context.Context) error {
	if d.mark == nil || d.allThere() {
		return nil
	}
	t := Trouble{Code: codeUnfinished, Lost: true,
		Text:   fmt.Sprintf("the %v, was stopped in the phase %q: rows or indexes are missing", d.mark, d.mark.Phase),
		Advice: "drop the database and restore again"}
	if !d.mark.Own {
		t.Lost = false
		t.Advice = "remove what it has made, and restore it again with --accept " + string(codeUnfinished) +
			" or with --clean --if-exists; or, if nothing of it is wanted: " + d.mark.UnmarkSQL()
	}
	if resume := d.resume(); resume != "" {
		t.Lost, t.Resume = true, true
		t.Advice = resume + "; or " + t.Advice
	}
	d.add(t, nil)
	return nil
}

// resume says how to go on with the restore, "" if it cannot.
func (d *diagnosis) resume() string {
	if d.mark.Ledger == 0 {
		return ""
	}
	text := "go on where it was stopped: promark restore --resume and that archive"
	if len(d.mark.Choices) > 0 {
		text += ", with " + optionList(d.mark.Choices)
	}
	return text
}

// allThere says that the restore that left the mark had only its last calls to do.
func (d *diagnosis) allThere() bool {
	for _, p := range []Phase{PhasePostRestore, PhaseFinal, PhaseAnalyze} {
		if d.mark.Phase == p.String() {
			return true
		}
	}
	return false
}

// unfinished does what such a restore had left to do, as far as its archive is not needed.
func (d *diagnosis) unfinished(context.Context) error {
	if d.mark == nil || !d.allThere() {
		return nil
	}
	t := Trouble{Code: codeUnfinished, Text: fmt.Sprintf("the %v, was stopped in the phase %q: all rows and indexes are there", d.mark, d.mark.Phase)}
	entries := d.mark.Entries
	if d.mark.Phase == PhaseAnalyze.String() {
		entries = nil
	}
	if len(entries)+len(d.mark.Statements) == 0 {
		t.Remedy = "gather statistics with ANALYZE, and take the mark of the restore away"
		t.Advice = "ANALYZE; " + d.mark.UnmarkSQL()
		d.add(t, d.finish)
		return nil
	}
	t.Missing = append(t.Missing, entries...)
	t.Missing = append(t.Missing, d.mark.Statements...)
	if resume := d.resume(); resume != "" {
		t.Advice = resume + "; or without it: "
	}
	t.Advice += "what is listed may be missing: "
	if len(entries) > 0 {
		t.Advice += "put the numbered lines into a file and run promark restore --accept " + string(codeUnfinished) +
			" --keep-going -L FILE with that archive (what is there already is reported, and stays); "
	}
	if len(d.mark.Statements) > 0 {
		t.Advice += "run the statements; "
	}
	t.Advice += "if all of it is there: ANALYZE; " + d.mark.UnmarkSQL()
	d.add(t, nil)
	return nil
}

// finish needs live hooks: with inert ones, ANALYZE takes compressed chunks for empty.
func (d *diagnosis) finish(ctx context.Context) error {
	return d.p.inSession(ctx, func(s *session) error {
		if err := assertNotRestoring(ctx, s); err != nil {
			return err
		}
		if err := s.exec(ctx, "ANALYZE"); err != nil {
			return err
		}
		return dropMark(ctx, s, d.mark)
	})
}
