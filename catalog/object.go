package catalog

// ID names a catalog row as pg_depend does: OID of the system catalog, OID
// of the row, and the sub-id (a column number) or 0. Objects that are not
// catalog rows (an attachment, "row security enabled") have a Class from
// classSynthetic on, so that pg_depend rows never reach them.
type ID struct {
	Class uint32
	OID   uint32
	Sub   int32
}

// OIDs of system catalogs. They are fixed by the BKI files and the same on
// every version (src/include/catalog/pg_*.h, CATALOG lines).
const (
	classDefaultACL  = 826
	classType        = 1247
	classProc        = 1255
	classClass       = 1259
	classAuthID      = 1260
	classDatabase    = 1262
	classAm          = 2601
	classAmop        = 2602
	classAmproc      = 2603
	classAttrDef     = 2604
	classCast        = 2605
	classConstraint  = 2606
	classConversion  = 2607
	classLanguage    = 2612
	classLargeObject = 2613
	classNamespace   = 2615
	classOpclass     = 2616
	classOperator    = 2617
	classRewrite     = 2618
	classTrigger     = 2620
	classOpfamily    = 2753

	classExtension    = 3079
	classPolicy       = 3256
	classStatistic    = 3381 // pg_statistic_ext
	classCollation    = 3456
	classEventTrigger = 3466
	classTransform    = 3576
	classTSDict       = 3600
	classTSParser     = 3601
	classTSConfig     = 3602
	classTSTemplate   = 3764

	classForeignServer  = 1417
	classUserMapping    = 1418
	classForeignWrapper = 2328

	classSubscription      = 6100
	classPublication       = 6104
	classPublicationTable  = 6106 // pg_publication_rel
	classPublicationSchema = 6237 // pg_publication_namespace
	classParameterACL      = 6243

	// Objects of ours that are no catalog rows: classSynthetic + n, one per
	// kind, with the OID of the object that they belong to.
	classSynthetic = 1 << 31
)

// Classes of objects that are no catalog rows. The OID in their IDs is the
// row's that they belong to.
const (
	synTableAttach      = classSynthetic + iota // ATTACH PARTITION; OID of the child
	synIndexAttach                              // OID of the child index
	synOwnedBy                                  // SEQUENCE OWNED BY; OID of the sequence
	synIdentity                                 // OID of the table, Sub the column
	synRowSecurity                              // ENABLE ROW LEVEL SECURITY; OID of the table
	synDisabledTriggers                         // DISABLE TRIGGER ALL; OID of the table
	synRefresh                                  // REFRESH MATERIALIZED VIEW
	synShellType                                // CREATE TYPE t; ahead of its functions
	synViewDefinition                           // what a dummy view is replaced with
	synTableData                                // rows of a relation
	synSequenceValue
	synDatabaseSetting    // Sub numbers them
	synDomainDefault      // of a domain, in a loop with its function
	synFunctionDefinition // what a function made as a stub is replaced with
	synIndexNames         // of a table
	synRoleMembership     // OID of the role, Sub numbers them
	synRoleSetting        // of all roles in all databases; Sub numbers them
	synMemberChanges      // OID of the extension
	synStatisticsData     // what ANALYZE found out; OID of the table or index
	synFamilyMembers      // what users add to an operator family that is not theirs; OID of the family
)

// Common is what every object has. A query fills the fields that its kind
// has; the rest stays empty.
type Common struct {
	OID     uint32   `db:"oid"`
	Schema  string   `db:"schema"`   // "" for kinds without one
	Name    string   `db:"name"`     // unquoted
	Owner   string   `db:"owner"`    // role name; "" for kinds without an owner
	ACL     []string `db:"acl"`      // aclitems as text; nil: default, empty: all revoked
	ACLBase []string `db:"acl_base"` // what the ACL is compared with: pg_init_privs or acldefault

	ID        ID     // set by the reader loop from the kind's class and OID, unless the reader set it
	Kind      *Kind  // set by the reader loop
	Extension string // set centrally: the extension that this object is a member of, or ""
	Hangs     string // set centrally: the extension of the member that it hangs on, see hanger.go
	Comment   string // set centrally from pg_description; "" if none

	// MemberOf names the object whose extension membership decides for this
	// one: an index, constraint, trigger, rule, default or policy follows
	// its table, which is a member while they are not. Zero: itself.
	MemberOf ID
}

func (c *Common) common() *Common { return c }

// Object is one object of the database, of one of the kinds in kind.go.
type Object interface {
	common() *Common

	// Address is what follows COMMENT ON, ALTER ... OWNER, DROP:
	// TABLE "s"."t", FUNCTION "s"."f"(integer). It is "" for objects that
	// none of these can name (an attachment).
	Address() string

	// Define gives the defining statements, without semicolons, in order.
	// Owner, privileges, comments and labels are not among them.
	Define() []string
}

// Optional abilities of objects, found by type assertion in one place each.
type (
	// needer has dependencies that pg_depend does not hold. IDs of unknown
	// objects are ignored.
	needer interface{ needs() []ID }

	// aliaser stands for other catalog rows as well: pg_depend rows that
	// name them are taken as naming this object. A table stands for its row
	// type, a type for its array type and its pg_class row, a view for its
	// _RETURN rule, a constraint for its index.
	aliaser interface{ aliases() []ID }

	// dropper has a DROP that is not "DROP " + Address().
	dropper interface{ Drop() string }

	// granter is named in GRANT ... ON otherwise than by Address: views are
	// TABLE, aggregates FUNCTION, domains TYPE.
	granter interface{ grantAddress() string }

	// ownerless objects have an owner but no statement that sets it
	// (identity sequences follow their table).
	ownerless interface{ noOwnerStatement() bool }

	// aparter can be made by one session while others make others: apart
	// names what it must not be made at the same time with, "" if it must be
	// made alone.
	aparter interface{ apart() string }

	// builder has the server build something of all rows of its relation.
	builder interface{ builds() bool }

	// validator can be made without a look at the rows: validates gives the
	// statement that looks at them later, "" if that is not so.
	validator interface{ validates() string }

	// lister can be named in GRANT ... ON with others in a list: listed gives
	// the name alone, without the word for the kind.
	lister interface{ listed() string }

	// describer has comments of its parts (columns): the returned map gives
	// the address for each sub-id that a comment may have.
	describer interface{ partAddress(sub int32) string }

	// locker names relations (IDs of pg_class rows) that its statements
	// lock against other statements: the restorer keeps two statements
	// apart that name the same relation.
	locker interface{ locks() []ID }

	// tabled objects belong to a relation, named in messages and lists.
	tabled interface{ tableName() string }

	// roleNamer names roles in its definition (TO role, FOR ROLE role).
	roleNamer interface{ roleNames() []string }

	// tablespacer names the tablespace that its definition puts its storage
	// into, "" for the database's own.
	tablespacer interface{ tablespaceName() string }

	// methoder names the access method that its definition gives its rows, ""
	// for heap, the default. If later, the session's default does not reach
	// it, and a statement after the definition sets it.
	methoder interface {
		accessMethod() (name string, later bool)
	}

	// standing objects may be in every database already (the schema
	// public): if stands(), adjust gives what makes it like the source's,
	// owner and privileges included, and it is neither created nor dropped.
	standing interface {
		stands() bool
		adjust(d *ddl) ([]Statement, error)
	}

	// commenter decides itself whether its comment is written.
	commenter interface{ keepsComment() bool }

	// prefixer puts words before GRANT and REVOKE.
	prefixer interface{ grantPrefix() string }

	// parter objects are made by statements of another part than
	// Definition: settings, default privileges.
	parter interface{ part() Part }

	// varier is written otherwise for targets from a server_version_num on:
	// variant gives an object that is, or nil. The variant may have one, too.
	varier interface{ variant() (since int, o Object) }

	// hindered objects cannot be made on targets from some version on.
	hindered interface{ obstacles() []Obstacle }

	// passer runs in another pass than its kind says.
	passer interface{ pass() Pass }

	// loner is made in a transaction of its own.
	loner interface{ alone() }

	// noticer has something to say about what the copy will not have.
	noticer interface{ notices() []string }

	// conditional objects may be in a target already: unless gives the
	// query of Item.Unless, "" for none.
	conditional interface{ unless() string }

	// serverWide objects belong to the server rather than to the database.
	serverWide interface{ global() bool }

	// sectioner stands in another section than its kind says (a loop was
	// broken by moving it).
	sectioner interface{ section() Section }
)

// Properties gives what all objects have in common.
func Properties(o Object) *Common { return o.common() }
