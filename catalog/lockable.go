package catalog

import "context"

// Lockable is a relation that a dump locks before it takes its snapshot: a
// table or partitioned table whose definition or rows are read. Views,
// materialized views, sequences and foreign tables cannot be locked.
type Lockable struct {
	OID    uint32 `db:"oid"`
	Schema string `db:"schema"`
	Name   string `db:"name"`
	// FileNode is what pg_class says in the snapshot, CurrentFileNode what
	// the server uses now; 0 for partitioned tables. They differ if somebody
	// truncated or rewrote the table after the snapshot was taken: its rows
	// of the snapshot are gone then.
	FileNode        uint32 `db:"file_node"`
	CurrentFileNode uint32 `db:"current_file_node"`
	// Member tells a table of an extension: if it has rows to dump, it is a
	// configuration table.
	Member bool `db:"member"`
}

const memberRelation = `EXISTS (SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
              AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e')`

// Tables of extensions that are no configuration tables are only locked where
// that is allowed: nothing but changed privileges is read from them.
var lockableQuery = &query{
	name: "relations to lock",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.relname")},
		{"file_node", all("c.relfilenode")},
		{"current_file_node", all("COALESCE(pg_catalog.pg_relation_filenode(c.oid), 0)")},
		{"member", all(memberRelation)},
	},
	from: all(`FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND ` + userRelation + `
   AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
        OR NOT ` + memberRelation + `
        OR EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig)))
 ORDER BY c.oid`),
}

// Lockables lists the relations to lock, as the session's current snapshot
// shows them: those that a filter selects.
func Lockables(ctx context.Context, s *Server, f Filter) ([]*Lockable, error) {
	sel, err := selectFrom(ctx, s, &f)
	if err != nil {
		return nil, err
	}
	server := *s
	server.selected = sel.lockCondition()
	return load[Lockable](ctx, &server, lockableQuery)
}

type heldLock struct {
	OID uint32 `db:"oid"`
}

var heldLockQuery = &query{
	name:    "locks held",
	columns: []column{{"oid", all("l.relation")}},
	from: all(`FROM pg_catalog.pg_locks l
 WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid() AND l.granted
   AND l.mode = 'AccessShareLock'
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())`),
}

// HeldLocks gives the OIDs of the relations on which the session holds ACCESS
// SHARE locks: what LOCK TABLE has really locked, whatever the names were.
func HeldLocks(ctx context.Context, s *Server) (map[uint32]bool, error) {
	rows, err := load[heldLock](ctx, s, heldLockQuery)
	if err != nil {
		return nil, err
	}
	held := make(map[uint32]bool, len(rows))
	for _, r := range rows {
		held[r.OID] = true
	}
	return held, nil
}
