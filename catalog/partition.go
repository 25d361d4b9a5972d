package catalog

import "context"

// TableAttach makes a table a partition of another. Both exist by then, with
// all columns and checks.
type TableAttach struct {
	Common
	parent, child *Relation
}

func readTableAttaches(ctx context.Context, r *reader) ([]Object, error) {
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
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
		out = append(out, a)
	}
	return out, nil
}

// Address implements Object.
func (a *TableAttach) Address() string { return "" }

// Drop implements dropper: the partition's DROP TABLE is enough.
func (a *TableAttach) Drop() string { return "" }

func (a *TableAttach) tableName() string { return a.child.Name }

func (a *TableAttach) needs() []ID {
	return []ID{{Class: classClass, OID: a.parent.OID}, {Class: classClass, OID: a.child.OID}}
}

// locks implements locker. ATTACH also locks and checks the default
// partition, if there is one.
func (a *TableAttach) locks() []ID {
	ids := a.needs()
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
