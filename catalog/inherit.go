package catalog

import "slices"

// standsAlone is true for a table that is made with all its columns and
// checks and tied to its parents afterwards: a partition, and a child whose
// columns INHERITS would put into another order.
func (rel *Relation) standsAlone() bool { return rel.IsPartition || rel.joins }

// isAttached is true for a partition that is made one. Where DETACH
// CONCURRENTLY was interrupted, queries no longer see the partition in its
// parent, and only DETACH FINALIZE can follow: it is made as if that had
// been done. pg_dump attaches it again.
func (rel *Relation) isAttached() bool { return rel.IsPartition && !rel.DetachPending }

// notices implements noticer.
func (t *Table) notices() []string {
	if !t.DetachPending {
		return nil
	}
	return []string{t.Address() + " is half detached from " + t.Parents[0].qualified() +
		": it is restored as DETACH PARTITION ... FINALIZE would leave it"}
}

// mustJoin reports whether a child's columns stand in another order than
// CREATE TABLE ... INHERITS gives, and ALTER TABLE ... INHERIT can make the
// same: it leaves all columns local, as they are in a child that was made so.
// Columns that were added to the parent after a child got its own are not
// local; they move to the front, as they do with pg_dump.
func (rel *Relation) mustJoin() bool {
	if rel.IsPartition || len(rel.Parents) == 0 || rel.OfType != "" {
		return false
	}
	if slices.ContainsFunc(rel.Columns, func(c *Column) bool { return !c.IsLocal }) {
		return false
	}
	order := rel.inheritedNames()
	for i, c := range rel.Columns[:min(len(rel.Columns), len(order))] {
		if c.Name != order[i] {
			return true
		}
	}
	return false
}

// inheritedNames are the columns of all parents, in the order of INHERITS.
func (rel *Relation) inheritedNames() []string {
	var names []string
	seen := map[string]bool{}
	for _, p := range rel.Parents {
		for _, c := range p.Columns {
			if !seen[c.Name] {
				seen[c.Name] = true
				names = append(names, c.Name)
			}
		}
	}
	return names
}

// inherit ties a table that was made on its own to its parents. Partitions
// are attached ([TableAttach]).
func (t *Table) inherit() []string {
	if !t.joins {
		return nil
	}
	var out []string
	for _, p := range t.Parents {
		out = append(out, t.alterWords()+"ONLY "+t.qualified()+" INHERIT "+p.qualified())
	}
	return out
}
