package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"promark/archive"
	"promark/restore"
)

// selectOptions choose entries of an archive.
type selectOptions struct {
	selection  restore.Selection
	sections   []string
	schemaOnly bool
	dataOnly   bool
	list       string
	filters    []string
}

func (o *selectOptions) addFlags(f *pflag.FlagSet) {
	s := &o.selection
	f.StringArrayVarP(&s.Schemas, "schema", "n", nil, "take what is in this `schema` only (exact name)")
	f.StringArrayVarP(&s.ExcludeSchemas, "exclude-schema", "N", nil, "leave out what is in this `schema`")
	f.StringArrayVarP(&s.Tables, "table", "t", nil, "take the `table`, view or sequence of this name, and its rows, only")
	f.StringArrayVarP(&s.Triggers, "trigger", "T", nil, "take the `trigger` of this name only")
	f.StringArrayVarP(&s.Indexes, "index", "I", nil, "take the `index` of this name only")
	f.StringArrayVarP(&s.Functions, "function", "P", nil, "take the function `NAME(types)` only")
	f.StringVarP(&o.list, "use-list", "L", "", "take the entries that this `file` lists only (see promark list -l)")
	f.StringArrayVar(&o.filters, "filter", nil, "read what to include and exclude from this `file`; - is standard input")
	f.StringArrayVar(&o.sections, "section", nil, "take this `section` only: pre-data, data or post-data")
	f.BoolVarP(&o.dataOnly, "data-only", "a", false, "take the rows, not the definitions: the tables must be there")
	f.BoolVarP(&o.schemaOnly, "schema-only", "s", false, "take the definitions, not the rows")
	f.BoolVar(&s.NoSchema, "no-schema", false, "leave out the definitions")
	f.BoolVar(&s.NoData, "no-data", false, "leave out the rows")
	f.BoolVar(&s.NoPublications, "no-publications", false, "leave out publications")
	f.BoolVar(&s.NoSubscription, "no-subscriptions", false, "leave out subscriptions")
	f.BoolVar(&s.NoPolicies, "no-policies", false, "leave out row security policies")
	f.BoolVar(&s.StrictNames, "strict-names", false, "every name must be in the archive")
}

// addParts adds the options that leave out parts of objects.
func addParts(e *restore.Options, f *pflag.FlagSet) {
	f.BoolVarP(&e.NoOwner, "no-owner", "O", false, "leave out who owns what")
	f.BoolVarP(&e.NoPrivileges, "no-privileges", "x", false, "leave out privileges (GRANT, REVOKE)")
	f.BoolVar(&e.NoComments, "no-comments", false, "leave out comments")
	f.BoolVar(&e.NoSecurityLabels, "no-security-labels", false, "leave out security labels")
	f.BoolVar(&e.NoSecrets, "no-secrets", false, "leave passwords and keys in options and connection strings blank")
	f.BoolVar(&e.NoTablespaces, "no-tablespaces", false, "put everything into the default tablespace")
	f.BoolVar(&e.NoAccessMethods, "no-table-access-method", false, "give every table the access method heap")
	f.BoolVar(&e.NoStatistics, "no-statistics", false, "leave out the planner's statistics (targets from 18 on take them)")
}

// complete checks the options and reads the files that they name.
func (o *selectOptions) complete(command string) error {
	s := &o.selection
	var err error
	if s.Sections, err = parseSections[archive.Section](command, o.sections); err != nil {
		return err
	}
	s.NoData, s.NoSchema = s.NoData || o.schemaOnly, s.NoSchema || o.dataOnly
	if err := leavesSomething(command, s.NoData, s.NoSchema); err != nil {
		return err
	}
	commands, err := readFilters(o.filters)
	if err == nil {
		err = o.add(commands)
	}
	if err != nil {
		return usagef("%s: %v", command, err)
	}
	if o.list == "" {
		return nil
	}
	f, err := os.Open(o.list)
	if err != nil {
		return usagef("%s: read the list: %v", command, err)
	}
	defer f.Close()
	if s.List, err = readList(f); err != nil {
		return usagef("%s: read the list %s: %v", command, o.list, err)
	}
	return nil
}

// readList reads the numbers of entries: one at the beginning of each line,
// what follows a semicolon is a comment, and so is an empty line.
func readList(r io.Reader) ([]uint32, error) {
	list := []uint32{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, listLineMax)
	for n := 1; lines.Scan(); n++ {
		text, _, _ := strings.Cut(lines.Text(), ";")
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		id, err := strconv.ParseUint(text, 10, 32)
		if err != nil || id == 0 {
			return nil, fmt.Errorf("line %d: %q is no number of an entry", n, text)
		}
		list = append(list, uint32(id))
	}
	return list, lines.Err()
}

// listLineMax bounds a line of a list: names have at most 63 bytes, signatures
// of functions about 100 types.
const listLineMax = 1 << 20

// printList prints the entries as readList reads them.
func printList(w io.Writer, m *archive.Manifest, entries []archive.Entry) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, ";\n; Archive of database %s, made %s by %s\n", oneLine(m.Database.Name),
		m.Created.UTC().Format("2006-01-02 15:04:05 UTC"), oneLine(m.Tool))
	if filter := m.Facts[archive.FactFilter]; filter != "" {
		fmt.Fprintf(out, "; Partial: %s\n", oneLine(filter))
	}
	if m.Facts[archive.FactSalvaged] != "" {
		fmt.Fprint(out, "; Salvaged from a damaged archive: rows may be lost\n")
	}
	fmt.Fprint(out, "; Delete lines, or put a semicolon in front of them, and restore the rest with\n"+
		"; promark restore -L FILE. Entries are restored in the order of the archive.\n;\n; ID; SECTION KIND SCHEMA NAME OWNER\n;\n")
	for i := range entries {
		e := &entries[i]
		name := e.Name
		if e.Table != "" && e.Table != e.Name {
			name = e.Table + " " + e.Name
		}
		fmt.Fprintf(out, "%d; %s %s %s %s %s\n", e.ID, e.Section, e.Kind, orDash(oneLine(e.Schema)), orDash(oneLine(name)), orDash(oneLine(e.Owner)))
	}
	return out.Flush()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
