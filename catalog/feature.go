package catalog

// Feature is an ability that not every supported server has. Code asks
// [Server.Has]; version numbers stand in this file and in the column tables
// of queries, nowhere else.
type Feature int

const (
	// CtidRangeScan: WHERE ctid >= x AND ctid < y reads only those pages
	// (src/backend/executor/nodeTidrangescan.c, since 14).
	CtidRangeScan Feature = iota
	// ForeignElementOID: binary array and record input accepts element type
	// OIDs of another database (array_recv and record_recv, since 14).
	ForeignElementOID
	// TrustedExtensions: a user with CREATE on the database may create
	// extensions that are marked as trusted (since 13).
	TrustedExtensions
	// NamedNotNull: a table's NOT NULL is a row of pg_constraint (since 18).
	NamedNotNull
	// SequenceDataFunction: pg_get_sequence_data gives the values of all
	// sequences in one query (since 18).
	SequenceDataFunction
	// Multiranges: a range type makes a second type of a name that may be
	// taken (since 14).
	Multiranges
	// MultirangesFollow: a multirange type has the owner and the privileges
	// of its range type (since 17).
	MultirangesFollow
	// CompatibleArrays: array_append and others take anycompatiblearray and
	// anycompatible instead of anyarray and anyelement (since 14).
	CompatibleArrays
	// LocaleProviders: CREATE DATABASE has LOCALE_PROVIDER (since 15).
	LocaleProviders
	// UnloggedSequences: a sequence may be unlogged (since 15).
	UnloggedSequences
	// RangeStatistics: pg_stats has histograms of ranges (since 17).
	RangeStatistics
	// GrantOptions: a membership has its own inherit and set options, and one
	// row for each grantor (since 16).
	GrantOptions
	// RestoreStatistics: pg_restore_relation_stats and
	// pg_restore_attribute_stats take what ANALYZE found out (since 18).
	RestoreStatistics
	// PostfixOperatorsGone: an operator cannot stand behind its operand
	// (since 14).
	PostfixOperatorsGone
	// OpaqueGone: there is no type opaque (since 13).
	OpaqueGone
	// ConversionNoError: the function of a conversion takes a sixth argument
	// (since 14).
	ConversionNoError
	// GeneratedAlike: a child's column is generated if and only if its
	// parent's is (since 16).
	GeneratedAlike
	// CollationsAlike: a foreign key's columns have the same collation if one
	// is not deterministic (since 18).
	CollationsAlike
	// IntervalTextStable: the text of an interval is not immutable (since 15).
	IntervalTextStable
	// PublicationSchemas: a publication may have all tables of a schema, and
	// tables with row filters and column lists (since 15).
	PublicationSchemas
	// StreamingSubscriptions: a subscription has the option streaming, which
	// is off by default until 17 and parallel from 18 on (since 14).
	StreamingSubscriptions
	// SubscriptionOwners: a subscription may belong to who is no superuser,
	// and chooses whether it works with its owner's rights (since 16).
	SubscriptionOwners
	// ParameterPrivileges: GRANT SET, ALTER SYSTEM ON PARAMETER (since 15).
	ParameterPrivileges
)

// since holds the first major version that has each feature.
var since = map[Feature]int{
	CtidRangeScan:     14,
	ForeignElementOID: 14,
	TrustedExtensions: 13,
	NamedNotNull:      18,

	ParameterPrivileges:    15,
	PublicationSchemas:     15,
	StreamingSubscriptions: 14,
	SubscriptionOwners:     16,

	SequenceDataFunction: 18,
	LocaleProviders:      15,
	UnloggedSequences:    15,
	Multiranges:          14,
	MultirangesFollow:    17,
	CompatibleArrays:     14,
	RangeStatistics:      17,
	RestoreStatistics:    18,
	GrantOptions:         16,
	PostfixOperatorsGone: 14,
	OpaqueGone:           13,
	ConversionNoError:    14,
	GeneratedAlike:       16,
	CollationsAlike:      18,
	IntervalTextStable:   15,
}

// Supported servers, inclusive, as major versions.
const (
	OldestServer = 12
	NewestServer = 18
)

// versionNum is the first server_version_num with a feature.
func (f Feature) versionNum() int { return since[f] * 10000 }

// exclusionAttach holds the releases, from and before, that attach no index of
// an exclusion constraint, nor one of a key WITHOUT OVERLAPS, to that of a
// partitioned table: they take all such indexes for different (fixed in 17.11
// and 18.6, CompareIndexInfo; tried on 17.10, 17.12, 18.4 and 18.6).
var exclusionAttach = [][2]int{{170000, 170011}, {180000, 180006}}

// Has reports whether the server has a feature.
func (s *Server) Has(f Feature) bool { return s.Major >= since[f] }
