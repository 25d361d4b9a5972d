package catalog

import "context"

// Section of a dump, in pg_dump's sense.
type Section uint8

// Sections in the order of a restore.
const (
	PreData Section = iota
	Data
	PostData
)

// Pass of a restore.
type Pass uint8

// Passes in their order. Privileges come after all objects; Final comes
// after the extensions' post-restore calls (event triggers, REFRESH
// MATERIALIZED VIEW, foreign keys that reference hypertables).
const (
	MainPass Pass = iota
	PrivilegesPass
	FinalPass
)

// Kind is one kind of object: a row of the kinds table.
type Kind struct {
	Name    string // as in messages, lists and the archive: "TABLE", "INDEX"
	Section Section
	Pass    Pass
	class   uint32 // system catalog that holds it; IDs get it unless the reader sets another
	read    func(ctx context.Context, r *reader) ([]Object, error)
}

// kinds lists every kind that promark knows. Its order is the order among
// objects of one section that do not depend on each other; sections never
// go backwards. The order follows pg_dump's (src/bin/pg_dump/pg_dump_sort.c,
// dbObjectTypePriority), for the reasons told there.
var kinds = []*Kind{
	{Name: "ROLE", class: classAuthID},
	{Name: "ROLE SETTING", class: synRoleSetting},
	{Name: "ROLE MEMBERSHIP", class: synRoleMembership},
	{Name: "PARAMETER PRIVILEGES", class: classParameterACL},
	{Name: "SCHEMA", class: classNamespace, read: readSchemas},
	{Name: "EXTENSION", class: classExtension, read: readExtensions},
	{Name: "DATABASE SETTING", class: synDatabaseSetting, read: readDatabaseSettings},
	{Name: "PROCEDURAL LANGUAGE", class: classLanguage, read: readLanguages},
	{Name: "COLLATION", class: classCollation, read: readCollations},
	{Name: "TRANSFORM", class: classTransform, read: readTransforms},
	{Name: "SHELL TYPE", class: classType, read: readShellTypes},
	{Name: "TYPE", class: classType, read: readTypes},
	{Name: "DOMAIN", class: classType, read: readDomains},
	{Name: "CAST", class: classCast, read: readCasts},
	{Name: "FUNCTION", class: classProc, read: readFunctions},
	{Name: "PROCEDURE", class: classProc, read: readProcedures},
	{Name: "AGGREGATE", class: classProc, read: readAggregates},
	{Name: "ACCESS METHOD", class: classAm, read: readAccessMethods},
	{Name: "OPERATOR", class: classOperator, read: readOperators},
	{Name: "OPERATOR FAMILY", class: classOpfamily, read: readOperatorFamilies},
	{Name: "OPERATOR FAMILY MEMBERS", class: synFamilyMembers, read: readFamilyMembers},
	{Name: "OPERATOR CLASS", class: classOpclass, read: readOperatorClasses},
	{Name: "CONVERSION", class: classConversion, read: readConversions},
	{Name: "TEXT SEARCH PARSER", class: classTSParser, read: readTextSearchParsers},
	{Name: "TEXT SEARCH TEMPLATE", class: classTSTemplate, read: readTextSearchTemplates},
	{Name: "TEXT SEARCH DICTIONARY", class: classTSDict, read: readTextSearchDictionaries},
	{Name: "TEXT SEARCH CONFIGURATION", class: classTSConfig, read: readTextSearchConfigurations},
	{Name: "FOREIGN DATA WRAPPER", class: classForeignWrapper, read: readForeignDataWrappers},
	{Name: "SERVER", class: classForeignServer, read: readForeignServers},
	{Name: "USER MAPPING", class: classUserMapping, read: readUserMappings},
	{Name: "TABLE", class: classClass, read: readTables},
	{Name: "FOREIGN TABLE", class: classClass, read: readForeignTables},
	{Name: "SEQUENCE", class: classClass, read: readSequences},
	{Name: "VIEW", class: classClass, read: readViews},
	{Name: "MATERIALIZED VIEW", class: classClass, read: readMaterializedViews},
	{Name: "DOMAIN DEFAULT", class: synDomainDefault},
	{Name: "FUNCTION DEFINITION", class: synFunctionDefinition},
	{Name: "EXTENSION CHANGES", class: synMemberChanges},
	{Name: "TABLE ATTACH", class: synTableAttach, read: readTableAttaches},
	{Name: "SEQUENCE OWNED BY", class: synOwnedBy, read: readSequenceOwners},
	{Name: "DEFAULT", class: classAttrDef, read: readDefaults},
	{Name: "LARGE OBJECT", class: classLargeObject, read: readLargeObjects},
	{Name: "EXTENSION DATA", Section: Data, class: synTableData, read: readExtensionData},
	{Name: "SEQUENCE SET", Section: Data, class: synSequenceValue, read: readSequenceValues},
	{Name: "TABLE DATA", Section: Data, class: synTableData, read: readTableData},
	{Name: "INDEX NAMES", Section: Data, Pass: FinalPass, class: synIndexNames, read: readIndexNames},
	{Name: "LARGE OBJECT DATA", Section: Data, class: synLargeObjectData, read: readLargeObjectData},
	{Name: "CONSTRAINT", Section: PostData, class: classConstraint, read: constraintReader("pux")},
	{Name: "CHECK CONSTRAINT", Section: PostData, class: classConstraint, read: constraintReader("c")},
	{Name: "NOT NULL CONSTRAINT", Section: PostData, class: classConstraint, read: constraintReader("n")},
	{Name: "DOMAIN CONSTRAINT", Section: PostData, class: classConstraint, read: readDomainConstraints},
	{Name: "INDEX", Section: PostData, class: classClass, read: readIndexes},
	{Name: "INDEX ATTACH", Section: PostData, class: synIndexAttach, read: readIndexAttaches},
	{Name: "STATISTICS", Section: PostData, class: classStatistic, read: readStatistics},
	{Name: "VIEW DEFINITION", Section: PostData, class: synViewDefinition},
	{Name: "RULE", Section: PostData, class: classRewrite, read: readRules},
	{Name: "TRIGGER", Section: PostData, class: classTrigger, read: readTriggers},
	{Name: "ROW SECURITY", Section: PostData, class: synRowSecurity, read: readRowSecurity},
	{Name: "FK CONSTRAINT", Section: PostData, class: classConstraint, read: constraintReader("f")},
	{Name: "POLICY", Section: PostData, class: classPolicy, read: readPolicies},
	{Name: "STATISTICS DATA", Section: PostData, class: synStatisticsData, read: readStatisticsData},
	{Name: "PUBLICATION", Section: PostData, class: classPublication, read: readPublications},
	{Name: "PUBLICATION TABLE", Section: PostData, class: classPublicationTable, read: readPublicationTables},
	{Name: "PUBLICATION SCHEMA", Section: PostData, class: classPublicationSchema, read: readPublicationSchemas},
	{Name: "SUBSCRIPTION", Section: PostData, class: classSubscription, read: readSubscriptions},
	{Name: "SYSTEM ACL", Section: PostData, Pass: PrivilegesPass, read: readSystemACLs},
	{Name: "DEFAULT ACL", Section: PostData, Pass: PrivilegesPass, class: classDefaultACL, read: readDefaultACLs},
	{Name: "DISABLED TRIGGERS", Section: PostData, Pass: FinalPass, class: synDisabledTriggers, read: readDisabledTriggers},
	{Name: "REFRESH MATERIALIZED VIEW", Section: PostData, Pass: FinalPass, class: synRefresh, read: readRefreshes},
	{Name: "EVENT TRIGGER", Section: PostData, Pass: FinalPass, class: classEventTrigger, read: readEventTriggers},
}

// kindOfClass finds the kind of an object that breaking a loop has made. The
// shell of a type is of the same kind as one that a user left alone.
func kindOfClass(class uint32) *Kind {
	if class == synShellType {
		class = classType
	}
	for _, k := range kinds {
		if k.class == class {
			return k
		}
	}
	return nil
}
