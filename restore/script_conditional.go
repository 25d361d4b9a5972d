package restore

import (
	"context"
	"fmt"
	"strings"

	"promark/archive"
	"promark/catalog"
)

// globals writes what belongs to the server, before all else.
func (s *scripter) globals(context.Context) error {
	entries := s.r.pick(isGlobal)
	if len(entries) == 0 {
		return nil
	}
	s.settings()
	for _, e := range entries {
		if err := s.entry(e); err != nil {
			return err
		}
		s.r.created[e.ID] = true
	}
	return nil
}

// conditional writes the statements of a conditional entry as one block, which asks first.
func (s *scripter) conditional(e *archive.Entry, statements []archive.Statement) error {
	var run strings.Builder
	for _, one := range statements {
		fmt.Fprintf(&run, "    EXECUTE %s;\n", catalog.Literal(one.SQL))
	}
	return s.block(fmt.Sprintf(`
DECLARE
  answer text;
BEGIN
  EXECUTE %s INTO answer;
  IF COALESCE(answer, '') = '' THEN
%s  ELSIF answer <> %s THEN
    RAISE WARNING '%%', answer;
  END IF;
END`, catalog.Literal(e.Facts[archive.FactUnless]), run.String(), catalog.Literal(archive.UnlessEqual)))
}

// newerTarget names what the version that the script is for cannot hold or holds otherwise, and what
// the archive has lost.
func (s *scripter) newerTarget(ctx context.Context) error {
	p := &preflight{r: s.r, findings: findings{accept: s.opts.Accept}}
	if err := p.newer(ctx); err != nil {
		return err
	}
	if err := p.salvaged(ctx); err != nil {
		return err
	}
	s.findings = p.list
	for _, f := range p.list {
		s.r.emit(Found{f})
	}
	return p.err()
}
