package catalog

import "context"

// TableAttach makes a table a partition of another. Both exist by then, with
// all columns and checks.
type TableAttach struct {
	Common
	parent, child *Relation
	after         []ID // of a foreign table: what becomes whole without it
}

func readTableAttaches(ctx context.Context, r *reader) ([]Object, error) {
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
	}
	indexes, err := r.indexes(ctx)
	if err != nil {
		return nil, err
	}
	byTable := map[uint32][]*Index{}
	for _, x := range indexes {
		byTable[x.TableOID] = append(byTable[x.TableOID], x)
	}
	var out []Object
	for _, rel := range rels.all {
		if !rel.isAttached() {
			continue
		}
		a := &TableAttach{parent: rel.Parents[0], child: rel}
		a.OID, a.Schema, a.Name = rel.OID, rel.Schema, rel.Name
		a.ID = ID{Class: synTableAttach, OID: rel.OID}
		a.MemberOf = ID{Class: classClass, OID: rel.OID}
		if rel.Relkind == 'f' {
			a.waitFor(byTable)
		}
		out = append(out, a)
	}
	return out, nil
}

// waitFor puts a foreign table behind the indexes of the tables above it. An
// index that is made on ONLY a partitioned table becomes valid when as many
// indexes are attached as there are partitions, and a foreign table has none
// (validatePartitionedIndex in src/backend/commands/tablecmds.c; tried on 12 to
// 18). A table with a unique index takes no foreign partitions: such an index
// comes later, and is not valid in the source either.
func (a *TableAttach) waitFor(indexes map[uint32][]*Index) {
	for rel := a.parent; ; rel = rel.Parents[0] {
		for _, x := range indexes[rel.OID] {
			if !x.isMade() || x.isUnique() {
				continue
			}
			a.after = append(a.after, ID{Class: classClass, OID: x.OID})
			for _, part := range x.descendants(nil) {
				a.after = append(a.after, ID{Class: synIndexAttach, OID: part.OID})
			}
		}
		if !rel.isAttached() {
			return
		}
	}
}

// foreignAttaches names what makes foreign tables partitions of a table, or of
// a partition of it: a check that is added to the table reaches them then.
func (rel *Relation) foreignAttaches(ids []ID) []ID {
	if rel.Relkind != 'p' {
		return ids
	}
	for _, child := range rel.Children {
		if child.Relkind == 'f' {
			ids = append(ids, ID{Class: synTableAttach, OID: child.OID})
		}
		ids = child.foreignAttaches(ids)
	}
	return ids
}

// section implements sectioner.
func (a *TableAttach) section() Section {
	if len(a.after) > 0 {
		return PostData
	}
	return PreData
}

// Address implements Object.
func (a *TableAttach) Address() string { return "" }

// Drop implements dropper: the partition's DROP TABLE is enough.
func (a *TableAttach) Drop() string { return "" }

func (a *TableAttach) tableName() string { return a.child.Name }

func (a *TableAttach) needs() []ID {
	return append([]ID{{Class: classClass, OID: a.parent.OID}, {Class: classClass, OID: a.child.OID}}, a.after...)
}

// locks implements locker. ATTACH also locks and checks the default
// partition, if there is one.
func (a *TableAttach) locks() []ID {
	ids := a.needs()[:2]
	if rest := a.parent.rest; rest != nil && rest != a.child {
		ids = append(ids, ID{Class: classClass, OID: rest.OID})
	}
	return ids
}

// Define implements Object.
func (a *TableAttach) Define() []string {
	return []string{"ALTER TABLE ONLY " + a.parent.qualified() +
		" ATTACH PARTITION " + a.child.qualified() + " " + *a.child.PartitionBound}
}
