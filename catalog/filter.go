package catalog

import "slices"

// Filter says what of a database is read. The zero value is everything.
// Patterns are pg_dump's (see pattern.go); fields mean what the options of
// the same name mean there. Schemas of the server (pg_*, information_schema)
// and what is in them match no pattern.
type Filter struct {
	Schemas        []string // patterns of -n
	ExcludeSchemas []string // -N
	// Tables, views, materialized views, sequences and foreign tables of -t.
	Tables                 []string
	TablesAndChildren      []string
	ExcludeTables          []string // -T
	ExcludeTablesAndKin    []string // --exclude-table-and-children
	ExcludeTableData       []string
	ExcludeTableDataAndKin []string // --exclude-table-data-and-children
	Extensions             []string // -e
	ExcludeExtensions      []string
	StrictNames            bool      // every pattern of -n, -t and -e must match something
	Sections               []Section // of --section; none means all
	NoSchema               bool      // -a
	NoData                 bool      // -s
	SequenceData           bool      // with NoData: the values of sequences all the same
	LargeObjects           bool      // -b: although -n, -t or -e leaves them out
	NoLargeObjects         bool      // -B
	NoOwner                bool      // -O
	NoPrivileges           bool      // -x
	NoComments             bool
	NoSecurityLabels       bool
	NoSecrets              bool // definitions without the passwords and keys that are in them
	NoPublications         bool
	NoSubscriptions        bool
	NoPolicies             bool
	NoTablespaces          bool
	NoTableAccessMethod    bool
	NoToastCompression     bool
	NoUnloggedTableData    bool
}

// Whole is true if nothing is left out that names roles, tablespaces or
// extensions.
func (f *Filter) Whole() bool {
	return f.whole() && len(f.Sections) == 0 && !f.NoSchema && !f.NoOwner && !f.NoPrivileges && !f.NoTablespaces
}

// everything is true unless something was named that is to be dumped: then
// only that is, and what belongs to no schema is not.
func (f *Filter) everything() bool {
	return !f.named() && len(f.Extensions) == 0
}

// named is true if tables or schemas were named.
func (f *Filter) named() bool { return len(f.Schemas) > 0 || f.namesTables() }

func (f *Filter) namesTables() bool { return len(f.Tables)+len(f.TablesAndChildren) > 0 }

// whole is true if all objects are read, though perhaps not all of each.
func (f *Filter) whole() bool {
	return f.everything() && len(f.ExcludeSchemas)+len(f.ExcludeTables)+len(f.ExcludeTablesAndKin)+
		len(f.ExcludeExtensions) == 0
}

// allRelations is true if every relation is read with its rows and definition.
func (f *Filter) allRelations() bool {
	return f.whole() && len(f.ExcludeTableData)+len(f.ExcludeTableDataAndKin) == 0 && !f.NoUnloggedTableData &&
		!f.NoSchema && f.inAllSections()
}

// hasSection reports whether --section leaves a section in.
func (f *Filter) hasSection(s Section) bool {
	return len(f.Sections) == 0 || slices.Contains(f.Sections, s)
}

// definitions reports whether extensions are created where the dump is restored.
func (f *Filter) definitions() bool { return !f.NoSchema && f.hasSection(PreData) }

// inAllSections reports whether --section leaves all of them in.
func (f *Filter) inAllSections() bool {
	return f.hasSection(PreData) && f.hasSection(Data) && f.hasSection(PostData)
}

// largeObjects reports whether large objects are dumped.
func (f *Filter) largeObjects() bool {
	return !f.NoLargeObjects && !f.NoData && (f.LargeObjects || f.everything())
}
