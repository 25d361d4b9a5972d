package restore

import (
	"fmt"
	"strconv"

	"promark/archive"
	"promark/catalog"
	"promark/restore/pgtext"
)

// textRows makes text of a relation's binary rows, as a server of a major version writes it.
func textRows(e *archive.Entry, major int) (*pgtext.Rows, error) {
	types := make([]*pgtext.Type, len(e.Data.Columns))
	for i, c := range e.Data.Columns {
		name, shape := c.Type, e.Facts[archive.FactColumnShape+strconv.Itoa(i+1)]
		if c.Form == archive.FormTextCast {
			name, shape = "text", ""
		}
		var err error
		if types[i], err = pgtext.Parse(name, shape, major); err != nil {
			return nil, fmt.Errorf("write rows of %s: column %s: %w", relation(e.Data), catalog.Ident(c.Name), err)
		}
	}
	return pgtext.NewRows(types), nil
}

// RowText writes one row of a relation as a line of text COPY, without its line feed, as a server of a
// major version does. exact is false if the text does not say all: NaN with another payload.
func RowText(e *archive.Entry, major int, row []byte) (line string, exact bool, err error) {
	if e.Data.Format == archive.FormatText {
		return string(row[:max(0, len(row)-1)]), true, nil
	}
	rows, err := textRows(e, major)
	if err != nil {
		return "", false, err
	}
	text, _, err := rows.AppendLine(nil, row)
	if err != nil {
		return "", false, err
	}
	return string(text[:len(text)-1]), rows.Lost == 0, nil
}
