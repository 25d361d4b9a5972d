package main

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"promark/dump"
	"promark/restore"
)

// comparison is what "promark compare" and "promark verify --against" found,
// as --json prints it. The names of its fields are part of the command line's
// contract.
type comparison struct {
	Equal       bool          `json:"equal"`
	First       string        `json:"first"`  // archive or database
	Second      string        `json:"second"` // database
	FirstMajor  int           `json:"first_major"`
	SecondMajor int           `json:"second_major"`
	Relations   int           `json:"relations"`   // whose rows were compared
	Rows        int64         `json:"rows"`        // of the first side
	Definitions int           `json:"definitions"` // that were compared, values of sequences among them
	Differences []difference  `json:"differences"`
	LeftOut     []leftOutLine `json:"left_out"`
	Equals      []equalLine   `json:"equal_relations,omitempty"` // with --verbose
	Warnings    []string      `json:"warnings,omitempty"`
	Seconds     float64       `json:"seconds"`
}

// difference is something that is not equal. What says in what way.
type difference struct {
	What   string `json:"what"` // one of the words below
	Kind   string `json:"kind"` // "ROWS", or that of an archive's entry
	Schema string `json:"schema"`
	Table  string `json:"table,omitempty"`
	Name   string `json:"name"`
	// Of rows that were compared, and why others were not.
	First  *rowsLine `json:"first,omitempty"`
	Second *rowsLine `json:"second,omitempty"`
	Reason string    `json:"reason,omitempty"`
	// Of --find-rows.
	FirstRows  []foundRow `json:"first_only_rows,omitempty"`
	SecondRows []foundRow `json:"second_only_rows,omitempty"`
	MoreRows   bool       `json:"more_rows,omitempty"` // than these
	// Of definitions: what only one side has, without secrets.
	FirstOnly  []string `json:"first_only,omitempty"`
	SecondOnly []string `json:"second_only,omitempty"`
}

// rowsLine is what one side has.
type rowsLine struct {
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"`
}

// foundRow is a row that one side has more often than the other: as a line of
// COPY text and, where that does not say all, in binary as well.
type foundRow struct {
	Text   string `json:"text"`
	Binary string `json:"binary,omitempty"` // hexadecimal
	Times  int64  `json:"times"`            // more often than the other side
}

// Words for what differs.
const (
	whatRows         = "rows"         // another number of rows
	whatContents     = "contents"     // as many rows, other contents
	whatIncomparable = "incomparable" // rows that cannot be compared, or are on one side only
	whatFirst        = "only first"   // an object that only the first side has
	whatSecond       = "only second"
	whatDefinition   = "definition" // an object that both have, not in the same way
)

type leftOutLine struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

type equalLine struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"`
}

func newComparison(r *dump.Comparison, verbose bool) *comparison {
	c := &comparison{
		Equal: r.Equal(), FirstMajor: r.Major[dump.First], SecondMajor: r.Major[dump.Second],
		Relations: len(r.Relations), Rows: r.Rows, Definitions: r.Definitions,
		Differences: []difference{}, LeftOut: []leftOutLine{}, Warnings: r.Warnings,
	}
	for i := range r.Relations {
		rows := &r.Relations[i]
		switch {
		case !rows.Equal():
			c.Differences = append(c.Differences, rowsDifference(rows, r.Major[dump.Second]))
		case verbose:
			c.Equals = append(c.Equals, equalLine{rows.Relation.Schema, rowsName(rows), rows.Rows[dump.First], rows.Digest[dump.First].String()})
		}
	}
	for i := range r.Differences {
		c.Differences = append(c.Differences, definitionDifference(&r.Differences[i]))
	}
	for _, l := range r.LeftOut {
		c.LeftOut = append(c.LeftOut, leftOutLine{l.Name, l.Reason})
	}
	return c
}

func rowsName(r *dump.RowsCompared) string {
	if r.Large {
		return "large objects"
	}
	return r.Relation.Name
}

func rowsDifference(r *dump.RowsCompared, major int) difference {
	d := difference{What: whatContents, Kind: "ROWS", Schema: r.Relation.Schema, Name: rowsName(r), Reason: r.Why}
	switch {
	case r.Why != "":
		d.What = whatIncomparable
		return d
	case r.Rows[dump.First] != r.Rows[dump.Second]:
		d.What = whatRows
	}
	d.First = &rowsLine{r.Rows[dump.First], r.Digest[dump.First].String()}
	d.Second = &rowsLine{r.Rows[dump.Second], r.Digest[dump.Second].String()}
	if f := r.Found; f != nil {
		d.FirstRows, d.SecondRows, d.MoreRows = foundRows(f, dump.First, major), foundRows(f, dump.Second, major), f.More
	}
	return d
}

func foundRows(f *dump.FoundRows, side, major int) (out []foundRow) {
	for _, row := range f.Rows[side] {
		text, exact, err := restore.RowText(f.Entry, major, row.Row)
		line := foundRow{Text: text, Times: row.Times}
		if err != nil || !exact {
			line.Binary = hex.EncodeToString(row.Row)
		}
		out = append(out, line)
	}
	return out
}

func definitionDifference(from *dump.Difference) difference {
	d := difference{What: whatDefinition, Kind: from.Kind, Schema: from.Schema, Table: from.Table, Name: from.Name,
		FirstOnly: from.Sides[dump.First], SecondOnly: from.Sides[dump.Second]}
	switch from.Only {
	case dump.First:
		d.What = whatFirst
	case dump.Second:
		d.What = whatSecond
	}
	return d
}

// print prints the differences, and with verbose everything else.
func (c *comparison) print(out *output, verbose bool) {
	var lines []string
	for i := range c.Differences {
		lines = append(lines, c.Differences[i].lines(c)...)
	}
	for _, l := range lines {
		fmt.Fprintln(out.out, l)
	}
	if verbose {
		for _, e := range c.Equals {
			fmt.Fprintf(out.out, "equal: %s, %s\n", qualifiedName(e.Schema, "", e.Name), counted64(e.Rows, "row", "rows"))
		}
		for _, l := range c.LeftOut {
			fmt.Fprintf(out.out, "not compared: %s: %s\n", oneLine(l.Name), oneLine(l.Reason))
		}
	}
	switch {
	case !c.Equal:
		fmt.Fprintf(out.out, "%s and %s DIFFER: %s, %s\n", oneLine(c.First), oneLine(c.Second),
			counted(len(c.Differences), "difference", "differences"), c.extent())
	case !out.quiet:
		fmt.Fprintf(out.out, "%s and %s are equal: %s\n", oneLine(c.First), oneLine(c.Second), c.extent())
	}
}

// extent says what was compared.
func (c *comparison) extent() string {
	text := fmt.Sprintf("%s, %s, %s compared", counted64(c.Rows, "row", "rows"), counted(c.Relations, "relation", "relations"),
		counted(c.Definitions, "definition", "definitions"))
	if c.FirstMajor != c.SecondMajor {
		text += fmt.Sprintf(" (of PostgreSQL %d and %d: definitions by name)", c.FirstMajor, c.SecondMajor)
	}
	if n := len(c.LeftOut); n > 0 {
		text += fmt.Sprintf(", %d not (see --verbose)", n)
	}
	return text + fmt.Sprintf(" (%.1f s)", c.Seconds)
}

func counted64(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// maxShownBytes bounds a row, or a line of a statement, in the report; --json has all of it.
const maxShownBytes = 2000

// lines are what is printed of a difference.
func (d *difference) lines(c *comparison) []string {
	name := d.Kind + " " + qualifiedName(d.Schema, d.Table, d.Name) + ": "
	found := func(line string) []string {
		out := append([]string{line}, foundLines("  - ", d.FirstRows)...)
		out = append(out, foundLines("  + ", d.SecondRows)...)
		if d.MoreRows {
			out = append(out, "  and more")
		}
		return out
	}
	switch d.What {
	case whatRows:
		return found(name + fmt.Sprintf("%s and %s rows", count(d.First.Rows), count(d.Second.Rows)))
	case whatContents:
		return found(name + fmt.Sprintf("the same number of rows (%s), other contents", count(d.First.Rows)))
	case whatIncomparable:
		return []string{name + oneLine(d.Reason)}
	case whatFirst:
		return []string{name + "only in " + oneLine(c.First)}
	case whatSecond:
		return []string{name + "only in " + oneLine(c.Second)}
	}
	out := []string{name + "not the same"}
	first, second := shownLines(d.FirstOnly), shownLines(d.SecondOnly)
	for _, l := range minus(first, second) {
		out = append(out, "  - "+l)
	}
	for _, l := range minus(second, first) {
		out = append(out, "  + "+l)
	}
	return out
}

func foundLines(mark string, rows []foundRow) (out []string) {
	for _, r := range rows {
		line := mark + safe(r.Text) // of one line: COPY escapes what would end it
		if r.Binary != "" {
			line += "  in binary " + r.Binary
		}
		if r.Times > 1 {
			line += fmt.Sprintf("  %s times", count(r.Times))
		}
		out = append(out, shorter(line))
	}
	return out
}

// shorter cuts a line that is too long.
func shorter(line string) string {
	if len(line) > maxShownBytes {
		line = strings.ToValidUTF8(line[:maxShownBytes], "") + " ..."
	}
	return line
}

// shownLines are the lines of statements, cut where they are too long.
func shownLines(statements []string) []string {
	var out []string
	for _, s := range statements {
		for line := range strings.Lines(s) {
			out = append(out, oneLine(shorter(strings.TrimRight(strings.TrimRight(line, "\n"), ","))))
		}
	}
	return out
}

// minus gives the lines of a that are not in b, all of them if there is none.
func minus(a, b []string) []string {
	in := make(map[string]bool, len(b))
	for _, l := range b {
		in[l] = true
	}
	out := slices.DeleteFunc(slices.Clone(a), func(l string) bool { return in[l] })
	if len(out) == 0 && len(in) <= len(a) {
		return a
	}
	return out
}

// qualifiedName shows a name; that of a table's part stands behind the table's.
func qualifiedName(schema, table, name string) string {
	name = oneLine(name)
	if table != "" && table != name {
		name = oneLine(table) + " " + name
	}
	if schema = oneLine(schema); schema != "" {
		name = schema + "." + name
	}
	return cmp.Or(name, "(without a name)")
}
