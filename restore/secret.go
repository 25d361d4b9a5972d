package restore

import (
	"slices"
	"strconv"
	"strings"

	"promark/archive"
)

// withoutSecrets gives entries whose statements have no passwords and keys in them, as far as the dump has
// known what is one. What has none is shared.
func withoutSecrets(entries []archive.Entry) []archive.Entry {
	entries = slices.Clone(entries)
	for i := range entries {
		e := &entries[i]
		own := false
		for name, text := range e.Facts {
			number, ok := strings.CutPrefix(name, archive.FactRedacted)
			n, err := strconv.Atoi(number)
			if !ok || err != nil || n < 0 || n >= len(e.Statements) {
				continue
			}
			if !own {
				e.Statements, own = slices.Clone(e.Statements), true
			}
			e.Statements[n].SQL = text
		}
	}
	return entries
}
