package restore

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"promark/archive"
)

// newer names what the target, being newer than the source, cannot hold or holds otherwise.
func (p *preflight) newer(context.Context) error {
	version := p.r.target.VersionNum
	for _, e := range p.r.pick(func(*archive.Entry) bool { return true }) {
		for _, fact := range slices.Sorted(maps.Keys(e.Facts)) {
			switch {
			case holds(fact, archive.FactRefused, version):
				p.add(Error, codeRefused, "change or drop it in the source and dump again; "+
					"or leave it out with --accept newer-server, and what depends on it will fail",
					"%s cannot be made on the target: %s", describe(e), e.Facts[fact])
			case holds(fact, archive.FactLeftOut, version):
				p.add(Notice, codeRefused, "", "%s is left out: %s", describe(e), e.Facts[fact])
			case holds(fact, archive.FactAltered, version):
				p.add(Caution, codeRefused, "", "%s is not quite as on the source: %s", describe(e), e.Facts[fact])
			}
		}
	}
	return nil
}

// holds reports whether a fact is of that sort and holds for a target's version: of one from a
// number on, or from one on and before another.
func holds(fact, prefix string, version int) bool {
	numbers, ok := strings.CutPrefix(fact, prefix)
	from, before, bounded := strings.Cut(numbers, "-")
	since, err := strconv.Atoi(from)
	if !ok || err != nil || version < since {
		return false
	}
	until, err := strconv.Atoi(before)
	return !bounded || err == nil && version < until
}
