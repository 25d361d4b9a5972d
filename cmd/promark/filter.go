package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"promark/catalog"
)

// filterOptions are the options that choose what is dumped.
type filterOptions struct {
	filter     catalog.Filter
	sections   []string
	schemaOnly bool
	dataOnly   bool
	filters    []string
	named      []string // of all of them
}

// sectionNames are the values of --section.
var sectionNames = map[string]catalog.Section{
	"pre-data": catalog.PreData, "data": catalog.Data, "post-data": catalog.PostData,
}

func (o *filterOptions) addFlags(f *pflag.FlagSet) {
	before := flagNames(f)
	o.addChoice(f, "dump")
	x := &o.filter
	f.StringArrayVar(&o.sections, "section", nil, "dump this `section` only: pre-data, data or post-data")
	f.BoolVarP(&o.dataOnly, "data-only", "a", false, "dump the rows, not the definitions")
	f.BoolVarP(&o.schemaOnly, "schema-only", "s", false, "dump the definitions, not the rows")
	f.BoolVarP(&x.NoOwner, "no-owner", "O", false, "leave out who owns what")
	f.BoolVarP(&x.NoPrivileges, "no-privileges", "x", false, "leave out privileges (GRANT and REVOKE)")
	f.BoolVar(&x.NoComments, "no-comments", false, "leave out comments")
	f.BoolVar(&x.NoSecurityLabels, "no-security-labels", false, "leave out security labels")
	f.BoolVar(&x.NoSecrets, "no-secrets", false, "leave passwords and keys in options and connection strings blank")
	f.BoolVar(&x.NoTablespaces, "no-tablespaces", false, "leave out in which tablespace things are")
	f.BoolVar(&x.NoTableAccessMethod, "no-table-access-method", false, "leave out table access methods")
	f.BoolVar(&x.NoToastCompression, "no-toast-compression", false, "leave out the compression methods of columns")
	f.BoolVar(&x.SequenceData, "sequence-data", false, "with -s: dump the values of sequences all the same")
	f.BoolVar(&x.NoData, "no-data", false, "leave out the rows")
	f.BoolVar(&x.NoSchema, "no-schema", false, "leave out the definitions")
	o.named = append(o.named, newNames(before, f)...)
}

// addChoice adds the options that choose objects. verb is what is done with them.
func (o *filterOptions) addChoice(f *pflag.FlagSet, verb string) {
	x := &o.filter
	f.StringArrayVarP(&x.Schemas, "schema", "n", nil, verb+" the schemas that match this `pattern` only")
	f.StringArrayVarP(&x.ExcludeSchemas, "exclude-schema", "N", nil, "leave out the schemas that match this `pattern`")
	f.StringArrayVarP(&x.Tables, "table", "t", nil, verb+" the tables, views and sequences that match this `pattern` only")
	f.StringArrayVarP(&x.ExcludeTables, "exclude-table", "T", nil, "leave out the tables that match this `pattern`")
	f.StringArrayVar(&x.TablesAndChildren, "table-and-children", nil, "like -t, with partitions and children of what this `pattern` matches")
	f.StringArrayVar(&x.ExcludeTablesAndKin, "exclude-table-and-children", nil, "like -T, with partitions and children of what this `pattern` matches")
	f.StringArrayVar(&x.ExcludeTableData, "exclude-table-data", nil, "leave out the rows of tables that match this `pattern`")
	f.StringArrayVar(&x.ExcludeTableDataAndKin, "exclude-table-data-and-children", nil, "the same, with partitions and children of what this `pattern` matches")
	f.StringArrayVarP(&x.Extensions, "extension", "e", nil, verb+" the extensions that match this `pattern` only")
	f.StringArrayVar(&x.ExcludeExtensions, "exclude-extension", nil, "leave out the extensions that match this `pattern`")
	f.StringArrayVar(&o.filters, "filter", nil, "read what to include and exclude from this `file`; - is standard input")
	f.BoolVar(&x.StrictNames, "strict-names", false, "every pattern of -n, -t and -e must match something")
	f.BoolVarP(&x.LargeObjects, "large-objects", "b", false, verb+" large objects although -n, -t or -e is given")
	f.BoolVarP(&x.NoLargeObjects, "no-large-objects", "B", false, "leave out large objects")
	f.BoolVar(&x.NoPublications, "no-publications", false, "leave out publications")
	f.BoolVar(&x.NoSubscriptions, "no-subscriptions", false, "leave out subscriptions")
	f.BoolVar(&x.NoPolicies, "no-policies", false, "leave out row security policies")
	f.BoolVar(&x.NoUnloggedTableData, "no-unlogged-table-data", false, "leave out the rows of unlogged tables")
	f.SetNormalizeFunc(otherNames)
}

// otherNames are spellings that pg_dump has beside those above.
func otherNames(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	switch name {
	case "blobs":
		name = "large-objects"
	case "no-blobs":
		name = "no-large-objects"
	case "no-acl":
		name = "no-privileges"
	}
	return pflag.NormalizedName(name)
}

func flagNames(f *pflag.FlagSet) map[string]bool {
	names := map[string]bool{}
	f.VisitAll(func(flag *pflag.Flag) { names[flag.Name] = true })
	return names
}

func newNames(before map[string]bool, f *pflag.FlagSet) (names []string) {
	f.VisitAll(func(flag *pflag.Flag) {
		if !before[flag.Name] {
			names = append(names, flag.Name)
		}
	})
	return names
}

// complete checks the options and fills in what follows from them.
func (o *filterOptions) complete(command string) error {
	f := &o.filter
	var err error
	if f.Sections, err = parseSections[catalog.Section](command, o.sections); err != nil {
		return err
	}
	commands, err := readFilters(o.filters)
	if err == nil {
		err = o.add(commands)
	}
	if err != nil {
		return usagef("%s: %v", command, err)
	}
	if f.LargeObjects && f.NoLargeObjects {
		return usagef("%s: -b and -B contradict each other", command)
	}
	f.NoData = f.NoData || o.schemaOnly
	f.NoSchema = f.NoSchema || o.dataOnly
	return leavesSomething(command, f.NoData, f.NoSchema)
}

// parseSections reads the values of --section.
func parseSections[S ~uint8](command string, names []string) (sections []S, err error) {
	for _, name := range names {
		section, ok := sectionNames[name]
		if !ok {
			return nil, usagef("%s: --section must be pre-data, data or post-data, not %q", command, name)
		}
		sections = append(sections, S(section))
	}
	return sections, nil
}

// leavesSomething refuses options that leave out both halves of a database.
func leavesSomething(command string, noData, noSchema bool) error {
	if noData && noSchema {
		return usagef("%s: these options leave nothing: definitions and rows are both left out", command)
	}
	return nil
}

// text gives the options that were used, as they can be typed. What a file of
// --filter says stands there as the options that say the same.
func (o *filterOptions) text(f *pflag.FlagSet) string {
	var out []string
	for _, name := range o.named {
		flag := f.Lookup(name)
		values, isList := flag.Value.(pflag.SliceValue)
		switch {
		case name == "filter":
		case isList:
			for _, v := range values.GetSlice() {
				out = append(out, "--"+name+"="+v)
			}
		case flag.Changed:
			out = append(out, "--"+name)
		}
	}
	return strings.Join(out, " ")
}

// filterOf reads what text has written.
func filterOf(text string) (catalog.Filter, error) {
	var o filterOptions
	f := pflag.NewFlagSet("archive", pflag.ContinueOnError)
	o.addFlags(f)
	var args []string
	for _, part := range strings.Split(text, " ") {
		name, _, _ := strings.Cut(strings.TrimPrefix(part, "--"), "=")
		if len(args) > 0 && (!strings.HasPrefix(part, "--") || f.Lookup(name) == nil) {
			args[len(args)-1] += " " + part // a pattern may have spaces
			continue
		}
		args = append(args, part)
	}
	if text == "" {
		args = nil
	}
	if err := f.Parse(args); err != nil {
		return o.filter, fmt.Errorf("the options that the archive was made with: %w", err)
	}
	o.filters = nil              // of archives that name the file only
	o.filter.StrictNames = false // what is gone is a difference
	return o.filter, o.complete("verify")
}
