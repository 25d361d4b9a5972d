package restore

import (
	"context"
	"fmt"

	"promark/archive"
)

// salvaged names what is lost of an archive that was damaged once. Without all rows of an extension's own
// tables the extension does not know what is its own: that has to be accepted.
func (p *preflight) salvaged(context.Context) error {
	if p.r.manifest.Facts[archive.FactSalvaged] == "" {
		return nil
	}
	var lost, own []string
	for _, e := range p.r.pick(func(e *archive.Entry) bool { return e.Facts[archive.FactLost] != "" }) {
		name := fmt.Sprintf("%s (%s)", qualifiedName(e), e.Facts[archive.FactLost])
		if e.Extension != "" {
			own = append(own, name)
		} else {
			lost = append(lost, name)
		}
	}
	if len(lost) > 0 {
		p.add(Caution, codeSalvaged, "\"promark list\" names them all", "the archive was salvaged from a damaged one, and rows are lost of %s", firstNames(lost))
	}
	if len(own) > 0 {
		p.add(Error, codeSalvaged, "restore other tables with -t, or accept an extension that does not work",
			"the archive was salvaged from a damaged one, and rows are lost that an extension has about itself: %s", firstNames(own))
	}
	return nil
}
