package archive

import (
	"fmt"
	"time"
)

// Manifest says what an archive is a dump of. It is the first record of the catalog. Strings are
// the bytes that the source server sent in the source database's encoding, which need not be UTF-8.
type Manifest struct {
	// ID names the archive; NewWriter draws a random one if it is all zero. Its first four bytes
	// stand in the head of every frame, so that frames of another archive are never taken for
	// this one's.
	ID [16]byte
	// Created is the time of the snapshot, kept in microseconds and UTC. NewWriter sets it to the
	// current time if it is zero.
	Created time.Time
	// Tool names the program and version that wrote the archive.
	Tool string

	Server     ServerInfo
	Database   DatabaseInfo
	Extensions []Extension
	// Roles and Tablespaces are the names that entries refer to and that must exist in a target.
	Roles, Tablespaces []string
	// Facts holds what else is known of the source by name, for example "timescaledb.license".
	// A reader ignores names that it does not know.
	Facts map[string]string
	// Warnings is what the dump found worth telling whoever restores.
	Warnings []string
}

// Names of facts. FORMAT.md has them all; those that end in a point begin the names of several.
const (
	// FactFilter holds the options that chose what is in a partial archive, as they were typed.
	FactFilter = "dump.filter"
	// FactOutside begins the names of facts about what the filter has left out although an entry needs it:
	// kind and quoted name follow, of functions with the types of arguments. The value is the kind and
	// the quoted name of what needs it.
	FactOutside = "outside."
	// FactDatabaseComment is the database's comment.
	FactDatabaseComment = "database.comment"
	// FactDatabaseLabel begins the names of the database's security labels: the provider follows.
	FactDatabaseLabel = "database.label."
	// FactDatabasePrivilege begins the names of the statements that give a new database the
	// source's privileges, in their order. In a statement %s stands for the database's quoted name,
	// and other per cent signs are doubled.
	FactDatabasePrivilege = "database.privilege."
	// FactTimescaleLicense is the source's setting of that name.
	FactTimescaleLicense = "timescaledb.license"
	// FactJobOwner begins the names of facts about owners of TimescaleDB's jobs, who need not own
	// anything else: the role's name follows, and the value names the jobs. FactJobSuperuser is the
	// same for owners who are superusers.
	FactJobOwner     = "timescaledb.job-owner."
	FactJobSuperuser = "timescaledb.job-superuser."

	// FactUnless makes an entry conditional. It holds a query that gives one value of type text,
	// and that runs in the target just before the entry's statements. They run if it gives no row,
	// NULL or the empty text; otherwise the entry is left out: without a word if the value is
	// UnlessEqual (the target has the same already), else with the value as a warning to the user
	// (the target has something else of that name, or lacks what the entry needs).
	FactUnless = "unless"
	// FactGlobal is set, to "1", for entries that belong to the whole server rather than to the
	// database: roles. They come before all others, in their order, and before the database is made.
	FactGlobal = "global"
	// FactMakesRole names the role that an entry makes, so that it need not be there.
	FactMakesRole = "makes.role"
	// FactSuperuser says what of an entry only a superuser can restore, in words: attributes of a
	// role ("SUPERUSER, BYPASSRLS"), or what the whole entry is ("FUNCTION in language c").
	FactSuperuser = "superuser"
	// FactSuperuserOr names a predefined role whose members can restore the entry as well, on servers
	// that have that role.
	FactSuperuserOr = "superuser.or"
	// FactActsAs begins the names of facts about the roles, other than the owner, with whose privileges
	// statements work: the role's name follows.
	FactActsAs = "acts.as."
	// FactSets begins the names of facts about the parameters that a definition sets.
	FactSets = "sets."
	// FactUses begins the names of facts about objects on which USAGE is needed: their kind in the words
	// of GRANT, a space and the name follow. The value is "user", or "owner" if the new owner needs it
	// as well.
	FactUses = "uses."
	// FactLabels begins the names of facts about the providers of security labels.
	FactLabels = "labels."
	// FactOwnerCreates is set, to "1", for objects whose owner must be allowed to create in the database.
	FactOwnerCreates = "owner.creates"
	// FactOwnerStrange is set, to "1", for objects in a schema in which their owner may not create: only
	// a superuser can give them to the owner there, where the restore makes the schema.
	FactOwnerStrange = "owner.strange"
	// FactOwnerRestricted is set, to "1", for objects on which their owner lacks privileges.
	FactOwnerRestricted = "owner.restricted"
	// FactThrough is set for the rows of a partition whose place depends on what differs from
	// server to server, such as the OID of an enum's label: the quoted name of the table that the
	// rows have to go into, which finds their place. The entry then needs all partitions of that
	// table.
	FactThrough = "through"
	// FactHypertable is set for tables, their rows, and views that are a hypertable of TimescaleDB
	// or a part of one (chunks, compressed rows, continuous aggregates): its quoted name. They are
	// restored together, or not at all.
	FactHypertable = "hypertable"
	// FactFunction begins the names of facts about functions that TimescaleDB's rows about the hypertable
	// name: the quoted name follows.
	FactFunction = "function."
	// FactPartOf is set for tables, their rows, and views that an extension has made at run time
	// and has rows about: its name. They are restored with it, or not at all.
	FactPartOf = "part.of"
	// FactDefinition is set for rows of an extension's own table that say what there is rather than
	// what was measured, and for the values of sequences that number these: a restore without rows
	// restores them all the same. It holds an SQL condition for those rows of the table ("true":
	// all), whose values have the type text in it.
	FactDefinition = "definition"
	// FactAbout is set for rows of TimescaleDB's own tables: an SQL condition for those that are
	// about some hypertables. The values of a row have the type text in it, and rows that it refers
	// to are in the target already. In it :relations stands for an array of the quoted names of all
	// tables that the hypertables are made of, and :strays for a condition for jobs that belong to
	// no hypertable and come along. "false": it is not known what the rows are about.
	FactAbout = "about"
	// FactListed is set for objects whose privileges can be granted together with those of others:
	// the name as it stands in the entry's privilege statements, with a space on either side, once in
	// each that has it. A list of names with commas may stand in its place.
	FactListed = "listed"
	// FactApart is set for objects that several sessions can make at once. Those with the same value
	// lock each other out, and are made one after the other.
	FactApart = "apart"
	// FactBuilds is set, to "1", for what the server builds of all rows of a relation, with several
	// processes if it may: an index, alone or of a constraint.
	FactBuilds = "builds"
	// FactValidates is set for a foreign key that can be added with NOT VALID behind its definition, and
	// checked later by this statement, which locks nobody out but who changes the key's own table.
	FactValidates = "validates"
	// FactUnchecked is set, to "1", for rows of which some violate a foreign key that the source did
	// not check when it wrote them: they are loaded while no trigger fires, which takes a superuser.
	FactUnchecked = "unchecked"
	// FactColumnShape begins the names of facts that say what the types of binary columns are made
	// of that are not PostgreSQL's own: the column's number from 1 follows.
	FactColumnShape = "column.shape."
	// FactIndexName begins the names of facts about values of regclass that name indexes, which stand
	// in the rows as the OIDs of the source: such an OID follows, and the value is the index's quoted
	// name.
	FactIndexName = "index.name."
	// FactRedacted begins the names of facts of an entry that has secrets in its statements
	// (passwords, keys): the number of a statement, counted from 0, follows, and the value is that
	// statement with its secrets left blank.
	FactRedacted = "redacted."

	// FactLost is set for entries of which "promark salvage" could not save all rows, and says how many;
	// FactSalvaged is the manifest's, and holds the id of the damaged archive that this one was made of.
	FactLost     = "lost"
	FactSalvaged = "salvaged"

	// FactRefused, with a server_version_num, says why targets from that version on cannot have the
	// object. Its statements are for older ones only. With two, and a hyphen between them, it holds
	// for targets from the first on and before the second.
	FactRefused = "refused."
	// FactLeftOut likewise says why targets do not get it, nor need it.
	FactLeftOut = "left-out."
	// FactAltered likewise says what targets get otherwise than it was.
	FactAltered = "altered."
)

// UnlessEqual is the answer to FactUnless that leaves an entry out without a word.
const UnlessEqual = "="

// ServerInfo names the source server.
type ServerInfo struct {
	VersionNum int    // server_version_num, for example 170005
	Version    string // server_version
}

// DatabaseInfo holds what CREATE DATABASE needs. Names of settings are those of pg_database.
type DatabaseInfo struct {
	Name, Owner, Encoding            string
	Collate, CType                   string
	LocaleProvider, Locale, ICURules string // LocaleProvider: "c", "i" or "b" as in datlocprovider
	CollationVersion                 string
	Tablespace                       string
	ConnLimit                        int // -1: no limit
	IsTemplate, AllowConnections     bool
}

// Extension is an extension of the source database.
type Extension struct {
	Name, Version, Schema string
}

// Section is the part of a restore that an entry belongs to.
type Section uint8

// The sections, in the order in which they are restored.
const (
	SectionPreData Section = iota
	SectionData
	SectionPostData
)

// Pass orders entries that do not belong to the main run of a restore.
type Pass uint8

const (
	// PassMain entries are restored between the extensions' pre- and post-restore calls.
	PassMain Pass = iota
	// PassPrivileges entries are restored after all PassMain entries.
	PassPrivileges
	// PassFinal entries are restored after the extensions' post-restore calls.
	PassFinal
)

// Part says which part of an object a statement makes, so that a restore can leave parts out.
type Part uint8

// The parts of an object.
const (
	PartDefinition Part = iota
	PartOwner
	PartComment
	PartLabel
	PartPrivilege
	PartSetting
	PartStatistic
	// PartTablespace and PartAccessMethod statements stand around the definition: they say where
	// and how it stores its rows.
	PartTablespace
	PartAccessMethod
)

// Form is how the values of one column were read.
type Form uint8

const (
	// FormNative values are in the column's own type.
	FormNative Form = iota
	// FormTextCast values were cast to text in the query.
	FormTextCast
)

// Format is the form of a stream's rows.
type Format uint8

const (
	// FormatBinary rows are tuples of PostgreSQL's binary COPY: a 16-bit column count, then for each
	// column a 32-bit length (-1: NULL) and its bytes, all big-endian; neither the head nor the
	// trailer of the COPY stream.
	FormatBinary Format = iota
	// FormatText rows are lines of PostgreSQL's text COPY, each with its line feed, without the end mark.
	FormatText
)

// Entry is one object to be restored, with finished SQL, or the rows of one relation.
type Entry struct {
	// ID is the entry's position in the archive, counted from 1.
	ID                               uint32
	Kind, Schema, Name, Table, Owner string
	Section                          Section
	Pass                             Pass
	Statements                       []Statement
	// Drop is the statement that removes the object (--clean), or "".
	Drop string
	// Needs are the entries that must be done before this one; each is smaller than ID, so that
	// the order of the archive is always a possible order of restoring.
	Needs []uint32
	// Locks are the entries of the relations that the statements lock exclusively.
	Locks []uint32
	// NoTransaction is set for statements that refuse to run in a transaction block, or must not share
	// one with others.
	NoTransaction bool
	// Extension is set for rows that belong to the catalog of that extension, and for the values of
	// its sequences.
	Extension string
	// Data is set for entries that have rows.
	Data *Data
	// Facts is room for what else a restore may want to know. A reader ignores names that it does
	// not know; what it must understand needs a feature bit of the header.
	Facts map[string]string
}

// Statement is one SQL statement.
type Statement struct {
	Part Part
	SQL  string
	// Since and Until bound the server_version_num of targets that the statement is meant for:
	// Since <= version < Until, 0 meaning no bound.
	Since, Until int
}

// For says whether s is meant for a target of that server_version_num.
func (s Statement) For(version int) bool {
	return (s.Since == 0 || version >= s.Since) && (s.Until == 0 || version < s.Until)
}

// Data describes the rows of a relation.
type Data struct {
	Relation  Relation
	Columns   []Column
	Format    Format
	Condition string // the WHERE condition of the dump, "" if all rows were read
	Unlogged  bool
	// LargeObjects is set if the rows are pages of large objects: binary tuples of (loid oid,
	// pageno int4, data bytea).
	LargeObjects bool
	// Streams are the streams that hold the rows. Over all entries in their order the numbers are
	// 1, 2, 3 ... without a gap.
	Streams []uint32
	// EstimatedBytes is the size of the relation on the source, for scheduling and progress.
	EstimatedBytes int64
	// Freeze is set if COPY ... FREEZE is allowed for the relation.
	Freeze bool
}

// Relation is a schema-qualified name.
type Relation struct {
	Schema, Name string
}

// Column is one column of a relation's rows.
type Column struct {
	Name, Type string
	Form       Form
}

func (s Section) String() string { return name(s, "pre-data", "data", "post-data") }
func (p Pass) String() string    { return name(p, "main", "privileges", "final") }
func (p Part) String() string {
	return name(p, "definition", "owner", "comment", "label", "privilege", "setting", "statistic",
		"tablespace", "access method")
}
func (f Form) String() string   { return name(f, "native", "text cast") }
func (f Format) String() string { return name(f, "binary", "text") }

func name[E ~uint8](e E, names ...string) string {
	if int(e) < len(names) {
		return names[e]
	}
	return fmt.Sprintf("unknown (%d)", uint8(e))
}
